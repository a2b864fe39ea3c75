"""The tables for people who write in Word or Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.office_file import FIXED_TIME, hold_still, save_still
from resilience.project.plain_text import is_formula, plain
from resilience.report.tables import StudyTable

if TYPE_CHECKING:
    pass


def to_excel(study_tables: list[StudyTable], run_id: str, file: Path) -> None:
    """One sheet per table: published and recomputed cells side by side."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.active)
    for table in study_tables:
        sheet = book.create_sheet(table.table_id[:31])
        _append(sheet, [" ".join(table.title)])
        sheet["A1"].font = Font(bold=True)
        kinds = ("published", "recomputed") if table.is_published else ("recomputed",)
        head = [f"{column} {kind}" for column in table.heads for kind in kinds]
        _append(sheet, ["", "", *head])
        for cell in sheet[2]:
            cell.font = Font(bold=True)
        for row in table.rows:
            pairs = zip(row.published, row.recomputed, strict=True)
            cells = [cell for pair in pairs for cell in (pair if table.is_published else pair[1:])]
            _append(sheet, [*row.label, *cells])
        for cell in (cell for row in sheet.iter_rows(min_row=2, min_col=3) for cell in row):
            cell.alignment = Alignment(horizontal="right")
            sheet.column_dimensions[cell.column_letter].width = 16
        texts = [
            text
            for both in (table.statements, table.notes)
            for language in zip(*both, strict=True)
            for text in language
        ]
        for note in (*texts, f"{table.sources}; run {run_id}"):
            _append(sheet, [note])
        sheet.column_dimensions["A"].width = 34
        sheet.column_dimensions["B"].width = 22
        sheet.freeze_panes = "C3"
    save_still(book, file)


def _append(sheet: Any, texts: list[str]) -> None:
    """A row of texts: what looks like a formula stays text, also when a person edits the cell."""
    sheet.append([plain(text) for text in texts])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
            cell.quotePrefix = is_formula(cell.value)


def to_word(study_tables: list[StudyTable], run_id: str, file: Path) -> None:
    """Every table with its recomputed cells and notes, one after the other."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    document = Document()
    style = document.styles.add_style("Table cell", WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.paragraph_format.space_after = Pt(8), Pt(0)
    for table in study_tables:
        document.add_heading(plain(" ".join(table.title)), level=2)
        rows = [["", *table.heads], *([" ".join(row.label).strip(), *row.recomputed] for row in table.rows)]
        _as_printed(document.add_table(rows=len(rows), cols=len(rows[0])), rows, style)
        for statement in (text for language in zip(*table.statements, strict=True) for text in language):
            document.add_paragraph(plain(statement))
        document.add_paragraph(plain(" ".join(note.en for note in table.notes if note.en)))
        document.add_paragraph(f"{table.sources}; run {run_id}")
    document.core_properties.created = document.core_properties.modified = FIXED_TIME
    document.save(str(file))
    hold_still(file)


def _as_printed(grid: Any, rows: list[list[str]], style: Any) -> None:
    """The texts between three lines in small type, numbers to the right, as journals set a table."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    edges = {0: ("top", "bottom"), len(rows) - 1: ("bottom",)}
    for position, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        lines = "".join(f'<w:{edge} w:val="single" w:sz="8"/>' for edge in edges.get(position, ()))
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(plain(text))
            paragraph._p.style = style.style_id
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if lines:
                cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{lines}</w:tcBorders>"))
