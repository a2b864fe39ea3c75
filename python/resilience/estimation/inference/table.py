"""A fit and the name of a convention -> standard errors, and the table of coefficients that is stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.conventions import Convention, parse
from resilience.estimation.design import Design
from resilience.estimation.inference import clustered, heteroskedastic, permutation, serial
from resilience.estimation.inference.conley import conley
from resilience.estimation.inference.result import Errors, Linear
from resilience.estimation.inference.wild import wild
from resilience.estimation.study import Study
from resilience.project.errors import UserError

COLUMNS = [
    "term", "estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high", "df", "n_clusters", "detail",
    "is_repaired",
]  # fmt: skip
NOT_WITH_INSTRUMENTS = ("HC3", "CRV3", "wild", "permutation")


def coefficient_table(
    study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Estimate, standard error, statistic, p-value and 95 % interval of every regressor, one row each (COLUMNS).

    Args:
        fit: anything with `params`, labelled by the columns of the design's matrix.
        se_type: a name of inference/names.py.
        distances: km between regions, square, for Conley.

    Raises:
        UserError: the convention cannot be computed on this sample.
    """
    convention = parse(se_type)
    _allowed(convention, design)
    if convention.kind == "permutation":
        return _permuted(study, design, fit).assign(is_repaired=False)[COLUMNS]
    if convention.kind == "wild":
        return wild(Linear(design, fit.params, study.cluster), convention, study.seed).assign(is_repaired=False)[
            COLUMNS
        ]
    errors = standard_errors(study, design, fit, se_type, distances)
    estimate, std_error = fit.params[design.x.columns], errors.std_error
    statistic = estimate / std_error
    margin = stats.t.ppf(0.975, errors.df) * std_error
    return pd.DataFrame(
        {
            "term": design.x.columns,
            "estimate": estimate.to_numpy(),
            "std_error": std_error.to_numpy(),
            "statistic": statistic.to_numpy(),
            "p_value": 2 * stats.t.sf(np.abs(statistic), errors.df),
            "ci_low": (estimate - margin).to_numpy(),
            "ci_high": (estimate + margin).to_numpy(),
            "df": errors.df,
            "n_clusters": errors.n_clusters,
            "detail": errors.detail,
            "is_repaired": errors.is_repaired,
        }
    )[COLUMNS]


def standard_errors(
    study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None
) -> Errors:
    """Covariance of the regressors under a convention; `.std_error`, `.df`, `.n_clusters`, `.detail`.

    Raises:
        UserError: the convention is a test without a standard error, or cannot be computed on this sample.
    """
    convention, linear = parse(se_type), Linear(design, fit.params, study.cluster)
    _allowed(convention, design)
    estimators = {
        "classical": lambda: heteroskedastic.classical(linear),
        "HC1": lambda: heteroskedastic.hc1(linear),
        "HC3": lambda: heteroskedastic.hc3(linear),
        "CRV1": lambda: clustered.crv1(linear, convention.clusters),
        "CRV3": lambda: clustered.crv3(linear, convention.clusters[0]),
        "DK": lambda: serial.driscoll_kraay(linear, convention.lag),
        "NW": lambda: serial.newey_west(linear, convention.lag),
        "Conley": lambda: conley(linear, convention, distances),
    }
    if convention.kind in estimators:
        return estimators[convention.kind]()
    raise UserError(f"{se_type} is a test and has no standard error; use CRV3(region) where one is needed.")


def _allowed(convention: Convention, design: Design) -> None:
    if design.instruments is not None and convention.kind in NOT_WITH_INSTRUMENTS:
        raise UserError(
            f"{convention} is not defined here for instrumented columns; use classical, HC1, CRV1(…), DK, NW or Conley."
        )


def _permuted(study: Study, design: Design, fit: Any) -> pd.DataFrame:
    rows = [
        (term, fit.params[term], p_value, len(test.regions), test.detail)
        for test in permutation.permuted(study, design)
        for term, p_value in zip(test.terms, test.p_values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["term", "estimate", "p_value", "n_clusters", "detail"])
    return frame.assign(**dict.fromkeys(["std_error", "statistic", "ci_low", "ci_high", "df"], np.nan))
