"""A sentence of the report in both languages, and the verdicts' Chinese names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages and the warehouse tables its numbers stand in."""

    en: str
    zh: str
    source: str


VERDICTS_ZH = {
    "holds": "成立",
    "not decidable": "无法判断",
    "no verdict": "不作结论",
    "contradicts": "矛盾",
    "impossible": "不可能",
    "suspicious": "可疑",
    "equal as printed": "与刊印相同",
    "same sign, significant": "同号且显著",
    "same sign, not significant": "同号但不显著",
    "same sign, no usable test": "同号，无可用检验",
    "opposite sign": "符号相反",
    "differs": "不同",
    "printed cell is unreadable": "刊印值不可读",
    "not comparable": "不可比",
    "not recomputed": "未重估",
    "not a number": "非数值",
    "definition": "定义",
    "years": "年份",
    "vintage": "数据口径",
    "construction": "变量构造",
    "stated": "已述明",
    "measured": "实测",
    "by elimination": "排除",
}
