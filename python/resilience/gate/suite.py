"""The suite of rules as data, and its hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.messages import Bilingual, message

if TYPE_CHECKING:
    import pandas as pd

SUITE_FILE = Path(__file__).with_name("suite.yml")
OWN_PANEL_FILE = Path(__file__).with_name("own_panel.yml")  # where the panel is a file of the user's
BOUND = "bound"  # the frame whose one row the rules' bounds and words are taken from
RATIO = "_ratio"  # ends the columns of quality.panel_growth
CELL = "cell"  # of rules over cells of many columns
OF = ": "  # between a rule and the column that a finding is about
VARIABLE = "variable"  # the frame with a row per variable of the panel
UNSAID = Bilingual("", "")


@dataclass(frozen=True)
class Rule:
    """One expectation with its severity and, of a panel, the messages in which it is told."""

    rule: str
    frame: str
    severity: str
    expectation: str
    kwargs: dict[str, Any]
    each: str | None = None  # `variable`: one rule for each variable with bounds; `cell`: words of each failing row
    shows: str | None = None  # the column that holds a finding's value, where it is not the one that is tested
    sentence: Bilingual = UNSAID
    reason: Bilingual = UNSAID
    remedy: Bilingual = UNSAID

    def told(self, cell: dict[str, Any]) -> dict[str, Any]:
        """The words of a finding; of a rule over many columns its name is followed by the column."""
        rule, expected, sentence = self.rule, self.expected, self.sentence
        if self.each == CELL:
            id, texts = message_id(self), _texts(cell)
            expected, sentence = message(f"{id}.expected", **texts), message(f"{id}.finding", **texts)
            rule = f"{rule}{OF}{cell['variable']}" if "variable" in cell else rule
        return {"rule": rule, "severity": self.severity, "expected": expected.en, "remedy": self.remedy.en,
                "sentence_en": sentence.en, "sentence_zh": sentence.zh}  # fmt: skip

    @property
    def expected(self) -> Bilingual:
        """The expectation's bounds, for a finding's row."""
        low, high = self.kwargs.get("min_value"), self.kwargs.get("max_value")
        if "column_list" in self.kwargs:
            return message("gate_expected.once")
        if low is None and high is None:
            share = self.kwargs.get("mostly", 1)
            return message("gate_expected.present", share=None if share == 1 else f"{100 * share:.3g}")
        if low == high:
            return Bilingual(f"{low}", f"{low}")
        if low is None:
            return message("gate_expected.at_most", high=high)
        if high is None:
            return message("gate_expected.at_least", low=low)
        return message("gate_expected.between", low=low, high=high)


@dataclass(frozen=True)
class Suite:
    """The rules, the relation behind each frame name and the file's hash."""

    frames: dict[str, str]
    rules: tuple[Rule, ...]
    sha256: str

    def of_panel(self, bounds: pd.DataFrame, variables: pd.DataFrame) -> Suite:
        """The suite with the bounds and words of one panel; nothing is asked of variables without figures.

        Args:
            bounds: quality.gate_bound, one row.
            variables: marts.dim_variable, one row per variable.
        """
        bound = _records(bounds)[0]
        known = _records(variables)
        bounded = [row for row in known if row["bound_severity"] is not None]
        rendered = (
            _rendered(rule, bound | row) for rule in self.rules for row in (bounded if rule.each == VARIABLE else [{}])
        )
        empty = {row["variable"] for row in known if not row["is_reported"]}
        rules = tuple(rule for rule in rendered if rule.kwargs.get("column", "").removesuffix(RATIO) not in empty)
        said = repr([(rule.rule, sorted(rule.kwargs.items())) for rule in rules])
        return replace(self, rules=rules, sha256=hashlib.sha256(f"{self.sha256}{said}".encode()).hexdigest())


def base_of(rule: str) -> str:
    """The rule of a finding, without its column."""
    return rule.split(OF, 1)[0]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, what is missing as None."""
    known = frame.astype(object)
    rows: list[dict[str, Any]] = known.where(known.notna(), None).to_dict("records")
    return rows


def _rendered(rule: Rule, known: dict[str, Any]) -> Rule:
    """A rule with its templates filled."""
    from jinja2 import Environment, StrictUndefined
    from jinja2.nativetypes import NativeEnvironment

    names, numbers = Environment(undefined=StrictUndefined), NativeEnvironment(undefined=StrictUndefined)

    def value(given: Any) -> Any:
        return numbers.from_string(given).render(known) if isinstance(given, str) and "{{" in given else given

    id, texts = message_id(rule), _texts(known)
    return replace(
        rule,
        rule=names.from_string(rule.rule).render(known),
        severity=names.from_string(rule.severity).render(known),
        kwargs={name: value(given) for name, given in rule.kwargs.items()},
        sentence=message(id, **texts),
        reason=message(f"{id}.reason", **texts),
        remedy=message(f"{id}.remedy", **texts),
    )


def message_id(rule: Rule) -> str:
    """The message of a rule as the suite names it."""
    return f"gate_rule.{re.sub(r'[^a-z_]', '', rule.rule)}"


def _texts(known: dict[str, Any]) -> dict[str, Any]:
    """What fills the messages: numbers as text, and a pair of columns `name`_en and `name`_zh as one text."""
    texts = {name: f"{value:g}" if isinstance(value, float) else value for name, value in known.items()}
    pairs = {name.removesuffix("_en") for name in known if name.endswith("_en")}
    return texts | {name: (known[f"{name}_en"] or "", known[f"{name}_zh"] or "") for name in pairs}


def load_suite(file: Path = SUITE_FILE) -> Suite:
    """Reads the suite; the hash is of the file's bytes, so that any change of a rule is a new suite."""
    import yaml

    content = file.read_bytes()
    document = yaml.safe_load(content)
    return Suite(
        frames=document["frames"],
        rules=tuple(Rule(**rule) for rule in document["rules"]),
        sha256=hashlib.sha256(content).hexdigest(),
    )
