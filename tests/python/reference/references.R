# Reference numbers by R; run by hand: Rscript references.R DATA_DIR > r.csv. Tests read the CSV and never run R.
suppressMessages({library(sandwich); library(plm); library(clubSandwich); library(lmtest); library(AER)})
dir <- commandArgs(TRUE)[1]
put <- function(data, spec, name, tool, v) { for (t in names(v)) cat(sprintf("%s,%s,%s,%s,%.12g,%s\n", data, spec, name, t, v[[t]], tool)) }
se <- function(v, keep) setNames(sqrt(diag(v))[keep], keep)
V <- function(p) paste("R 4.2.2", p, packageVersion(p))
for (d in c("grunfeld", "munnell")) {
  data <- read.csv(file.path(dir, paste0(d, ".csv"))); keep <- setdiff(names(data), c("region_code", "year", "y", "division"))
  f <- reformulate(keep, "y"); m <- lm(f, data); n <- nobs(m); k <- length(coef(m)); G <- length(unique(data$region_code))
  w <- lm(update(f, . ~ . + factor(region_code) + factor(year)), data); nw <- nobs(w); kw <- length(coef(w))
  put(d, "pooled", "classical", "R 4.2.2 stats::vcov(lm)", se(vcov(m), keep))
  put(d, "twoway", "classical", "R 4.2.2 stats::vcov(lm)", se(vcov(w), keep))
  for (h in c("HC1", "HC3")) {
    put(d, "pooled", h, paste(V("sandwich"), "vcovHC"), se(vcovHC(m, h), keep))
    put(d, "twoway", h, paste(V("sandwich"), "vcovHC"), se(vcovHC(w, h), keep))
  }
  put(d, "pooled", "CRV1(region)", paste(V("sandwich"), "vcovCL(type=HC1)"), se(vcovCL(m, ~region_code, type = "HC1"), keep))
  put(d, "pooled", "CRV3(region)", paste(V("clubSandwich"), "vcovCR(CR3)*(G-1)/G"), se(vcovCR(m, data$region_code, "CR3") * (G - 1) / G, keep))
  p <- plm(f, data, index = c("region_code", "year"), model = "pooling"); T <- length(unique(data$year))
  for (L in c(1, 2)) {
    put(d, "pooled", sprintf("DK(%d)", L), paste(V("plm"), "vcovSCC(HC0)*T/(T-1)*(N-1)/(N-K)"), se(vcovSCC(p, type = "HC0", maxlag = L) * T / (T - 1) * (n - 1) / (n - k), keep))
    put(d, "pooled", sprintf("NW(%d)", L), paste(V("plm"), "vcovNW(HC0)*N/(N-K)"), se(vcovNW(p, type = "HC0", maxlag = L) * n / (n - k), keep))
  }
  a <- se(vcovCL(m, ~ region_code + year, type = "HC1"), keep)
  put(d, "pooled", "two-way of sandwich", paste(V("sandwich"), "vcovCL two-way"), a)
  put(d, "pooled", "\"CRV1(region,year)\"", paste(V("sandwich"), "vcovCL parts; factor with the smallest G"),
      { g <- min(G, T); ff <- g / (g - 1) * (n - 1) / (n - k)
        r <- vcovCL(m, ~region_code, type = "HC0", cadj = FALSE) + vcovCL(m, ~year, type = "HC0", cadj = FALSE) - vcovHC(m, "HC0"); se(r * ff, keep) })
}
mroz <- read.csv(file.path(dir, "mroz.csv")); card <- read.csv(file.path(dir, "card.csv"))
iv <- list(mroz = ivreg(y ~ educ + exper + expersq | exper + expersq + fatheduc + motheduc, data = mroz),
           card = ivreg(y ~ educ + exper + expersq + black | exper + expersq + black + nearc4, data = card))
for (d in names(iv)) {
  m <- iv[[d]]; keep <- setdiff(names(coef(m)), "(Intercept)")
  put(d, "iv", "estimate", paste(V("AER"), "ivreg"), coef(m)[keep])
  put(d, "iv", "classical", paste(V("AER"), "ivreg"), se(vcov(m), keep))
  put(d, "iv", "HC1", paste(V("AER"), "ivreg; sandwich::vcovHC(HC1)"), se(vcovHC(m, "HC1"), keep))
}
# Two endogenous regressors: 2SLS; F of the instruments in each first stage; Anderson-Rubin F of both coefficients being zero
two <- list(mroz = list(y ~ educ + exper | fatheduc + motheduc + expersq, "1"),
            card = list(y ~ educ + exper + black | black + nearc4 + nearc2 + expersq, "black"))
for (d in names(two)) {
  data <- get(d); m <- ivreg(two[[d]][[1]], data = data); keep <- setdiff(names(coef(m)), "(Intercept)")
  z <- if (d == "mroz") c("fatheduc", "motheduc", "expersq") else c("nearc4", "nearc2", "expersq"); o <- two[[d]][[2]]
  put(d, "iv two", "estimate", paste(V("AER"), "ivreg"), coef(m)[keep])
  put(d, "iv two", "classical", paste(V("AER"), "ivreg"), se(vcov(m), keep))
  put(d, "iv two", "HC1", paste(V("AER"), "ivreg; sandwich::vcovHC(HC1)"), se(vcovHC(m, "HC1"), keep))
  f <- function(y, type) { l <- lm(reformulate(c(z, o), y), data); s <- lm(reformulate(o, y), data)
    waldtest(s, l, test = "F", vcov = if (type == "HC1") function(x) vcovHC(x, "HC1") else NULL)[["F"]][2] }
  for (type in c("classical", "HC1")) {
    tool <- paste(V("lmtest"), "waldtest of the instruments,", type)
    put(d, "iv two", paste("first_stage_f", type), gsub(",", "", tool), c(educ = f("educ", type), exper = f("exper", type)))
    put(d, "iv two", paste("anderson_rubin_test", type), gsub(",", "", tool), c("educ; exper" = f("y", type)))
  }
}
