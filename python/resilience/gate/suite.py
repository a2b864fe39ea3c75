"""The suite of rules as data, and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SUITE_FILE = Path(__file__).with_name("suite.yml")
OWN_PANEL_FILE = Path(__file__).with_name("own_panel.yml")  # where the panel is a file of the user's
BOUND = "bound"  # the frame whose one row the rules' bounds and words are taken from
RATIO = "_ratio"  # ends the columns of quality.panel_growth
VARIABLE = "variable"  # the frame with a row per variable of the panel
WORDS = ("rule", "severity", "reason", "sentence_en", "sentence_zh", "remedy")


@dataclass(frozen=True)
class Rule:
    """One expectation with its severity and the words in which it is told."""

    rule: str
    frame: str
    severity: str
    expectation: str
    kwargs: dict[str, Any]
    reason: str
    sentence_en: str
    sentence_zh: str
    remedy: str
    each: str | None = None  # `variable`: one rule for each variable with bounds

    @property
    def expected(self) -> str:
        """The expectation's bounds, for a finding's row."""
        low, high = self.kwargs.get("min_value"), self.kwargs.get("max_value")
        if low is None and high is None:
            share = self.kwargs.get("mostly", 1)
            return "not missing" if share == 1 else f"not missing in {100 * share:.3g} % of the rows"
        if low == high:
            return f"{low}"
        if low is None or high is None:
            return f"at most {high}" if low is None else f"at least {low}"
        return f"between {low} and {high}"


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


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, what is missing as None."""
    known = frame.astype(object)
    rows: list[dict[str, Any]] = known.where(known.notna(), None).to_dict("records")
    return rows


def _rendered(rule: Rule, known: dict[str, Any]) -> Rule:
    """A rule with its templates filled."""
    from jinja2 import Environment, StrictUndefined
    from jinja2.nativetypes import NativeEnvironment

    words, numbers = Environment(undefined=StrictUndefined), NativeEnvironment(undefined=StrictUndefined)

    def value(given: Any) -> Any:
        return numbers.from_string(given).render(known) if isinstance(given, str) and "{{" in given else given

    return replace(
        rule,
        kwargs={name: value(given) for name, given in rule.kwargs.items()},
        **{name: words.from_string(getattr(rule, name)).render(known) for name in WORDS},
    )


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
