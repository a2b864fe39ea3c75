"""One customs online query download (CSV by HS code) -> Parquet, or one message with file and row."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest.encoding import decode
from resilience.project.errors import Problem, UserError
from resilience.project.warehouse import one_row

if TYPE_CHECKING:
    import duckdb

MONTH = "数据年月"
CURRENCIES = {"人民币": "cny", "美元": "usd"}
CODES = {"商品编码": "hs_code", "贸易伙伴编码": "partner_code", "贸易方式编码": "mode_code", "注册地编码": "place_code"}
NAMES = {"商品名称": "hs_name", "贸易伙伴名称": "partner_name", "贸易方式名称": "mode_name", "注册地名称": "place_name"}
QUANTITIES = {"第一数量": "quantity_1", "第二数量": "quantity_2"}
UNITS = {"第一计量单位": "unit_1", "第二计量单位": "unit_2"}
HEADER = {MONTH: "month", **CODES, **NAMES, **QUANTITIES, **UNITS, **CURRENCIES}
FLOWS = {"export": re.compile("出口|export", re.IGNORECASE), "import": re.compile("进口|import", re.IGNORECASE)}

# What a cell must look like: thousands are separated everywhere or nowhere; a number's sign, exponent or lost leading
# zero is never guessed at.
WHOLE = r"(\d{1,3}(,\d{3})+|\d+)"
RULES = {
    "month": (r"(19|20)\d{2}(0[1-9]|1[0-2])", "a month as in 201901"),
    "hs_code": (r"(\d{2}){1,5}", "an HS code of 2, 4, 6, 8 or 10 digits; spreadsheets drop a leading zero"),
    "partner_code": (r"\S+", "a code"),
    "mode_code": (r"\S+", "a code"),
    "place_code": (r"\S+", "a code"),
    "quantity_1": (rf"{WHOLE}(\.\d+)?|-?", "a quantity, or -"),
    "quantity_2": (rf"{WHOLE}(\.\d+)?|-?", "a quantity, or -"),
    "cny": (rf"{WHOLE}(\.\d{{1,2}})?", "an amount in CNY as in 1,234"),
    "usd": (rf"{WHOLE}(\.\d{{1,2}})?", "an amount in USD as in 1,234"),
    "surplus": (r"", "nothing after the last comma"),
}
PARTITIONS = ("flow", "currency", "month")  # folders of the store: what is the same in every record of one of its files
REMEDY = "download it again; nothing of it was taken in"


@dataclass(frozen=True)
class Contents:
    """What one download holds.

    `dimensions` are the codes it was asked to show, `hs_level` the digits of its HS codes, `places` codes with names.
    """

    flow: str
    currency: str
    dimensions: str
    hs_level: int
    encoding: str
    n_rows: int
    months: list[int]
    places: list[list[str]]


def is_query_download(head: bytes) -> bool:
    """Whether the first bytes of a file are the header of such a download, in an encoding that we read."""
    first = head.split(b"\n", 1)[0]
    return any(MONTH.encode(encoding) in first for encoding in ("gb18030", "utf-8")) or MONTH.encode(
        "utf-16-le"
    ) in head.replace(b"\x00\n", b"")


def flow_of(place: Path, stated: str = "") -> str:
    """export or import, by the words 出口/export or 进口/import: as stated, else in the file's name, else its folders'.

    Raises:
        UserError: neither says it, or both words stand in one name.
    """
    for words in (stated, *reversed(place.parts)):
        found = [flow for flow, pattern in FLOWS.items() if pattern.search(words)]
        if len(found) == 1:
            return found[0]
        if found:
            break
    remedy = (
        f"resilience ingest '{place}' --indicator exports_operating_unit (or imports_…), or a folder named 出口 or 进口"
    )
    raise _refused(place, "no word that says whether these are exports or imports", "export or import, once", remedy)


def convert(connection: duckdb.DuckDBPyConnection, file: Path, flow: str, sha256: str, folder: Path) -> Contents:
    """Writes a download's rows to `folder`/flow=…/currency=…/month=201901/<sha256>_0.parquet and says what they are.

    Every row must be whole: a wrong cell anywhere refuses the file. One file has one currency and one HS level, and no
    cell (month and codes) twice.

    Raises:
        UserError: with the file, and the row where there is one.
    """
    text, encoding = decode(file)
    lines = text.lstrip("\ufeff").splitlines()
    names = _header(file, next(csv.reader(lines[:1])))
    width = len(next(csv.reader(lines[1:2]), []))
    if width not in (len(names), len(names) + 1):
        found = f"{width} cells in the first row" if width else "a header without rows"
        raise _refused(file, found, f"rows of {len(names)} cells, as the header names", REMEDY)
    names += ["surplus"] * (width - len(names))
    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / f"{sha256}.csv"
    plain.write_text("\n".join(lines[1:]) + "\n", encoding="utf-8", newline="")
    try:
        _load(connection, file, names, plain)
    finally:
        plain.unlink()
    _require_every_line(connection, file, lines[1:])
    _check(connection, file, names)
    return _write(connection, file, names, flow, sha256, folder, encoding)


def _header(file: Path, cells: list[str]) -> list[str]:
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:  # the trailing comma
        cells.pop()
    unknown = [cell for cell in cells if cell not in HEADER]
    doubled = sorted({cell for cell in cells if cells.count(cell) > 1})
    money = [cell for cell in cells if cell in CURRENCIES]
    nameless = [code for code, name in zip(CODES, NAMES, strict=True) if name in cells and code not in cells]
    expected = f"the header of a customs query: {', '.join(HEADER)}"
    if unknown:
        raise _refused(file, f"columns {', '.join(map(repr, unknown))}", expected, "leave the header as downloaded", 1)
    if doubled:
        raise _refused(file, f"columns {', '.join(doubled)} twice", expected, "leave the header as downloaded", 1)
    if len(money) != 1 or MONTH not in cells:
        raise _refused(
            file, f"amount columns: {', '.join(money) or 'none'}", "one of 人民币, 美元", "one currency a file", 1
        )
    if nameless:
        remedy = "keep the code columns: names are not unique"
        raise _refused(file, f"no column {', '.join(nameless)} beside its name", expected, remedy, 1)
    return [HEADER[cell] for cell in cells]


def _load(connection: duckdb.DuckDBPyConnection, file: Path, names: list[str], plain: Path) -> None:
    columns = ", ".join(f"'{name}': 'varchar'" for name in names)
    for rejects in ("reject_scans", "reject_errors"):
        connection.execute(f"drop table if exists {rejects}")
    connection.execute(
        "create or replace temp table landed as "
        f"select row_number() over () + 1 as row_number, {', '.join(f'trim({name}) as {name}' for name in names)} "
        f"from read_csv(?, columns = {{{columns}}}, header = false, auto_detect = false, delim = ',', quote = '\"', "
        "escape = '\"', store_rejects = true)",
        [str(plain)],
    )
    broken = connection.execute("select line + 1, error_type, csv_line from reject_errors order by line").fetchone()
    if broken:
        found = f"{broken[1].lower()}: {broken[2].strip()[:80]}"
        raise _refused(file, found, f"{len(names)} cells", REMEDY, broken[0])


def _require_every_line(connection: duckdb.DuckDBPyConnection, file: Path, lines: list[str]) -> None:
    """Every line with anything in it is a record: counted apart from the reader that loads them."""
    n_rows = one_row(connection, "select count(*) from landed")[0]
    n_lines = sum(bool(line.strip(' ,"\t')) for line in lines)
    if n_rows != n_lines:
        n_lines = sum(any(cell.strip() for cell in row) for row in csv.reader(lines))
    if n_rows != n_lines:
        found, expected = f"{n_rows} records of {n_lines} lines", "a record for every line"
        raise _refused(file, found, expected, "this is an error of the reader: please report it with the file")


def _check(connection: duckdb.DuckDBPyConnection, file: Path, names: list[str]) -> None:
    ruled = [name for name in names if name in RULES]
    bad = [f"coalesce({name}, '') similar to '{RULES[name][0]}'" for name in ruled]
    first = connection.execute(
        f"select row_number, {', '.join(ruled)} from landed where not ({' and '.join(bad)}) order by row_number"
    ).fetchone()
    if first:
        row = dict(zip(ruled, first[1:], strict=True))
        name = next(name for name in ruled if not re.fullmatch(RULES[name][0], row[name] or "", re.ASCII))
        header = {column: label for label, column in HEADER.items()}.get(name, "after the last")
        raise _refused(file, f"{row[name] or 'nothing'!r} in column {header}", RULES[name][1], REMEDY, first[0])
    keys = ["month", *(name for name in CODES.values() if name in names)]
    twice = connection.execute(
        f"select max(row_number), {', '.join(keys)} from landed group by all having count(*) > 1 order by 1"
    ).fetchone()
    if twice:
        raise _refused(file, f"the cell {' · '.join(twice[1:])} again", "each cell once", REMEDY, twice[0])
    if "hs_code" in names:
        levels = connection.execute(
            "select length(hs_code), min(row_number) from landed group by 1 order by 2"
        ).fetchall()
        if len(levels) > 1:
            found = f"an HS code of {levels[1][0]} digits after codes of {levels[0][0]}"
            remedy = "query one level at a time: a code counts all that it begins"
            raise _refused(file, found, "one HS level a file", remedy, levels[1][1])


def _write(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    names: list[str],
    flow: str,
    sha256: str,
    folder: Path,
    encoding: str,
) -> Contents:
    currency = next(name for name in names if name in CURRENCIES.values())

    def text(name: str) -> str:
        return f"{name} as {name}" if name in names else f"cast(null as varchar) as {name}"

    def number(name: str) -> str:
        return f"try_cast(replace({name if name in names else 'null'}, ',', '') as double) as {name}"

    selected = [
        f"'{flow}' as flow", f"'{currency}' as currency", "cast(month as integer) as month",
        *map(text, [*CODES.values(), *NAMES.values(), *UNITS.values()]), *map(number, QUANTITIES.values()),
        f"cast(replace({currency}, ',', '') as decimal(18, 2)) as value",
    ]  # fmt: skip
    connection.execute(
        f"copy (select {', '.join(selected)} from landed order by row_number) to '{_quoted(folder)}' (format parquet, "
        f"compression zstd, partition_by ({', '.join(PARTITIONS)}), filename_pattern '{sha256}_{{i}}', "
        "overwrite_or_ignore)"
    )
    level = "max(length(hs_code))" if "hs_code" in names else "0"
    name = "coalesce(place_name, '')" if "place_name" in names else "''"
    places = f"list_sort(list(distinct [place_code, {name}]))" if "place_code" in names else "[]"
    n_rows, hs_level, months, places = one_row(
        connection, f"select count(*), {level}, list(distinct cast(month as integer) order by 1), {places} from landed"
    )
    dimensions = ",".join(name for name in CODES.values() if name in names)
    return Contents(flow, currency, dimensions, hs_level, encoding, n_rows, months, places)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _refused(file: Path, found: str, expected: str, remedy: str, row: int | None = None) -> UserError:
    place = f"{file}, row {row}" if row else str(file)
    return UserError(f"{file.name} was not read.", [Problem(place, found, expected, remedy)])
