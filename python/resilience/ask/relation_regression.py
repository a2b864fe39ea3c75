"""`resilience estimate --relation … --formula …`: one regression as text or JSON."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fe_duckdb.engine import Engine
from fe_duckdb.errors import RegressionError
from fe_duckdb.fit import Fit, regress
from fe_duckdb.formula import parse
from resilience.project.errors import UserError
from resilience.project.terminal import aligned

ROWS = "rows_of_file"
OUT_OF_CORE = (".parquet", ".pq", ".csv", ".csv.gz", ".tsv", ".txt")
READ_WHOLE = (".xlsx", ".xlsm", ".xls", ".dta")
TEXT = (".csv", ".tsv", ".txt")
MOST_BYTES = 50_000_000  # of a text file that is read whole, with numbers as people write them

if TYPE_CHECKING:
    from resilience.project.settings import Settings


def answer(
    settings: Settings, relation: str, formula: str, se_type: str, weights: str | None, panel: str, memory: str | None,
    style: str,
) -> str:  # fmt: skip
    """Regresses on a file, or on a table of the publication, and says what was found.

    Raises:
        UserError: something in the question cannot be used, or nothing is published yet.
    """
    unit, _, year = panel.partition(",")
    if not year:
        raise UserError(f"--panel {panel!r}: unit and year are two columns with a comma between.")
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.build_dir) as spill, _open(settings, relation) as connection:
        rows = _read(connection, Path(relation), formula, weights)
        try:
            engine = Engine(connection, memory=memory, spill_dir=Path(spill))
            fit = regress(engine, rows or relation, formula, se_type, weights, (unit.strip(), year.strip()))
        except RegressionError as error:
            raise UserError(str(error).replace(ROWS, relation)) from None
    return _document(fit, relation, formula) if style == "json" else _text(fit, relation, formula)


def _open(settings: Settings, relation: str) -> AbstractContextManager[Any]:
    import duckdb

    from resilience.project.warehouse import connect
    from resilience.publish import publication

    if _is_file(relation):
        return duckdb.connect()
    return connect(publication.require(settings) / "warehouse.duckdb")


def _is_file(relation: str) -> bool:
    return relation.lower().endswith((*OUT_OF_CORE, *READ_WHOLE))


def _read(connection: Any, file: Path, formula: str, weights: str | None) -> str | None:
    """The name of a file's rows, where they are read as people write them; None where DuckDB reads them itself.

    Parquet, and text files too large to hold, stay with DuckDB and may be larger than memory.
    """
    is_text = file.name.lower().endswith(TEXT)
    if not file.name.lower().endswith((*READ_WHOLE, *TEXT)) or not file.is_file():
        return None
    if is_text and file.stat().st_size > MOST_BYTES:
        return None
    from resilience.ingest.rectangle import read_rectangle

    table = read_rectangle(file)
    with suppress(RegressionError):  # which regress says better
        plan = parse(formula, lambda column: sorted(map(str, table.frame[column].dropna().unique())))
        numbers = [factor.column for factor in plan.factors if factor.level is None]
        table.require_numbers([*numbers, *([weights] if weights else [])])
    connection.register(ROWS, table.frame)
    return ROWS


def _text(fit: Fit, relation: str, formula: str) -> str:
    names = ["term", "estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high"]
    lines = [
        f"{formula}   on {relation}",
        "",
        aligned(names, [[row[name] for name in names] for row in fit.table()], digits=7),
        "",
    ]
    clusters = "" if fit.n_clusters is None else f", {fit.n_clusters} clusters"
    lines.append(f"{fit.n_obs} rows{clusters}; errors {fit.se_type}, t with {fit.df:g} degrees of freedom")
    lines.append(f"R2 {fit.r2:.6f}, within {fit.r2_within:.6f}")
    if fit.effects:
        lines.append("absorbed: " + ", ".join(f"{effect} ({levels})" for effect, levels in fit.effects.items()))
    lines += [f"{label} is missing in {count} rows" for label, count in fit.missing.items()]
    if fit.n_singletons:
        lines.append(f"{fit.n_singletons} rows alone in their fixed effect were left out")
    return "\n".join([*lines, *(f"{term} {why}: left out" for term, why in fit.dropped.items()), *fit.notes])


def _document(fit: Fit, relation: str, formula: str) -> str:
    facts = {
        "relation": relation,
        "formula": formula,
        "estimates": fit.table(),
        "r2": fit.r2,
        "r2_within": fit.r2_within,
        "effects": fit.effects,
        "missing": fit.missing,
        "n_singletons": fit.n_singletons,
        "dropped": fit.dropped,
        "notes": fit.notes,
    }
    return json.dumps(facts, indent=2)
