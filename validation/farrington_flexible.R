# Write tests/reference/farrington_flexible.csv: what farringtonFlexible answers for farrington_series.csv.
# From the root of the repository: Rscript validation/farrington_flexible.R   (R surveillance 1.20.3)
suppressMessages(library(surveillance))

table <- read.csv("tests/reference/farrington_series.csv")
people <- table$persons
counts <- table[setdiff(names(table), "persons")]
n <- nrow(table)
judged <- c(258:262, 332:n)  # left out: the week whose oldest reference has index 0, which R drops unsaid
sundays <- as.Date("2014-09-07") + 7 * (seq_len(n) - 1)
months <- seq(as.Date("1993-01-01"), by = "1 month", length.out = n)

published <- list(b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, alpha = 0.01, trend = TRUE,
                  pThresholdTrend = 1, noPeriods = 10, pastWeeksNotIncluded = 26,
                  thresholdMethod = "nbPlugin", populationOffset = FALSE, glmWarnings = FALSE)
monthly <- list(w = 1, noPeriods = 4, pastWeeksNotIncluded = 6, limit54 = c(5, 1))
settings <- list(
  published = list(),
  steps = list(),
  muan = list(thresholdMethod = "muan"),
  delta = list(thresholdMethod = "delta"),
  root = list(thresholdMethod = "delta", powertrans = "1/2"),
  untransformed = list(thresholdMethod = "delta", powertrans = "none"),
  no_trend = list(trend = FALSE, alpha = 0.05),
  no_weights = list(reweight = FALSE, thresholdMethod = "muan"),
  own_default = list(noPeriods = 1, pastWeeksNotIncluded = NULL, alpha = 0.05, pThresholdTrend = 0.05,
                     thresholdMethod = "delta"),
  original = list(noPeriods = 1, pastWeeksNotIncluded = 3, weightsThreshold = 1, pThresholdTrend = 0.05,
                  thresholdMethod = "muan"),
  short = list(b = 3, w = 2, noPeriods = 5, pastWeeksNotIncluded = 10, pThresholdTrend = 0.05),
  two_years = list(b = 2, noPeriods = 8, alpha = 0.001),
  persons = list(populationOffset = TRUE, thresholdMethod = "muan"),
  months = monthly,
  month_steps = c(monthly, list(thresholdMethod = "delta")))

ask <- function(setting, name) {
  control <- modifyList(published, settings[[setting]])
  if (setting == "own_default") control$pastWeeksNotIncluded <- NULL
  frequency <- if (grepl("month", setting)) 12 else 52
  arguments <- list(observed = counts[[name]], frequency = frequency, population = matrix(people))
  if (grepl("step", setting)) arguments$start <- c(2014, 1)
  else arguments$epoch <- if (frequency == 12) months else sundays
  data <- do.call(sts, arguments)
  do.call(rbind, lapply(judged, function(k) {
    line <- data.frame(setting = setting, series = name, place = k - 1, expected = NA, dispersion = NA,
                       upper = NA, p_value = NA, above = NA)
    answer <- tryCatch(farringtonFlexible(data, c(control, list(range = k))), error = conditionMessage)
    if (is.character(answer)) {  # no history: anything else is a fault of this script
      if (!grepl("reference time points did not exist|negative subscripts", answer)) stop(setting, " ", name, " ", k, ": ", answer)
      return(line)
    }
    line$expected <- answer@control$expected[1]
    line$upper <- upperbound(answer)[1]
    if (!is.na(line$expected) && !is.na(line$upper)) {
      line$p_value <- answer@control$pvalue[1]
      line$dispersion <- answer@control$phiVector[1]
      line$above <- as.integer(alarms(answer)[1])
    }
    line
  }))
}
all <- do.call(rbind, lapply(names(settings), function(setting)
  do.call(rbind, lapply(names(counts), function(name) ask(setting, name)))))
for (column in c("expected", "dispersion", "upper", "p_value")) all[[column]] <- formatC(all[[column]], digits = 12, format = "g")
all[] <- lapply(all, function(x) { x <- trimws(as.character(x)); x[x %in% c("NA", "NaN")] <- ""; x })
write.csv(all, "tests/reference/farrington_flexible.csv", row.names = FALSE, quote = FALSE, na = "")
