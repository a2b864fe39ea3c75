"""A rectangular file of a panel -> a frame of numbers and texts, with whatever a person should be told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.ingest.file_grids import DECIMAL_COMMAS, plain_cell, read_grids, typed_frame, typed_kind
from resilience.ingest.grid import Grid
from resilience.ingest.notes import looks_like_note
from resilience.ingest.period import is_year, year_and_unit
from resilience.ingest.refusal import refuse, refuse_file
from resilience.ingest.text import plain
from resilience.ingest.words import load
from resilience.ingest.written_number import CODE, has_decimal_commas, number
from resilience.project.errors import Problem, UserError
from resilience.project.settings import PROJECT_DIR

if TYPE_CHECKING:
    import pandas as pd

MOST_CELLS = 20_000_000
SHOWN = 3


@dataclass
class Rectangle:
    """The table of one file.

    Attributes:
        frame: one column a variable in the file's order; numbers as int64 (whole and none missing) or float64 (missing
            as NaN), all else as str objects (missing as None). Rows have the file's order.
        rows: the number of each row in the file, from 1, by which a message names a cell.
        labels: column -> label, from Stata or from a row of labels below the names.
        value_labels: column -> code -> label, from Stata; `frame` holds the codes.
        not_numbers: columns that hold numbers in at least half of their cells and something else -> (row, text) of
            the cells that are none; in `frame` such a column is text. `require_numbers` refuses them.
        notes: what was done or left out, in sentences for the user: formulas, percentages, missing marks, label rows,
            notes below, other sheets.
        sheet: the sheet that was read; empty where the file has none.
    """

    file: Path
    frame: pd.DataFrame
    rows: list[int]
    sheet: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[float, str]] = field(default_factory=dict)
    not_numbers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def require_numbers(self, columns: Iterable[str]) -> None:
        """Raises a UserError that names the first cells of each of these columns that are no numbers."""
        problems = []
        place = f"{self.file}, sheet {self.sheet}" if self.sheet else str(self.file)
        for column in columns:
            if column in self.frame and self.frame[column].dtype == object:
                cells = self.not_numbers.get(column) or [
                    (row, text) for row, text in zip(self.rows, self.frame[column], strict=True) if text is not None
                ]
                expected = "numbers, or a mark of seeds/reference/missing_markers.csv for a missing one"
                remedy = "correct these cells, or leave the column out; as a category: C(…) or a fixed effect"
                problems.append(Problem(f"{place}, column {column}", _cells(cells), expected, remedy))
        if problems:
            raise UserError(f"{self.file.name}: a column that is needed as numbers holds something else.", problems)


def read_rectangle(file: Path, sheet: str | None = None, project_dir: Path = PROJECT_DIR) -> Rectangle:
    """Reads CSV in any encoding and with any separator that `read_grids` knows, .xlsx, .xls, .dta or .parquet.

    Numbers are those of `written_number.number`; missing ones are marked as in seeds/reference/missing_markers.csv.
    A column with 01 or 007 holds codes and stays text. TRUE and FALSE are 1 and 0, 2018年 and other years are years.
    A formula counts with the value that was stored with it. Titles above the names and notes below are left out.

    Args:
        sheet: of a workbook; without it, the first that holds a table.

    Raises:
        UserError: no such sheet or no table, names of columns that are missing or stand twice, a row that does not fit
            the names, a formula without a stored value, or more than 20 million cells.
    """
    import pandas as pd

    words = load(project_dir)
    missing = frozenset({"", *(marker.lower() for marker in words.markers)})
    if typed_kind(file):
        return _typed(file, missing)
    grids = read_grids(file, [*words.regions, *words.indicators])
    grid, notes = _sheet(file, grids, sheet)
    names, positions, labels = _layout(file, grid, notes)
    _require_few(file, len(positions) * len(names))
    body = [[_cell(file, grid, position, column) for position in positions] for column in names]
    rows = [grid.number(position) for position in positions]
    comma = has_decimal_commas(text for texts in body for text in texts)
    if comma or grid.encoding.endswith(DECIMAL_COMMAS):
        notes.append("A comma stands before decimals, as in 12,5.")
    if formulas := [cell for cell in grid.formulas if cell[0] in set(rows)]:
        shown = ", ".join(f"row {row}, column {column}" for row, column in formulas[:SHOWN])
        notes.append(f"Formulas count with the value stored with them: {_listed(shown, len(formulas))}.")
    found = Rectangle(file, pd.DataFrame(), rows, grid.sheet, labels, {}, {}, notes)
    _fill(found, dict(zip(names.values(), body, strict=True)), missing, comma=comma)
    return found


def _sheet(file: Path, grids: Sequence[Grid], sheet: str | None) -> tuple[Grid, list[str]]:
    with_cells = [grid for grid in grids if any(sum(map(bool, row)) > 1 for row in grid.rows)]
    names = [grid.sheet for grid in grids]
    if sheet is not None:
        if sheet not in names:
            remedy = "name one of these" if any(names) else "leave the sheet out: the file has none"
            raise refuse_file(file, f"no sheet '{sheet}'", ", ".join(filter(None, names)) or "one table", remedy)
        with_cells = [grid for grid in with_cells if grid.sheet == sheet]
    if not with_cells:
        raise refuse_file(file, "no row with two cells", "names of columns and rows below", "choose another file")
    others = [name for name in names if name and name != with_cells[0].sheet]
    notes = [f"Read sheet '{with_cells[0].sheet}'; not read: {', '.join(others)}."] if others else []
    return with_cells[0], notes


def _layout(file: Path, grid: Grid, notes: list[str]) -> tuple[dict[int, str], list[int], dict[str, str]]:
    """Column -> name, the positions of the rows, and labels by name."""
    filled = [sum(map(bool, row)) for row in grid.rows]
    header = next(at for at, n_filled in enumerate(filled) if n_filled > 1 and n_filled >= 0.5 * max(filled))
    if header:
        notes.append(f"Left out above the names: {_listed(_shown(grid, range(header)), header)}.")
    names = _names(file, grid, header)
    positions = list(range(header + 1, len(grid.rows)))
    labels: dict[str, str] = {}
    below: list[int] = []
    for _ in range(2):
        if positions and _is_label_row(grid, positions, names):
            first = positions.pop(0)
            labels = labels or {name: grid.at(first, column) for column, name in names.items() if name}
            notes.append(f"Row {grid.number(first)} holds labels: {_shown(grid, [first])}.")
    while positions and filled[positions[-1]] == 1 < len(names) and _is_aside(grid, positions[-1]):
        below.insert(0, positions.pop())
    if below:
        notes.append(f"Left out below the table: {_listed(_shown(grid, below), len(below))}.")
    if again := [at for at in positions if grid.rows[at] == grid.rows[header]]:
        notes.append(f"The names again, left out: rows {', '.join(str(grid.number(at)) for at in again)}.")
        positions = [at for at in positions if at not in again]
    for position in positions:
        _require_fit(file, grid, position, names)
    if "" in names.values():
        notes.append("A column of row numbers is left out.")
        names = {column: name for column, name in names.items() if name}
    if not positions:
        raise refuse(file, grid, header, "names without rows", "rows below them", "choose another file or sheet")
    return names, positions, labels


def _names(file: Path, grid: Grid, header: int) -> dict[int, str]:
    """Column -> name; an empty one for row numbers."""
    names = {}
    for column in range(max(map(len, grid.rows[header:]))):
        texts = [grid.at(at, column) for at in range(header + 1, len(grid.rows))]
        name = " ".join(grid.at(header, column).split())
        if not name or name.startswith("Unnamed:"):
            filled = [text for text in texts if text]
            if filled in ([str(n) for n in range(start, start + len(filled))] for start in (0, 1)) and len(filled) > 1:
                names[column] = ""
            continue
        if number(name) is not None and not is_year(name):
            remedy = "write names above the first row"
            raise refuse(file, grid, header, f"'{name}' as a name", "names of columns, no numbers", remedy)
        names[column] = name
    if twice := [name for name, count in Counter(names.values()).items() if name and count > 1]:
        found = f"column {', '.join(twice)} twice"
        raise refuse(file, grid, header, found, "each name once", "rename one of them, or delete it")
    return names


def _is_label_row(grid: Grid, positions: list[int], names: dict[int, str]) -> bool:
    """Whether the first row has a text over every column of numbers, of which there are two or more."""
    first, rest = positions[0], positions[1:20]

    def holds_numbers(column: int) -> bool:
        return sum(number(grid.at(at, column)) is not None for at in rest) > 0.5 * len(rest)

    texts = [grid.at(first, column) for column, name in names.items() if name and holds_numbers(column)]
    return len(texts) > 1 and all(any(map(str.isalpha, text)) and number(text) is None for text in texts)


def _is_aside(grid: Grid, position: int) -> bool:
    text = next(filter(None, grid.rows[position]))
    return grid.at(position, 0) == text and (looks_like_note(text) or number(text) is None)


def _require_fit(file: Path, grid: Grid, position: int, names: dict[int, str]) -> None:
    row, width = grid.rows[position], max(names) + 1
    if grid.is_text and len(row) < width:
        remedy = "mend the line: it is cut off, or has another separator"
        raise refuse(file, grid, position, f"{len(row)} cells", f"{width} cells as there are names", remedy)
    if unnamed := [column for column, text in enumerate(row) if text and column not in names]:
        remedy = "name the column, clear it, or look for a separator inside a number"
        found = f"'{row[unnamed[0]]}' in column {unnamed[0] + 1}, which has no name"
        raise refuse(file, grid, position, found, "a name over each column", remedy)


def _cell(file: Path, grid: Grid, position: int, column: int) -> str:
    """A cell, the value of its formula, or the label merged over it."""
    text = grid.at(position, column)
    if grid.is_formula(position, column):
        text = grid.formulas[grid.numbers[position], column + 1]
        if not text:
            remedy = "open the file in Excel or LibreOffice, which computes it, and save it"
            found = f"column {column + 1}: formula {grid.at(position, column)} without a value"
            raise refuse(file, grid, position, found, "a stored value", remedy)
    if text or not grid.merged:
        return text
    text = grid.merged_into(position, column)
    if number(text) is not None and not is_year(text):
        found = f"column {column + 1}: {text} merged over rows"
        raise refuse(file, grid, position, found, "each row its number", "unmerge it, and write each number")
    return text


def _fill(found: Rectangle, body: dict[str, list[str]], missing: frozenset[str], *, comma: bool) -> None:
    """Makes the columns numbers or texts, and says of which marks and signs they were read."""
    import pandas as pd

    marks: Counter[str] = Counter()
    columns = {}
    for name, texts in body.items():
        absent = {text for text in set(texts) if plain(text).lower() in missing}
        values = {text: number(text, decimal_comma=comma) for text in set(texts) - absent}
        columns[name] = _as_numbers(found, name, texts, absent, values)
        if columns[name] is None:
            columns[name] = pd.Series([text or None for text in texts], dtype=object)
        else:
            marks.update(text for text in texts if text in absent and text)
    if marks:
        shown = ", ".join(f"{mark} ({count})" for mark, count in marks.most_common())
        found.notes.append(f"Read as missing: {shown}.")
    found.frame = pd.DataFrame(columns)


def _as_numbers(
    found: Rectangle, name: str, texts: list[str], absent: set[str], values: dict[str, float | None]
) -> pd.Series[Any] | None:
    """The numbers of a column; None where it holds texts."""
    import pandas as pd

    if values and values.keys() <= {"TRUE", "FALSE", "True", "False", "true", "false"}:
        found.notes.append(f"Column {name}: TRUE is 1, FALSE is 0.")
        values = {text: float(text.lower() == "true") for text in values}
    elif values and None in values.values() and all(map(is_year, values)):
        values = {text: float(year[0]) for text in values if (year := year_and_unit(text))}
        found.notes.append(f"Column {name}: years, as in {next(iter(values))}.")
    if any(CODE.fullmatch(text) for text in values):
        found.notes.append(f"Column {name} holds codes with a zero before them, and stays text.")
        return None
    shares = {text for text in values if plain(text).endswith("%")}
    if wrong := {text for text, value in values.items() if value is None or (shares and text not in shares and value)}:
        cells = [(row, text) for row, text in zip(found.rows, texts, strict=True) if text in wrong]
        if 2 * len(cells) <= sum(text not in absent for text in texts):
            found.not_numbers[name] = cells
            found.notes.append(f"Column {name} is no number throughout: {_cells(cells)}.")
        return None
    if shares:
        found.notes.append(f"Column {name}: percentages, 12.5% read as 0.125.")
    series = pd.Series([values.get(text) for text in texts], dtype="float64")
    is_whole = series.notna().all() and (series == series.round()).all() and series.abs().max() < 2**53
    return series.astype("int64") if len(series) and is_whole else series


def _typed(file: Path, missing: frozenset[str]) -> Rectangle:
    """Parquet and Stata say what is a number; a column of texts may hold numbers all the same."""
    import pandas as pd

    frame, labels, value_labels = _stata(file) if typed_kind(file) == "dta" else (typed_frame(file), {}, {})
    _require_few(file, frame.size)
    found = Rectangle(file, frame, list(range(1, len(frame) + 1)), "", labels, value_labels)
    texts = [name for name in frame if not _is_number(frame[name])]
    body = {name: [plain_cell(value) for value in frame[name].astype(object)] for name in texts}
    _fill(found, body, missing, comma=False)
    found.frame = pd.DataFrame(
        {name: found.frame[name] if name in texts else _plain_numbers(frame[name]) for name in frame}
    )
    return found


def _plain_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers and booleans as int64 or float64, in pandas' own types."""
    return column.astype("float64" if column.isna().any() or column.dtype.kind == "f" else "int64")


