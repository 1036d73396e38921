# Mean one-step log score of hhh4, refitted for each of the last weeks; called by validation/endemic_epidemic.py
suppressMessages(library(surveillance))
given <- commandArgs(trailingOnly = TRUE)
y <- as.matrix(read.csv(file.path(given[1], "y.csv"))); w <- as.matrix(read.csv(file.path(given[1], "w.csv")))
dimnames(w) <- list(colnames(y), colnames(y)); weeks <- as.integer(given[2])
season <- function(f) addSeason2formula(f, S = 1, period = 52)
fit <- hhh4(sts(y, start = c(2001, 1), frequency = 52, neighbourhood = w), list(ar = list(f = season(~1)),
  ne = list(f = ~1, weights = w), end = list(f = season(~ -1 + fe(1, unitSpecific = TRUE))), family = "NegBin1"))
took <- system.time(ahead <- oneStepAhead(fit, c(nrow(y) - weeks, nrow(y) - 1), type = "rolling", verbose = FALSE))[["elapsed"]]
cat(sprintf("mean log score %.6f over %d weeks, %.2f s\n", mean(scores(ahead, which = "logs")), weeks, took))
