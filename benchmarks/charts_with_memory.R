# Seconds per series of the R counterparts: Rscript charts_with_memory.R SERIES.csv (one row per week, one column per series)
suppressMessages({ library(surveillance); library(MASS) })
counts <- as.matrix(read.csv(commandArgs(trailingOnly = TRUE)[1]))
silent <- function(expr) suppressWarnings(suppressMessages(capture.output(expr)))
weeks <- lapply(seq_len(ncol(counts)), function(i) { silent(d <- sts2disProg(sts(counts[, i, drop = FALSE], frequency = 52))); d })
judged <- 105:nrow(counts)
limits <- hValues(theta0 = 1:200 / 10, ARL0 = 500, s = 1, distr = "poisson")
report <- function(name, few, run) {
  few <- min(few, length(weeks))
  silent(run(weeks[[1]]))
  took <- system.time(silent(for (i in seq_len(few)) run(weeks[[i]])))[["elapsed"]]
  cat(name, took / few, "\n")
}
report("cusum", 40, function(d) algo.cusum(d, control = list(range = judged)))
report("cusum, rossi, seasonal", 40, function(d) algo.cusum(d, control = list(range = judged, trans = "rossi", m = "glm")))
report("glr-poisson", 20, function(d) algo.glrpois(d, control = list(range = judged, ret = "value")))
report("glr-poisson, upper", 10, function(d) algo.glrpois(d, control = list(range = judged, ret = "cases")))
report("glr-poisson, theta", 20, function(d) algo.glrpois(d, control = list(range = judged, ret = "value", theta = 0.4)))
report("glr-poisson, epi", 4, function(d) algo.glrpois(d, control = list(range = judged, ret = "value", change = "epi")))
report("glr-negbin", 6, function(d) algo.glrnb(d, control = list(range = judged, ret = "value", alpha = NULL)))
report("rogerson", 20, function(d) algo.rogerson(d, control = c(limits, list(range = judged, theta0t = rep(mean(d$observed[1:104]), length(judged))))))
fit <- function(d, negbin) for (k in 290:299) { # ten weeks of one series
  past <- data.frame(y = d$observed[(k - 260):(k - 1)], t = (k - 260):(k - 1))
  form <- y ~ t + cos(2 * pi * t / 52) + sin(2 * pi * t / 52)
  m <- if (negbin) try(glm.nb(form, past), silent = TRUE) else glm(form, poisson, past)
}
report("poisson-glm", 10, function(d) fit(d, FALSE))
report("negbin-glm", 4, function(d) fit(d, TRUE))
