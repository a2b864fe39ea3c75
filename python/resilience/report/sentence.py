"""What a page says: a sentence with its sources, and a question with its answer and the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass

from resilience.project.messages import Bilingual, Text, message
from resilience.report.numbers import number


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages and the warehouse tables its numbers stand in."""

    en: str
    zh: str
    source: str


@dataclass(frozen=True)
class Question:
    """A referee's question with its answer and a small table: head and rows of texts."""

    name: str
    answer: Sentence
    head: list[Bilingual]
    rows: list[list[Bilingual]]

    @property
    def asked(self) -> Bilingual:
        return message(f"question.{self.name}")


def sentence(id: str, source: str, /, **texts: Text) -> Sentence:
    """A message with the tables that its numbers stand in."""
    return Sentence(*message(id, **texts), source)


def heads(*names: str, **texts: Text) -> list[Bilingual]:
    """The heads of a small table."""
    return [message(f"head.{name}", **texts) for name in names]


def drawn(name: str, /, **texts: Text) -> str:
    """A label of a drawing, which is for readers of both languages."""
    return " ".join(dict.fromkeys(message(f"drawn.{name}", **texts)))


def same(text: str) -> Bilingual:
    """A text that reads the same in both languages."""
    return Bilingual(text, text)


def span(low: float, high: float, digits: int = 3) -> Bilingual:
    """From least to most."""
    return message("span", low=number(low, digits), high=number(high, digits))


def ends(low: str, high: str) -> Bilingual:
    """From least to most, or the one text where both read the same."""
    return message("range", low=low, high=high if high != low else None)
