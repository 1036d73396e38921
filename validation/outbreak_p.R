# OutbreakP and the number of cases needed before an alarm by R surveillance 1.20.3 (outbreakP).
#   Rscript validation/outbreak_p.R SERIES.csv tests/reference/outbreak_p.csv
# The search for the number needed is slow, so it covers the first 90 weeks of all but the huge series; NA as
# the search's own answer ("no number" or "any number") is written as none. An empty cell was not asked.
suppressMessages(library(surveillance))
input <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = FALSE)
chart <- function(counts, last, ret, threshold) {
  weeks <- sts(matrix(counts, ncol = 1), frequency = 52, start = c(2014, 40))
  outbreakP(weeks, control = list(range = 1:last, k = threshold, ret = ret))
}
parts <- lapply(unique(input$series), function(name) {
  rows <- input[input$series == name, ]
  answer <- chart(rows$count, nrow(rows), "value", 100)
  rows$value <- signif(as.vector(upperbound(answer)), 9)
  rows$alarm <- as.integer(alarms(answer))
  rows$alarm_5 <- as.integer(alarms(chart(rows$count, nrow(rows), "value", 5)))
  rows$needed <- rows$needed_5 <- ""
  last <- min(nrow(rows), 90)
  if (name != "huge") {
    for (key in c("needed", "needed_5")) {
      found <- as.vector(upperbound(chart(rows$count, last, "cases", if (key == "needed") 100 else 5)))
      rows[[key]][1:last] <- ifelse(is.na(found), "none", found)
    }
  }
  rows
})
write.csv(do.call(rbind, parts), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE, na = "")
