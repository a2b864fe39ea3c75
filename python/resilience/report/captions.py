"""What figures, parameters and the words of a table's cells are called where people read, in English and Chinese."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

from resilience.report.words import printed_name

if TYPE_CHECKING:
    from resilience.report.words import Words

# Title and note in both languages, and the tables the numbers stand in. What stands in braces is the study's or the
# dataset's: see figures_told.
FIGURES = {
    "coefficients": (
        "{printed}: published and recomputed slope of {focus}",
        "{printed_zh}：{focus_zh}系数，刊印与重估",
        "95 % intervals. Published: 1.96 printed errors, whose type is not stated. Recomputed: the interval of the "
        "most careful usable test of each column.",
        "95%置信区间。原文：1.96倍报告的标准误（类型未说明）。复现：各列最审慎的可用检验的置信区间。",
        "audit.replication, audit.careful_test",
    ),
    "vag_variation": (
        "Who carries the variation of {spillover}",
        "{spillover_zh}的变异来自何处",
        "Squared deviations from the mean of all region-years; the {n_carriers} regions with most of them.",
        "与全部样本均值之差的平方和；列出占比最大的{n_carriers}个地区。",
        "quality.vag_variation",
    ),
    "leave_one_out": (
        "{main}, column {column}, without each region in turn",
        "{main_zh}第({column})列逐一剔除地区",
        "The interval is drawn where its test is usable on the whole column; its size was not measured on parts of it.",
        "仅当该检验在整列可用时绘出区间；对剔除后的样本未测其检验水平。",
        "results.leave_one_out",
    ),
    "specification_curve": (
        "Every combination of flow, horizon, kernel, points, bases, controls, effects and start",
        "全部设定组合的系数",
        "Sd of {outcome} per sd of {focus}. The colour is by the cluster jackknife CRV3, whose size was "
        "measured on the tables' columns and not on each of these; whether the curve is more than chance is answered "
        "below.",
        "每标准差{focus_zh}对应的{outcome_zh}标准差。颜色依聚类刀切法CRV3，其检验水平在各表的列上测得，未逐一在这些设定上测；曲线是否超出偶然见下文。",
        "results.specification_curve",
    ),
    "resilience_by_region": (
        "{resilience} by region and year",
        "各地区各年{resilience_zh}",
        "In log points over {horizon}; the colours end at ±{limit}, larger values have the last colour.",
        "单位为对数点（{horizon_zh}）；色标止于±{limit}，超出者取端色。",
        "marts.panel",
    ),
    "map": (
        "{spillover_title} by region",
        "各地区{spillover_zh}",
        "Points are the {points}; area shows the mean over the panel's years, a weighted sum of location "
        "quotients; the largest are named with it.",
        "位置为{points_zh}；面积表示面板各年均值（区位商加权和），标注最大者。",
        "marts.panel, marts.dim_region",
    ),
}
# Words that stand in the lower rows of a table; formulas and years read the same in both languages.
CELLS_ZH = {
    "none": "无",
    "failed": "失败",
    "not printed": "未刊印",
    "not stated": "未说明",
    "YES": "有",
    "NO": "无",
    "year": "年份",
    "region": "地区",
    "regional trends": "地区趋势",
    "classical": "经典",
    "permutation(region)": "置换检验（地区）",
}
PLACES_ZH = (
    ("abstract", "摘要"),
    (r"Table (\w+)", r"表\1"),
    (r"section (\w+)", r"第\1节"),
    (r"column (\w+)", r"第\1列"),
    (", ", "，"),
)


def figures_told(words: Words) -> dict[str, tuple[str, str, str, str, str]]:
    """Name -> title and note in both languages, source; in the words of the study and the dataset."""
    study, horizon = words.study, words.value("horizon")[0]
    told = {"horizon": f"{horizon} year{'' if horizon == '1' else 's'}", "horizon_zh": f"{horizon}年"}
    told |= {"n_carriers": str(len(words.carriers)), "limit": f"{words.colour_limit:.1f}"}
    pairs = {
        "focus": words.inside(study.focus),
        "outcome": words.inside(study.outcome),
        "spillover": words.inside_spillover,
        "spillover_title": words.spillover,
        "resilience": words.resilience,
        "points": words.value("distance_point"),
    }
    if (main := words.main_table) is not None:
        pairs |= {"printed": printed_name(main.published_table or main.id), "main": printed_name(main.id)}
        told["column"] = study.main.column
    for name, (en, zh) in pairs.items():
        told |= {name: en, f"{name}_zh": zh}
    known = set(told)
    return {
        name: tuple(text.format(**told) for text in texts)
        for name, texts in FIGURES.items()
        if all(field is None or field in known for text in texts for _, field, _, _ in Formatter().parse(text))
    }


def in_chinese(cell: str) -> str:
    """A cell of words, one by one."""
    return "、".join(CELLS_ZH.get(word, word) for word in cell.split(", "))


def stated_zh(place: str) -> str:
    """Where a study says something: "section 3, Table 1"."""
    for en, zh in PLACES_ZH:
        place = re.sub(en, zh, place)
    return place
