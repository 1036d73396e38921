# Seasonal GLM by R 4.2.2: glm (Poisson), MASS glm.nb, qpois, qnbinom, fitted anew for every 30th week.
#   Rscript validation/seasonal_glm.R tests/reference/cusum_series.csv tests/reference/seasonal_glm.csv
# The fits run to the end (epsilon 1e-13). Where glm.nb runs off to Poisson the row is that of Poisson.
suppressMessages(library(MASS))
input <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = FALSE)
tight <- glm.control(epsilon = 1e-13, maxit = 300)
one <- function(y, k, negbin, years, excluded) {
  t <- max(1, k - excluded - 52 * years):(k - excluded - 1)
  past <- data.frame(y = y[t], t = t)
  if (sum(past$y) == 0) return(NULL)
  form <- y ~ t + cos(2 * pi * t / 52) + sin(2 * pi * t / 52)
  fit <- glm(form, poisson, past, control = tight)
  alpha <- 0
  if (negbin) {
    wide <- try(glm.nb(form, past, control = tight), silent = TRUE)
    if (!inherits(wide, "try-error") && wide$theta < 1000 * mean(past$y)) {
      alpha <- 1 / wide$theta
      fit <- wide
    }
  }
  mean <- as.vector(predict(fit, data.frame(t = k), type = "response"))
  c(mean = mean, alpha = alpha, upper = if (alpha > 0) qnbinom(0.99, mu = mean, size = 1 / alpha) else qpois(0.99, mean),
    p = if (alpha > 0) pnbinom(y[k] - 1, mu = mean, size = 1 / alpha, lower.tail = FALSE) else ppois(y[k] - 1, mean, FALSE))
}
rows <- list()
for (name in unique(input$series)) {
  y <- input$count[input$series == name]
  for (case in c("poisson", "negbin", "short")) {
    years <- if (case == "short") 2 else 5
    excluded <- if (case == "short") 10 else 0
    for (k in if (length(y) > 104 + excluded) seq(105 + excluded, length(y), by = 30)) {
      found <- suppressWarnings(one(y, k, case != "poisson", years, excluded))
      if (!is.null(found)) rows[[length(rows) + 1]] <- data.frame(series = name, case = case, week = k, t(signif(found, 12)))
    }
  }
}
write.csv(do.call(rbind, rows), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE)
