"""The saved questions of `analysis/`: plain SQL whose first comment line is the question, in English and Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.project.errors import UserError

if TYPE_CHECKING:
    from resilience.project.settings import Settings


@dataclass(frozen=True)
class Question:
    """One saved question."""

    number: int
    name: str
    title: str
    sql: str


def questions(settings: Settings) -> list[Question]:
    """All of them, by number."""
    files = sorted((settings.project_dir / "analysis").glob("*.sql"))
    return [_question(file, position) for position, file in enumerate(files, start=1)]


def find(settings: Settings, wanted: str) -> Question:
    """The question of a number, or of a name or a part of it that only one has.

    Raises:
        UserError: none, or more than one, answers to it.
    """
    known = questions(settings)
    if wanted.isdigit():
        matches = [question for question in known if question.number == int(wanted)]
    else:
        word = wanted.lower().removesuffix(".sql")
        exact = [question for question in known if question.name == word]
        matches = exact or [q for q in known if word in q.name.lower() or word in q.title.lower()]
    if len(matches) == 1:
        return matches[0]
    names = "\n".join(f"  {question.number:>3}  {question.name}" for question in matches or known)
    found = f"{len(matches)} saved questions answer" if matches else "No saved question answers"
    raise UserError(f"{found} to '{wanted}'. Choose one by its number:\n{names}")


def listing(settings: Settings) -> str:
    """Number and question, one a line."""
    lines = [f"{question.number:>3}  {question.title}" for question in questions(settings)]
    return "\n".join([*lines, "", "Answer one with `resilience ask 3`; see its SQL with `resilience ask 3 --show`."])


def _question(file: Path, position: int) -> Question:
    sql = file.read_text(encoding="utf-8")
    comments = re.match(r"(?:\s*--[^\n]*\n)+", sql)
    lines = [line.strip().removeprefix("--").strip() for line in (comments.group() if comments else "").splitlines()]
    chinese = next((line for line in lines[1:] if re.search(r"[\u4e00-\u9fff]", line)), "")
    title = (lines[0] if lines else file.stem) + (f"  {chinese}" if chinese else "")
    return Question(position, file.stem.lower(), title, sql)
