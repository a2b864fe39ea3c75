"""The study's tables with the published cells beside the recomputed ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from resilience.estimation.specification import Study, Table
from resilience.report import table_notes
from resilience.report.captions import in_chinese
from resilience.report.data import Warehouse
from resilience.report.numbers import number
from resilience.report.usable import Tests
from resilience.report.variants import variants
from resilience.report.words import departure, printed_name

CONSTANT = "const"
PUBLISHED = "; published: reference.published_cells"
STARS = (
    "* p<0.1, ** p<0.05, *** p<0.01, by the most careful usable test (audit.careful_test); its standard errors in "
    "parentheses.",
    "* p<0.1，** p<0.05，*** p<0.01（按最审慎的可用检验，audit.careful_test），括号内为其标准误。",
)
SD_FORM = ("sd is the n − 1 form.", "标准差为n−1形式。")


@dataclass
class Row:
    """One line of a table: a label and, per column, the published and the recomputed cell as printed."""

    label_en: str
    label_zh: str
    kind: str  # estimate, error, extra, footer
    published: list[str]
    recomputed: list[str]


@dataclass
class StudyTable:
    """A table ready to print in any format; `sources` names the warehouse tables its numbers come from."""

    table_id: str
    title_en: str
    title_zh: str
    columns: list[str]
    rows: list[Row]
    notes_en: list[str] = field(default_factory=list)
    notes_zh: list[str] = field(default_factory=list)
    sources: str = "results.estimates, results.fits; published: reference.published_cells"
    is_published: bool = True  # the study prints it; else a referee's addition, without published cells
    is_variant: bool = False  # of a table that stands before it, on another sample
    says_en: list[str] = field(default_factory=list)  # what it says in plain words (audit.table_sentence)
    says_zh: list[str] = field(default_factory=list)

    @property
    def heads(self) -> list[str]:
        """What stands over each column: its number, or the name of a statistic."""
        return [f"({column})" if column.isdigit() else column for column in self.columns]

    @property
    def stars_told(self) -> tuple[str, str]:
        """What the stars mean, in both languages; empty for a table without them."""
        return STARS if any(row.kind == "error" for row in self.rows) else ("", "")


def study_tables(study: Study, data: Warehouse) -> list[StudyTable]:
    """Table 1 and every table of the study, in the study's order."""
    found = [descriptives(study, data), *(_regression(study, table, data) for table in study.tables)]
    return [_with_statement(table, data) for table in found]


def by_itself(table: StudyTable, data: Warehouse) -> StudyTable:
    """A table as it goes its own way, into a paper or a workbook: it says itself where its dataset departs."""
    departs = departure(data)
    if departs is None:
        return table
    return replace(table, notes_en=[departs.en, *table.notes_en], notes_zh=[departs.zh, *table.notes_zh])


def _with_statement(table: StudyTable, data: Warehouse) -> StudyTable:
    rows = data.sentences[data.sentences["table_id"] == table.table_id]
    return replace(table, says_en=rows["sentence_en"].tolist(), says_zh=rows["sentence_zh"].tolist())


def descriptives(study: Study, data: Warehouse) -> StudyTable:
    """Table 1: printed moments beside recomputed ones."""
    statistics = {"n": "n_obs", "mean": "mean", "sd": "sd", "min": "min", "max": "max"}
    terms = dict(zip(data.terms["variable"], data.terms["published_term"], strict=True))
    rows = []
    printed = study.descriptives.published_table if data.is_published else None
    stored = data.descriptives.set_index("variable")
    for variable in [name for name in study.descriptives.variables if name in stored.index]:
        line = stored.loc[variable]
        published = [_published(data, printed, name, terms.get(variable), name) for name in statistics]
        values = [str(line["n_obs"]), *(number(line[column]) for column in list(statistics.values())[1:])]
        rows.append(Row(f"{line['label_en']} ({line['unit']})", line["label_zh"], "estimate", published, values))
    return StudyTable(
        study.descriptives.table,
        *numbered(printed, "Descriptive statistics", "描述性统计"),
        list(statistics),
        rows,
        [SD_FORM[0], study.descriptives.note_en if printed else ""],
        [SD_FORM[1], study.descriptives.note_zh if printed else ""],
        "results.descriptives" + (PUBLISHED if printed else ""),
        printed is not None,
    )


def _regression(study: Study, table: Table, data: Warehouse) -> StudyTable:
    fits = data.fits[data.fits["table_id"] == table.id].set_index("column_id")
    tests = Tests(table, data)
    columns = [column.id for column in table.columns]
    wanted = dict.fromkeys(name for column in table.columns for name in table.regressors(column))
    named = [column.title_en for column in table.columns], [column.title_zh for column in table.columns]
    rows = []
    if any(named[0]):
        # One row a language: a cell holds one text, and the page shows the reader's.
        rows = [Row("Column", "", "title", [""] * len(columns), named[0])]
        rows += [Row("", "列", "title", [""] * len(columns), named[1])]
    for term in wanted:
        rows += _term_rows(study, table, data, tests, term, columns)
    constant = _term_rows(study, table, data, tests, CONSTANT, columns)
    if any(constant[1].published + constant[1].recomputed):  # none where effects of regions were taken out first
        rows += constant
    rows += _footer(table, data, fits, tests, columns)
    failed = [f"Column {name} failed: {fits.loc[name, 'message']}" for name in columns if _failed(fits, name)]
    failed_zh = [f"第{name}列未能估计：{fits.loc[name, 'message']}" for name in columns if _failed(fits, name)]
    sizes = [(each.en, each.zh) for each in tests.notes(focal_terms(study, table))]
    about = [*table_notes.of_table(study, table, data), *sizes]
    is_published = bool(table.published_table) and data.is_published
    beside_en, beside_zh = variants(study, table, data)
    fell = [(name, fits.loc[name]) for name in columns if name in fits.index and fits.loc[name, "status"] == "ok"]
    return StudyTable(
        table.id,
        *titles(table),
        columns,
        rows,
        [table.note_en, *beside_en, *failed, *_by_columns(fell, "dropped_en", "."), *(each for each, _ in about)],
        [table.note_zh, *beside_zh, *failed_zh, *_by_columns(fell, "dropped_zh", "。"), *(each for _, each in about)],
        "results.estimates, results.fits, results.test_size, audit.careful_test" + (PUBLISHED if is_published else ""),
        is_published,
        table.sample == "common",
    )


