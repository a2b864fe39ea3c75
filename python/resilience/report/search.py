"""How near the search for what could have made the printed variables gets, in one sentence."""

from __future__ import annotations

import pandas as pd

from resilience.report.data import Warehouse
from resilience.report.sentence import Sentence


def constructions(data: Warehouse) -> Sentence | None:
    """The nearest construction, how far it misses, and where the stated formula comes; none where nothing was tried."""
    if data.constructions.empty:
        return None
    best = data.constructions.iloc[0]
    n, near, tried, stated = (
        int(best[name]) for name in ("n_compared", "n_within_one_percent", "n_tried", "place_of_stated")
    )
    factor, years, is_printed_sign = 10 ** best["score"], best["horizon"], best["slope"] > 0
    return Sentence(
        f"Of {tried:,} constructions of the two variables tried on these figures, the nearest "
        f"(regressor: {_built(data.options, best, 'en', 'quotient', 'adding', 'scaling')}, "
        f"weight: {_small(best['kernel_en'])}; "
        f"outcome over {years} years: {_built(data.options, best, 'en', 'outcome', 'outcome_scaling')}) "
        f"misses the {n} printed numbers by a factor of {factor:.1f} on average, each counted as a factor of ten at "
        f"most, with {near} of them within 1 % and a slope of {'the printed' if is_printed_sign else 'the opposite'} "
        f"sign; the formula that the study states comes in place {stated:,}.",
        f"在本数据上试算的{tried}种变量构造中，最接近者（"
        f"解释变量：{_built(data.options, best, 'zh', 'quotient', 'adding', 'scaling')}，权重：{best['kernel_zh']}；"
        f"被解释变量（{years}年）：{_built(data.options, best, 'zh', 'outcome', 'outcome_scaling')}）"
        f"与{n}个刊印数字平均相差{factor:.1f}倍（单项差距至多计为十倍），其中{near}个相差不超过1%，"
        f"斜率符号与刊印{'相同' if is_printed_sign else '相反'}；原文所述公式列第{stated}位。",
        "audit.construction_score",
    )


def _built(options: pd.DataFrame, best: pd.Series, language: str, *parts: str) -> str:
    labels = options.set_index(["part", "option"])[f"label_{language}"]
    words = [labels[(part, best[part])] for part in parts]
    if language == "zh":
        return "，".join(words)
    return ", ".join(map(_small, words))


def _small(words: str) -> str:
    return words[0].lower() + words[1:]
