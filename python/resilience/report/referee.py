"""What a referee asks, answered from stored numbers: a sentence for each question, and the few numbers behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from resilience.report import fragility
from resilience.report.answer import LEVEL
from resilience.report.captions import in_chinese
from resilience.report.numbers import number, percent
from resilience.report.question import Question, same, span
from resilience.report.sentence import Sentence
from resilience.report.tables import titles

if TYPE_CHECKING:
    from resilience.estimation.specification import Study
    from resilience.report.data import Warehouse


def questions(data: Warehouse, study: Study) -> list[Question]:
    """Those that the stored numbers can answer, of the study's first table; without a curve none is asked about it."""
    fitted = data.robustness[data.robustness["slope_without_low"].notna()]
    first = next((table.id for table in study.tables if table.id in set(fitted["table_id"])), None)
    main = fitted[fitted["table_id"] == first]
    found = [_carrier(data, main), _conventions(data, main)] if len(main) else []
    asked = {
        fragility.chance: data.joint,
        partial(fragility.choice, is_printed=data.is_published): data.choices,
        fragility.industries: data.standing,
        partial(fragility.omitted, titles={table.id: titles(table) for table in study.tables}): data.oster,
        fragility.centring: data.diagnostics[data.diagnostics["diagnostic"] == "centring_difference"],
    }
    return found + [ask(rows) for ask, rows in asked.items() if len(rows)]


def _carrier(data: Warehouse, main: pd.DataFrame) -> Question:
    """Of the columns that are fitted without each region."""
    low, high = main["effective_regions"].min(), main["effective_regions"].max()
    top, n = main.loc[main["carrier_share"].idxmax()], len(main)
    turned = int((main["slope"] * main["slope_without_carrier"] < 0).sum())
    fits, share = data.fits[data.fits["table_id"].isin(main["table_id"])], percent(top["carrier_share"])
    counts = dict.fromkeys(str(int(n)) for n in (fits["n_regions"].min(), fits["n_regions"].max()))
    regions_en, regions_zh = " to ".join(counts), "至".join(counts)
    en = (
        f"In {f'the {n} columns' if n > 1 else 'the one column'} the {regions_en} regions weigh like {low:.1f} to "
        f"{high:.1f} equal ones. "
        f"{top['carrier_name_en']} holds up to {share} of the variation that identifies it; without it {turned} of {n} "
        f"columns turn their sign."
    )
    zh = (
        f"各列中{regions_zh}个地区的识别力相当于{low:.1f}至{high:.1f}个等权地区。{top['carrier_name_zh']}至多占识别变异的{share}；"
        f"剔除后{n}列中{turned}列变号。"
    )
    head = [
        ("Column", "列"),
        ("Slope, sd per sd", "斜率（标准差）"),
        ("Effective regions", "有效地区数"),
        ("Carried by", "主要承载地区"),
        ("Slope without it", "剔除后斜率"),
        ("Without any one region", "逐一剔除的范围"),
    ]
    rows = [
        [
            same(f"({row.column_id})"),
            same(number(row.slope, 3)),
            same(f"{row.effective_regions:.1f}"),
            tuple(f"{name} {percent(row.carrier_share)}" for name in (row.carrier_name_en, row.carrier_name_zh)),
            same(number(row.slope_without_carrier, 3)),
            span(row.slope_without_low, row.slope_without_high),
        ]
        for row in main.itertuples()
    ]
    said = Sentence(en, zh, f"audit.column_robustness, {main['table_id'].iloc[0]}")
    return Question("carrier", ("Who carries the coefficient?", "系数由谁决定？"), said, head, rows)


def _conventions(data: Warehouse, main: pd.DataFrame) -> Question:
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
        ends, power = (percent(own["size_low"].min()), percent(own["size_high"].max())), own["power_low"].min()
        rows.append(
            [
                (name, in_chinese(name)),
                (" to ".join(ends), "至".join(ends)),
                same(f"{int(own['is_usable'].sum())}/{n}"),
                same(f"{int((own['is_usable'] & own['is_conservative']).sum())}/{n}"),
                same("" if pd.isna(power) else percent(power, 0)),
                same(f"{significant}/{n}"),
            ]
        )
    listed = ", ".join(name for name, own in grouped if own["is_usable"].any()) or "none"
    limit = percent(data.rules.set_index("rule_id").at["usable", "limit_value"])
    effect = f"{sizes['effect'].max():g}" if sizes["effect"].notna().any() else "–"
    agree_en, agree_zh = _agreement(counts, n)
    reach_en, reach_zh = _reach(main, sizes)
    en = (
        f"Usable on some of the columns ({n}): {listed} (a true zero rejected in at most {limit} of simulated outcomes "
        f"under every error law). {agree_en}{reach_en}"
    )
    zh = (
        f"在部分列（共{n}列）可用的检验：{in_chinese(listed)}（各误差结构下对真实零假设的拒绝率均不超过{limit}）。"
        f"{agree_zh}{reach_zh}"
    )
    head = [
        ("Test", "检验"),
        ("Rejection of a true zero at 5 %", "5%水平下对真实零假设的拒绝率"),
        ("Columns on which it is usable", "可用的列"),
        ("Of these, conservative", "其中偏保守"),
        (f"Least power at {effect} sd", f"{effect}个标准差处的最低功效"),
        ("Columns with p < 0.05", "p<0.05的列"),
    ]
    said = Sentence(
        en, zh, f"results.test_size, audit.test_usability, audit.column_robustness, reference.verdict_rules, {table}"
    )
    asked = ("Which tests hold their level here, and do they agree?", "哪些检验在此保持其水平？是否一致？")
    return Question("conventions", asked, said, head, rows)


def _agreement(counts: set[int], n: int) -> tuple[str, str]:
    """Whether the tests that are usable on every column find as many significant; nothing is said of none.

    Args:
        counts: significant columns of each such test.
        n: columns.
    """
    if not counts:
        return f"None is usable on every column ({n}).", f"没有各列（共{n}列）均可用的检验。"
    word_en, word_zh = ("agree", "一致") if len(counts) == 1 else ("do not agree", "不一致")
    return f"Those usable on every column {word_en} at 5 %.", f"各列均可用的检验在5%水平{word_zh}。"


def _reach(main: pd.DataFrame, sizes: pd.DataFrame) -> tuple[str, str]:
    """What the columns would have found, of those whose errors of power are usable; else that it is not known."""
    usable = set(sizes.loc[sizes["is_usable"], "column_id"] + " " + sizes.loc[sizes["is_usable"], "se_type"])
    known = main[(main["column_id"] + " " + main["power_errors"].fillna("")).isin(usable)]
    if known.empty:
        return (
            " The minimum detectable effect is not known: no test behind it is usable.",
            "最小可检测效应未知：其所依据的检验均不可用。",
        )
    least_en, least_zh = span(known["detectable"].min(), known["detectable"].max(), 2)
    excluded, n = int((known["p_equivalence"] < LEVEL).sum()), len(known)
    return (
        f" Minimum detectable effect (80 % power) of the {n} whose error is usable: {least_en} sd per sd; {excluded} "
        "rule out an effect beyond the study's margin.",
        f"标准误可用的{n}列，80%功效下的最小可检测效应为{least_zh}个标准差；其中{excluded}列可排除超出研究所设界限的效应。",
    )
