"""Writes a true paper: draws data, estimates its tables and prints them by rules of its own, seeded."""

from __future__ import annotations

import numpy as np

from lab.audit_score.features import NONE, Features, Variant, draw_variant
from lab.audit_score.fit import ERRORS, Fit
from lab.audit_score.paper import CALENDAR, OUTCOME, Column, Paper
from lab.audit_score.premises import Regression, premises_of, shown, state_premises
from lab.audit_score.printing import Printer, count
from lab.audit_score.world import draw_world

ANOTHER = 7  # stream of the features: what else a paper draws is the same without them


def draw_paper(seed: int, number: int, *, is_plain: bool = True) -> Paper:
    """The paper of that number; the same seed and number give the same paper. One that is not plain has features."""
    own = np.random.default_rng([seed, number, ANOTHER])
    features = NONE if is_plain else Features.draw(number, own)
    return _Author(np.random.default_rng([seed, number]), features, own).write()


class _Author:
    """Holds the choices of one paper while its tables are written."""

    def __init__(self, random: np.random.Generator, features: Features, own: np.random.Generator) -> None:
        self.random, self.features, self.own = random, features, own
        self.world = draw_world(random)
        self.paper = Paper(printer=Printer.draw(random), design=features.design)
        if "padded" in features:
            self.paper.printer = self.paper.printer.padded(own)
        self.names = list(self.world.variables)
        self.errors = {"*": self._error()}
        if random.random() < 0.15:  # one table has errors of its own
            self.errors[f"table_{random.integers(2, 6)}"] = self._error()
        self.levels = "5 1 0.1" if random.random() < 0.15 else "10 5 1"
        self.law = str(random.choice(["normal", "t"]))
        self.fits = str(random.choice(["adj_r2", "r2", "both"], p=(0.5, 0.25, 0.25)))
        self.has_stars, self.has_constant = random.random() < 0.9, random.random() < 0.85
        self.has_unit_effects = random.random() < 0.12
        self.is_within = self.has_unit_effects and random.random() < 0.5
        self.states_effects = random.random() < 0.85 and not self.has_unit_effects
        self.states_effects = self.states_effects or (self.has_unit_effects and own.random() < 0.85)
        self.has_calendar, self.has_n, self.describes_n = (random.random() < share for share in (0.8, 0.95, 0.9))
        self.states_lags, self.states_factors = random.random() < 0.85, random.random() < 0.9
        self.states_units, self.states_errors = random.random() < 0.8, random.random() < 0.6
        self.ddof = int(random.random() > 0.15)
        self.missing = self._missing()
        self.regression = Regression.draw(self.world, own, self.has_unit_effects, self.is_within)
        self.described = np.ones(len(self.world.outcome), dtype=bool)
        if "samples" in features and own.random() < 0.4:  # the descriptives are those of a base sample
            self.described = self.world.units < self.world.n_units // 2

    def write(self) -> Paper:
        self._descriptives()
        self._stepwise()
        for table, share in ((self._lags, 0.5), (self._moderation, 0.6), (self._halves, 0.3)):
            if self.random.random() < share:
                table()
        if "samples" in self.features:
            self._same_size()
        self._facts()
        return self.paper

    def _error(self) -> str:
        return str(self.random.choice(ERRORS, p=(0.4, 0.25, 0.05, 0.3)))

    def _missing(self) -> np.ndarray:
        """In a quarter of papers the last regressor lacks some values: columns with it have fewer observations."""
        lost = np.zeros(len(self.world.outcome), dtype=bool)
        if self.random.random() < 0.25:
            lost[self.random.choice(len(lost), max(1, len(lost) // 20), replace=False)] = True
        return lost

    def _descriptives(self) -> None:
        printer, world = self.paper.printer, self.world
        described = {OUTCOME: world.outcome, **world.variables}
        if "outcomes" in self.features and self.own.random() < 0.7:
            described["Jobs"] = self.regression.jobs
        if self.has_calendar:
            described = {CALENDAR: world.years.astype(float), **described}
        if self.random.random() < 0.1 and len(self.names) > 2:
            del described[self.names[1]]
        for name, drawn in described.items():
            values = drawn[self.described & ~self.missing] if name == self.names[-1] else drawn[self.described]
            self.paper.moments[name] = values
            if self.describes_n:
                self.paper.cells["table_1", "n", name, "n"] = count(len(values))
            moments = {
                "mean": values.mean(),
                "sd": values.std(ddof=self.ddof),
                "min": values.min(),
                "max": values.max(),
            }
            if "moments" in self.features:
                moments = {"mean": moments["mean"], "sd": moments["sd"]}
            for statistic, value in moments.items():
                self.paper.cells["table_1", statistic, name, statistic] = printer.moment(value)
            if "tables" in self.features and name != CALENDAR:  # the same variables in the first units
                first = drawn[self.world.units < self.world.n_units // 2]
                self.paper.cells["table_9", "mean", name, "mean"] = printer.moment(first.mean())
                self.paper.cells["table_9", "sd", name, "sd"] = printer.moment(first.std(ddof=self.ddof))

    def _stepwise(self) -> None:
        """The focus alone, perhaps year effects, then one control more in each column."""
        effects = bool(self.random.random() < 0.6)
        self._column("table_2", "1", self.names[:1], effects=False)
        start = 2
        if effects:
            self._column("table_2", "2", self.names[:1], effects=True)
            start = 3
        for added in range(2, len(self.names) + 1):
            self._column("table_2", str(start + added - 2), self.names[:added], effects=effects)
        last = str(start + len(self.names) - 2)
        if self.random.random() < 0.4 and ("table_2", last) in self.paper.columns:
            for name in self.names[1:]:
                self.paper.state("equation_regressor", "table_2", last, name)
            if effects:
                self.paper.state("equation_effects", "table_2", last, value="year")

    def _lags(self) -> None:
        effects, controls = bool(self.random.random() < 0.5), self.names[1 : int(self.random.integers(1, 4))]
        for periods in range(1, 3 if self.world.n_years > 6 else 2):
            prefix = "L." if periods == 1 else f"L{periods}."
            name = prefix + self.names[0]
            lagged = {name: self.world.lagged(self.names[0], periods)}
            self._column("table_3", str(periods), controls, effects=effects, more=lagged)
            if self.states_lags:
                self.paper.state("lag", term=name, other=self.names[0], value=str(periods))

    def _moderation(self) -> None:
        """Focus and moderator, with their raw product, with the product centred on the means of the column's sample."""
        focus, moderator = self.names[:2]
        effects = bool(self.random.random() < 0.3)
        controls = self.names[2:] if self.random.random() < 0.3 else []
        late = self.names[2:3] if not controls and self.random.random() < 0.25 else []  # enters the last column only
        x, z = self.world.variables[focus], self.world.variables[moderator]
        self._column("table_4", "1", [focus, moderator, *controls], effects=effects)
        self._column("table_4", "2", [focus, moderator, *controls], effects=effects, more={"XZ": x * z})
        used = self._sample([focus, moderator, *controls, *late])
        centred = (x - x[used].mean()) * (z - z[used].mean())
        self._column("table_4", "3", [focus, moderator, *controls, *late], effects=effects, more={"XZ_c": centred})
        for term, kind in (("XZ", "raw"), ("XZ_c", "centred")) if self.states_factors else ():
            self.paper.state("factor", term=term, other=focus, value=kind)
            self.paper.state("factor", term=term, other=moderator, value=kind)
        self._weakening(focus, moderator)

    def _weakening(self, focus: str, moderator: str) -> None:
        column = self.paper.columns.get(("table_4", "2"))
        if column is None:
            return
        slopes = dict(zip(column.fit.terms, column.fit.estimates, strict=True))
        zero = -slopes[focus] / slopes["XZ"]
        z = self.world.variables[moderator]
        if slopes[focus] * slopes["XZ"] < 0 and not z.min() <= zero <= z.max():
            self.paper.state("said_to_weaken", "table_4", "*", focus, moderator)

    def _halves(self) -> None:
        """The largest specification in two groups of units of (nearly) equal size."""
        first = self.world.units < self.world.n_units // 2
        kept = self.names[: int(self.random.integers(1, len(self.names) + 1))]
        for column, within in (("1", first), ("2", ~first)):
            self._column("table_5", column, kept, effects=False, within=within)
        if len(kept) > 1 and self.random.random() < 0.5:
            self._column("table_5", "3", kept[:1], effects=False, within=first)

    def _sample(self, terms: list[str], more: dict[str, np.ndarray] | None = None) -> np.ndarray:
        used = ~self.missing if self.names[-1] in terms else np.ones(len(self.missing), dtype=bool)
        for values in (more or {}).values():
            used = used & np.isfinite(values)
        return used

    def _column(
        self,
        table: str,
        column: str,
        terms: list[str],
        *,
        effects: bool,
        more: dict[str, np.ndarray] | None = None,
        within: np.ndarray | None = None,
    ) -> None:
        world = self.world
        used = self._sample(terms, more) & (True if within is None else within)
        regressors = {**(more or {}), **{name: world.variables[name] for name in terms}}
        variant = draw_variant(self.features, list(regressors), self.own)

        def fitted(rows: np.ndarray) -> Fit | None:
            chosen = {name: values[rows] for name, values in regressors.items()}
            return self.regression.fitted(variant, chosen, rows, effects=effects)

        now = fitted(used)
        older = fitted(used & (world.units != world.units[used][-1]))  # before the last unit was added
        if now is None or older is None:
            return
        error = self.errors.get(table, self.errors["*"])
        law = {"normal": "normal", "t": "t(clusters)" if error == "CRV1" else "t(residual)"}[self.law]
        sample = "described" if (used == self.described).all() else "part"
        if (used & ~self.described).any():
            sample = "all" if used.all() else f"that of {table}, column {column}"
        premises = premises_of(self.regression, variant, sample)
        rows = shown(self.regression, variant, self.features, effects=effects, states_effects=self.states_effects)
        self.paper.columns[table, column] = Column(now, error, law, older, premises, rows)
        self._print(table, column, variant)

    def _print(self, table: str, column: str, variant: Variant) -> None:
        cells, printer, printed = self.paper.cells, self.paper.printer, self.paper.columns[table, column]
        for position, term in enumerate(printed.fit.terms):
            if (term == "_cons" and not self.has_constant) or term in variant.hidden:
                continue
            cells[table, column, term, "estimate"] = printer.coefficient(printed.fit.estimates[position])
            if self.has_stars:
                cells[table, column, term, "stars"] = printed.fit.stars(
                    position, printed.error, printed.law, self.levels
                )
            cells[table, column, term, "se"] = printer.coefficient(printed.fit.errors[printed.error][position])
        if self.has_n:
            cells[table, column, "_model", "n"] = count(printed.fit.n_obs)
        for statistic in ("adj_r2", "r2") if self.fits == "both" else (self.fits,):
            cells[table, column, "_model", statistic] = printer.share(getattr(printed.fit, statistic))
        for statistic, text in printed.shown.items():
            cells[table, column, "_model", statistic] = text

    def _same_size(self) -> None:
        """The same regression in the first and the last units, as many of each, in a table of its own."""
        half, terms = self.world.n_units // 2, self.names[: int(self.own.integers(1, len(self.names) + 1))]
        for column, within in (("1", self.world.units < half), ("2", self.world.units >= self.world.n_units - half)):
            self._column("table_6", column, terms, effects=False, within=within)
        if self.own.random() < 0.5:  # and no table has the whole
            for key in [key for key in self.paper.cells if key[0] in ("table_2", "table_4")]:
                del self.paper.cells[key]
            for place in [place for place in self.paper.columns if place[0] in ("table_2", "table_4")]:
                del self.paper.columns[place]
            self.paper.facts = [fact for fact in self.paper.facts if fact[1] not in ("table_2", "table_4")]

    def _facts(self) -> None:
        state, world = self.paper.state, self.world
        state_premises(self.paper, self.own, self.features.unsaid)
        if self.has_calendar:
            state("calendar", term=CALENDAR)
            if self.random.random() < 0.5:
                state("stated_last_period", term=CALENDAR, value=str(int(world.years.max())))
        if self.states_units:
            state("units", value=str(world.n_units))
        if self.paper.printer.rule == "truncated":
            state("rounding", value="truncated")
        if self.states_errors:
            of_tables = {table: column.error for (table, _), column in self.paper.columns.items()}
            for table, error in of_tables.items() if len(self.errors) > 1 else [("*", self.errors["*"])]:
                state("standard_errors", table, value=error)
        if self.own.random() >= self.features.unsaid:
            state("stars", value=self.levels)
        if world.is_share_weighted:
            state("share_weighted_growth", term=OUTCOME, value="omitted_share")
        if world.has_own_weight:
            state("own_weight", term=self.names[0], value="1")
        for name in self.names:
            if self.random.random() < 0.3 and ("table_2", "1", name, "estimate") in self.paper.cells:
                state("stated_regressor", term=name)
        if not self.has_constant and self.own.random() >= self.features.unsaid:
            state("constant", value="yes")
        self._words()

    def _words(self) -> None:
        focus = self.world.variables[self.names[0]]
        room = (focus.max() - focus.mean()) * (focus.mean() - focus.min())
        if focus.var() < 0.45 * room and self.random.random() < 0.3:
            self.paper.state("said_to_vary", term=self.names[0])
        first = self.paper.columns.get(("table_2", "1"))
        if first and self.has_stars and first.fit.stars(0, first.error, first.law) == "***":
            self.paper.state("stated_level", "table_2", "1", self.names[0], value="0.01")
