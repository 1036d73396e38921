# Seconds of hhh4, best of three, and its log-likelihood; called by benchmarks/endemic_epidemic.py
suppressMessages(library(surveillance))
given <- commandArgs(trailingOnly = TRUE)
y <- as.matrix(read.csv(file.path(given[1], "y.csv"))); near <- as.matrix(read.csv(file.path(given[1], "w.csv")))
dimnames(near) <- list(colnames(y), colnames(y))
object <- sts(y, start = c(2001, 1), frequency = 52, neighbourhood = near)
base <- if (given[2] == "1") ~ -1 + fe(1, unitSpecific = TRUE) else ~1
model <- list(ar = list(f = ~1), ne = list(f = ~1, weights = near), end = list(f = addSeason2formula(base, S = 1, period = 52)), family = "NegBin1")
took <- sapply(1:3, function(i) system.time(fit <<- hhh4(object, model))[["elapsed"]])
cat(sprintf("%.4f s, log-likelihood %.6f, converged %s\n", min(took), fit$loglikelihood, fit$convergence))
