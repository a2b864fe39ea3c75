"""How numbers are printed: never as 0.0000, always with the same minus sign."""

from __future__ import annotations

import math

STAR_LEVELS = ((0.01, "***"), (0.05, "**"), (0.1, "*"))


def number(value: float | None, digits: int = 4) -> str:
    """A number with `digits` decimals; a smaller one with two significant digits instead of zeros; empty for none."""
    if value is None or math.isnan(value):
        return ""
    text = f"{value:.{digits}f}"
    if value != 0 and float(text) == 0:
        text = f"{value:.1e}"
    return text.replace("-", "−")


def p_value(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def signed(value: float) -> str:
    return f"{value:+.4f}".replace("-", "−")


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def stars(p: float | None) -> str:
    """* p<0.1, ** p<0.05, *** p<0.01."""
    if p is None or math.isnan(p):
        return ""
    return next((mark for level, mark in STAR_LEVELS if p < level), "")
