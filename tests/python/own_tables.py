"""Reads the written tables back, in every format, into the cells that the audit of any study takes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

Grid = list[list[str]]  # a header of column ids, then lines of a label and a recomputed text per column

NUMBER = re.compile(r"(-?[0-9.]+(?:e-[0-9]+)?)(\**|†|dagger)")
ERROR = re.compile(r"\(([0-9.]+(?:e-[0-9]+)?)\)")
DESCRIPTIVES = ["n", "mean", "sd", "min", "max"]


def from_csv(folder: Path) -> dict[str, Grid]:
    found = {}
    for file in sorted(folder.glob("*.csv")):
        lines: dict[str, list[str]] = {}
        columns: dict[str, None] = {}
        for row in csv.DictReader(file.open(encoding="utf-8")):
            lines.setdefault(row["row"], [row["label_en"]]).append(row["recomputed"])
            columns[row["column"]] = None
        found[file.stem] = [["", *columns], *lines.values()]
    return found


def from_html(folder: Path) -> dict[str, Grid]:
    from lxml import html

    found = {}
    for file in sorted(folder.glob("*.html")):
        table = html.fromstring(file.read_text(encoding="utf-8")).find(".//table")
        header = [cell.text_content() for cell in table.xpath("thead/tr[1]/th")]
        lines = [
            [row.xpath("string(th/span[@lang='en'])"), *map(in_english, row.xpath("td[not(@class)]"))]
            for row in table.xpath("tbody/tr")
        ]
        found[file.stem] = [header, *lines]
    return found


def in_english(cell) -> str:
    return cell.xpath("string(span[@lang='en'])") or cell.text_content()


def from_latex(folder: Path) -> dict[str, Grid]:
    found = {}
    for file in sorted(folder.glob("*.tex")):
        lines = [
            line[:-3].split(" & ") for line in file.read_text(encoding="utf-8").splitlines() if line.endswith(r" \\")
        ]
        found[file.stem] = [[re.sub(r"\\|\$", "", cell).strip() for cell in line] for line in lines]
    return found


def from_excel(folder: Path) -> dict[str, Grid]:
    from openpyxl import load_workbook

    found = {}
    for sheet in load_workbook(folder / "tables.xlsx"):
        _, header, *lines = [[str(cell or "") for cell in line] for line in sheet.values]
        keep = [place for place, name in enumerate(header) if name.endswith("recomputed")]
        columns = [header[place].removesuffix(" recomputed") for place in keep]
        found[sheet.title] = [["", *columns], *([line[0], *(line[place] for place in keep)] for line in lines)]
    return found


def from_word(folder: Path) -> dict[str, Grid]:
    from docx import Document

    names = from_excel(folder)  # both hold the study's tables in its order
    tables = Document(folder / "tables.docx").tables
    found = {}
    for name, table in zip(names, tables, strict=True):
        lines = [[cell.text for cell in row.cells] for row in table.rows]
        found[name] = [[re.sub(r"\s*[\u4e00-\u9fff].*", "", label), *values] for label, *values in lines]
    return found


FORMATS: dict[str, Callable[[Path], dict[str, Grid]]] = {
    "csv": from_csv,
    "html": from_html,
    "latex": from_latex,
    "excel": from_excel,
    "word": from_word,
}


def cells(table_id: str, grid: Grid) -> Iterator[tuple[str, str, str, str, str]]:
    """table_id, column_id, term, statistic and text of every printed number that the audit knows."""
    columns = [column.strip("()") for column in grid[0][1:]]
    if columns == DESCRIPTIVES:
        for label, *values in grid[1:]:
            for column, value in zip(columns, values, strict=True):
                if number := NUMBER.fullmatch(value.replace("−", "-")):
                    yield "table_1", column, label.rpartition(" (")[0], column, plain(number[1])
        return
    term, untested = "", set()  # a coefficient marked as without a usable test has no stars to hold its error against
    for label, *values in grid[1:]:
        if label.startswith(("p, ", "Regions", "Years", "Within")):
            continue
        term = label or term
        name = "_cons" if term.startswith("Constant") else term
        for column, value in zip(columns, [value.replace("−", "-") for value in values], strict=True):
            yield from ((table_id, column, *found) for found in _of_cell(label, name, column, value, untested))


def _of_cell(label: str, name: str, column: str, value: str, untested: set) -> Iterator[tuple[str, str, str]]:
    number, error = NUMBER.fullmatch(value), ERROR.fullmatch(value)
    if label.startswith("Observations"):
        yield "_model", "n", value
    elif label.startswith("Adjusted"):
        yield "_model", "adj_r2", value
    elif label.startswith("Fixed") and value in ("none", "year"):
        yield "_model", "year_fixed_effects", "YES" if value == "year" else "NO"
    elif number:
        yield name, "estimate", plain(number[1])
        if number[2] in ("†", "dagger"):
            untested.add((column, name))
        else:
            yield name, "stars", number[2]
    elif error and (column, name) not in untested:
        yield name, "se", plain(error[1])


def plain(text: str) -> str:
    """Without an exponent: 1.2e-05 is printed to six decimals."""
    return f"{Decimal(text):f}"
