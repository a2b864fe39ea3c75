"""Numbers as people write them: 1,234.5 · 1 234,5 · 12.5% · 1e-3 · －5, and nothing that could mean two things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from resilience.ingest.text import plain

SIGN, EXPONENT = r"[-+]?", r"(?:[eE][-+]?\d+)?"
PLAIN = re.compile(rf"{SIGN}(?:\d+\.?\d*|\.\d+){EXPONENT}", re.ASCII)
COMMAS = re.compile(rf"{SIGN}[\d.]*,[\d,.]*", re.ASCII)
GROUPED = re.compile(rf"{SIGN}[1-9]\d{{0,2}}(?:,\d{{3}})+(?:\.\d*)?", re.ASCII)
SPACED = re.compile(rf"{SIGN}[1-9]\d{{0,2}}(?: \d{{3}})+(?:[.,]\d*)?", re.ASCII)
POINTS_GROUP = re.compile(rf"{SIGN}[1-9]\d{{0,2}}(?:\.\d{{3}})+(?:,\d*)?", re.ASCII)
DECIMAL_COMMA = re.compile(rf"{SIGN}\d*,\d*{EXPONENT}", re.ASCII)
BLANK = re.compile(r"\d\s+\d")
CODE = re.compile(r"0\d+")
LIKE_ONE = re.compile(rf"{SIGN}(?:\d[\d,]*\.?\d*|\.\d+){EXPONENT}")


@lru_cache(maxsize=100_000)
def number(text: str, *, decimal_comma: bool = False) -> float | None:
    """The number that a text is, 12.5% as 0.125; None where it is none, or where a comma may be either.

    Args:
        decimal_comma: whether a comma stands before decimals, and a point between thousands, as the whole file shows.
    """
    written = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    digits, is_share = written.removesuffix("%").rstrip(), written.endswith("%")
    if SPACED.fullmatch(digits) and (decimal_comma or "," not in digits):
        digits = digits.replace(" ", "")
    if decimal_comma:
        digits = with_point(digits)
    elif GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if not PLAIN.fullmatch(digits):
        return None
    return float(digits) / (100 if is_share else 1)


def with_point(text: str) -> str:
    """1.234,5 -> 1234.5, in a file whose decimals stand behind a comma; another text as it is."""
    is_one = POINTS_GROUP.fullmatch(text) or DECIMAL_COMMA.fullmatch(text)
    return text.replace(".", "").replace(",", ".") if is_one else text


def is_number(text: str) -> bool:
    """Whether a text looks like a number, with commas wherever they stand."""
    return bool(LIKE_ONE.fullmatch(plain(text)))


def has_decimal_commas(texts: Iterable[str]) -> bool:
    """Whether commas stand before decimals in a file: some number has one that groups no thousands, none has a point
    that groups none."""
    written = set(texts)
    commas = any(DECIMAL_COMMA.fullmatch(text) and not GROUPED.fullmatch(text) for text in written if "," in text)
    return commas and not any(
        PLAIN.fullmatch(text) and not POINTS_GROUP.fullmatch(text) for text in written if "." in text
    )


def is_ambiguous(text: str) -> bool:
    """Whether a comma or a blank in a number separates no thousands: 12,5 may be one hundred and twenty-five."""
    packed = plain(text)
    commas = bool(COMMAS.fullmatch(packed)) and not GROUPED.fullmatch(packed)
    blanks = bool(BLANK.search(text)) and is_number(text) and not SPACED.fullmatch(" ".join(text.split()))
    return commas or blanks
