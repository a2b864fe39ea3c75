"""A column's row of results.fits: its sample, its fit, and what fell out and why."""

from __future__ import annotations

from typing import Any

import numpy as np

from linear.basis import residuals
from linear.conventions import parse
from resilience.estimation.design import Design
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import Column, Study, Table
from resilience.project.messages import joined, message


def fit_head(study: Study, table: Table, column: Column) -> dict[str, Any]:
    """What every column has."""
    return {
        "table_version": table.version,
        "published_table_id": table.published_table,
        "published_column_id": column.id if table.published_table else None,
        "column_title_en": column.title_en,
        "column_title_zh": column.title_zh,
        "outcome": study.of(table, column).outcome,
        "fixed_effects": ", ".join([*table.effects(column), *(["region_trend"] if column.region_trends else [])]),
        "se_type": table.reported,
        "sample_note_en": table.note_en,
        "sample_note_zh": table.note_zh,
    }


# What only a fit has.
BODY = (
    "n_obs", "n_regions", "n_years", "n_clusters", "n_singletons", "r2", "adj_r2", "r2_within", "year_min", "year_max",
    "dropped_en", "dropped_zh", "df_resid", "status", "message",
)  # fmt: skip


def fit_body(fitted: FittedColumn, table: Table, column: Column) -> dict[str, Any]:
    """What a fitted column adds to its row; a failed one leaves it empty."""
    design, fit, years = fitted.design, fitted.fit, fitted.design.rows.year
    by = [fitted.study.cluster if name == "region" else name for name in parse(table.reported).clusters]
    dropped_en, dropped_zh = _what_fell_out(design, table, column)
    # R squared of the regressors on what the fixed effects leave of the outcome.
    left = residuals(design.values[:, design.k - 1 :], design.y)
    n_clusters = min((design.sample[name].nunique() for name in by), default=None)
    values = (
        len(design.y), len(design.regions), len(np.unique(years)), n_clusters, design.n_singletons,
        fit.rsquared, fit.rsquared_adj, float(1 - fit.ssr / (left @ left)), int(years.min()), int(years.max()),
        dropped_en, dropped_zh, fit.df_resid, "ok", None,
    )  # fmt: skip
    return dict(zip(BODY, values, strict=True))


def _what_fell_out(design: Design, table: Table, column: Column) -> tuple[str, str]:
    """Which variables cost how many region-years, and regressors dropped as collinear, in English and Chinese."""
    found = []
    for name, rows in design.missing.items():
        years = ", ".join(f"{year} ({count})" for year, count in rows["year"].value_counts().sort_index().items())
        label = design.study.variables.get(name)
        variable = (label.en, label.zh) if label else name
        found.append(message("dropped.missing", variable=variable, n=len(rows), years=years))
    if sample := design.study.restriction(table, column):
        found.append(message("dropped.sample", sample=(sample.en, sample.zh)))
    if table.sample == "common":
        found.append(message("dropped.common"))
    if design.n_singletons:
        found.append(message("dropped.singletons", n=design.n_singletons))
    found += [message("dropped.collinear", variable=name) for name in design.dropped]
    return joined(found, "semicolons")