def _is_number(column: pd.Series[Any]) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(column))


def _stata(file: Path) -> tuple[pd.DataFrame, dict[str, str], dict[str, dict[float, str]]]:
    """Codes, not their labels: of a column whose codes are labelled, code -> label of those that occur."""
    import pandas as pd

    frame = typed_frame(file)
    with pd.read_stata(file, iterator=True) as reader:
        labels = {name: label for name, label in reader.variable_labels().items() if label}
        try:
            labelled = reader.read(order_categoricals=False).select_dtypes("category")
        except ValueError:  # two codes with one label
            labelled = frame[[]]
    value_labels = {}
    for name in labelled:
        known = (
            pd.DataFrame({"code": frame[name], "label": labelled[name]}).dropna().drop_duplicates().sort_values("code")
        )
        value_labels[name] = dict(zip(known["code"].astype(float), known["label"].astype(str), strict=True))
    return frame, labels, value_labels


def _require_few(file: Path, n_cells: int) -> None:
    if n_cells > MOST_CELLS:
        found, expected = f"{n_cells:,} cells", f"at most {MOST_CELLS:,}"
        raise refuse_file(file, found, expected, "keep the columns that are used, or load it into DuckDB (fe_duckdb)")


def _cells(cells: list[tuple[int, str]]) -> str:
    return _listed(", ".join(f"'{text}' in row {row}" for row, text in cells[:SHOWN]), len(cells))


def _shown(grid: Grid, positions: Iterable[int]) -> str:
    texts = [" ".join(filter(None, grid.rows[at]))[:60] for at in positions]
    return ", ".join(f"'{text}'" for text in texts[:SHOWN])


def _listed(shown: str, n_all: int) -> str:
    return f"{shown} and {n_all - SHOWN} more" if n_all > SHOWN else shown
