"""The page of the data-quality gate: its decision, the outcome of every rule, and every finding with its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from resilience.gate.suite import OF, OWN_PANEL_FILE, SUITE_FILE, base_of, load_suite
from resilience.project.messages import Bilingual
from resilience.project.terminal import show
from resilience.report.frames import Frames

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class Outcome:
    """One rule and what it found; a rule that is not the gate's is here only because of its findings."""

    rule: str
    severity: str
    sentence: Bilingual
    expected: Bilingual
    remedy: Bilingual
    reason: Bilingual
    rows: list[tuple[str, str, str, str, str]]  # region in English and Chinese, year, value, why it is accepted

    @property
    def n_accepted(self) -> int:
        return sum(bool(row[-1]) for row in self.rows)


def page(environment: Environment, data: Frames, run_id: str, dataset: str) -> str:
    """The page as HTML, from the gate's decision and `quality.findings`."""
    rules, others = outcomes(data)
    gate = data.gate.iloc[0] if len(data.gate) else None
    return environment.get_template("quality.html.j2").render(
        run_id=run_id, dataset=dataset, gate=gate, rules=rules, others=others
    )


def outcomes(data: Frames) -> tuple[list[Outcome], list[Outcome]]:
    """Every rule of the gate, in the order of the suite; then what else was found, by rule."""
    found = data.findings[data.findings["finding_source"] == "gate"]
    bases = found["rule"].map(base_of)
    rules = [
        Outcome(
            rule.rule,
            rule.severity,
            rule.sentence,
            rule.expected,
            rule.remedy,
            rule.reason,
            _rows(found[bases == rule.rule], data),
        )
        for rule in load_suite(OWN_PANEL_FILE if data.is_own_panel else SUITE_FILE)
        .of_panel(data.bounds, data.variables)
        .rules
    ]
    named = {rule.rule for rule in rules}
    rest = data.findings[(data.findings["finding_source"] != "gate") | ~data.findings["rule"].map(base_of).isin(named)]
    return rules, list(_others(rest, data))


def _others(findings: pd.DataFrame, data: Frames) -> Iterable[Outcome]:
    keys = ["finding_source", "rule", "severity", "sentence_en", "sentence_zh", "expected", "remedy"]
    for (source, rule, severity, en, zh, expected, remedy), rows in findings.groupby(keys, sort=False, dropna=False):
        words = (Bilingual(en, zh), Bilingual(expected, expected), Bilingual(remedy, remedy), Bilingual("", ""))
        yield Outcome(f"{source}: {rule}", severity, *words, _rows(rows, data))


def _rows(findings: pd.DataFrame, data: Frames) -> list[tuple[str, str, str, str, str]]:
    names = data.regions.set_index("region_code")
    return [_row(row, names) for row in findings.itertuples()]


def _row(row: Any, names: pd.DataFrame) -> tuple[str, str, str, str, str]:
    code = row.region_code
    en, zh = names.loc[code, ["region_name_en", "region_name_zh"]] if code in names.index else (_text(code),) * 2
    if (variable := row.rule.removeprefix(base_of(row.rule)).removeprefix(OF)) and row.finding_source == "gate":
        en, zh = (f"{name} · {variable}" if name else variable for name in (en, zh))
    return en, zh, "" if pd.isna(row.year) else str(int(row.year)), _number(row.value), _text(row.accepted_reason)


def _number(value: Any) -> str:
    return "" if pd.isna(value) else show(float(value), 6)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
