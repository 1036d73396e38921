# Upper bounds and alarms of the CDC method by R surveillance 1.20.3 (algo.cdc).
#   Rscript validation/cdc.R SERIES.csv tests/reference/cdc.csv
# The bound is one for the total of four weeks. An empty cell is one that algo.cdc refuses to monitor.
suppressMessages(library(surveillance))
input <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = FALSE)
settings <- list(
  default = list(b = 5, m = 1, alpha = 0.025), short = list(b = 2, m = 2, alpha = 0.1), narrow = list(b = 4, m = 0, alpha = 0.001)
)
parts <- lapply(unique(input$series), function(name) {
  rows <- input[input$series == name, ]
  weeks <- sts2disProg(sts(matrix(rows$count, ncol = 1), frequency = 52, start = c(2014, 40)))
  for (key in names(settings)) {
    setting <- settings[[key]]
    first <- setting$b * 52 + 4 * setting$m + 4
    upper <- alarm <- rep(NA_real_, nrow(rows))
    if (first <= nrow(rows)) {
      answer <- algo.cdc(weeks, control = c(list(range = first:nrow(rows)), setting))
      upper[first:nrow(rows)] <- answer$upperbound
      alarm[first:nrow(rows)] <- answer$alarm
    }
    rows[[paste0("upper_", key)]] <- signif(upper, 9)
    rows[[paste0("alarm_", key)]] <- as.integer(alarm)
  }
  rows
})
write.csv(do.call(rbind, parts), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE, na = "")
