"""A table under one header row -> cells; its shapes are those of `header`."""

from __future__ import annotations

from pathlib import Path

from resilience.ingest.cell import Cells, NoTableError, Reading, place, refuse
from resilience.ingest.grid import Grid
from resilience.ingest.header import Header, find_header
from resilience.ingest.notes import BELOW, is_total_of_formulas, looks_like_note, require_no_cut
from resilience.ingest.period import is_year, year_and_unit
from resilience.ingest.roles import ABOVE, EUROSTAT, MEANS, is_number_or_mark, role_of
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.words import Words
from resilience.ingest.years import require_years, year_above
from resilience.project.errors import Problem


def read_cells(file: Path, grid: Grid, words: Words) -> Reading:
    """Every figure of a table under one header row.

    Raises:
        NoTableError: no row is a header.
        UserError: a label stands twice with different figures, a row does not fit the header, units or headers
            contradict each other, or no region or no year is stated.
    """
    header = find_header(file, grid, words)
    require_years(file, grid, header.row if header else None, lambda text: role_of(text) is not None)
    if header is None:
        raise _no_table(file, grid)
    _require_once(file, grid, header)
    _require_whole(file, grid)
    fixed = {**header.above}
    if "year" not in header.roles and header.across != "year":
        fixed["year"] = year_above(file, grid, header.row)
    _require_stated(file, grid, header, fixed)
    cells = Cells(file, grid)
    _account_above(cells, header)
    _account_row(cells, header, header.row)
    cells.ledger.label(header.row, header.values)
    _read_rows(cells, header, fixed, words)
    return cells.finish()


def _read_rows(cells: Cells, header: Header, fixed: dict[str, str], words: Words) -> None:
    file, grid = cells.file, cells.grid
    last = max((at for at in range(header.row + 1, len(grid.rows)) if _has_figures(grid, header, at)), default=0)
    labels: dict[str, str] = {}
    note = None
    for position in range(header.row + 1, len(grid.rows)):
        row = grid.rows[position]
        if row == grid.rows[header.row]:  # a printed page break repeats the header
            cells.ledger.leave(position, "the header again")
            continue
        if reason := _no_row(cells, header, position, last, words):
            cells.ledger.leave(position, reason)
            note = position if note is None and reason == "note" else note
            continue
        if note is not None and position <= last:
            found, remedy = "a second table", "split the file, one table in each"
            raise refuse(file, grid, position, found, f"one table, which ends in row {grid.number(note)}", remedy)
        _require_fit(file, grid, header, position)
        labels = _labels(file, grid, header, position, labels)
        _account_row(cells, header, position)
        for column, label in header.values.items():
            cells.add(position, column, **_texts({**fixed, **labels, **_across(header, label)}, words))


def _no_row(cells: Cells, header: Header, position: int, last: int, words: Words) -> str:
    """Why a row is none of the table: a note, a heading between rows; empty where it is one."""
    row, is_short = cells.grid.rows[position], len(cells.grid.rows[position]) < _width(cells.grid, header)
    texts = list(dict.fromkeys(text for text in row if text))
    if is_total_of_formulas(cells.grid, position, header.values, words):
        return "a total of formulas"
    is_row = _has_figures(cells.grid, header, position) or len(texts) > 1 or is_year(texts[0])
    if BELOW.match(texts[0]) and not _has_figures(cells.grid, header, position):
        return "note"
    looks = looks_like_note(texts[0])
    is_aside = not cells.grid.is_text and position > last and not row[0] and not any(map(str.isdigit, texts[0]))
    if is_row or words.is_region(texts[0]) or not (looks or is_aside or (words.regions and row[0])):
        return ""
    if position > last:
        require_no_cut(cells.file, cells.grid, position, looks=looks)
    elif cells.grid.is_text and is_short:
        return ""
    return "note" if looks and position > last else "a row without figures"


def _has_figures(grid: Grid, header: Header, position: int) -> bool:
    return any((text := grid.at(position, column)) and is_number_or_mark(text) for column in header.values)


def _width(grid: Grid, header: Header) -> int:
    return max(column for column, text in enumerate(grid.rows[header.row]) if text) + 1


def _account_above(cells: Cells, header: Header) -> None:
    """Lines above the table: what they state is a label, all else a title."""
    for position in range(header.row):
        row = cells.grid.rows[position]
        stated = [at for at, text in enumerate(row) if (match := ABOVE.match(text)) and _states(header, match[1])]
        cells.ledger.label(position, stated)
        cells.ledger.leave(position, "title")


def _states(header: Header, word: str) -> bool:
    return MEANS.get(word, word.lower()) in header.above


def _account_row(cells: Cells, header: Header, position: int) -> None:
    """The labels of a row, and its columns that are left out."""
    columns = [at for role, at in header.roles.items() if role != "value" or position == header.row]
    if position == header.row and not header.roles.keys() - {"year"} and header.across:
        columns.append(0)  # the corner
    cells.ledger.label(position, dict.fromkeys(columns))
    for column, reason in header.left_out.items():
        cells.ledger.leave(position, reason, [column])


