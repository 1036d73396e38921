# CUSUM statistics, bounds and alarms by R surveillance 1.20.3 (algo.cusum).
#   python validation/simulate_series.py tests/reference/cusum_series.csv
#   Rscript validation/cusum.R tests/reference/cusum_series.csv tests/reference/cusum.csv
# Phase 1 is the first 104 weeks, 52 for "short". A series no longer than that has no row. All weeks are kept
# for the first two cases, some 80 for the others. The integral of
# "negbin_known" is read by the reference from a table, so mean and counts are ones the table holds.
suppressMessages(library(surveillance))
input <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = FALSE)
settings <- list(
  standard = list(), short = list(k = 0.5, h = 4), rossi = list(trans = "rossi", k = 0.7, h = 3),
  anscombe = list(trans = "anscombe"), anscombe2nd = list(trans = "anscombe2nd"),
  pearson = list(trans = "pearsonNegBin", alpha = 0.3), negbin_known = list(trans = "anscombeNegBin", alpha = 1, m = 2.5),
  seasonal = list(trans = "rossi", m = "glm")
)
parts <- lapply(unique(input$series), function(name) {
  rows <- input[input$series == name, ]
  weeks <- sts2disProg(sts(matrix(rows$count, ncol = 1), frequency = 52))
  do.call(rbind, lapply(names(settings), function(key) {
    first <- if (key == "short") 53 else 105
    if (nrow(rows) < first || (key == "seasonal" && sum(rows$count[1:104]) == 0)) return(NULL)
    if (key == "negbin_known" && max(rows$count[105:min(nrow(rows), 184)]) > 10) return(NULL)
    last <- if (key %in% c("standard", "short")) nrow(rows) else min(nrow(rows), 184)
    answer <- suppressWarnings(algo.cusum(weeks, control = c(list(range = first:last), settings[[key]])))
    data.frame(
      series = name, case = key, week = first:last, mean = signif(rep_len(answer$control$m, last - first + 1), 9),
      statistic = signif(as.vector(answer$cusum), 9), needed = signif(as.vector(answer$upperbound), 9),
      alarm = as.integer(answer$alarm)
    )
  }))
})
write.csv(do.call(rbind, parts), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE)
