# Processor seconds R surveillance needs for each method.  Rscript benchmarks/short_memory.R COUNTS.csv
# One column per series, one row per week, no header. Prints: name, seconds, series, cells judged.
suppressMessages(library(surveillance))
counts <- as.matrix(read.csv(commandArgs(trailingOnly = TRUE)[1], header = FALSE))
weeks <- nrow(counts)
series <- function(columns) lapply(columns, function(i) sts(counts[, i, drop = FALSE], frequency = 52, start = c(2014, 40)))
report <- function(name, first, inputs, run, repeats = 3) {
  control <- list(range = first:weeks)
  seconds <- min(replicate(repeats, system.time(for (one in inputs) run(one, control))[["user.self"]]))
  cat(name, seconds, length(inputs), length(inputs) * length(control$range), "\n")
}
all <- series(seq_len(ncol(counts)))
few <- all[1:2]
report("ears-c1", 8, all, function(s, k) earsC(s, c(k, list(method = "C1"))))
report("ears-c2", 10, all, function(s, k) earsC(s, c(k, list(method = "C2"))))
report("ears-c3", 12, all, function(s, k) earsC(s, c(k, list(method = "C3"))))
report("rki", 109, all, function(s, k) rki(s, c(k, list(b = 2, w = 4, actY = FALSE))))
report("cdc", 268, few, function(s, k) algo.cdc(sts2disProg(s), c(k, list(b = 5, m = 1, alpha = 0.025))), 1)
report("bayes", 7, all, function(s, k) bayes(s, c(k, list(b = 0, w = 6, actY = TRUE, alpha = 0.05))))
report("outbreak-p", 1, few, function(s, k) outbreakP(s, c(k, list(k = 100, ret = "cases"))), 1)
