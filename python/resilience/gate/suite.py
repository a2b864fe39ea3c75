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
    # Of rules over cells of many columns: what a failing row is told as, its columns filled in.
    finding_en: str = ""
    finding_zh: str = ""
    finding_expected: str = ""
    shows: str | None = None  # the column that holds the finding's value, where it is not the one that is tested

    def told(self, cell: dict[str, Any]) -> dict[str, Any]:
        """The words of a finding, where they are the failing row's; its rule then names the column too."""
        said = {name: getattr(self, name) for name in ("rule", "sentence_en", "sentence_zh", "remedy", "expected")}
        if self.finding_en:
            given = {"sentence_en": self.finding_en, "sentence_zh": self.finding_zh, "expected": self.finding_expected}
            said |= _filled(given, {name: _plain(value) for name, value in cell.items()})
            said["rule"] += f": {cell['variable']}" if "variable" in cell else ""
        return {**said, "severity": self.severity}

    @property
    def expected(self) -> str:
        """The expectation's bounds, for a finding's row."""
        low, high = self.kwargs.get("min_value"), self.kwargs.get("max_value")
        if "column" not in self.kwargs and low is None and high is None:
            return "each once"
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
        """The suite with the bounds and words of one panel.

        Args:
            bounds: quality.gate_bound, one row.
            variables: marts.dim_variable, one row per variable.
        """
        bound = _records(bounds)[0]
        bounded = [row for row in _records(variables) if row["bound_severity"] is not None]
        rules = tuple(
            _rendered(rule, bound | row) for rule in self.rules for row in (bounded if rule.each == VARIABLE else [{}])
        )
        said = repr([(rule.rule, sorted(rule.kwargs.items())) for rule in rules])
        return replace(self, rules=rules, sha256=hashlib.sha256(f"{self.sha256}{said}".encode()).hexdigest())


def base_of(rule: str) -> str:
    """The rule of a finding, without the column that it is about."""
    return rule.split(": ", 1)[0]


def _plain(value: Any) -> Any:
    """Numbers as people read them: 1000 and 0.25, no 1000.0."""
    return f"{value:.6g}" if isinstance(value, float) else value


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, what is missing as None."""
    known = frame.astype(object)
    rows: list[dict[str, Any]] = known.where(known.notna(), None).to_dict("records")
    return rows


def _rendered(rule: Rule, known: dict[str, Any]) -> Rule:
    """A rule with its templates filled."""
    from jinja2 import StrictUndefined
    from jinja2.nativetypes import NativeEnvironment

    numbers = NativeEnvironment(undefined=StrictUndefined)

    def value(given: Any) -> Any:
        return numbers.from_string(given).render(known) if isinstance(given, str) and "{{" in given else given

    return replace(
        rule,
        kwargs={name: value(given) for name, given in rule.kwargs.items()},
        **_filled({name: getattr(rule, name) for name in WORDS}, known),
    )


def _filled(words: dict[str, str], known: dict[str, Any]) -> dict[str, str]:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined)
    return {name: environment.from_string(text).render(known) for name, text in words.items()}


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
