"""What a referee asks about a whole set of specifications: chance, choices, other industries, omitted variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resilience.report.answer import LEVEL
from resilience.report.numbers import number, p_value, percent
from resilience.report.question import Question, same, span
from resilience.report.sentence import Sentence
from resilience.report.words import mid_sentence

if TYPE_CHECKING:
    import pandas as pd

SAME = 1e-8  # what rounding explains, as estimation.moderation
CHOICES_ZH = {
    "flow": "贸易流",
    "horizon": "韧性期限",
    "kernel": "距离核函数",
    "distance_point": "距离端点",
    "lq_base": "区位商基准",
    "national_base": "全国基准",
    "controls": "控制变量",
    "fixed_effects": "固定效应",
    "sample_start": "样本起点",
}
KINDS_ZH = {"arbitrary": "任意", "substantive": "实质"}
STATISTICS_ZH = {
    "median standardised slope": "标准化系数中位数",
    "share significant and negative": "显著为负的比例",
    "share significant and positive": "显著为正的比例",
}


def chance(joint: pd.DataFrame) -> Question:
    beyond, n, smallest = int((joint["p_value"] < LEVEL).sum()), len(joint), p_value(joint["p_value"].min())
    n_specs, n_draws = f"{joint['n_specs'].iloc[0]:,}", joint["n_draws"].iloc[0]
    en = (
        f"{'Yes' if beyond else 'No'}: {beyond} of {n} statistics of the curve of {n_specs} specifications lie beyond "
        f"what chance gives when regions exchange their residual paths ({n_draws} curves; smallest p {smallest})."
    )
    zh = (
        f"{'是' if beyond else '否'}：{n_specs}个设定的曲线，{n}个统计量中{beyond}个超出地区间交换残差路径时偶然所得"
        f"（{n_draws}条曲线；最小p值{smallest}）。"
    )
    head = [
        ("Statistic", "统计量"),
        ("Observed", "观测值"),
        ("By chance, 5th to 95th percentile", "偶然所得（5–95%分位）"),
        ("p", "p值"),
    ]
    rows = [
        [
            (row.statistic, STATISTICS_ZH.get(row.statistic, row.statistic)),
            same(number(row.observed, 3)),
            span(row.null_p05, row.null_p95),
            same(p_value(row.p_value)),
        ]
        for row in joint.itertuples()
    ]
    said = Sentence(en, zh, "results.specification_joint")
    return Question(
        "chance", ("Is the specification curve more than chance?", "设定曲线是否超出偶然？"), said, head, rows
    )


def choice(choices: pd.DataFrame, is_printed: bool) -> Question:
    turning = choices[(choices["lowest_same_sign_share"] < 0.5) & (choices["highest_same_sign_share"] > 0.5)]
    arbitrary, top, n = turning.loc[turning["kind"] == "arbitrary", "choice"], choices.iloc[0], len(choices)
    named_en, named_zh = ", ".join(map(_in_english, arbitrary)), "、".join(CHOICES_ZH[name] for name in arbitrary)
    share = percent(top["variance_share"])
    en = (
        f"{len(turning)} of {n} choices turn the sign of most specifications, {len(arbitrary)} of them arbitrary"
        f"{f' ({named_en})' if named_en else ''}. Most of the variance that one explains, {share}, is that of "
        f"{_in_english(top['choice'])} ({top['kind']})."
    )
    zh = (
        f"{n}项选择中{len(turning)}项可使多数设定变号，其中{len(arbitrary)}项为任意选择"
        f"{f'（{named_zh}）' if named_zh else ''}。单项解释方差最多的是{CHOICES_ZH[top['choice']]}"
        f"（{KINDS_ZH[top['kind']]}），占{share}。"
    )
    head = [
        ("Choice", "选择"),
        ("Kind", "性质"),
        ("Values", "取值数"),
        ("Share of variance", "占方差"),
        ("With the printed sign, least to most by value, %", "与刊印同号的比例，按取值（%）")
        if is_printed
        else ("With the sign of the curve's mean, least to most by value, %", "与曲线均值同号的比例，按取值（%）"),
    ]
    rows = [
        [
            (_in_english(row.choice), CHOICES_ZH[row.choice]),
            (row.kind, KINDS_ZH[row.kind]),
            same(str(row.n_values)),
            same(percent(row.variance_share)),
            span(100 * row.lowest_same_sign_share, 100 * row.highest_same_sign_share, 0),
        ]
        for row in choices.itertuples()
    ]
    said = Sentence(en, zh, "audit.specification_choice; reference.specification_choices")
    return Question("choice", ("Which choice decides the sign?", "哪项选择决定符号？"), said, head, rows)


def _in_english(choice: str) -> str:
    return choice.replace("_", " ")


def industries(standing: pd.DataFrame) -> Question:
    """Where the study's industry stands when every other takes its place in the same column."""
    out, n = int(standing["stands_out"].sum()), len(standing)
    name_en, name_zh = standing["industry_name_en"].iloc[0], standing["industry_name_zh"].iloc[0]
    low, high, of = standing["t_rank"].min(), standing["t_rank"].max(), standing["n_industries"].max()
    en = (
        f"{'Yes' if out == n else 'No' if out == 0 else 'In part'}: in {out} of {n} columns {mid_sentence(name_en)} "
        f"has the largest t (CRV3) among {of} industries that take its place in turn; it comes {low} to {high}."
    )
    zh = (
        f"{'是' if out == n else '否' if out == 0 else '部分'}：以各行业依次替代{name_zh}，"
        f"{n}列中{out}列其|t|（CRV3）居首（共{of}个行业）；其位次为{low}至{high}。"
    )
    head = [
        ("Column", "列"),
        ("Industries", "行业数"),
        ("Place by size of t (CRV3)", "按|t|位次（CRV3）"),
        ("Place by slope", "按斜率位次"),
        ("Largest t", "|t|最大的行业"),
    ]
    rows = [
        [
            same(f"({row.column_id})"),
            same(str(row.n_industries)),
            same(str(row.t_rank)),
            same(str(row.slope_rank)),
            (row.strongest_name_en, row.strongest_name_zh),
        ]
        for row in standing.itertuples()
    ]
    said = Sentence(en, zh, "audit.placebo_standing, results.placebo")
    asked = ("Does the industry stand out among all?", "该行业是否突出于其他行业？")
    return Question("industries", asked, said, head, rows)


