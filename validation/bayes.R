# Upper bounds and alarms of the Bayes method by R surveillance 1.20.3 (bayes).
#   Rscript validation/bayes.R SERIES.csv tests/reference/bayes.csv
# An empty cell is one that bayes refuses to monitor: the baseline would begin before the data.
suppressMessages(library(surveillance))
input <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = FALSE)
settings <- list(
  v1 = list(b = 0, w = 6, actY = TRUE, alpha = 0.05),
  v2 = list(b = 1, w = 6, actY = TRUE, alpha = 0.05),
  v3 = list(b = 2, w = 4, actY = FALSE, alpha = 0.05),
  other = list(b = 4, w = 2, actY = TRUE, alpha = 0.001)
)
parts <- lapply(unique(input$series), function(name) {
  rows <- input[input$series == name, ]
  weeks <- sts(matrix(rows$count, ncol = 1), frequency = 52, start = c(2014, 40))
  for (key in names(settings)) {
    setting <- settings[[key]]
    first <- setting$b * 52 + setting$w + 1
    upper <- alarm <- rep(NA_real_, nrow(rows))
    if (first <= nrow(rows)) {
      answer <- bayes(weeks, control = c(list(range = first:nrow(rows)), setting))
      upper[first:nrow(rows)] <- upperbound(answer)
      alarm[first:nrow(rows)] <- alarms(answer)
    }
    rows[[paste0("upper_", key)]] <- signif(upper, 9)
    rows[[paste0("alarm_", key)]] <- as.integer(alarm)
  }
  rows
})
write.csv(do.call(rbind, parts), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE, na = "")
