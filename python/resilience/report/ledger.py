"""The claims of a study in plain words: which hold, under which condition, and which do not."""

from __future__ import annotations

import pandas as pd

from resilience.report.sentence import Sentence

# In the order of the scale; claims of the first are named in full, of the others by number, as they stand below.
NAMED = ("confirmed", "confirmed in sign, not in size")
ORDER = (
    *NAMED, "consistent with its own numbers", "inconclusive", "not confirmed", "contradicted by official figures",
    "contradicted by its own numbers", "not tested by the study", "not decidable", "not estimated", "no verdict",
)  # fmt: skip


def claims_in_words(claims: pd.DataFrame) -> Sentence:
    """How many claims have which verdict; those that are confirmed with their words and conditions, in their order."""
    if claims.empty:
        return Sentence("No claim of this study is listed.", "未列出该研究的论断。", "audit.claims")
    if set(claims["verdict"]) == {"no verdict"}:
        en, zh = claims["reason_en"].iloc[0], claims["reason_zh"].iloc[0]
        return Sentence(
            f"No verdict on the study's {len(claims)} claims. {en}.",
            f"对原研究{len(claims)}项论断不作结论。{zh}。",
            "audit.claims",
        )
    en, zh = [], []
    if NAMED[0] not in set(claims["verdict"]):
        en, zh = ["none is confirmed"], ["无一证实"]
    for verdict in ORDER:
        rows = claims[claims["verdict"] == verdict].sort_values("claim_id")
        if len(rows):
            numbers = ", ".join(map(str, rows["claim_id"]))
            is_named = verdict in NAMED
            en.append(f"{verdict}: {len(rows)} ({_listed(rows, 'en', ', ') if is_named else numbers})")
            verdict_zh = rows["verdict_zh"].iloc[0]
            zh.append(f"{verdict_zh}：{len(rows)}（{_listed(rows, 'zh', '，') if is_named else numbers}）")
    return Sentence(
        f"The study's {len(claims)} claims, by number: {'; '.join(en)}.",
        f"原研究{len(claims)}项论断（按编号）：{'；'.join(zh)}。",
        "audit.claims",
    )


def _listed(rows: pd.DataFrame, language: str, separator: str) -> str:
    told = []
    for row in rows.itertuples():
        condition = getattr(row, f"condition_{language}")
        claim = getattr(row, f"claim_{language}").rstrip("。.")
        told.append(f"{row.claim_id} {claim}" + (f" — {condition}" if isinstance(condition, str) else ""))
    return separator.join(told)
