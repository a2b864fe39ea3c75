"""classical, HC1 and HC3: errors independent across observations; t with N - K degrees of freedom."""

from __future__ import annotations

import numpy as np

from resilience.estimation.inference.result import Errors, Linear


def classical(fit: Linear) -> Errors:
    """s² (X'X)^-1 with s² = RSS / (N - K)."""
    df = fit.n - fit.k
    return fit.errors(fit.matrix.T @ fit.matrix * (fit.residuals @ fit.residuals / df), df)


def hc1(fit: Linear) -> Errors:
    """White's sandwich times N / (N - K)."""
    df = fit.n - fit.k
    return fit.errors(fit.scores.T @ fit.scores, df, fit.n / df)


def hc3(fit: Linear) -> Errors:
    """Residuals over 1 - leverage and no other factor (MacKinnon and White 1985 as Davidson and MacKinnon give it)."""
    leverage = np.einsum("ij,jk,ik->i", fit.matrix, fit.bread, fit.matrix)
    # A leverage of one is an observation with a parameter of its own: its residual is zero and it adds nothing.
    scores = fit.scores / np.where(leverage > 1 - 1e-10, np.inf, 1 - leverage)[:, None]
    return fit.errors(scores.T @ scores, fit.n - fit.k)
