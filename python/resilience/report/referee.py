"""What a referee asks, answered from stored numbers: a sentence for each question, and the few numbers behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from resilience.project.messages import Bilingual, message
from resilience.report import specification_questions as asked
from resilience.report.answer import LEVEL
from resilience.report.labels import in_words
from resilience.report.numbers import number, percent
from resilience.report.sentence import Question, ends, heads, same, sentence, span
from resilience.report.tables import titles

if TYPE_CHECKING:
    from resilience.estimation.specification import Study
    from resilience.report.frames import Frames


def questions(data: Frames, study: Study) -> list[Question]:
    """Those that the stored numbers can answer, of the study's first table; without a curve none is asked about it."""
    fitted = data.robustness[data.robustness["slope_without_low"].notna()]
    first = next((table.id for table in study.tables if table.id in set(fitted["table_id"])), None)
    main = fitted[fitted["table_id"] == first]
    found = [_carrier(data, main), _conventions(data, main)] if len(main) else []
    ask: dict[Callable[[pd.DataFrame], Question], pd.DataFrame] = {
        asked.chance: data.joint,
        partial(asked.choice, is_printed=data.is_published): data.choices,
        asked.industries: data.standing,
        partial(asked.omitted, titles={table.id: titles(table) for table in study.tables}): data.oster,
        asked.centring: data.diagnostics[data.diagnostics["diagnostic"] == "centring_difference"],
    }
    return found + [question(rows) for question, rows in ask.items() if len(rows)]


def _carrier(data: Frames, main: pd.DataFrame) -> Question:
    """Of the columns that are fitted without each region."""
    top, fits = main.loc[main["carrier_share"].idxmax()], data.fits[data.fits["table_id"].isin(main["table_id"])]
    answer = sentence(
        "question.carrier.answer", f"audit.column_robustness, {main['table_id'].iloc[0]}",
        n=len(main), regions=ends(*(str(int(n)) for n in (fits["n_regions"].min(), fits["n_regions"].max()))),
        effective=ends(*(f"{n:.1f}" for n in (main["effective_regions"].min(), main["effective_regions"].max()))),
        region=(top["carrier_name_en"], top["carrier_name_zh"]), share=percent(top["carrier_share"]),
        turned=int((main["slope"] * main["slope_without_carrier"] < 0).sum()),
    )  # fmt: skip
    rows = [
        [
            same(f"({row.column_id})"),
            same(number(row.slope, 3)),
            same(f"{row.effective_regions:.1f}"),
            Bilingual(*(f"{name} {percent(row.carrier_share)}" for name in (row.carrier_name_en, row.carrier_name_zh))),
            same(number(row.slope_without_carrier, 3)),
            span(row.slope_without_low, row.slope_without_high),
        ]
        for row in main.itertuples()
    ]
    head = heads("column", "slope", "effective", "carrier", "without_carrier", "without_any")
    return Question("carrier", answer, head, rows)


def _conventions(data: Frames, main: pd.DataFrame) -> Question:
    """Which tests hold their level on these columns, and whether those that do agree."""
    table, n = main["table_id"].iloc[0], len(main)
    keys = main[["table_id", "column_id", "term"]]
    sizes, p_values = (frame.merge(keys, on=list(keys)) for frame in (data.usability, data.estimates))
    grouped = sorted(sizes.groupby("se_type"), key=lambda each: each[1]["size_high"].max())
    rows, counts = [], set()
    for name, own in grouped:
        significant = int((p_values.loc[p_values["se_type"] == name, "p_value"] < LEVEL).sum())
        if own["is_usable"].all():
            counts.add(significant)
        power = own["power_low"].min()
        rows.append(
            [
                in_words(name),
                message("span", low=percent(own["size_low"].min()), high=percent(own["size_high"].max())),
                same(f"{int(own['is_usable'].sum())}/{n}"),
                same(f"{int((own['is_usable'] & own['is_conservative']).sum())}/{n}"),
                same("" if pd.isna(power) else percent(power, 0)),
                same(f"{significant}/{n}"),
            ]
        )
    listed = ", ".join(name for name, own in grouped if own["is_usable"].any()) or "none"
    limit = percent(data.rules.set_index("rule_id").at["usable", "limit_value"])
    effect = f"{sizes['effect'].max():g}" if sizes["effect"].notna().any() else "–"
    answer = sentence(
        "question.conventions.answer",
        f"results.test_size, audit.test_usability, audit.column_robustness, reference.verdict_rules, {table}",
        n=n, listed=in_words(listed), limit=limit, agreement=_agreement(counts, n), reach=_reach(main, sizes),
    )  # fmt: skip
    head = heads("test", "rejection", "usable", "conservative", "power", "significant", effect=effect)
    return Question("conventions", answer, head, rows)


def _agreement(counts: set[int], n: int) -> Bilingual:
    """Whether the tests that are usable on every column find as many significant; nothing is said of none.

    Args:
        counts: significant columns of each such test.
        n: columns.
    """
    return message("question.conventions.agreement" if counts else "question.conventions.none_usable",
                   n=n, agree=len(counts) == 1)  # fmt: skip


def _reach(main: pd.DataFrame, sizes: pd.DataFrame) -> Bilingual:
    """What the columns would have found, of those whose errors of power are usable; else that it is not known."""
    usable = set(sizes.loc[sizes["is_usable"], "column_id"] + " " + sizes.loc[sizes["is_usable"], "se_type"])
    known = main[(main["column_id"] + " " + main["power_errors"].fillna("")).isin(usable)]
    if known.empty:
        return message("question.conventions.reach_unknown")
    return message(
        "question.conventions.reach", n=len(known), excluded=int((known["p_equivalence"] < LEVEL).sum()),
        least=span(known["detectable"].min(), known["detectable"].max(), 2),
    )  # fmt: skip
