"""A workspace's printed table, into the seeds of its composed project: audited and compared as the bundled study is."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from resilience.audit.study_files import read_study
from resilience.project.workspace import Workspace, add_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

FOLDER, TERMS = "published", "terms.csv"
WHOLE, CONSTANT = "_model", "_cons"  # terms of cells that tell of a whole column, and of its constant


def lay_print(workspace: Workspace, study: str) -> str | None:
    """Takes in cells.csv and claims.csv; gives one line on them, nothing where the workspace has no printed table.

    A printed term is the variable of that name or label; `published/terms.csv` (published_term, variable) says it where
    the print has another word.

    Raises
    ------
    UserError
        One of the files has mistakes.
    """
    folder = workspace.folder / FOLDER
    if not (folder / "cells.csv").is_file():
        return None
    printed, seeds = read_study(folder), workspace.project_dir / "seeds/published"
    for name in ("cells", "facts", "claims"):
        frame: pd.DataFrame = getattr(printed, name).assign(study=study)
        if name == "cells":
            frame["term"] = frame["term"].fillna(WHOLE)
        _add(seeds / f"published_{name}.csv", frame.to_dict("records"))
    own = sorted(set(printed.cells["term"].dropna()))
    terms = {CONSTANT: "const", WHOLE: ""} | _terms(folder / TERMS, workspace.document, own)
    _add(
        seeds / "published_terms.csv",
        [
            {"study": study, "published_term": term, "variable": variable, "is_same_construction": "true",
             "is_primary": "true"}
            for term, variable in terms.items()
        ],
    )  # fmt: skip
    n = len(printed.cells)
    return f"{n} printed cells, {len(printed.claims)} claims" if len(printed.claims) else f"{n} printed cells"


def _add(file: Path, rows: list[dict[str, Any]]) -> None:
    add_rows(file, [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows], [])


def _terms(file: Path, document: Any, printed: list[str]) -> dict[str, str]:
    """Printed term -> variable of the study."""
    names: dict[str, str] = {}
    for name, said in (document.get("variables") or {}).items():
        labels = [str(text) for text in said.values()] if isinstance(said, dict) else [str(said)]
        names |= dict.fromkeys(map(str.casefold, [str(name), *labels]), str(name))
    stated: dict[str, str] = {}
    if file.is_file():
        with file.open(encoding="utf-8-sig", newline="") as rows:
            stated = {row["published_term"]: row["variable"] for row in csv.DictReader(rows)}
    own = [term for term in printed if term not in (WHOLE, CONSTANT)]
    return {term: stated.get(term) or names.get(term.casefold(), term) for term in own}