def centring(diagnostics: pd.DataFrame) -> Question:
    """Whether any product's fit changes when it is centred; the figures say it product by product."""
    n, moved = len(diagnostics), int((diagnostics["value"] > SAME).sum())
    largest = f"{diagnostics['value'].max():.0e}".replace("-", "−")
    en = (
        f"{'In part' if moved else 'No'}: of {n} columns with a product, {moved} change fitted values, the product's "
        f"coefficient or its standard error when it is centred (largest difference {largest})."
    )
    zh = (
        f"{'部分' if moved else '否'}：{n}个含交互项的列中，{moved}列的拟合值、交互项系数或其标准误随中心化而变"
        f"（最大差异{largest}）。"
    )
    said = Sentence(en, zh, "results.diagnostics, centring_difference")
    return Question("centring", ("Does centring matter?", "中心化是否重要？"), said, [], [])


def omitted(bounds: pd.DataFrame, titles: dict[str, tuple[str, str]]) -> Question:
    """Oster's bounds: how far variables like the controls, but left out, could move the coefficient."""
    turned, n = int((bounds["estimate_controlled"] * bounds["estimate_adjusted"] < 0).sum()), len(bounds)
    least_en, least_zh = span(bounds["delta_for_zero"].min(), bounds["delta_for_zero"].max(), 2)
    en = (
        f"In {turned} of {n} pairs of columns they would turn the sign if they mattered as much as the controls do; "
        f"{least_en} times as much takes the effect to zero (Oster 2019; below 1 is fragile)."
    )
    zh = (
        f"若遗漏变量与控制变量同等重要，{n}对列中{turned}对将变号；"
        f"重要性达{least_zh}倍即可使效应为零（Oster 2019，小于1为脆弱）。"
    )
    head = [
        ("Table, column", "表与列"),
        ("Without controls", "不含控制变量"),
        ("With controls", "含控制变量"),
        ("Bias-adjusted, δ = 1", "偏误调整后（δ=1）"),
        ("δ for zero", "效应为零的δ"),
    ]
    rows = [
        [
            tuple(f"{title} ({row.column_id})" for title in titles[row.table_id]),
            same(number(row.estimate_uncontrolled, 3)),
            same(number(row.estimate_controlled, 3)),
            same(number(row.estimate_adjusted, 3)),
            same(number(row.delta_for_zero, 2)),
        ]
        for row in bounds.itertuples()
    ]
    said = Sentence(en, zh, "results.oster")
    return Question("omitted", ("Could omitted variables turn it?", "遗漏变量能否改变结论？"), said, head, rows)
