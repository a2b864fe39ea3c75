"""Rows of a printed table that hold a word and no number, as people write them: controls, effects, weights, constant.

`Controls | YES`, `控制变量 | 控制`, `County FE | No`, `省份固定效应 | 是`: the heading stands in the column term or
statistic. Each becomes a row of the whole column (`_model`) under the statistic that the models read.
"""

from __future__ import annotations

import re

YES = {"yes", "y", "true", "是", "有", "控制", "已控制", "√", "✓", "✔"}
NO = {"no", "n", "false", "否", "无", "未控制", "不控制", "×", "✗", "✘"}
# What a row of words says: in this order, the first that the heading matches.
HEADINGS = {
    "effects": re.compile(r"fixed.?effects?|\bfes?\b|effects?\b|dumm(y|ies)|固定|效应|虚拟变量", re.IGNORECASE),
    "controls": re.compile(r"control|covariate|控制变量|协变量", re.IGNORECASE),
    "constant": re.compile(r"\bcons(tant)?\b|intercept|常数|截距", re.IGNORECASE),
    "weights": re.compile(r"weight|加权|权重", re.IGNORECASE),
    "estimator": re.compile(r"estimator|estimation|method|估计方法|回归方法", re.IGNORECASE),
    "outcome": re.compile(r"dependent|outcome|被解释变量|因变量", re.IGNORECASE),
    "sample": re.compile(r"sample|样本", re.IGNORECASE),
}
YEARS = re.compile(r"year|time|period|annual|年|时间|时期", re.IGNORECASE)
EFFECTS = "_fixed_effects"
WORDS = {
    "controls", "constant", "weights", "estimator", "outcome", "sample", "year_fixed_effects", "other_fixed_effects",
}  # fmt: skip


def is_word_of_model(statistic: str) -> bool:
    """Whether a statistic is a word about the whole column and no number."""
    return statistic in WORDS or statistic.endswith(EFFECTS)


def in_words(row: dict[str, str]) -> dict[str, str]:
    """The row, or, if it holds a word under a known heading, one of `_model` with YES or NO for such words."""
    term, statistic = (row.get("term") or "").strip(), (row.get("statistic") or "").strip()
    text = (row.get("value_as_printed") or "").strip()
    answer = "YES" if text.lower() in YES else "NO" if text.lower() in NO else None
    if not is_word_of_model(statistic):
        named = _statistic(term, statistic, answer)
        if named is None:
            return row
        statistic = named
    if answer and (statistic in ("controls", "constant") or statistic.endswith(EFFECTS)):
        text = answer
    return row | {"term": "_model", "statistic": statistic, "value_as_printed": text}


def _statistic(term: str, statistic: str, answer: str | None) -> str | None:
    """The statistic that a heading names; none where the row is a number's."""
    if answer is None and term != "_model":
        return None
    heading = " ".join(part for part in (term, statistic) if part not in ("_model", "estimate", "se", "stars", ""))
    plain = heading.replace("_", " ")
    for name, pattern in HEADINGS.items():
        if pattern.search(plain):
            if name == "effects":
                return _effects(plain)
            return name if answer is None or name in ("controls", "constant", "weights") else None
    return f"year{EFFECTS}" if answer and YEARS.search(plain) else None


def _effects(heading: str) -> str:
    kind = re.sub(r"[^\w]+", "_", HEADINGS["effects"].sub("", heading).strip().lower()).strip("_")
    others = YEARS.sub("", kind).strip("_s和与及and ")
    if YEARS.search(kind):
        return f"year{EFFECTS}" if not others else f"{kind}{EFFECTS}"
    return f"{kind or 'other'}{EFFECTS}"
