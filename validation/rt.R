# Reproduction numbers by EpiEstim 2.2-4 and growth rates by stats::glm, on series that are simulated here.
#   Rscript validation/rt.R tests/reference
# Writes rt_series.csv, rt_intervals.csv, rt_cori.csv, rt_case.csv and rt_growth.csv into that folder.
suppressMessages(library(EpiEstim))
options(digits = 17, scipen = 100)
folder <- commandArgs(trailingOnly = TRUE)[1]
save <- function(table, name) {
  numbers <- vapply(table, is.double, TRUE)
  table[numbers] <- lapply(table[numbers], signif, digits = 15)
  write.csv(table, file.path(folder, name), row.names = FALSE, quote = FALSE)
}

# Series: a renewal process with Poisson cases, R changing along the way.
set.seed(20130916)
renewal <- function(days, first, ratio, mu, sigma, imports = 0) {
  w <- discr_si(0:(days - 1), mu, sigma)
  local <- c(first, rep(0, days - 1))
  imported <- c(0, rpois(days - 1, imports))
  for (t in 2:days) {
    force <- sum((local + imported)[(t - 1):1] * w[2:t])
    local[t] <- rpois(1, ratio[t] * force)
  }
  data.frame(local = local, imported = imported)
}
wave <- function(days, high, low) rep(c(high, low), c(ceiling(days / 2), floor(days / 2)))
series <- list(
  small = renewal(50, 3, wave(50, 1.4, 0.7), 2.6, 1.5),
  large = renewal(60, 800, wave(60, 1.3, 0.8), 4.7, 2.9),
  imports = renewal(45, 2, rep(0.8, 45), 3.6, 1.6, imports = 1.5),
  sparse = renewal(50, 1, rep(0.5, 50), 11.7, 3.0, imports = 0.15)
)
save(do.call(rbind, lapply(names(series), function(n) {
  data.frame(series = n, t = seq_len(nrow(series[[n]])), series[[n]])
})), "rt_series.csv")

# Discretised shifted gamma serial intervals.
intervals <- list(c(2.6, 1.5), c(4.7, 2.9), c(3.6, 1.6), c(11.7, 3.0), c(1.3, 0.9), c(22.8, 6.5))
save(do.call(rbind, lapply(intervals, function(m) {
  data.frame(mean = m[1], sd = m[2], k = 0:40, w = discr_si(0:40, m[1], m[2]))
})), "rt_intervals.csv")

# Instantaneous R: case name, series, configuration.
si_given <- c(0, 0.2, 0.35, 0.25, 0.12, 0.05, 0.03)
cases <- list(
  list("weekly", "small", list(mean_si = 2.6, std_si = 1.5)),
  list("weekly", "large", list(mean_si = 4.7, std_si = 2.9)),
  list("weekly", "imports", list(mean_si = 3.6, std_si = 1.6)),
  list("weekly", "sparse", list(mean_si = 11.7, std_si = 3.0)),
  list("given", "small", list(si_distr = si_given)),
  list("given", "imports", list(si_distr = si_given)),
  list("prior", "small", list(mean_si = 2.6, std_si = 1.5, mean_prior = 2, std_prior = 0.7)),
  list("windows", "large", list(mean_si = 4.7, std_si = 2.9, t_start = c(2, 2, 11, 30, 41), t_end = c(2, 15, 11, 50, 60))),
  list("windows", "imports", list(mean_si = 3.6, std_si = 1.6, t_start = c(2, 5, 20), t_end = c(4, 25, 45)))
)
quiet <- function(call) suppressMessages(suppressWarnings(call))
save(do.call(rbind, lapply(cases, function(case) {
  incid <- series[[case[[2]]]]
  method <- if (is.null(case[[3]]$si_distr)) "parametric_si" else "non_parametric_si"
  config <- quiet(do.call(make_config, c(case[[3]], list(incid = incid, method = method))))
  found <- quiet(estimate_R(incid, method = method, config = config))$R
  names(found) <- c("start", "end", "mean", "sd", "q025", "q05", "q25", "q50", "q75", "q95", "q975")
  data.frame(case = case[[1]], series = case[[2]], found)
})), "rt_cori.csv")

# Case R: the mean does not depend on the simulated trees.
save(do.call(rbind, lapply(list(
  list("small", 2.6, 1.5), list("large", 4.7, 2.9), list("imports", 3.6, 1.6)
), function(case) {
  incid <- rowSums(series[[case[[1]]]])
  days <- length(incid)
  config <- list(
    t_start = c(2:(days - 6), 2:days), t_end = c(8:days, 2:days),
    mean_si = case[[2]], std_si = case[[3]], n_sim = 2000
  )
  found <- quiet(wallinga_teunis(incid, method = "parametric_si", config = config))$R
  data.frame(series = case[[1]], start = found[[1]], end = found[[2]], mean = found[[3]], sd_of_2000_trees = found[[4]])
})), "rt_case.csv")

# Growth: log-linear quasi-Poisson regression over sliding windows of 10 days.
save(do.call(rbind, lapply(c("small", "large", "imports"), function(name) {
  y <- rowSums(series[[name]])
  do.call(rbind, lapply(10:length(y), function(end) {
    rows <- data.frame(y = y[(end - 9):end], x = 0:9)
    fit <- glm(y ~ x, family = quasipoisson, data = rows, control = list(epsilon = 1e-14, maxit = 100))
    s <- summary(fit)
    data.frame(series = name, end = end, r = coef(fit)[["x"]], se = s$coefficients["x", 2], phi = s$dispersion)
  }))
})), "rt_growth.csv")
