"""Text for people in a terminal: aligned tables in which Chinese characters count as two columns, and timed steps."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from resilience.project.plain_text import plain


def aligned(names: Sequence[str], rows: Sequence[Sequence[object]], digits: int | None = None) -> str:
    """Rows as an aligned table: numbers to the right, missing values as `–`.

    Args:
        digits: significant digits of doubles; without, all that are stored.
    """
    from rich.cells import cell_len

    texts = [[show(value, digits) for value in row] for row in rows]
    widths = [max([cell_len(name), *(cell_len(row[i]) for row in texts)]) for i, name in enumerate(names)]
    right = [any(_is_number(row[i]) for row in rows) for i in range(len(names))]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for text, width, to_right in zip(cells, widths, right, strict=True):
            space = " " * (width - cell_len(text))
            padded.append(space + text if to_right else text + space)
        return "  ".join(padded).rstrip()

    return "\n".join([line(list(names)), line(["─" * width for width in widths]), *(line(row) for row in texts)])


def show(value: object, digits: int | None = None) -> str:
    """One cell: numbers as they are stored or to so many significant digits, text in one line."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, float) and digits:
        return f"{value:.{digits}g}"
    return " ".join(plain(stored(value)).split())


def stored(value: object) -> str:
    """A value with every digit that it has: the shortest decimal number that reads back as the same double."""
    from decimal import Decimal

    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(stored, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{stored(name)}: {stored(each)}" for name, each in value.items()) + "}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float) and math.isfinite(value):
        text = repr(value)
        return f"{Decimal(text):f}" if "e" in text and 1e-9 <= abs(value) < 1e18 else text
    return str(value)


def _is_number(value: object) -> bool:
    from decimal import Decimal

    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def progress(text: str) -> None:
    """How far long work is, on one line that the next overwrites; silent where nobody watches."""
    if sys.stderr.isatty():
        print(f"\r    {text:<72}", end="", file=sys.stderr, flush=True)


class Steps:
    """Prints each step with its time and what it found, and remembers both for run.json."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done: list[dict[str, object]] = []

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """The block appends what it found to the list it is given."""
        found: list[str] = []
        started = time.perf_counter()
        number = len(self.done) + 1
        try:
            yield found
        except BaseException:
            seconds = time.perf_counter() - started
            print(f"{number}/{self.total} {title:<32} {seconds:6.1f} s  failed", file=sys.stderr, flush=True)
            raise
        seconds = time.perf_counter() - started
        text = "; ".join(found)
        self.done.append({"step": title, "seconds": round(seconds, 3), "found": text})
        print(f"{number}/{self.total} {title:<32} {seconds:6.1f} s  {text}", flush=True)
