"""The sentences of the seed `messages`, filled: where numbers become words, in both languages.

`{name}` is filled with a text; `{name|one|other}` says `one` where the text is 1 and `other` else; ‹a part in angle
quotes› is left out where a text in it is missing or empty. The macro `filled` does the same in SQL.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from pathlib import Path
from typing import NamedTuple

from resilience.project.settings import PROJECT_DIR

SEED = "seeds/reference/messages.csv"
PART = r"((?:[^|{}]|\{\w+\})*)"
CHOICE = re.compile(rf"\{{(\w+)\|{PART}\|{PART}\}}")
NAME = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"‹([^‹›]*)›")


class Bilingual(NamedTuple):
    """One text in English and in Chinese."""

    en: str
    zh: str


Text = str | int | Bilingual | tuple[str, str] | None


def message(id: str, /, **texts: Text) -> Bilingual:
    """The message of an id, filled; a pair of texts gives each language its own, a truth value counts as 1 or 0.

    Raises:
        KeyError: there is no such message, or a text that it needs is not given.
    """
    en, zh = _messages()[id]
    return Bilingual(*(filled(template, _in(place, texts)) for place, template in enumerate((en, zh))))


def label(group: str, name: str) -> Bilingual:
    """The words of a code, such as a verdict's; the code itself where it has none."""
    return _messages().get(f"{group}.{name}", Bilingual(name, name))


def joined(texts: Sequence[Bilingual], by: str = "list") -> Bilingual:
    """Texts one after the other as a `list`, with `and`, `semicolons`, as `clauses` or `sentences`; empty for none."""
    return reduce(lambda a, b: message(f"joined.{by}", a=a, b=b), texts) if texts else Bilingual("", "")


def filled(template: str, texts: Mapping[str, str]) -> str:
    """A template filled with texts by name."""
    chosen = CHOICE.sub(lambda found: found[2 if texts[found[1]] == "1" else 3], template)
    kept = OPTIONAL.sub(lambda part: part[1] if all(texts[name] for name in NAME.findall(part[1])) else "", chosen)
    return NAME.sub(lambda found: texts[found[1]], kept)


def _in(place: int, texts: Mapping[str, Text]) -> dict[str, str]:
    """The texts of one language: 0 is English, 1 Chinese."""
    own = {name: text[place] if isinstance(text, tuple) else text for name, text in texts.items()}
    return {name: "" if text is None else str(int(text)) if isinstance(text, bool) else str(text)
            for name, text in own.items()}  # fmt: skip


@cache
def _messages() -> dict[str, Bilingual]:
    file = Path(os.environ.get("RESILIENCE_PROJECT_DIR", PROJECT_DIR)) / SEED
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: Bilingual(row["en"], row["zh"]) for row in csv.DictReader(rows)}
