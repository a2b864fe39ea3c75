"""The suite of rules as data, and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUITE_FILE = Path(__file__).with_name("suite.yml")


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

    @property
    def expected(self) -> str:
        """The expectation's bounds, for a finding's row."""
        low, high = self.kwargs.get("min_value"), self.kwargs.get("max_value")
        if low is None and high is None:
            return "not missing"
        if low is None or high is None:
            return f"at most {high}" if low is None else f"at least {low}"
        return f"between {low} and {high}"


@dataclass(frozen=True)
class Suite:
    """The rules, the relation behind each frame name and the file's hash."""

    frames: dict[str, str]
    rules: tuple[Rule, ...]
    sha256: str


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
