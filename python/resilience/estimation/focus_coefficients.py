"""The coefficients that a study is about, with the words and the scale in which a sentence tells them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from resilience.estimation.design import Design
from resilience.estimation.specification import Study

COLUMNS = [
    "term", "role", "focus", "moderator", "outcome", "scale", "power_errors", "focus_en", "focus_zh", "moderator_en",
    "moderator_zh", "outcome_en", "outcome_zh",
]  # fmt: skip
EFFECT, MODERATION, DESCRIPTION = "effect", "moderation", "description"


def of_column(design: Design) -> pd.DataFrame:
    """One row per coefficient of the focus in a column: the focus or its lag, or its slope in each group.

    Where the column multiplies it with a moderator, the product stands in its place: the slope beside a product is an
    effect at one value of the moderator only.

    Returns:
        COLUMNS. `scale` times a coefficient is sd of the outcome per sd of the focus, or per sd of the focus and of the
        moderator; `power_errors` is for the caller to fill.
    """
    study, rows = design.study, []
    for term in design.regressors:
        if study.focus in (factors := study.parts(term)):
            moderator = next((name for name in factors if name != study.focus), study.focus)
            is_slope = study.group_slope(term) is not None
            role = (EFFECT, study.focus) if is_slope else (MODERATION, study.focus, moderator)
            rows.append(_row(study, design, term, *role))
    if design.focus is not None and not rows:
        rows = [_row(study, design, design.focus, EFFECT, design.focus)]
    return pd.DataFrame(rows, columns=COLUMNS)


def of_descriptives(study: Study) -> pd.DataFrame:
    """The row of the study's table of sample statistics, where the focus is one of its variables."""
    known = study.focus in study.descriptives.variables
    rows = [_row(study, None, study.focus, DESCRIPTION, study.focus)] if known else []
    return pd.DataFrame(rows, columns=COLUMNS).assign(
        study=study.study, table_id=study.descriptives.table, column_id=""
    )


def _row(study: Study, design: Design | None, term: str, role: str, focus: str, moderator: str = "") -> dict[str, Any]:
    scale = float("nan")
    if design is not None:
        sd = [design.sample[name].to_numpy(float).std(ddof=1) for name in (focus, moderator) if name]
        scale = float(np.prod(sd)) / design.y.std(ddof=1)
    row = {"term": term, "role": role, "focus": focus, "moderator": moderator, "outcome": study.outcome, "scale": scale}
    row["power_errors"] = None
    for part, name in (("focus", focus), ("moderator", moderator), ("outcome", study.outcome)):
        label = study.variables.get(name)
        row |= {f"{part}_en": label.en if label else name, f"{part}_zh": label.zh if label else name}
    return row
