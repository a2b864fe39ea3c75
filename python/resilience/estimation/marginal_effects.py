"""The effect of the focus along its moderator as a figure shows it: line, band, support, and each third's effect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation import interactions
from resilience.estimation.design import Design
from resilience.estimation.inference import standard_errors
from resilience.estimation.specification import Study
from resilience.project.errors import UserError

COLUMNS = [
    "term",
    "moderator",
    "part",
    "value",
    "effect",
    "std_error",
    "ci_low",
    "ci_high",
    "n_obs",
    "se_type",
]
BINS = 30


def of_fit(study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None) -> pd.DataFrame:
    """Points along the moderator of every raw product of the focus; a centred product has the same (see moderation).

    Args:
        se_type: the convention that the column's table reports; where it has no standard error there is no band.

    Returns:
        COLUMNS. Part `line`: the effect at the edges of BINS equal bins over the sample's range, with the rows from
        this edge to the next; parts `low`, `middle` and `high`: the binning estimator at the median of each third.
        Intervals are 95 % ones, one value of the moderator at a time.
    """
    frames = []
    for term, moderator in interactions.moderated(study, design):
        if study.products[term].centred:
            continue
        parts = [_line(study, design, fit, term, moderator, se_type, distances)]
        if design.instruments is None:
            parts.append(interactions.thirds(study, design, term, moderator, se_type, distances))
        for part in parts:
            if part is not None:
                margin = stats.t.ppf(0.975, part["df"]) * part["std_error"]
                interval = {"ci_low": part["effect"] - margin, "ci_high": part["effect"] + margin}
                named = part.rename(columns={"third": "part"}).assign(**interval)
                frames.append(named.assign(term=term, moderator=moderator, se_type=se_type)[COLUMNS])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


def _line(
    study: Study, design: Design, fit: Any, term: str, moderator: str, se_type: str, distances: pd.DataFrame | None
) -> pd.DataFrame:
    counts, edges = np.histogram(design.sample[moderator].to_numpy(float), BINS)
    effect = fit.params[study.focus] + fit.params[term] * edges
    try:
        errors = standard_errors(study, design, fit, se_type, distances)
        (v_b, v_bc), (_, v_c) = errors.covariance.loc[[study.focus, term], [study.focus, term]].to_numpy()
        std_error, df = np.sqrt(v_b + 2 * edges * v_bc + edges**2 * v_c), errors.df
    except UserError:
        std_error, df = np.nan, np.nan
    line = {
        "third": "line",
        "value": edges,
        "effect": effect,
        "std_error": std_error,
        "df": df,
        "n_obs": [*counts, 0],
    }
    return pd.DataFrame(line)
