# Likelihood ratio charts by R surveillance 1.20.3 (algo.glrpois, algo.glrnb).
#   Rscript validation/glr.R tests/reference/cusum_series.csv tests/reference/glr.csv
# Phase 1 is the first 104 weeks; 60 to 100 weeks are kept. "needed" is the upper bound under ret = "cases",
# given for the intercept charts of Poisson counts and for those with theta.
# The chart's own negative binomial fit ends while the mean still moves by 1e-6. For these cases the mean is
# given, from the same fit (glm, glm.nb) run to the end; where glm.nb runs off to Poisson, from that of Poisson.
suppressMessages({ library(surveillance); library(MASS) })
tight <- glm.control(epsilon = 1e-13, maxit = 200)
learn <- function(y, ahead, alpha) {
  past <- data.frame(y = y, t = seq_along(y))
  form <- y ~ cos(2 * pi * t / 52) + sin(2 * pi * t / 52)
  if (is.null(alpha)) {
    fit <- try(glm.nb(form, past, control = tight), silent = TRUE)
    alpha <- if (inherits(fit, "try-error") || fit$theta > 1000 * mean(y)) 0 else 1 / fit$theta
  }
  family <- if (alpha == 0) poisson() else negative.binomial(1 / alpha)
  fit <- glm(form, family, past, control = tight)
  list(alpha = alpha, mu0 = as.vector(predict(fit, data.frame(t = ahead), type = "response")))
}
input <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = FALSE)
settings <- list(
  poisson = list(alpha = 0), trend = list(alpha = 0, mu0 = list(S = 2, trend = TRUE), c.ARL = 3),
  refit = list(alpha = 0, mu0 = list(S = 1, trend = FALSE, refit = TRUE)), theta = list(alpha = 0, theta = 0.4),
  epi = list(alpha = 0, change = "epi"), negbin = list(alpha = 0.4), negbin_estimated = list(alpha = NULL),
  negbin_theta = list(alpha = 0.4, theta = 0.7)
)
silent <- function(expr) { suppressWarnings(suppressMessages(capture.output(answer <- expr))); answer }
parts <- lapply(unique(input$series), function(name) {
  rows <- input[input$series == name, ]
  weeks <- silent(sts2disProg(sts(matrix(rows$count, ncol = 1), frequency = 52)))
  do.call(rbind, lapply(names(settings), function(key) {
    if (nrow(rows) < 105 || sum(rows$count[1:104]) < 10) return(NULL)
    last <- min(nrow(rows), if (key %in% c("poisson", "refit")) 204 else 164)
    control <- c(list(range = 105:last, dir = "inc"), settings[key][[1]])
    if (startsWith(key, "negbin"))
      control[c("alpha", "mu0")] <- silent(learn(rows$count[1:104], 105:last, settings[[key]]$alpha))
    value <- try(silent(algo.glrnb(weeks, control = c(control, ret = "value"))), silent = TRUE)
    if (inherits(value, "try-error")) return(NULL)
    needed <- rep(NA, last - 104)
    if (key %in% c("poisson", "trend", "theta", "negbin_theta"))
      needed <- as.vector(silent(algo.glrnb(weeks, control = c(control, ret = "cases")))$upperbound)
    alpha <- value$control$alpha
    data.frame(
      series = name, case = key, week = 105:last, mean = signif(value$control$mu0, 9),
      alpha = signif(alpha, 9), statistic = signif(as.vector(value$upperbound), 9),
      needed = signif(needed, 9), alarm = as.integer(value$alarm)
    )
  }))
})
write.csv(do.call(rbind, parts), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE)
