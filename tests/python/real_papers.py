"""True papers from public data sets that installed packages ship, estimated by statsmodels and linearmodels.

Nothing here uses the estimators of `lab.audit_score`: each column is fitted by a package, printed by a rule, and
described by facts that are so. What a paper leaves unsaid, or does beside plain least squares, is drawn.
"""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from lab.audit_score.paper import Paper
from lab.audit_score.printing import Printer, count

LEVELS = {"10 5 1": (0.1, 0.05, 0.01), "5 1 0.1": (0.05, 0.01, 0.001)}
NONLINEAR = {"logit": sm.Logit, "probit": sm.Probit, "Poisson": sm.Poisson}


@dataclass(frozen=True)
class Data:
    """A data set: its outcomes, regressors, 0/1 outcomes, counts, instrument, and unit and year of a panel."""

    name: str
    outcomes: str
    regressors: str
    binary: str = ""
    counts: str = ""
    instrument: str = ""
    panel: str = ""

    @cache  # noqa: B019
    def load(self) -> pd.DataFrame:
        try:
            frame = importlib.import_module(f"linearmodels.datasets.{self.name}").load()
        except ModuleNotFoundError:
            frame = importlib.import_module(f"statsmodels.datasets.{self.name}").load_pandas().data
        frame = frame.rename(columns=str.strip)
        used = " ".join([self.outcomes, self.regressors, self.binary, self.counts, self.instrument, self.panel])
        unit = self.panel.split()[:1]
        frame = frame[sorted(set(used.split()))].apply(lambda c: c if c.name in unit else pd.to_numeric(c))
        return frame.dropna().head(3000).reset_index(drop=True)


DATA = (
    Data("birthweight", "bwght lbwght", "cigs parity male white lfaminc", "male", "parity", "cigprice"),
    Data("card", "lwage KWW", "educ exper expersq black smsa south IQ", "married", "", "nearc4"),
    Data("fertility", "kids", "educ age agesq black east town farm", "west", "kids", "meduc"),
    Data("fringe", "hrbens lannearn", "exper age depends tenure educ male union", "married", "depends", "expersq"),
    Data("jobtraining", "lscrap hrsemp", "grant lemploy lsales union d89", "union", "", "grant_1", "fcode year"),
    Data("meps", "ldrugexp", "totchr age female blhisp linc", "hi_empunion", "totchr", "ssiratio"),
    Data("mroz", "lwage hours", "educ exper expersq age kidslt6 nwifeinc", "city", "kidsge6", "fatheduc"),
    Data("munnell", "GSP EMP", "P_CAP PC HWY WATER UNEMP", "", "", "UTIL", "STATE YR"),
    Data("wage", "lwage IQ", "educ exper tenure married black south urban KWW", "urban", "sibs", "meduc"),
    Data("wage_panel", "lwage hours", "exper expersq married union educ", "union", "", "black", "nr year"),
    Data("anes96", "selfLR PID", "age educ income TVnews logpopul", "vote", "TVnews", "DoleLR"),
    Data("grunfeld", "invest", "value capital", "", "", "", "firm year"),
    Data("fair", "rate_marriage affairs", "age yrs_married children religious educ", "", "", "occupation"),
    Data("randhie", "lpi disea", "lncoins idp physlm hlthg hlthf", "hlthf", "mdvis", "fmde"),
    Data("star98", "PTRATIO AVSALK", "LOWINC PERASIAN PERBLACK PERHISP PCTAF", "", "", "PERMINTE"),
    Data("statecrime", "violent murder", "hs_grad poverty single white urban"),
    Data("ccard", "AVGEXP", "AGE INCOME INCOMESQ OWNRENT", "OWNRENT"),
    Data("engel", "foodexp", "income"),
)


