"""What goes wrong through a person's input, in the form in which it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where, what was found, what was expected, what to do."""

    place: str  # "seeds/observations/x.csv, line 3, column 2014"
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}\n  found:    {self.found}\n  expected: {self.expected}\n  do:       {self.remedy}"


class UserError(Exception):
    """Bad input or a refused step: the command prints it without a traceback and ends with `exit_code`."""

    def __init__(self, message: str, problems: Sequence[Problem] = (), exit_code: int = 2):
        super().__init__(message)
        self.message = message
        self.problems = list(problems)
        self.exit_code = exit_code

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.problems)])
