# Write tests/reference/farrington.csv: what farrington (1996) answers for farrington_series.csv.
# From the root of the repository: Rscript validation/farrington.R   (R surveillance 1.20.3)
suppressMessages(library(surveillance))

table <- read.csv("tests/reference/farrington_series.csv")
counts <- table[setdiff(names(table), "persons")]
counts <- counts[!grepl("missing", names(counts))]  # its fit stops at missing weeks
n <- nrow(table)
judged <- c(265:266, 332:n)  # before them it drops the windows that do not exist, without a word
sundays <- as.Date("2014-09-07") + 7 * (seq_len(n) - 1)
months <- seq(as.Date("1993-01-01"), by = "1 month", length.out = n)

published <- list(b = 5, w = 3, reweight = TRUE, verbose = FALSE, alpha = 0.01, trend = TRUE)
settings <- list(
  published = list(),
  steps = list(),
  level = list(alpha = 0.1),
  root = list(powertrans = "1/2"),
  untransformed = list(powertrans = "none"),
  no_trend = list(trend = FALSE),
  no_weights = list(reweight = FALSE),
  short = list(b = 3, w = 2),
  two_years = list(b = 2),
  months = list(w = 1, limit54 = c(5, 1)))

ask <- function(setting, name) {
  control <- modifyList(published, settings[[setting]])
  frequency <- if (grepl("month", setting)) 12 else 52
  arguments <- list(observed = counts[[name]], frequency = frequency)
  if (setting == "steps") arguments$start <- c(2014, 1)
  else arguments$epoch <- if (frequency == 12) months else sundays
  data <- do.call(sts, arguments)
  do.call(rbind, lapply(judged, function(k) {
    line <- data.frame(setting = setting, series = name, place = k - 1, expected = NA, upper = NA,
                       p_value = NA, above = NA)
    answer <- suppressWarnings(farrington(data, c(control, list(range = k)), verbose = FALSE))
    periods <- if (frequency == 12) 1 else 4
    if (sum(counts[[name]][(k - periods + 1):k]) < 5 || is.na(answer@control$pd[1])) return(line)
    line$expected <- answer@control$pd[2]
    line$upper <- upperbound(answer)[1]
    line$p_value <- 1 - answer@control$pd[1]
    line$above <- as.integer(alarms(answer)[1])
    line
  }))
}
all <- do.call(rbind, lapply(names(settings), function(setting)
  do.call(rbind, lapply(names(counts), function(name) ask(setting, name)))))
for (column in c("expected", "upper", "p_value")) all[[column]] <- formatC(all[[column]], digits = 12, format = "g")
all[] <- lapply(all, function(x) { x <- trimws(as.character(x)); x[x %in% c("NA", "NaN")] <- ""; x })
write.csv(all, "tests/reference/farrington.csv", row.names = FALSE, quote = FALSE, na = "")
