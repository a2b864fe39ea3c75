"""The study's tables with the published cells beside the recomputed ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from resilience.estimation.specification import Study, Table
from resilience.project.messages import Bilingual, label, message
from resilience.report.frames import Frames
from resilience.report.labels import Labels, departure, in_words, printed_name
from resilience.report.numbers import number
from resilience.report.table_notes import table_notes
from resilience.report.usable import Tests
from resilience.report.variants import variants

CONSTANT = "const"
PUBLISHED = "; published: reference.published_cells"
NOTHING = Bilingual("", "")


@dataclass
class Row:
    """One line of a table: a label and, per column, the published and the recomputed cell as printed."""

    label: Bilingual
    kind: str  # title, estimate, error, extra, footer
    published: list[str]
    recomputed: list[str]


@dataclass
class StudyTable:
    """A table ready to print in any format; `sources` names the warehouse tables its numbers come from."""

    table_id: str
    title: Bilingual
    columns: list[str]
    rows: list[Row]
    notes: list[Bilingual] = field(default_factory=list)
    sources: str = "results.estimates, results.fits; published: reference.published_cells"
    is_published: bool = True  # the study prints it; else a referee's addition, without published cells
    is_variant: bool = False  # of a table that stands before it, on another sample
    statements: list[Bilingual] = field(default_factory=list)  # what it says in plain words (audit.table_sentence)

    @property
    def heads(self) -> list[str]:
        """What stands over each column: its number, or the name of a statistic."""
        return [f"({column})" if column.isdigit() else column for column in self.columns]

    @property
    def stars(self) -> Bilingual:
        """What the stars mean; empty for a table without them."""
        return message("table.stars") if any(row.kind == "error" for row in self.rows) else NOTHING


def study_tables(study: Study, data: Frames) -> list[StudyTable]:
    """Table 1 and every table of the study, in the study's order."""
    found = [descriptives(study, data), *(_regression(study, table, data) for table in study.tables)]
    return [_with_statement(table, data) for table in found]


def by_itself(table: StudyTable, data: Frames) -> StudyTable:
    """A table as it goes its own way, into a paper or a workbook: it says itself where its dataset departs."""
    departs = departure(data)
    if departs is None:
        return table
    return replace(table, notes=[Bilingual(departs.en, departs.zh), *table.notes])


def _with_statement(table: StudyTable, data: Frames) -> StudyTable:
    rows = data.sentences[data.sentences["table_id"] == table.table_id]
    return replace(table, statements=[Bilingual(row.sentence_en, row.sentence_zh) for row in rows.itertuples()])


def descriptives(study: Study, data: Frames) -> StudyTable:
    """Table 1: printed moments beside recomputed ones."""
    statistics = {"n": "n_obs", "mean": "mean", "sd": "sd", "min": "min", "max": "max"}
    terms = dict(zip(data.terms["variable"], data.terms["published_term"], strict=True))
    printed = study.descriptives.published_table if data.is_published else None
    stored = data.descriptives.set_index("variable")
    rows = []
    for variable in [name for name in study.descriptives.variables if name in stored.index]:
        line = stored.loc[variable]
        published = [data.printed(printed, name, terms.get(variable), name) for name in statistics]
        values = [str(line["n_obs"]), *(number(line[column]) for column in list(statistics.values())[1:])]
        unit = f" ({line['unit']})" if line["unit"] else ""
        name = Bilingual(f"{line['label_en']}{unit}", line["label_zh"])
        rows.append(Row(name, "estimate", published, values))
    own = [Bilingual(study.descriptives.note_en, study.descriptives.note_zh)] if printed else []
    return StudyTable(
        study.descriptives.table,
        numbered(printed, message("table.descriptives")),
        list(statistics),
        rows,
        [message("table.sd_form"), *own],
        "results.descriptives" + (PUBLISHED if printed else ""),
        printed is not None,
    )


def _regression(study: Study, table: Table, data: Frames) -> StudyTable:
    fits = data.fits[data.fits["table_id"] == table.id].set_index("column_id")
    tests = Tests(table, data)
    columns = [column.id for column in table.columns]
    wanted = dict.fromkeys(name for column in table.columns for name in table.regressors(column))
    titled = [Bilingual(column.title_en, column.title_zh) for column in table.columns]
    rows = []
    if any(title.en for title in titled):
        # One row a language: a cell holds one text, and the page shows the reader's.
        head, blank = message("table.column"), [""] * len(columns)
        rows = [Row(Bilingual(head.en, ""), "title", blank, [title.en for title in titled])]
        rows += [Row(Bilingual("", head.zh), "title", blank, [title.zh for title in titled])]
    for term in wanted:
        rows += _term_rows(study, table, data, tests, term, columns)
    constant = _term_rows(study, table, data, tests, CONSTANT, columns)
    if any(constant[1].published + constant[1].recomputed):  # none where effects of regions were taken out first
        rows += constant
    rows += _footer(table, data, fits, tests, columns)
    failed = [
        message("table.failed", column=name, why=fits.loc[name, "message"]) for name in columns if _failed(fits, name)
    ]
    is_published = bool(table.published_table) and data.is_published
    fell = [(name, fits.loc[name]) for name in columns if name in fits.index and fits.loc[name, "status"] == "ok"]
    return StudyTable(
        table.id,
        titles(table),
        columns,
        rows,
        [
            Bilingual(table.note_en, table.note_zh),
            *variants(study, table, data),
            *failed,
            *_by_columns(fell),
            *table_notes(study, table, data),
            *tests.notes(focal_terms(study, table)),
        ],
        "results.estimates, results.fits, results.test_size, audit.careful_test" + (PUBLISHED if is_published else ""),
        is_published,
        table.sample == "common",
    )