def _no_table(file: Path, grid: Grid) -> NoTableError:
    found, expected = "no header", "a line 地区, 2020年, 2019年, …"
    remedy = (
        "keep the line that begins with 地区 or Region and names the years; where the columns have names of their own, "
        f"say what they are: resilience ingest --describe '{file}'"
    )
    if any(EUROSTAT.search(text) for row in grid.rows[:5] for text in row):
        found = "labels and flags packed into one column, as Eurostat's TSV has them"
        remedy = "download the table as CSV (SDMX-CSV), then: resilience ingest --describe FILE"
    return NoTableError(f"{file.name} was not read.", [Problem(place(file, grid, 0), found, expected, remedy)])


def _require_once(file: Path, grid: Grid, header: Header) -> None:
    labels = [plain(text) for text in header.values.values()]
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        remedy = "delete the column that is wrong"
        raise refuse(file, grid, header.row, f"column {', '.join(twice)} twice", "each column once", remedy)


def _require_whole(file: Path, grid: Grid) -> None:
    """A download that begins with 数据库： ends with 数据来源： or with a complete line."""
    is_download = bool(grid.rows[0]) and grid.rows[0][0].startswith("数据库")
    if is_download and not grid.ends_whole and not any(row and BELOW.match(row[0]) for row in grid.rows):
        last, remedy = len(grid.rows) - 1, "download it again"
        raise refuse(file, grid, last, "the file breaks off", "a last line 数据来源：…", remedy)


def _require_stated(file: Path, grid: Grid, header: Header, fixed: dict[str, str]) -> None:
    if header.across != "region" and "region" not in header.roles and "region" not in fixed:
        remedy = "write a line 地区：北京市 above the table"
        raise refuse(file, grid, header.row, "no region", "a column or a line that names it", remedy)


def _require_fit(file: Path, grid: Grid, header: Header, position: int) -> None:
    row, width = grid.rows[position], _width(grid, header)
    expected = f"{len(grid.rows[header.row])} cells as in the header"
    known = {*header.roles.values(), *header.values, *header.left_out}
    if beyond := [column for column, text in enumerate(row) if text and column >= width and column not in known]:
        found = (
            f"{len(row)} cells" if grid.is_text else f"{row[beyond[0]]} in column {beyond[0] + 1}, beyond the header"
        )
        remedy = "look for a separator inside a number, or name the column"
        raise refuse(file, grid, position, found, expected, remedy)
    if grid.is_text and len(row) < width:
        remedy = "the line is cut off, separated otherwise or no row of the table: download it again, or mend it"
        raise refuse(file, grid, position, f"{len(row)} cells", expected, remedy)
    if unnamed := [column for column, text in enumerate(row) if text and column not in known]:
        found = f"{row[unnamed[-1]]} in column {unnamed[-1] + 1}, which has no name"
        raise refuse(file, grid, position, found, "a name over every figure", "name the column or clear it")
    first = plain(next(text for text in row if text))
    if role_of(first) and len({role_of(plain(text)) for text in row} - {None}) >= len(header.roles):
        found, remedy = "a second header that differs from the first", "split the file, one table in each"
        raise refuse(file, grid, position, found, "one header", remedy)


def _labels(file: Path, grid: Grid, header: Header, position: int, before: dict[str, str]) -> dict[str, str]:
    """The row's labels; one left blank in a block goes on from the row above, as people write it."""
    here = {role: grid.at(position, at) for role, at in header.roles.items() if role != "value"}
    needed = [role for role in here if role not in ("unit", "code")]
    if needed and not any(here[role] for role in needed):
        remedy = "label the row or delete it"
        raise refuse(file, grid, position, "figures without a label", "a label in every row", remedy)
    return {role: text or before.get(role, "") for role, text in here.items()}


def _across(header: Header, label: str) -> dict[str, str]:
    """What the label over a figure says: a year, a region, or an indicator with its unit."""
    if header.across is None:
        return {}
    if header.across == "year":
        year, unit = year_and_unit(label) or (label, "")
        return {"year": year, **({"unit": unit} if unit else {})}
    if header.across == "region":
        return {"region": label}
    name, unit = name_and_unit(label)
    return {"indicator": name, **({"unit": unit} if unit else {})}


def _texts(said: dict[str, str], words: Words) -> dict[str, str]:
    """What a row, a column and the lines above say of a figure; without a unit, the one in brackets counts.

    A code wins over a name, unless the seeds are known not to know it.
    """
    code, name, unit = said.get("code", ""), said.get("indicator", ""), said.get("unit", "")
    indicator = name if name and words.indicators and plain(code) not in words.indicators else code or name
    if not unit:
        indicator, unit = name_and_unit(indicator)
    year = year_and_unit(said.get("year", ""))
    found = {name: said.get(name, "") for name in ("region", "year", "industry")}
    return found | {
        "year": year[0] if year else found["year"],
        "indicator": indicator,
        "unit": unit,
    }
