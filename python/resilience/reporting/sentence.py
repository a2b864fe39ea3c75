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
    "holds only if": "有条件成立",
    "does not hold": "不成立",
    "not tested by the study": "原文未检验",
    "not decidable": "无法判定",
    "not estimated": "未估计",
    "contradicts": "矛盾",
    "impossible": "不可能",
    "suspicious": "可疑",
    "equal as printed": "与刊印相同",
    "same sign, significant": "同号且显著",
    "same sign, not significant": "同号但不显著",
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
