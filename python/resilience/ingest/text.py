"""How texts of a file are compared: labels without blanks, names apart from their units."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BLANKS = re.compile(r"\s")
UNIT = re.compile(r"^(.*?)\s*[(（]([^()（）]*)[)）]$", re.DOTALL)
SERIES = re.compile(r"\s*\[[A-Z][A-Z0-9._]+\]$")  # the code behind a name: GDP (current US$) [NY.GDP.MKTP.CD]


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Without blanks, full-width characters made plain: how labels are compared, never how they are stored."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text))


def name_and_unit(text: str) -> tuple[str, str]:
    """地区生产总值(亿元) -> 地区生产总值, 亿元; a text without brackets has no unit."""
    name = SERIES.sub("", text.strip())
    match = UNIT.match(name)
    return (match[1], match[2]) if match and match[1] else (name, "")