@dataclass
class _Writer:
    data: Data
    random: np.random.Generator
    paper: Paper = field(default_factory=Paper)

    def write(self) -> Paper:
        random = self.random
        frame = self.data.load()
        if random.random() < 0.3 and len(frame) > 200:
            frame = frame.sample(int(len(frame) * random.uniform(0.3, 0.9)), random_state=int(random.integers(1e6)))
        self.frame = frame.sort_index().reset_index(drop=True)
        self.printer = Printer.draw(random)
        self.features = {
            name
            for name in ("controls", "weights", "estimators", "effects", "outcomes", "samples")
            if random.random() < 0.35
        }
        if random.random() < 0.15:
            self.printer = self.printer.padded(random)
        self.unsaid = float(random.choice([0, 0.3, 1], p=(0.5, 0.2, 0.3)))
        self.errors = str(random.choice(["classical", "HC1", "HC3", "CRV1", "other clusters"]))
        if not self.data.panel and self.errors == "CRV1":
            self.errors = "HC1"
        self.levels = "5 1 0.1" if random.random() < 0.2 else "10 5 1"
        self.law = str(random.choice(["normal", "t"]))
        self.fits = [name for name in ("r2", "adj_r2") if random.random() < 0.7] or ["r2"]
        self.is_within = bool(random.random() < 0.5)
        self.outcome = str(random.choice(self.data.outcomes.split()))
        names = [name for name in self.data.regressors.split() if name != self.outcome and self.frame[name].std() > 0]
        self.names = [str(name) for name in random.permutation(names)[: int(random.integers(1, len(names) + 1))]]
        self.weights = np.exp(random.standard_normal(len(self.frame)))
        self.first = np.arange(len(self.frame)) < len(self.frame) // 2
        self.described = (
            self.first if "samples" in self.features and random.random() < 0.4 else np.ones(len(self.frame), bool)
        )
        self.said: dict[tuple[str, str], dict[str, str]] = {}
        self._descriptives()
        for table in range(2, 2 + int(random.integers(1, 4))):
            self._table(f"table_{table}")
        self._facts()
        return self.paper

    def _descriptives(self) -> None:
        has = {name: self.random.random() < share for name, share in (("n", 0.8), ("ends", 0.7), ("calendar", 0.6))}
        self.has_calendar = bool(self.data.panel) and has["calendar"]
        names = [*self.data.outcomes.split(), *self.names] + ([self.data.panel.split()[1]] if self.has_calendar else [])
        for name in dict.fromkeys(names):
            values = self.frame[name].to_numpy(float)[self.described]
            moments = {"mean": values.mean(), "sd": values.std(ddof=1)}
            moments |= {"min": values.min(), "max": values.max()} if has["ends"] else {}
            for statistic, value in moments.items():
                self.paper.cells["table_1", statistic, name, statistic] = self.printer.moment(value)
            if has["n"]:
                self.paper.cells["table_1", "n", name, "n"] = count(len(values))

    def _table(self, table: str) -> None:
        kind = self.random.choice(["stepwise", "same", "halves"], p=(0.6, 0.25, 0.15))
        steps = (
            range(1, len(self.names) + 1) if kind == "stepwise" else [len(self.names)] * int(self.random.integers(2, 5))
        )
        for column, size in enumerate(list(steps)[:6], start=1):
            rows = np.ones(len(self.frame), bool)
            if kind == "halves":
                rows = self.first if column % 2 else self._last()
            self._column(table, str(column), self.names[:size], rows)

    def _last(self) -> np.ndarray:
        return np.arange(len(self.frame)) >= len(self.frame) - len(self.frame) // 2

    def _has(self, feature: str) -> bool:
        return feature in self.features and bool(self.random.random() < 0.5)

    def _column(self, table: str, column: str, terms: list[str], rows: np.ndarray) -> None:
        frame = self.frame[rows]
        estimator = (
            str(self.random.choice(["2SLS", "RE", "logit", "probit", "Poisson"])) if self._has("estimators") else "OLS"
        )
        is_weighted = estimator == "OLS" and self._has("weights")
        hidden = (
            [str(t) for t in self.random.permutation(terms)[: len(terms) - 1]]
            if len(terms) > 1 and self._has("controls")
            else []
        )
        hidden = hidden[: int(self.random.integers(1, len(hidden) + 1))] if hidden else []
        outcome = str(self.random.choice(self.data.outcomes.split())) if self._has("outcomes") else self.outcome
        has_units = estimator == "OLS" and not is_weighted and bool(self.data.panel) and self._has("effects")
        has_years = estimator == "OLS" and bool(self.data.panel) and bool(self.random.random() < 0.3)
        terms = [term for term in terms if term != outcome]
        pool = {
            "logit": self.data.binary.split(),
            "probit": self.data.binary.split(),
            "Poisson": self.data.counts.split(),
        }.get(estimator)
        if pool is not None:
            outcome = str(self.random.choice(pool)) if pool else outcome
            terms = [term for term in terms if term != outcome]
            if not pool:
                return
        if not terms or (estimator == "2SLS" and self.data.instrument in ("", *terms, outcome)):
            return
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = self._fit(
                estimator,
                outcome,
                terms,
                frame,
                self.weights[rows] if is_weighted else None,
                has_units=has_units,
                has_years=has_years,
            )
        if found is None:
            return
        params, errors, df, r2, adjusted = found
        if not (np.isfinite(errors).all() and (errors > 0).all() and np.isfinite(r2)):
            return
        self._print(table, column, [t for t in terms if t not in hidden], params, errors, df)
        cells = self.paper.cells
        cells[table, column, "_model", "n"] = count(len(frame))
        for statistic in self.fits:
            cells[table, column, "_model", statistic] = self.printer.share(r2 if statistic == "r2" else adjusted)
        if self.random.random() < 0.8:
            cells[table, column, "_model", "year_fixed_effects"] = "YES" if has_years else "NO"
        if hidden and self.random.random() < 0.5:
            cells[table, column, "_model", "controls"] = "YES"
        sample = "described" if (rows == self.described).all() else "part"
        if (rows & ~self.described).any():
            sample = "all" if rows.all() else f"{table} {column}"
        self.said[table, column] = {
            "estimator": "WLS" if is_weighted else estimator,
            "weights": "population" if is_weighted else "none",
            "controls": "unprinted" if hidden else "printed",
            "other_effects": "unit" if has_units else "none",
            "r2": ("within" if self.is_within else "whole") if has_units else "pseudo" if pool is not None else "whole",
            "sample": sample,
            "outcome": outcome,
        }

    def _fit(self, estimator, outcome, terms, frame, weights, *, has_units, has_years):  # noqa: PLR0911
        y, x = (
            frame[outcome].astype(float),
            sm.add_constant(frame[terms].astype(float), prepend=False, has_constant="add"),
        )
        x = x.rename(columns={"const": "_cons"})
        if np.linalg.matrix_rank(x / x.abs().max()) < x.shape[1] or len(x) < x.shape[1] + 10:
            return None
        if estimator in NONLINEAR:
            try:
                found = NONLINEAR[estimator](y, x).fit(disp=0, maxiter=100)
            except (np.linalg.LinAlgError, ValueError):
                return None
            if not found.mle_retvals["converged"] or found.params.abs().max() > 1e4:
                return None
            return found.params, found.bse, np.inf, found.prsquared, 1 - (found.llf - x.shape[1]) / found.llnull
        if estimator == "2SLS":
            from linearmodels.iv import IV2SLS

            found = IV2SLS(y, x.drop(columns=terms[0]), x[[terms[0]]], frame[[self.data.instrument]].astype(float)).fit(
                cov_type="unadjusted"
            )
            return found.params, found.std_errors, np.inf, found.rsquared, found.rsquared_adj
        if estimator == "RE":
            if not self.data.panel:
                return None
            from linearmodels.panel import RandomEffects

            unit, year = self.data.panel.split()
            index = [frame[unit].astype("category").cat.codes, frame[year].astype(int)]
            try:
                found = RandomEffects(
                    y.set_axis(pd.MultiIndex.from_arrays(index)), x.set_axis(pd.MultiIndex.from_arrays(index))
                ).fit()
            except ValueError:
                return None
            return found.params, found.std_errors, np.inf, found.rsquared_overall, found.rsquared_overall
        return self._least_squares(y, x, frame, weights, has_units=has_units, has_years=has_years)

    def _least_squares(self, y, x, frame, weights, *, has_units, has_years):
        dummies = []
        if self.data.panel:
            unit, year = self.data.panel.split()
            dummies = [
                pd.get_dummies(frame[name], drop_first=True, prefix=name, dtype=float)
                for name, has in ((unit, has_units), (year, has_years))
                if has
            ]
        design = pd.concat([x, *dummies], axis=1)
        scaled = design / design.abs().max()
        if np.linalg.matrix_rank(scaled) < design.shape[1] or len(design) < design.shape[1] + 10:
            return None
        model = sm.OLS(y, design) if weights is None else sm.WLS(y, design, weights=weights)
        plain = model.fit()
        if self.errors in ("CRV1", "other clusters"):
            groups = (
                frame[self.data.panel.split()[0]].astype("category").cat.codes
                if self.errors == "CRV1"
                else np.arange(len(y)) % int(6 + len(y) // 50)
            )
            found, df = model.fit(cov_type="cluster", cov_kwds={"groups": groups}), len(np.unique(groups)) - 1
        else:
            found, df = (plain if self.errors == "classical" else model.fit(cov_type=self.errors)), plain.df_resid
        r2, adjusted = plain.rsquared, plain.rsquared_adj
        if has_units and self.is_within:
            alone = sm.OLS(y, pd.concat([x[["_cons"]], *dummies], axis=1)).fit()
            r2 = 1 - plain.ssr / alone.ssr
            adjusted = 1 - (1 - r2) * (len(y) - 1) / plain.df_resid
        return found.params, found.bse, df, r2, adjusted

    def _print(self, table, column, terms, params, errors, df) -> None:
        limits = [stats.t.ppf(1 - p / 2, df if self.law == "t" else np.inf) for p in LEVELS[self.levels]]
        for term in [*terms, "_cons"]:
            self.paper.cells[table, column, term, "estimate"] = self.printer.coefficient(params[term])
            self.paper.cells[table, column, term, "se"] = self.printer.coefficient(errors[term])
            self.paper.cells[table, column, term, "stars"] = "*" * sum(
                abs(params[term] / errors[term]) >= limit for limit in limits
            )

    def _facts(self) -> None:
        state = self.paper.state
        if self.printer.rule == "truncated":
            state("rounding", value="truncated")
        if self.random.random() >= self.unsaid:
            state("stars", value=self.levels)
        if self.errors != "other clusters" and self.random.random() >= self.unsaid:
            state("standard_errors", value=self.errors)
        if self.has_calendar:
            state("calendar", term=self.data.panel.split()[1])
        if self.data.panel and self.random.random() < 0.6:
            state("units", value=str(self.frame[self.data.panel.split()[0]].nunique()))
        for fact in ("estimator", "weights", "controls", "other_effects", "r2", "sample", "outcome"):
            values = {place: each[fact] for place, each in self.said.items()}
            alike = set(values.values())
            for (table, column), value in ({("*", "*"): alike.pop()} if len(alike) == 1 else values).items():
                if self.random.random() >= self.unsaid:
                    state(fact, table, column, **({"term": value} if fact == "outcome" else {"value": value}))


def draw_real_paper(seed: int, number: int) -> Paper:
    """The paper of that number from the data set whose turn it is."""
    return _Writer(DATA[number % len(DATA)], np.random.default_rng([seed, number])).write()