def _by_columns(fits: list[tuple[str, pd.Series]]) -> list[Bilingual]:
    """What fell out, once for all columns of which it is true."""
    columns: dict[tuple[str, str], list[str]] = {}
    for column, fit in fits:
        if fit["dropped_en"]:
            columns.setdefault((fit["dropped_en"], fit["dropped_zh"]), []).append(f"({column})")
    return [message("table.dropped", columns=", ".join(each), dropped=text) for text, each in columns.items()]


def _term_rows(study: Study, table: Table, data: Frames, tests: Tests, term: str, columns: list[str]) -> list[Row]:
    published_terms = data.terms.loc[data.terms["variable"] == term, "published_term"]
    published = published_terms.iloc[0] if len(published_terms) else None

    def printed(column: str, statistic: str) -> str:
        return data.printed(table.published_table if data.is_published else None, column, published, statistic)

    name = label("word", CONSTANT) if term == CONSTANT else Labels(study, data).label(term)
    values = [tests.estimate(column, term) for column in columns]
    errors = [tests.error(column, term) for column in columns]
    rows = [
        Row(name, "estimate", [printed(c, "estimate") + printed(c, "stars") for c in columns], values),
        Row(NOTHING, "error", [_bracket(printed(c, "se")) for c in columns], errors),
    ]
    if term in focal_terms(study, table):
        blank = [""] * len(columns)
        for test, p_values in tests.p_values(columns, term):
            rows.append(Row(message("table.p_value", test=in_words(test)), "extra", blank, p_values))
    return rows


def focal_terms(study: Study, table: Table) -> list[str]:
    """The regressors of a table that are made of the focus of their column."""
    found: dict[str, None] = {}
    for column in table.columns:
        names = table.regressors(column)
        focus = study.of(table, column).focus
        for name in names:
            made = name in study.products and focus in study.products[name].of
            if made or name == focus or name.startswith((f"{focus}_lag", f"{focus}[")):
                found[name] = None
    return list(found)


def _footer(table: Table, data: Frames, fits: pd.DataFrame, tests: Tests, columns: list[str]) -> list[Row]:
    def fit(column: str, name: str) -> Any:
        return fits.at[column, name] if column in fits.index and not _failed(fits, column) else None

    def printed(statistic: str) -> list[str]:
        return [data.printed(table_id, column, "_model", statistic) for column in columns]

    blank = [""] * len(columns)
    table_id = table.published_table if data.is_published else None
    unstated = ["not stated" if table_id else ""] * len(columns)
    years = [f"{fit(c, 'year_min')}–{fit(c, 'year_max')}" if fit(c, "n_obs") else "failed" for c in columns]
    rows = {
        "observations": (printed("n"), [_integer(fit(c, "n_obs")) for c in columns]),
        "regions": (blank, [_integer(fit(c, "n_regions")) for c in columns]),
        "years": (blank, years),
        "adj_r2": (printed("adj_r2"), [number(fit(c, "adj_r2")) for c in columns]),
        "r2_within": (blank, [number(fit(c, "r2_within")) for c in columns]),
        "fixed_effects": (printed("year_fixed_effects"), [_effects(fit(c, "fixed_effects")) for c in columns]),
        "standard_errors": (unstated, [tests.conventions(c) for c in columns]),
    }
    return [Row(message(f"table.{name}"), "footer", *cells) for name, cells in rows.items()]


def _effects(names: str | None) -> str:
    return str(names or "none").replace("region_code", "region").replace("region_trend", "regional trends")


def titles(table: Table) -> Bilingual:
    """With the number that the study prints; without one for a table that it does not have."""
    return numbered(table.published_table, Bilingual(table.title_en, table.title_zh))


def numbered(table_id: str | None, title: Bilingual) -> Bilingual:
    return title if table_id is None else message("table.title", table=printed_name(table_id), title=title)


def _failed(fits: pd.DataFrame, column: str) -> bool:
    return column in fits.index and fits.at[column, "status"] == "failed"


def _integer(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(int(value))


def _bracket(text: str) -> str:
    return f"({text})" if text else ""
