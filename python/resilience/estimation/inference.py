"""Standard errors and p-values, each under the name of its convention.

classical, HC1, HC3   statsmodels; t with N - K degrees of freedom
CRV1(region)          statsmodels' cluster sandwich with reghdfe's correction G/(G-1) (N-1)/(N-K), where K leaves out
                      fixed effects nested in the clusters; t with G - 1 degrees of freedom
CRV3(region)          pyfixest's leave-one-cluster-out jackknife with the factor (G-1)/G of MacKinnon, Nielsen and Webb
                      (2023) and no other (pyfixest's default adds (G/(G-1))^2 (N-1)/(N-K)); t with G - 1 degrees
permutation(region)   the focus variable's path is given to another region, whole, B times; p of |b| is
                      (1 + exceedances) / (B + 1); no standard error (Fisher's randomisation across regions)
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.design import CONSTANT, Design
from resilience.estimation.study import Study


def coefficient_table(study: Study, design: Design, fit: Any, se_type: str, panel: pd.DataFrame) -> pd.DataFrame:
    """Estimate, standard error, statistic, p-value and 95 % interval of every regressor, one row each.

    Args:
        fit: statsmodels OLS results of the design's matrix.
        se_type: a convention of this module's docstring.
        panel: the whole panel, for the paths that permutation hands round.
    """
    terms = list(design.x.columns)
    estimate = fit.params[terms]
    if se_type == "permutation(region)":
        p_values = permutation_p(study, design, panel)
        focus = [term for term in terms if term in p_values]
        frame = pd.DataFrame({"term": focus, "estimate": estimate[focus].to_numpy()})
        return frame.assign(
            std_error=np.nan,
            statistic=np.nan,
            p_value=[p_values[term] for term in focus],
            ci_low=np.nan,
            ci_high=np.nan,
            df=np.nan,
            n_clusters=design.sample[study.cluster].nunique(),
        )
    std_error, df, n_clusters = standard_errors(study, design, fit, se_type)
    statistic = estimate / std_error
    margin = stats.t.ppf(0.975, df) * std_error
    return pd.DataFrame(
        {
            "term": terms,
            "estimate": estimate.to_numpy(),
            "std_error": std_error.to_numpy(),
            "statistic": statistic.to_numpy(),
            "p_value": 2 * stats.t.sf(np.abs(statistic), df),
            "ci_low": (estimate - margin).to_numpy(),
            "ci_high": (estimate + margin).to_numpy(),
            "df": df,
            "n_clusters": n_clusters,
        }
    )


def standard_errors(study: Study, design: Design, fit: Any, se_type: str) -> tuple[pd.Series, float, int | None]:
    """Standard errors of the regressors, degrees of freedom, and clusters where there are some."""
    terms = list(design.x.columns)
    if se_type == "classical":
        return fit.bse[terms], fit.df_resid, None
    if se_type in ("HC1", "HC3"):
        return pd.Series(fit.get_robustcov_results(se_type).bse, fit.params.index)[terms], fit.df_resid, None
    clusters = design.sample[study.cluster]
    n_clusters = clusters.nunique()
    if se_type == "CRV1(region)":
        groups = pd.factorize(clusters)[0]
        robust = fit.get_robustcov_results("cluster", groups=groups, use_t=True)
        nested = sum(str(name).startswith(f"{study.cluster}_") for name in design.dummies.columns)
        n, k = fit.nobs, len(fit.params)
        correction = np.sqrt((n - k) / (n - k + nested))
        return pd.Series(robust.bse, fit.params.index)[terms] * correction, n_clusters - 1, n_clusters
    return crv3(study, design)[terms], n_clusters - 1, n_clusters


def crv3(study: Study, design: Design) -> pd.Series:
    """CRV3 standard errors of the regressors by pyfixest, fixed effects as dummies so that the constant is kept."""
    import pyfixest

    matrix = design.matrix.drop(columns=CONSTANT)
    names = {column: f"v{position}" for position, column in enumerate(matrix.columns)}
    data = matrix.rename(columns=names).assign(y=design.y, cluster=pd.factorize(design.sample[study.cluster])[0])
    uncorrected = pyfixest.ssc(k_adj=False, G_adj=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyfixest 0.60 uses keywords that pandas 3 deprecates
        fit = pyfixest.feols(f"y ~ {' + '.join(names.values())}", data, vcov={"CRV3": "cluster"}, ssc=uncorrected)
    n_clusters = data["cluster"].nunique()
    errors = fit.se() * np.sqrt((n_clusters - 1) / n_clusters)
    errors = errors.rename(index={**{short: long for long, short in names.items()}, "Intercept": CONSTANT})
    return errors[list(design.x.columns)]


def permutation_p(study: Study, design: Design, panel: pd.DataFrame) -> dict[str, float]:
    """p-values of the terms made of the focus variable, from permuting its region paths.

    Controls and fixed effects stay where they are; they are projected out once (Frisch, Waugh and Lovell), so that a
    draw costs one small solve.
    """
    focus = focus_column(study, design)
    moving = [term for term in design.x.columns if term == focus or _is_product_of(study, term, focus)]
    if focus is None or not moving:
        return {}
    sample = design.sample
    paths = panel.pivot(index="region_code", columns="year", values=focus)
    regions = np.array(sorted(sample["region_code"].unique()))
    rows, years = np.searchsorted(regions, sample["region_code"]), paths.columns.get_indexer(sample["year"])
    givers = paths.index.get_indexer(regions)
    fixed = np.column_stack([design.x.drop(columns=moving).to_numpy(), design.dummies.to_numpy()])
    q, _ = np.linalg.qr(fixed)
    y = design.y.to_numpy() - q @ (q.T @ design.y.to_numpy())
    factors = [_other_factor(study, term, focus, sample) for term in moving]
    values, draw = paths.to_numpy(), np.random.default_rng(study.seed)
    observed = np.abs(_slopes(sample[focus].to_numpy(float), factors, q, y))
    exceeding = np.zeros(len(moving))
    for _ in range(study.permutations):
        drawn = values[draw.permutation(givers)[rows], years]
        # A tie in floating point is a tie: the identity must count itself.
        exceeding += np.abs(_slopes(drawn, factors, q, y)) >= observed * (1 - 1e-9)
    return dict(zip(moving, (1 + exceeding) / (study.permutations + 1), strict=True))


def _other_factor(study: Study, term: str, focus: str, sample: pd.DataFrame) -> tuple[np.ndarray | float, bool]:
    """What the focus is multiplied with in a term, already centred, and whether the focus is centred too."""
    if term == focus:
        return 1.0, False
    product = study.products[term]
    other = sample[next(name for name in product.of if name != focus)].to_numpy(float)
    return (other - other.mean() if product.centred else other), product.centred


def _slopes(focus: np.ndarray, factors: list[tuple], q: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Slopes of the terms made of the focus, everything else projected out."""
    centred = focus - focus.mean()
    x = np.column_stack([(centred if is_centred else focus) * other for other, is_centred in factors])
    x = x - q @ (q.T @ x)
    return np.linalg.lstsq(x, y, rcond=None)[0]


def focus_column(study: Study, design: Design) -> str | None:
    """The study's focus or the lag of it that this design has."""
    for name in design.x.columns:
        if name == study.focus or name.startswith(f"{study.focus}_lag"):
            return name
    return None


def _is_product_of(study: Study, term: str, focus: str | None) -> bool:
    return term in study.products and focus in study.products[term].of
