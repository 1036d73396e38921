# Upper bounds and alarms of EARS C1, C2 and C3 by R surveillance 1.20.3 (earsC).
#   Rscript validation/ears.R SERIES.csv tests/reference/ears.csv
# An empty cell is one that earsC does not monitor or for which it answers NaN.
suppressMessages(library(surveillance))
options(digits = 17)
files <- commandArgs(trailingOnly = TRUE)
input <- read.csv(files[1], stringsAsFactors = FALSE)
settings <- list(
  c1 = list(method = "C1"), c2 = list(method = "C2"), c3 = list(method = "C3"),
  c1_floor = list(method = "C1", minSigma = 0.5), c2_window = list(method = "C2", baseline = 10, alpha = 0.01),
  c3_floor = list(method = "C3", minSigma = 1, alpha = 0.01, baseline = 9)
)
chart <- function(counts, setting) {
  empty <- data.frame(upper = rep(NA_real_, length(counts)), alarm = NA)
  weeks <- sts(matrix(counts, ncol = 1), frequency = 52, start = c(2014, 40))
  answer <- tryCatch(earsC(weeks, control = setting), error = function(e) NULL)
  if (!is.null(answer)) {
    at <- answer@control$range
    empty$upper[at] <- as.vector(upperbound(answer))
    empty$alarm[at] <- as.vector(alarms(answer))
  }
  empty
}
parts <- lapply(unique(input$series), function(name) {
  rows <- input[input$series == name, ]
  for (key in names(settings)) {
    answer <- chart(rows$count, settings[[key]])
    rows[[paste0("upper_", key)]] <- signif(answer$upper, 9)
    rows[[paste0("alarm_", key)]] <- as.integer(answer$alarm)
  }
  rows
})
write.csv(do.call(rbind, parts), files[2], row.names = FALSE, quote = FALSE, na = "")
