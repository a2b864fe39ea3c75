"""What figures, parameters and the words of a table's cells are called where people read, in English and Chinese."""

from __future__ import annotations

import re

# Title and note in both languages, and the tables the numbers stand in.
FIGURES = {
    "coefficients": (
        "Table 2: published and recomputed slope of virtual agglomeration",
        "表2：虚拟集聚系数，刊印与重估",
        "95 % intervals. Published: 1.96 printed errors, whose type is not stated. Recomputed: errors clustered by "
        "region, CRV1 and CRV3, Student's t with one degree of freedom less than clusters.",
        "95%区间。刊印：1.96倍刊印标准误（类型未说明）。重估：按地区聚类（CRV1、CRV3），t分布，自由度为聚类数减一。",
        "audit.replication, results.estimates",
    ),
    "vag_variation": (
        "Who carries the variation of virtual agglomeration",
        "虚拟集聚的变异来自何处",
        "Squared deviations from the mean of all region-years; the ten regions with most of them.",
        "与全部样本均值之差的平方和；列出占比最大的十个地区。",
        "quality.vag_variation",
    ),
    "leave_one_out": (
        "Table 2, column 2, without each region in turn",
        "表2第(2)列逐一剔除地区",
        "Errors clustered by region, CRV1 alone; CRV3 and permutation p of the column stand in Table 2.",
        "按地区聚类标准误，仅CRV1；该列的CRV3与置换p值见表2。",
        "results.leave_one_out",
    ),
    "specification_curve": (
        "Every combination of flow, horizon, kernel, points, bases, controls, effects and start",
        "全部设定组合的系数",
        "Sd of resilience per sd of virtual agglomeration. The colour is by errors clustered by region, CRV1 alone: no "
        "verdict rests on it; whether the curve is more than chance is answered below.",
        "每标准差虚拟集聚对应的韧性标准差。颜色依按地区聚类的CRV1标准误，任何结论均不以此为据；曲线是否超出偶然见下文。",
        "results.specification_curve",
    ),
    "resilience_by_region": (
        "Export resilience by region and year",
        "各地区各年出口韧性",
        "In log points; the colours end at ±0.4, larger values have the last colour.",
        "单位为对数点；色标止于±0.4，超出者取端色。",
        "marts.panel",
    ),
    "map": (
        "Virtual agglomeration at the capitals",
        "各地区虚拟集聚",
        "Area shows the mean over the panel's years, a sum of location quotients; the largest are named with it.",
        "面积表示面板各年均值（区位商之和），标注最大者。",
        "marts.panel, marts.dim_region",
    ),
}
PARAMETERS = {
    "collections": ("where figures come from", "数据来源集合"),
    "panel_start": ("first year", "起始年"),
    "panel_end": ("last year", "结束年"),
    "excluded_regions": ("regions left out", "剔除地区"),
    "flow": ("trade flow", "贸易流"),
    "horizon": ("years of a difference (k)", "差分年数（k）"),
    "national_base": ("base of resilience", "韧性的全国基准"),
    "lq_base": ("base of location quotients", "区位商基准"),
    "distance_point": ("distances between", "距离端点"),
    "kernel": ("weight by distance", "距离核函数"),
    "spillover_industry": ("industry", "行业"),
    "vintage_as_of": ("figures public by", "数据公布截止日"),
    "world": ("simulated world", "模拟世界"),
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


def in_chinese(cell: str) -> str:
    """A cell of words, one by one."""
    return "、".join(CELLS_ZH.get(word, word) for word in cell.split(", "))


def stated_zh(place: str) -> str:
    """Where a study says something: "section 3, Table 1"."""
    for en, zh in PLACES_ZH:
        place = re.sub(en, zh, place)
    return place