def _by_columns(fits: list[tuple[str, pd.Series]], name: str, stop: str) -> list[str]:
    """What fell out, told once for all columns of which it is true."""
    columns: dict[str, list[str]] = {}
    for column, fit in fits:
        if fit[name]:
            columns.setdefault(fit[name], []).append(f"({column})")
    return [f"{', '.join(each)} {text}{stop}" for text, each in columns.items()]


def _term_rows(study: Study, table: Table, data: Warehouse, tests: Tests, term: str, columns: list[str]) -> list[Row]:
    published_terms = data.terms.loc[data.terms["variable"] == term, "published_term"]
    published = published_terms.iloc[0] if len(published_terms) else None

    def printed(column: str, statistic: str) -> str:
        return _published(data, table.published_table if data.is_published else None, column, published, statistic)

    label = study.variables.get(term)
    en, zh = (label.en, label.zh) if label else ("Constant", "常数项") if term == CONSTANT else (term, term)
    values = [tests.estimate(column, term) for column in columns]
    errors = [tests.error(column, term) for column in columns]
    rows = [
        Row(en, zh, "estimate", [printed(c, "estimate") + printed(c, "stars") for c in columns], values),
        Row("", "", "error", [_bracket(printed(c, "se")) for c in columns], errors),
    ]
    if term in focal_terms(study, table):
        blank = [""] * len(columns)
        for name, p_values in tests.p_values(columns, term):
            rows.append(Row(f"p, {name}", f"p值，{in_chinese(name)}", "extra", blank, p_values))
    return rows


def focal_terms(study: Study, table: Table) -> list[str]:
    """The regressors of a table that are made of the focus of their column."""
    found = {}
    for column in table.columns:
        names = table.regressors(column)
        focus = study.of(table, column).focus
        for name in names:
            made = name in study.products and focus in study.products[name].of
            if made or name == focus or name.startswith((f"{focus}_lag", f"{focus}[")):
                found[name] = None
    return list(found)


def _footer(table: Table, data: Warehouse, fits: pd.DataFrame, tests: Tests, columns: list[str]) -> list[Row]:
    def fit(column: str, name: str) -> object:
        return fits.at[column, name] if column in fits.index and not _failed(fits, column) else None

    def model(statistic: str) -> list[str]:
        return [_published(data, printed, column, "_model", statistic) for column in columns]

    blank = [""] * len(columns)
    printed = table.published_table if data.is_published else None
    errors = ["not stated" if printed else ""] * len(columns)
    years = [f"{fit(c, 'year_min')}–{fit(c, 'year_max')}" if fit(c, "n_obs") else "failed" for c in columns]
    return [
        Row("Observations", "样本量", "footer", model("n"), [_integer(fit(c, "n_obs")) for c in columns]),
        Row(
            "Regions (clusters)", "地区数（聚类数）", "footer", blank, [_integer(fit(c, "n_regions")) for c in columns]
        ),
        Row("Years", "年份", "footer", blank, years),
        Row("Adjusted R²", "调整R²", "footer", model("adj_r2"), [number(fit(c, "adj_r2")) for c in columns]),
        Row("Within R²", "组内R²", "footer", blank, [number(fit(c, "r2_within")) for c in columns]),
        Row(
            "Fixed effects",
            "固定效应",
            "footer",
            model("year_fixed_effects"),
            [_effects(fit(c, "fixed_effects")) for c in columns],
        ),
        Row("Standard errors", "标准误", "footer", errors, [tests.conventions(c) for c in columns]),
    ]


def _effects(names: object) -> str:
    return str(names or "none").replace("region_code", "region").replace("region_trend", "regional trends")


def titles(table: Table) -> tuple[str, str]:
    """With the number that the study prints; without one for a table that it does not have."""
    return numbered(table.published_table, table.title_en, table.title_zh)


def numbered(table_id: str | None, title_en: str, title_zh: str) -> tuple[str, str]:
    if table_id is None:
        return title_en, title_zh
    en, zh = printed_name(table_id)
    return f"{en} · {title_en}", f"{zh} · {title_zh}"


def _failed(fits: pd.DataFrame, column: str) -> bool:
    return column in fits.index and fits.at[column, "status"] == "failed"


def _integer(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(int(value))


def _bracket(text: str) -> str:
    return f"({text})" if text else ""


def _published(data: Warehouse, table_id: str | None, column: str, term: str | None, statistic: str) -> str:
    cells = data.cells
    hit = cells[
        (cells["table_id"] == table_id)
        & (cells["column_id"] == column)
        & (cells["term"] == term)
        & (cells["statistic"] == statistic)
    ]
    value = hit["value_as_printed"].iloc[0] if len(hit) else None
    return "" if value is None or pd.isna(value) else str(value).replace("-", "−")
