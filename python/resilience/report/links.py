"""How far the two vintages of a series link differ, in words."""

from __future__ import annotations

from typing import Any

from resilience.report.numbers import number
from resilience.report.sentence import Sentence


def jump(link: Any) -> Sentence:
    """A row of reference.series_links with the names of its region."""
    median, largest = number(link.median_jump_pct, 2), number(link.largest_jump_pct, 2)
    if link.measured_by == "same_year":
        en = f"in a year that both have they differ by {median} % (median) and at most {largest} %"
        zh = f"两者共有年份相差{median}%（中位数），最大{largest}%"
    else:
        growth, beside = number(link.median_growth_pct, 2), number(link.median_neighbouring_growth_pct, 2)
        en = (
            f"growth across the joint exceeds that of the years beside it by {median} percentage points (median: "
            f"{growth} % against {beside} %) and at most {largest}"
        )
        zh = f"接点处增长超出相邻年份{median}个百分点（中位数：{growth}%对{beside}%），最大{largest}个百分点"
    return Sentence(f"({en}, {link.region_name_en})", f"（{zh}，{link.region_name_zh}）", "reference.series_links")
