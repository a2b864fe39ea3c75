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
from resilience.estimation.specification import Curve, Study

CHOICES = ["flow", "horizon", "national_base", "controls", "fixed_effects", "sample_start"]
NUMBERS = ["estimate", "std_error", "statistic", "p_value", "n_obs"]
COLUMNS = [
    "spec_id", "flow", "horizon", "kernel", "distance_point", "lq_base", "national_base", "controls", "fixed_effects",
    "sample_start", "term", "estimate", "std_error", "statistic", "p_value", "se_type", "n_obs",
]  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """Specifications that differ by outcome and spillover only: they share rows, controls and fixed effects.

    Attributes:
        members: of each outcome the place of the specification in the order of choices, the sample's first year and the
            outcome's place.
    """

    controls_name: str
    controls: list[str]
    effects_name: str
    effects: Sequence[str]
    keep: NDArray[np.bool_]
    members: list[tuple[int, int, int]]

    @property
    def outcomes(self) -> list[int]:
        return [outcome for *_, outcome in self.members]


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

    @classmethod
    def of_study(cls, panel: pd.DataFrame, study: Study) -> Alternatives:
        """Of a panel of one's own: its focus and its outcome, each the only one."""
        indexed = panel.set_index(["region_code", "year"])
        x, y = indexed[[study.focus]], indexed[[study.outcome]]
        named = ["lq_base", "distance_point", "kernel"], ["flow", "horizon", "national_base"]
        x = x.set_axis(pd.MultiIndex.from_tuples([("", "", study.focus)], names=named[0]), axis=1)
        return cls(indexed, x, y.set_axis(pd.MultiIndex.from_tuples([(study.outcome, 0, "")], names=named[1]), axis=1))

    def shared(self, curve: Curve) -> Iterator[Shared]:
        """Every combination of a curve's choices, those on the same rows together.

        A flow that begins later has one sample for several first years: it is one specification, not several.
        """
        years, known, place = self.panel.index.get_level_values("year").to_numpy(), self.y.notna().to_numpy(), 0
        for (controls_name, controls), effects in itertools.product(
            curve.controls.items(), curve.fixed_effects.items()
        ):
            complete = self.x.notna().all(axis=1).to_numpy() & self.panel[controls].notna().all(axis=1).to_numpy()
            seen, groups = set(), dict[bytes, Shared]()
            for start, outcome in itertools.product(curve.sample_start, range(known.shape[1])):
                keep = complete & known[:, outcome] & (years >= start)
                if (same := (outcome, keep.sum())) not in seen:
                    seen.add(same)
                    own = Shared(controls_name, controls, *effects, keep, [])
                    groups.setdefault(keep.tobytes(), own).members.append((place, start, outcome))
                    place += 1
            yield from groups.values()


def run(study: Study, curve: Curve, alternatives: Alternatives, se_type: str = "CRV3(region)") -> pd.DataFrame:
    """Standardised slopes, one row per specification.

    Args:
        se_type: CRV3(region) or CRV1(region).
    """
    found: list[tuple[int, tuple[Any, ...], list[Floats]]] = []
    for each in alternatives.shared(curve):
        numbers = fit_sample(study, alternatives, each.keep, each.outcomes, each.controls, each.effects, se_type)
        for (place, start, outcome), own in zip(each.members, numbers or [], strict=bool(numbers)):
            choices = (*alternatives.y.columns[outcome], each.controls_name, each.effects_name, start)
            found.append((place, choices, own))
    if not found:
        return pd.DataFrame(columns=["study", *COLUMNS])
    found.sort(key=lambda each: each[0])
    n_spillovers = alternatives.x.shape[1]
    columns = {name: np.repeat([choices[i] for _, choices, _ in found], n_spillovers) for i, name in enumerate(CHOICES)}
    columns |= {name: np.concatenate([own[i] for *_, own in found]) for i, name in enumerate(NUMBERS)}
    regressors = pd.concat([alternatives.x.columns.to_frame(index=False)] * len(found), ignore_index=True)
    frame = pd.concat([pd.DataFrame(columns), regressors], axis=1)
    about = {"spec_id": np.arange(1, len(frame) + 1), "term": study.focus, "se_type": se_type, "study": study.study}
    return frame.assign(**about)[[*COLUMNS, "study"]]


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
