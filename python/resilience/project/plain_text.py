"""Text that a study, a file or a landed figure brings, made harmless wherever it is written."""

from __future__ import annotations

import re

# What no XML, HTML or office file may hold, and what moves a terminal's cursor or turns text around. Tab and line break
# stay: they are white space everywhere.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
FORMULA = re.compile(r"(?s)(?:[\t\r\n]|\s*[=+\-@＝＋－＠]).*\w")
NUMBER = re.compile(r"[+\-]?(\d+\.?\d*|\.\d+)([eE][+\-]?\d+)?\s*%?\**")


def plain(text: str) -> str:
    """The text with each control character as a space."""
    return CONTROL.sub(" ", text)


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe stands before what could begin one.

    Numbers and their stars stay as they are.
    """
    clean = plain(text)
    return f"'{clean}" if is_formula(clean) else clean


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may read it as one; a number and its stars are none."""
    return bool(FORMULA.match(text)) and not NUMBER.fullmatch(text.strip())
