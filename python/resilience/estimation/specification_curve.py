"""The specification curve: the focus coefficient under every combination of choices, from shared cross-products.

Outcomes, kernels and points that share a sample, controls and fixed effects are columns of one regression.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linear.basis import beside, orthonormal
from linear.distributions import t_p
from linear.groups import coded
from linear.least_squares import Floats
from linear.one_regressor import OneRegressor
from resilience.estimation.specification import Study

CHOICES = ["flow", "horizon", "national_base", "controls", "fixed_effects", "sample_start"]
NUMBERS = ["estimate", "std_error", "statistic", "p_value", "n_obs"]
COLUMNS = [
    "spec_id", "flow", "horizon", "kernel", "distance_point", "lq_base", "national_base", "controls", "fixed_effects",
    "sample_start", "term", "estimate", "std_error", "statistic", "p_value", "se_type", "n_obs",
]  # fmt: skip


@dataclass(frozen=True)
class Alternatives:
    """The panel, and every alternative regressor and outcome as a column on its rows.

    Attributes:
        panel: index region_code and year.
        x: spillovers by lq_base, distance_point and kernel.
        y: outcomes by flow, horizon and national_base.
    """

    panel: pd.DataFrame
    x: pd.DataFrame
    y: pd.DataFrame

    @classmethod
    def on_panel(cls, panel: pd.DataFrame, outcomes: pd.DataFrame, spillovers: pd.DataFrame) -> Alternatives:
        keys = ["region_code", "year"]
        indexed = panel.set_index(keys)
        x = spillovers.pivot(index=keys, columns=["lq_base", "distance_point", "kernel"], values="spillover")
        y = outcomes.pivot(index=keys, columns=["flow", "horizon", "national_base"], values="resilience")
        return cls(indexed, x.reindex(indexed.index), y.reindex(indexed.index))

    def samples(self, controls: list[str], starts: list[int]) -> list[tuple[int, int, NDArray[np.bool_]]]:
        """First year, place of the outcome and rows of each sample that a set of controls leaves, in this order.

        A flow that begins later has one sample for several first years: it is one specification, not several.
        """
        complete = self.x.notna().all(axis=1).to_numpy() & self.panel[controls].notna().all(axis=1).to_numpy()
        years, known = self.panel.index.get_level_values("year").to_numpy(), self.y.notna().to_numpy()
        found, seen = [], set()
        for start, outcome in itertools.product(starts, range(known.shape[1])):
            keep = complete & known[:, outcome] & (years >= start)
            if (same := (outcome, keep.sum())) not in seen:
                seen.add(same)
                found.append((start, outcome, keep))
        return found

    def sharing(
        self, samples: list[tuple[int, int, NDArray[np.bool_]]]
    ) -> Iterator[tuple[list[int], NDArray[np.bool_]]]:
        """Places of the samples that have the same rows, and these rows."""
        groups: dict[bytes, list[int]] = {}
        for place, (*_, keep) in enumerate(samples):
            groups.setdefault(keep.tobytes(), []).append(place)
        yield from ((places, samples[places[0]][2]) for places in groups.values())


def run(study: Study, alternatives: Alternatives | None, se_type: str = "CRV3(region)") -> pd.DataFrame:
    """Standardised slopes, one row per specification; empty where the study has no curve.

    Args:
        se_type: CRV3(region) or CRV1(region).
    """
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in [*CHOICES, *NUMBERS]}
    if study.curve is not None and alternatives is not None:
        choices = itertools.product(study.curve.controls.items(), study.curve.fixed_effects.items())
        for (controls_name, controls), (effects_name, effects) in choices:
            samples = alternatives.samples(controls, study.curve.sample_start)
            parts: dict[int, list[Floats]] = {}
            for places, keep in alternatives.sharing(samples):
                outcomes = [samples[place][1] for place in places]
                if (found := fit_sample(study, alternatives, keep, outcomes, controls, effects, se_type)) is not None:
                    parts |= dict(zip(places, found, strict=True))
            for place in sorted(parts):
                start, outcome, _ = samples[place]
                named = (*alternatives.y.columns[outcome], controls_name, effects_name, start)
                for name, value in zip(CHOICES, named, strict=True):
                    columns[name].append(np.repeat(value, alternatives.x.shape[1]))
                for name, values in zip(NUMBERS, parts[place], strict=True):
                    columns[name].append(values)
    if alternatives is None or not columns["n_obs"]:
        return pd.DataFrame(columns=["study", *COLUMNS])
    frame = pd.DataFrame({name: np.concatenate(values) for name, values in columns.items()})
    regressors = pd.concat([alternatives.x.columns.to_frame(index=False)] * len(columns["n_obs"]), ignore_index=True)
    about = {"spec_id": np.arange(1, len(frame) + 1), "term": study.focus, "se_type": se_type, "study": study.study}
    return pd.concat([frame, regressors], axis=1).assign(**about)[[*COLUMNS, "study"]]


def fit_sample(
    study: Study, alternatives: Alternatives, keep: NDArray[np.bool_], outcomes: list[int], controls: list[str],
    effects: Sequence[str], se_type: str,
) -> list[list[Floats]] | None:  # fmt: skip
    """NUMBERS of all spillovers against each outcome on some rows; None when too few rows are left."""
    levels = alternatives.panel.index[keep].to_frame(index=False)
    codes = coded(levels["region_code"].to_numpy())
    n, n_regions = len(codes), len(np.unique(codes))
    if n_regions < 3 or n < 3 * n_regions:
        return None
    parts = [np.ones((n, 1)), alternatives.panel.loc[keep, controls].to_numpy(float)]
    for effect in effects:
        level = coded(levels[effect].to_numpy())
        parts.append((level[:, None] == np.arange(1, level.max() + 1)).astype(float))
    basis = orthonormal(np.column_stack(parts))
    x, y = alternatives.x.to_numpy()[keep], alternatives.y.to_numpy()[keep][:, outcomes]
    fit = OneRegressor(beside(basis, x), beside(basis, y), basis, codes)
    errors = fit.crv3() if se_type == "CRV3(region)" else fit.crv1(n_regions - 1 if study.cluster in effects else 0)
    scale = x.std(axis=0, ddof=1)[:, None] / y.std(axis=0, ddof=1)
    statistic = fit.slopes / errors
    p_values = t_p(statistic, n_regions - 1)
    numbers: list[Floats] = [fit.slopes * scale, errors * scale, statistic, p_values, np.full(statistic.shape, n)]
    return [[each[:, place] for each in numbers] for place in range(len(outcomes))]
