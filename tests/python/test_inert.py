"""What a label of a study or a file brings is text wherever it is written, and ends no run."""

from __future__ import annotations

import csv
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from openpyxl import load_workbook

from resilience.project.plain_text import inert, is_formula, plain
from resilience.report.formats import _tex
from strange import FORMULAS

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]")
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stands_behind_an_apostrophe(text):
    assert inert(text)[0] == "'"


@pytest.mark.parametrize(
    "text", ["", "GDP", "-", "--", "=", "-0.0253***", "+1", "-.5", "12 %", "−3", "1e-05", "(0.01)", "5=5"]
)
def test_what_is_no_formula_stays(text):
    assert inert(text) == text and not is_formula(text)


@given(st.text())
def test_any_text_becomes_a_cell_that_computes_nothing(text):
    cell = inert(text)
    assert not CONTROL.search(cell)
    number = r"[+-]?[\d.]+([eE][+-]?\d+)?\s*%?\**"
    assert not cell.startswith(BEGINS_A_FORMULA) or re.fullmatch(rf"\W*|{number}", cell.strip())
    assert plain(plain(text)) == plain(text)


TEX_WORDS = r"\\(?:textbackslash|textasciitilde|textasciicircum|textbar)\{\}|\\times|\\pm|\\[{}&%_#$]|\$[-<>]\$|\$\^2\$"


@given(st.text(alphabet=st.characters() | st.sampled_from(r"\{}&%_#$~^|[]*")))
def test_any_text_is_one_line_of_text_to_tex(text):
    line = _tex(text)
    left = re.sub(TEX_WORDS + r"|\{[\[\]*]\}|\$\\times\$|\$\\pm\$", "", line)
    assert not re.search(r"[\\{}&%_#$~^\[\]\n\r\x00-\x08]", left) and not line.startswith("*")


@pytest.mark.slow
def test_every_written_file_holds_text_only(strange):
    book = load_workbook(strange / "tables/tables.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [c.value for c in cells if str(c.value).startswith(tuple("=@")) and not c.quotePrefix] == []
    assert sum("cmd" in str(cell.value) for cell in cells) > 5
    for file in strange.rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            found = [cell for row in csv.reader(lines) for cell in row]
        assert [cell for cell in found if is_formula(cell)] == [], file
    for part in ("word/document.xml", "docProps/core.xml"):
        etree.fromstring(zipfile.ZipFile(strange / "tables/tables.docx").read(part))
    drawings = list(strange.rglob("*.svg"))
    assert len(drawings) > 2
    for file in drawings:
        assert [each for each in etree.parse(file).iter() if "script" in str(each.tag)] == [], file
    for file in strange.rglob("*.tex"):
        text = file.read_text(encoding="utf-8")
        depth = 0
        for brace in re.sub(r"\\[{}]", "", text):
            depth += {"{": 1, "}": -1}.get(brace, 0)
            assert depth >= 0, file
        assert depth == 0 and r"\input" not in text and r"\bad" not in text, file
    pages = list(strange.rglob("*.html"))
    assert len(pages) > 3
    for file in pages:
        tree = html.fromstring(file.read_text(encoding="utf-8"))
        assert tree.xpath("//img") == [] and all("window.hit" not in each.text for each in tree.xpath("//script"))
        assert not any(name.startswith("on") and "hit" in value for e in tree.iter() for name, value in e.items())
    for file in strange.rglob("*.*"):
        if file.suffix in {".csv", ".tex", ".html", ".svg"}:
            assert not CONTROL.search(file.read_text(encoding="utf-8")), file
