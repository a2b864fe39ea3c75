"""SQL on the published file, read only: aligned tables, files, and an interactive prompt."""

from __future__ import annotations

import math
import re
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError
from resilience.project.plain_text import inert, is_formula
from resilience.project.terminal import aligned, show, stored
from resilience.project.warehouse import closed, connect, one_row

if TYPE_CHECKING:
    import duckdb
    from prompt_toolkit import PromptSession


REFUSED = re.compile(r"by configuration|through configuration|configuration has been locked|Secret Storage|IO Error")


def run(
    file: Path,
    text: str,
    style: str = "table",
    output: Path | None = None,
    limit: int = 100,
    *,
    trusted: bool = False,
) -> None:
    """Answers one query in the wanted form, on the terminal or into a file.

    Args:
        trusted: the query may read and write other files, and use the network, extensions and settings.
    """
    if output is not None and not output.absolute().parent.is_dir():
        raise UserError(f"There is no folder {output.absolute().parent} to write {output.name} into.")
    with _open(file, output if style == "parquet" else None, trusted) as connection:
        if style == "parquet":
            _parquet(connection, text, output)
        else:
            ask(connection, text)
            _emit(render(connection, style, limit), output)


def read(file: Path) -> str:
    """The query of a file.

    Raises:
        UserError: it is no text in UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise UserError(f"{file} cannot be read as text in UTF-8: {error}") from None


def ask(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Runs the query; its rows wait in the connection.

    Raises:
        UserError: DuckDB refuses the query; with the nearest names where a table was not found.
    """
    import duckdb

    if not text.strip().rstrip(";"):
        raise UserError('There is no query. Example: resilience sql "select * from marts.panel limit 5"')
    try:
        connection.execute(text)
    except duckdb.Error as error:
        raise UserError(_explain(connection, str(error)), exit_code=1) from error


def render(connection: duckdb.DuckDBPyConnection, style: str, limit: int) -> str:
    """The waiting rows as text: table, csv, json or md."""
    import duckdb

    names = [column[0] for column in connection.description or []]
    try:
        rows = connection.fetchmany(limit + 1) if style == "table" and limit else connection.fetchall()
    except duckdb.Error as error:
        raise UserError(_explain(connection, str(error)), exit_code=1) from error
    if not names:
        return "done"
    if style == "csv":
        return _csv(names, rows)
    if style == "json":
        return _json(names, rows)
    if style == "md":
        return _markdown(names, rows)
    shown = rows[:limit] if limit else rows
    more = f"(the first {limit} rows; --limit 0 shows all)" if len(shown) < len(rows) else ""
    return aligned(names, shown) + "\n" + (more or f"({len(shown)} row{'' if len(shown) == 1 else 's'})")


def prompt(file: Path, *, trusted: bool = False) -> None:
    """Queries until `exit` or Ctrl-D; a query ends with `;` and may span lines."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.lexers import PygmentsLexer
    from pygments.lexers.sql import SqlLexer

    with _open(file, None, trusted) as connection:
        names = tables(connection)
        print(f"{len(names)} tables, read only. End a query with ; — \\d lists the tables, exit leaves.")
        completer = WordCompleter([*names, "select", "from", "where", "group by all", "order by"], WORD=True)
        session: PromptSession[str] = PromptSession(lexer=PygmentsLexer(SqlLexer), completer=completer)
        while True:
            try:
                text = _read(session)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if text in {"exit", "quit", r"\q"}:
                return
            _answer(connection, names, text)


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table as schema.table."""
    sql = (
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database() "
        "union all select schema_name || '.' || view_name from duckdb_views() "
        "where database_name = current_database() and not internal order by 1"
    )
    return [row[0] for row in connection.execute(sql).fetchall()]


def _open(file: Path, output: Path | None, trusted: bool) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    return connect(file) if trusted else closed(file, output.resolve() if output else None)


def _answer(connection: duckdb.DuckDBPyConnection, names: list[str], text: str) -> None:
    if text == r"\d":
        print("\n".join(names))
        return
    try:
        ask(connection, text)
        print(render(connection, "table", 100))
    except UserError as error:
        print(error)


def _read(session: PromptSession[str]) -> str:
    text = session.prompt("sql> ").strip()
    while text and not text.endswith(";") and text not in {"exit", "quit", r"\q", r"\d"}:
        text += "\n" + session.prompt("...> ").rstrip()
    return text.rstrip(";").strip() or "select 'type a query, or \\d for the tables' as hint"


def _explain(connection: duckdb.DuckDBPyConnection, message: str) -> str:
    import difflib

    if "read-only mode" in message:
        return "The published warehouse is read only: it answers queries (select …) and changes nothing."
    if REFUSED.search(message) and _is_closed(connection):
        return (
            "Refused: the query reaches beyond the tables of the published warehouse (a file, the network, an "
            "extension or a setting). For SQL that you wrote yourself, add --trusted. "
            f"DuckDB says: {message.splitlines()[0]}"
        )
    missing = re.search(r"Table with name (\S+) does not exist", message)
    if not missing:
        return message
    names = tables(connection)
    wanted = missing.group(1).strip('"!').split(".")[-1].lower()
    ends = {name: name.split(".")[-1] for name in names}
    near = [name for name, end in ends.items() if end == wanted]
    near += [n for end in difflib.get_close_matches(wanted, ends.values(), 3) for n, e in ends.items() if e == end]
    hint = ", ".join(dict.fromkeys(near)) or ", ".join(name for name in names if name.startswith("marts."))
    return f"There is no table {missing.group(1)}. Near it: {hint}"


def _is_closed(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(one_row(connection, "select current_setting('lock_configuration')")[0])


def _csv(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_for_csv(value) for value in row] for row in rows)
    return text.getvalue().rstrip("\n")


def _for_csv(value: object) -> str | None:
    """Numbers as they are stored; a text that a spreadsheet would compute stands behind an apostrophe."""
    if isinstance(value, str):
        return inert(value) if is_formula(value) else value
    return None if value is None else stored(value)


def _json(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    import json

    records = [{name: _for_json(value) for name, value in zip(names, row, strict=True)} for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1, default=stored)


def _for_json(value: object) -> object:
    """JSON has no word for what is no number; a decimal of more digits than a double stays text."""
    from decimal import Decimal

    if isinstance(value, list | tuple):
        return [_for_json(each) for each in value]
    if isinstance(value, dict):
        return {stored(name): _for_json(each) for name, each in value.items()}
    if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        return float(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _markdown(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"

    return "\n".join([line(names), line(["---"] * len(names)), *(line([show(v) for v in row]) for row in rows)])


def _parquet(connection: duckdb.DuckDBPyConnection, text: str, output: Path | None) -> None:
    if output is None:
        raise UserError("Parquet goes into a file: add --output rows.parquet.")
    target = str(output.resolve()).replace("'", "''")
    ask(connection, f"create temp view answer as {text}")  # not copy (…): the text may end with ; and a comment
    ask(connection, f"copy answer to '{target}' (format parquet)")
    print(f"written to {output}")


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text + "\n")
    else:
        output.write_text(text + "\n", encoding="utf-8")
        print(f"written to {output}")
