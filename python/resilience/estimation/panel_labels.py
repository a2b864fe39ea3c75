"""What variables are called on the panel at hand: as the study or else the panel calls them, with what departs."""

from __future__ import annotations

import re

import pandas as pd

from resilience.estimation.specification import Study, Variable
from resilience.project.messages import Bilingual, joined

# The variables of the panel that follow a parameter, by the beginning of their name, and how it is told in their label.
FOLLOWS = {
    "spillover_industry": (("vag",), "{en}", "{zh}"),
    "flow": (("sl", "resistance", "recovery"), "{en}", "{zh}"),
    "horizon": (("sl",), "k = {en}", "k={zh}"),
}


def on_panel(study: Study, departures: pd.DataFrame, parameters: pd.DataFrame, named: pd.DataFrame) -> Study:
    """The study with all its labels, which name what its panel departs in: "Virtual agglomeration (Mining)".

    Args:
        departures: rows of quality.study_departure.
        parameters: rows of marts.panel_parameter.
        named: rows of marts.dim_variable, whose labels count where the study has none.
    """
    study = _labelled(study, named.set_index("variable"))
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


def _labelled(study: Study, named: pd.DataFrame) -> Study:
    """The study with the labels that it leaves out; the column's name where nothing has one."""
    found = dict(study.variables)
    for name in dict.fromkeys([*study.descriptives.variables, *study.used(), *study.variables]):
        own, row = found.get(name) or Variable(), named.loc[name] if name in named.index else {}
        filled = {"en": own.en or row.get("label_en") or name, "zh": own.zh or row.get("label_zh") or name,
                  "unit": own.unit or row.get("unit_en") or ""}  # fmt: skip
        found[name] = own.model_copy(update=filled)
    return study.model_copy(update={"variables": found})


def _stem(name: str) -> str:
    """`vag` of vag_lag1, vag_own_part and vag[east]."""
    return re.split(r"[\[_]", name, maxsplit=1)[0]
