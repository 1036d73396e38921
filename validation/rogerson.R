# The Rogerson chart, reference values, limits and run lengths by R surveillance 1.20.3.
#   Rscript validation/rogerson.R tests/reference/cusum_series.csv tests/reference/rogerson.csv \
#     tests/reference/rogerson_run_length.csv
# The mean is a Poisson fit to the first 104 weeks, run to the end; the limits are those of hValues for means
# 0.1 to 6. Series whose mean leaves this range are left out of the cases "seasonal" and "start".
suppressMessages(library(surveillance))
args <- commandArgs(trailingOnly = TRUE)
input <- read.csv(args[1], stringsAsFactors = FALSE)
limits <- hValues(theta0 = 1:60 / 10, ARL0 = 500, s = 1, distr = "poisson")
tight <- glm.control(epsilon = 1e-13, maxit = 200)
settings <- list(all = list(), start = list(limit = 0), head = list(FIR = TRUE))
parts <- lapply(unique(input$series), function(name) {
  y <- input$count[input$series == name]
  if (length(y) < 105 || sum(y[1:104]) == 0) return(NULL)
  y <- y[1:min(length(y), 224)]
  # series of more cases are thinned so that the limits of the table apply
  y <- round(y * min(1, 3 / mean(y[1:104])))
  t <- 1:104
  if (sum(y[t]) == 0) return(NULL)
  fit <- glm(y[t] ~ cos(2 * pi * t / 52) + sin(2 * pi * t / 52), poisson, control = tight)
  ahead <- 105:length(y)
  mean <- exp(as.vector(cbind(1, cos(2 * pi * ahead / 52), sin(2 * pi * ahead / 52)) %*% coef(fit)))
  if (max(mean) > 6 || min(mean) < 1e-3) return(NULL)
  do.call(rbind, lapply(names(settings), function(key) {
    weeks <- suppressWarnings(sts2disProg(sts(matrix(y, ncol = 1), frequency = 52)))
    answer <- algo.rogerson(weeks, control = c(limits, list(theta0t = mean, range = ahead), settings[[key]]))
    data.frame(series = name, case = key, week = seq_along(y), count = y,
      mean = c(rep(NA, 104), signif(mean, 9)), needed = c(rep(NA, 104), answer$upperbound),
      alarm = c(rep(NA, 104), answer$alarm))
  }))
})
write.csv(do.call(rbind, parts), args[2], row.names = FALSE, quote = FALSE, na = "")
runs <- as.data.frame(limits$hValues)[, c("theta0", "k", "h")]
lengths <- mapply(function(h, k, m) unlist(arlCusum(h = h, k = k, theta = m)), runs$h, runs$k, runs$theta0)
runs$exact_k <- sapply(runs$theta0, function(m) findK(m, m + sqrt(m), "poisson"))
runs$zero <- lengths[1, ]
runs$head_start <- lengths[2, ]
write.csv(signif(runs, 10), args[3], row.names = FALSE, quote = FALSE)
