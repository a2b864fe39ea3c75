"""The form of a question that a referee asks: an answer in words and a small table, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from resilience.report.numbers import number
from resilience.report.sentence import Sentence

Bilingual = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A question with its answer and the numbers behind it: head and rows of texts."""

    name: str
    asked: Bilingual
    answer: Sentence
    head: list[Bilingual]
    rows: list[list[Bilingual]]


def same(text: str) -> Bilingual:
    """A text that reads the same in both languages."""
    return text, text


def span(low: float, high: float, digits: int = 3) -> Bilingual:
    """From least to most."""
    ends = number(low, digits), number(high, digits)
    return " to ".join(ends), "至".join(ends)
