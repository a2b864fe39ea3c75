"""Mistakes in the claims of a study's text: a claim must name cells that are printed and say something of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from resilience.project.errors import Problem

SIGNS = ("", "positive", "negative")
LEVELS = ("0.1", "0.05", "0.01", "0.001")


def claim_problems(file: Path, claims: list[dict[str, str]], cells: list[dict[str, str]]) -> Iterator[Problem]:
    """One problem per claim that cannot be held against the printed cells; `line` is its place in the file."""
    for claim in claims:
        place, kind = f"{file}, line {claim['line']}", claim["kind"]
        level, value = claim.get("claimed_level") or "", claim.get("value_text") or ""
        if (sign := claim.get("expected_sign") or "") not in SIGNS:
            yield Problem(place, f"sign '{sign}'", "positive, negative or nothing", "correct expected_sign")
        elif (level or kind == "no_effect") and level not in LEVELS:
            yield Problem(place, f"level '{level}'", ", ".join(LEVELS), "write the level that the text names")
        elif kind == "coefficient" and not sign and not level:
            yield Problem(place, "neither sign nor level", "what the text says", "fill expected_sign or claimed_level")
        elif kind == "number" and not re.fullmatch(r"-?[0-9,]*\.?[0-9]+", value):
            yield Problem(place, f"'{value}'", "the number as the text has it", "correct value_text")
        elif kind in ("check", "variation") and not claim.get("check_id"):
            yield Problem(place, "no check", "the check that decides", "fill check_id; `resilience audit` lists them")
        elif kind in ("coefficient", "no_effect", "number") and not any(_is_claimed(claim, cell) for cell in cells):
            named = f"{claim.get('table_id')}.{claim.get('column_id') or '*'}.{claim.get('term')}"
            yield Problem(
                place, f"the claimed cell {named}", "a cell of cells.csv", "correct table_id, column_id or term"
            )


def _is_claimed(claim: dict[str, str], cell: dict[str, str]) -> bool:
    """Whether a printed cell is one that the claim is about, as `audit_claim_cell` joins them."""
    statistic = claim.get("statistic") if claim["kind"] == "number" else "estimate"
    pattern = re.escape(claim.get("term") or "").replace("%", ".*")
    return (
        cell["statistic"] == statistic
        and cell["table_id"] == claim.get("table_id")
        and (claim.get("column_id") or "*") in (cell["column_id"], "*")
        and re.fullmatch(pattern, cell["term"]) is not None
    )
