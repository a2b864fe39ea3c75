"""What an estimator of the covariance needs, and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from resilience.errors import UserError
from resilience.estimation.design import CONSTANT, Design
from fe_duckdb.moments import positive


@dataclass(frozen=True)
class Errors:
    """Covariance of the regressors under one convention.

    Attributes:
        covariance: shape (k, k), labelled by term, constant included.
        df: degrees of freedom of the t distribution.
        n_clusters: the smallest number of clusters; None where errors are not clustered.
        detail: what the name leaves open, such as a repair; empty for nothing.
        is_repaired: whether the covariance of the slopes was no covariance and a larger one stands in its place.
    """

    covariance: pd.DataFrame
    df: float
    n_clusters: int | None = None
    detail: str = ""
    is_repaired: bool = False

    @property
    def std_error(self) -> pd.Series:
        diagonal = np.diag(self.covariance.to_numpy())
        return pd.Series(np.sqrt(np.where(diagonal < 0, np.nan, diagonal)), self.covariance.index)


@dataclass(frozen=True)
class Linear:
    """A linear fit as a sandwich sees it. With instruments the regressors are the projected ones, the residuals not."""

    design: Design
    params: pd.Series
    cluster: str

    @cached_property
    def matrix(self) -> np.ndarray:
        return self.design.projected.to_numpy(float)

    @cached_property
    def residuals(self) -> np.ndarray:
        matrix = self.design.matrix
        return self.design.y.to_numpy(float) - matrix.to_numpy(float) @ self.params[matrix.columns].to_numpy()

    @cached_property
    def bread(self) -> np.ndarray:
        return np.linalg.pinv(self.matrix.T @ self.matrix, hermitian=True)

    @cached_property
    def scores(self) -> np.ndarray:
        return self.matrix * self.residuals[:, None]

    @property
    def n(self) -> int:
        return len(self.design.y)

    @property
    def k(self) -> int:
        return self.matrix.shape[1]

    def column(self, name: str) -> np.ndarray:
        """Integer codes of a cluster variable: `region`, `year` or a column of the panel."""
        column = self.cluster if name == "region" else name
        if column not in self.design.sample:
            raise UserError(
                f"there is no column '{column}' to cluster by; use region, year or a column of marts.panel."
            )
        return pd.factorize(self.design.sample[column], sort=True)[0]

    @staticmethod
    def count(codes: np.ndarray, name: str) -> int:
        """Number of clusters; one alone is refused."""
        n_clusters = int(codes.max()) + 1
        if n_clusters < 2:
            raise UserError(f"errors clustered by {name} need two clusters at least, and the sample has one; use HC1.")
        return n_clusters

    def k_outside(self, *clusters: np.ndarray) -> int:
        """Coefficients, leaving out fixed effects nested in one of the clusters, as reghdfe counts them."""
        nested = {name for codes in clusters for name in self.design.nested_dummies(codes)}
        return self.k - len(nested)

    def errors(
        self,
        meat: np.ndarray,
        df: float,
        factor: float = 1.0,
        n_clusters: int | None = None,
        at_least: tuple[np.ndarray, ...] = (),
    ) -> Errors:
        """factor · bread · meat · bread, of the regressors.

        Args:
            at_least: meats under fewer dependences, for variances that `positive` has to replace.

        The constant is left out of what is repaired: beside fixed effects it is a normalisation, and its repair would
        move the slopes.
        """
        terms, width = self.design.x.columns, self.design.x.shape[1]
        half = self.bread[:width]
        covariance, *others = (factor * (half @ each @ half.T) for each in (meat, *at_least))
        block = np.ix_(*[np.flatnonzero(terms != CONSTANT)] * 2)
        covariance[block], notes = positive(covariance[block], [each[block] for each in others])
        frame = pd.DataFrame(covariance, terms, terms)
        return Errors(frame, df, n_clusters, "; ".join(notes), bool(notes))
