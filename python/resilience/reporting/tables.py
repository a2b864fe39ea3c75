"""The study's tables with the published cells beside the recomputed ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from resilience.estimation.study import Study, Table
from resilience.reporting.captions import in_chinese
from resilience.reporting.data import Warehouse
from resilience.reporting.numbers import number, p_value, stars
from resilience.reporting.variants import variants

CONSTANT = "const"
SD_FORM = ("sd is the n − 1 form.", "标准差为n−1形式。")
OTHER_UNITS = (
    "Units are those of the recomputed figures. The study does not state that of its GDP; its R&D is an innovation "
    "score, which stands beside both R&D intensity and the score.",
    "单位为重算数据的单位。原表GDP未注明单位；其R&D为创新能力指数，列于研发强度与该指数两行。",
)


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
    def has_stars(self) -> bool:
        return any(row.kind == "error" for row in self.rows)


def study_tables(study: Study, data: Warehouse) -> list[StudyTable]:
    """Table 1 and every table of the study, in the study's order."""
    found = [descriptives(study, data), *(_regression(study, table, data) for table in study.tables)]
    return [_with_statement(table, data) for table in found]


def _with_statement(table: StudyTable, data: Warehouse) -> StudyTable:
    rows = data.sentences[data.sentences["table_id"] == table.table_id]
    return replace(table, says_en=rows["sentence_en"].tolist(), says_zh=rows["sentence_zh"].tolist())


def descriptives(study: Study, data: Warehouse) -> StudyTable:
    """Table 1: printed moments beside recomputed ones."""
    statistics = {"n": "n_obs", "mean": "mean", "sd": "sd", "min": "min", "max": "max"}
    terms = dict(zip(data.terms["variable"], data.terms["published_term"], strict=True))
    rows = []
    stored = data.descriptives.set_index("variable")
    for variable in [name for name in study.descriptives.variables if name in stored.index]:
        line = stored.loc[variable]
        published = [_published(data, "table_1", name, terms.get(variable), name) for name in statistics]
        values = [str(line["n_obs"]), *(number(line[column]) for column in list(statistics.values())[1:])]
        rows.append(Row(f"{line['label_en']} ({line['unit']})", line["label_zh"], "estimate", published, values))
    return StudyTable(
        study.descriptives.table,
        "Table 1 · Descriptive statistics",
        "表1 · 描述性统计",
        list(statistics),
        rows,
        [SD_FORM[0], *([OTHER_UNITS[0]] if data.is_published else [])],
        [SD_FORM[1], *([OTHER_UNITS[1]] if data.is_published else [])],
        "results.descriptives; published: reference.published_cells",
        data.is_published,
    )


def _regression(study: Study, table: Table, data: Warehouse) -> StudyTable:
    fits = data.fits[data.fits["table_id"] == table.id].set_index("column_id")
    estimates = data.estimates[data.estimates["table_id"] == table.id]
    columns = [column.id for column in table.columns]
    wanted = dict.fromkeys(name for column in table.columns for name in table.regressors(column))
    named = [column.title_en for column in table.columns], [column.title_zh for column in table.columns]
    rows = []
    if any(named[0]):
        # One row a language: a cell holds one text, and the page shows the reader's.
        rows = [Row("Column", "", "title", [""] * len(columns), named[0])]
        rows += [Row("", "列", "title", [""] * len(columns), named[1])]
    for term in wanted:
        rows += _term_rows(study, table, data, estimates, term, columns)
    constant = _term_rows(study, table, data, estimates, CONSTANT, columns)
    if any(constant[1].published + constant[1].recomputed):  # none where effects of regions were taken out first
        rows += constant
    rows += _footer(table, data, fits, columns)
    failed = [f"Column {name} failed: {fits.loc[name, 'message']}" for name in columns if _failed(fits, name)]
    beside_en, beside_zh = variants(study, table, data)
    fell = [(name, fits.loc[name]) for name in columns if name in fits.index and fits.loc[name, "status"] == "ok"]
    return StudyTable(
        table.id,
        *titles(table),
        columns,
        rows,
        [table.note_en, *beside_en, *failed, *_by_columns(fell, "dropped_en", ".")],
        [table.note_zh, *beside_zh, *_by_columns(fell, "dropped_zh", "。")],
        "results.estimates, results.fits" + ("; published: reference.published_cells" if table.published_table else ""),
        bool(table.published_table),
        table.sample == "common",
    )


def _by_columns(fits: list[tuple[str, pd.Series]], name: str, stop: str) -> list[str]:
    """What fell out, told once for all columns of which it is true."""
    columns: dict[str, list[str]] = {}
    for column, fit in fits:
        if fit[name]:
            columns.setdefault(fit[name], []).append(f"({column})")
    return [f"{', '.join(each)} {text}{stop}" for text, each in columns.items()]


def _term_rows(
    study: Study, table: Table, data: Warehouse, estimates: pd.DataFrame, term: str, columns: list[str]
) -> list[Row]:
    of_term = estimates[estimates["term"] == term].set_index(["column_id", "se_type"])
    published_terms = data.terms.loc[data.terms["variable"] == term, "published_term"]
    published = published_terms.iloc[0] if len(published_terms) else None

    def cell(column: str, se_type: str, name: str) -> float | None:
        return of_term.at[(column, se_type), name] if (column, se_type) in of_term.index else None

    def printed(column: str, statistic: str) -> str:
        return _published(data, table.published_table, column, published, statistic)

    label = study.variables.get(term)
    en, zh = (label.en, label.zh) if label else ("Constant", "常数项") if term == CONSTANT else (term, term)
    values = [number(cell(c, table.reported, "estimate")) + stars(cell(c, table.reported, "p_value")) for c in columns]
    errors = [_bracket(number(cell(c, table.reported, "std_error"))) for c in columns]
    rows = [
        Row(en, zh, "estimate", [printed(c, "estimate") + printed(c, "stars") for c in columns], values),
        Row("", "", "error", [_bracket(printed(c, "se")) for c in columns], errors),
    ]
    if any((c, "permutation(region)") in of_term.index for c in columns):
        blank = [""] * len(columns)
        others = [name for name in ("CRV1(region)", "CRV3(region)", "permutation(region)") if name in table.errors]
        for name in [name for name in others if name != table.reported]:
            rows.append(
                Row(
                    f"p, {name}",
                    f"p值，{in_chinese(name)}",
                    "extra",
                    blank,
                    [p_value(cell(c, name, "p_value")) for c in columns],
                )
            )
    return rows


def _footer(table: Table, data: Warehouse, fits: pd.DataFrame, columns: list[str]) -> list[Row]:
    def fit(column: str, name: str) -> object:
        return fits.at[column, name] if column in fits.index and not _failed(fits, column) else None

    def model(statistic: str) -> list[str]:
        return [_published(data, table.published_table, column, "_model", statistic) for column in columns]

    blank = [""] * len(columns)
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
        Row("Standard errors", "标准误", "footer", ["not stated"] * len(columns), [table.reported] * len(columns)),
    ]


def _effects(names: object) -> str:
    return str(names or "none").replace("region_code", "region").replace("region_trend", "regional trends")


def titles(table: Table) -> tuple[str, str]:
    """With the number that the study prints; without one for a table that it does not have."""
    number_en = f"{table.published_table.replace('_', ' ').capitalize()} · " if table.published_table else ""
    return number_en + table.title_en, number_en.replace("Table ", "表") + table.title_zh


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
