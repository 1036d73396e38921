# Seconds per fit of farringtonFlexible (R surveillance) on the series in a CSV file, one column each.
# Called by benchmarks/farrington.py: Rscript benchmarks/farrington.R SERIES.csv JUDGED
suppressMessages(library(surveillance))
arguments <- commandArgs(TRUE)
counts <- as.matrix(read.csv(arguments[1]))
n <- nrow(counts)
control <- list(range = (n - as.integer(arguments[2]) + 1):n, b = 5, w = 3, reweight = TRUE,
                weightsThreshold = 2.58, alpha = 0.01, trend = TRUE, pThresholdTrend = 1, noPeriods = 10,
                pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin", glmWarnings = FALSE)
data <- lapply(seq_len(ncol(counts)), function(j)
  sts(observed = counts[, j], frequency = 52, epoch = as.Date("2015-01-04") + 7 * (seq_len(n) - 1)))
above <- 0
seconds <- system.time(for (one in data) above <- above + sum(alarms(farringtonFlexible(one, control))))
cat(sum(seconds[c("user.self", "sys.self")]) / (ncol(counts) * length(control$range)), above, "\n")
