"""Two-stage least squares of a column with instruments, by linearmodels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resilience.project.errors import UserError

if TYPE_CHECKING:
    from linear.groups import Floats
    from resilience.estimation.design import Design


@dataclass(frozen=True)
class TwoStage:
    """What is read of a fit, under statsmodels' names."""

    params: Floats
    rsquared: float
    rsquared_adj: float
    df_resid: float
    ssr: float


def two_stage(design: Design) -> TwoStage:
    """Fits a column that has instruments.

    Raises:
        UserError: an endogenous regressor is not in the column, there are fewer instruments than endogenous regressors,
            or an instrument adds nothing to the others.
    """
    from linearmodels.iv import IV2SLS

    assert design.instruments is not None
    names, instruments = list(design.endogenous), list(design.instruments.columns)
    if missing := [name for name in names if name not in design.regressors]:
        raise UserError(f"{', '.join(missing)} has instruments and is no regressor of this column; add it to x.")
    if len(instruments) < len(names):
        raise UserError(f"{len(instruments)} instruments for {len(names)} endogenous regressors; name one more each.")
    exogenous = design.matrix.drop(columns=names)
    first = np.column_stack([exogenous, design.instruments])
    scale = np.linalg.norm(first, axis=0)
    if np.linalg.matrix_rank(first / np.where(scale > 0, scale, 1)) < first.shape[1]:
        listed = ", ".join(instruments)
        raise UserError(f"the instruments {listed} do not vary beyond the other regressors and each other; drop one.")
    fit = IV2SLS(pd.Series(design.y), exogenous, design.matrix[names], design.instruments).fit(cov_type="unadjusted")
    n, k = design.values.shape
    r2 = 1 - float(fit.resid_ss) / float(((design.y - design.y.mean()) ** 2).sum())
    adjusted = 1 - (1 - r2) * (n - 1) / (n - k)
    return TwoStage(fit.params[design.names].to_numpy(), r2, adjusted, n - k, float(fit.resid_ss))
