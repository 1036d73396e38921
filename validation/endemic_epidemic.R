# Endemic-epidemic models by R surveillance 1.20.3, hhh4, on series simulated here.
#   Rscript validation/endemic_epidemic.R tests/reference
# writes endemic_epidemic_series.csv, endemic_epidemic.csv (log-likelihoods at a given point and at the optimum)
# and endemic_epidemic_coefficients.csv (that point, estimates, standard errors). hhh4 stops early by default:
# here it searches on until its own relative tolerance is 1e-13.
suppressMessages(library(surveillance))
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20240601)
units <- 6; weeks <- 160
near <- matrix(0, units, units, dimnames = list(paste0("u", 1:units), paste0("u", 1:units)))
for (pair in list(c(1, 2), c(2, 3), c(3, 4), c(4, 5), c(5, 6), c(2, 5))) near[pair[1], pair[2]] <- near[pair[2], pair[1]] <- 1
orders <- near # borders crossed on the shortest way
for (k in 2:units) {
  reached <- (Reduce(`%*%`, rep(list(near), k)) > 0) & orders == 0 & row(near) != col(near)
  orders[reached] <- k
}
persons <- matrix(rep(c(3, 1, 8, 2, 5, 4), each = weeks), weeks) * (1 + 0.002 * (1:weeks))
share <- persons / rowSums(persons)
season <- 0.7 * sin(2 * pi * (0:(weeks - 1)) / 52) + 0.2 * cos(2 * pi * (0:(weeks - 1)) / 52)
y <- matrix(0, weeks, units, dimnames = list(NULL, colnames(near)))
y[1, ] <- c(6, 2, 9, 3, 80, 4)
reach <- ifelse(orders > 0, orders^-1.3, 0)
for (t in 2:weeks) {
  mu <- 0.2 * y[t - 1, ] + 0.12 * as.vector(reach %*% y[t - 1, ]) + 40 * share[t, ] * exp(season[t])
  y[t, ] <- rnbinom(units, mu = mu, size = 4)
}
holes <- y
holes[c(40, 41, 90)] <- NA; holes[77, 3] <- NA; holes[120:123, 5] <- NA
f1 <- addSeason2formula(~1, S = 1, period = 52)
f2 <- addSeason2formula(~1 + t, S = 2, period = 52)
each <- ~ -1 + fe(1, unitSpecific = TRUE)
borders <- list(f = ~1, weights = near)
power <- function(normalise) list(f = ~1, weights = W_powerlaw(maxlag = units, normalize = normalise, log = TRUE, initial = 0.3))
cases <- list(
  "own" = list(ar = list(f = ~1), family = "NegBin1"),
  "season and trend" = list(end = list(f = f2), family = "NegBin1"),
  "poisson" = list(ar = list(f = ~1), ne = borders, end = list(f = f1, offset = share), family = "Poisson"),
  "borders" = list(ar = list(f = ~1), ne = borders, end = list(f = f1, offset = share), family = "NegBin1"),
  "normalised" = list(ar = list(f = ~1), ne = list(f = ~1, weights = near, normalize = TRUE), end = list(f = f1, offset = share), family = "NegBin1"),
  "unit dispersion" = list(ar = list(f = ~1), ne = borders, end = list(f = f1, offset = share), family = "NegBinM"),
  "population" = list(ar = list(f = ~1), ne = borders, end = list(f = f2, offset = share), family = "NegBin1"),
  "unit intercepts" = list(ar = list(f = each), ne = borders, end = list(f = addSeason2formula(each, S = 1, period = 52)), family = "NegBin1"),
  "seasonal effects" = list(ar = list(f = f1), ne = list(f = f1, weights = near), end = list(f = ~1, offset = share), family = "NegBin1"),
  "power law" = list(ar = list(f = ~1), ne = power(TRUE), end = list(f = f1, offset = share), family = "NegBin1"),
  "power law, raw" = list(ar = list(f = ~1), ne = power(FALSE), end = list(f = f1, offset = share), family = "NegBinM"),
  "lag 2" = list(ar = list(f = ~1, lag = 2), ne = list(f = ~1, weights = near, lag = 2), end = list(f = f1, offset = share), family = "NegBin1", subset = 3:weeks),
  "missing, own" = list(ar = list(f = ~1), end = list(f = f1), family = "NegBin1"),
  "missing, power law" = list(ar = list(f = ~1), ne = power(TRUE), end = list(f = f1, offset = share), family = "NegBin1")
)
stop <- list(tol = 1e-9, niter = 100)
tight <- list(method = "nlminb", rel.tol = 1e-13, x.tol = 1e-9, sing.tol = 1e-20, eval.max = 5000, iter.max = 2000)
fits <- list(); coefficients <- list()
for (name in names(cases)) {
  counts <- if (startsWith(name, "missing")) holes else y
  hood <- if (grepl("power", name)) orders else near
  object <- sts(counts, start = c(2001, 1), frequency = 52, neighbourhood = hood)
  fit <- hhh4(object, c(cases[[name]], list(optimizer = list(stop = stop, regression = tight))))
  point <- round(fit$coefficients, 1) + rep(c(0.1, -0.2, 0.15), length.out = length(fit$coefficients))
  frozen <- list(stop = list(tol = 1e-5, niter = 0), regression = list(method = "nlminb", iter.max = 0))
  there <- suppressWarnings(hhh4(object, c(cases[[name]], list(optimizer = frozen, start = list(fixed = point)))))
  unmoved <- isTRUE(all.equal(there$coefficients, point, tolerance = 1e-12))
  fits[[name]] <- data.frame(case = name, cells = fit$nObs, converged = fit$convergence, unmoved = unmoved,
    loglik_at_point = sprintf("%.10f", there$loglikelihood), loglik = sprintf("%.10f", fit$loglikelihood))
  coefficients[[name]] <- data.frame(case = name, name = gsub(",", ";", names(fit$coefficients)), point = point,
    estimate = sprintf("%.12g", fit$coefficients), se = sprintf("%.12g", fit$se))
}
save <- function(table, name) write.csv(table, file.path(folder, name), row.names = FALSE, quote = TRUE)
save(data.frame(week = rep(0:(weeks - 1), units), unit = rep(colnames(y), each = weeks), count = as.vector(y),
  with_holes = as.vector(holes), share = sprintf("%.15g", as.vector(share))), "endemic_epidemic_series.csv")
save(do.call(rbind, fits), "endemic_epidemic.csv")
save(do.call(rbind, coefficients), "endemic_epidemic_coefficients.csv")
