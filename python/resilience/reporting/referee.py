"""What a referee asks, answered from stored numbers: a sentence for each question, and the few numbers behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from resilience.reporting import fragility
from resilience.reporting.answer import LEVEL
from resilience.reporting.numbers import number, p_value, percent
from resilience.reporting.question import Question, same, span
from resilience.reporting.sentence import Sentence
from resilience.reporting.tables import titles

if TYPE_CHECKING:
    import pandas as pd

    from resilience.estimation.study import Study
    from resilience.reporting.data import Warehouse

P_VALUES = {
    "crv1": ("CRV1", "CRV1"),
    "crv3": ("CRV3", "CRV3"),
    "wild": ("wild bootstrap", "野自助法"),
    "permutation": ("permutation", "置换检验"),
    "stepdown": ("permutation, adjusted for the table's tests", "置换检验（经全表多重检验调整）"),
}


def questions(data: Warehouse, study: Study) -> list[Question]:
    """Those that the stored numbers can answer, of the study's first table; without a curve none is asked about it."""
    fitted = data.robustness[data.robustness["slope_without_low"].notna()]
    first = next((table.id for table in study.tables if table.id in set(fitted["table_id"])), None)
    main = fitted[fitted["table_id"] == first]
    found = [_carrier(data, main), _conventions(main)] if len(main) else []
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
        f"In the {n} columns the {regions_en} regions weigh like {low:.1f} to {high:.1f} equal ones. "
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


def _conventions(main: pd.DataFrame) -> Question:
    tests = {name: label for name, label in P_VALUES.items() if main[f"p_{name}"].notna().any()}
    counts = {name: int((main[f"p_{name}"] < LEVEL).sum()) for name in tests}
    n, excluded = len(main), int((main["p_equivalence"] < LEVEL).sum())
    agree_en, agree_zh = ("Yes", "一致") if len(set(counts.values())) == 1 else ("No", "不一致")
    listed_en = ", ".join(f"{label[0]} {counts[name]}" for name, label in tests.items())
    listed_zh = "，".join(f"{label[1]} {counts[name]}列" for name, label in tests.items())
    least_en, least_zh = span(main["detectable"].min(), main["detectable"].max(), 2)
    en = (
        f"{agree_en}. Of {n} columns differ from zero at 5 %: {listed_en}. An effect under {least_en} sd per sd would "
        f"be missed more than one time in five; {excluded} of {n} columns rule out one beyond the study's margin."
    )
    zh = (
        f"{agree_zh}。{n}列中于5%水平异于零者：{listed_zh}。小于{least_zh}个标准差的效应，五次中会漏掉一次以上；"
        f"{excluded}列可排除超出研究所设界限的效应。"
    )
    head = [("Column", "列"), *(("p, " + label[0], "p值，" + label[1]) for label in tests.values())]
    rows = [
        [
            same(f"({row.column_id})"),
            *(same(p_value(getattr(row, f"p_{name}"))) for name in tests),
            same(number(row.detectable, 2)),
        ]
        for row in main.itertuples()
    ]
    head.append(("Least effect found 4 times in 5, sd per sd", "八成把握可检出的最小效应（标准差）"))
    said = Sentence(en, zh, f"audit.column_robustness, {main['table_id'].iloc[0]}")
    return Question("conventions", ("Do the conventions agree?", "各种标准误是否一致？"), said, head, rows)
