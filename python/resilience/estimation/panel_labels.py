"""What variables are called on the panel at hand: a label of the study names what the dataset departs in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from resilience.project.messages import Bilingual, joined

if TYPE_CHECKING:
    from resilience.estimation.specification import Study

# The variables of the panel that follow a parameter, by the beginning of their name, and how it is told in their label.
FOLLOWS = {
    "spillover_industry": (("vag",), "{en}", "{zh}"),
    "flow": (("sl", "resistance", "recovery"), "{en}", "{zh}"),
    "horizon": (("sl",), "k = {en}", "k={zh}"),
}


def on_panel(study: Study, departures: pd.DataFrame, parameters: pd.DataFrame) -> Study:
    """The study with labels that name what its panel departs in: "Virtual agglomeration (Mining)".

    Args:
        departures: rows of quality.study_departure.
        parameters: rows of marts.panel_parameter.
    """
    departs = set(departures.loc[departures["study"] == study.study, "parameter"])
    values = parameters.set_index("parameter")
    told: dict[str, list[tuple[str, str]]] = {}
    for parameter, (stems, en, zh) in FOLLOWS.items():
        if parameter in departs:
            row = values.loc[parameter]
            for stem in stems:
                told.setdefault(stem, []).append((en.format(en=row["value_en"]), zh.format(zh=row["value_zh"])))
    variables = dict(study.variables)
    for name, variable in study.variables.items():
        if (found := told.get(_stem(name))) and name not in study.products:
            en, zh = joined([Bilingual(*each) for each in found], "clauses")
            variables[name] = variable.model_copy(
                update={"en": f"{variable.en} ({en})", "zh": f"{variable.zh}（{zh}）"}
            )
    return study.model_copy(update={"variables": variables})


def _stem(name: str) -> str:
    """`vag` of vag_lag1, vag_own_part and vag[east]."""
    return re.split(r"[\[_]", name, maxsplit=1)[0]
