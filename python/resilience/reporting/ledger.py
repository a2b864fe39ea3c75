"""The claims of a study in plain words: which hold, under which condition, and which do not."""

from __future__ import annotations

import pandas as pd

from resilience.reporting.sentence import VERDICTS_ZH, Sentence

HOLDING = ("holds", "holds only if")  # named in full; the claims of other verdicts by number, as they stand below
OTHERS = ("does not hold", "not tested by the study", "not decidable", "not estimated")


def claims_in_words(claims: pd.DataFrame) -> Sentence:
    """How many claims have which verdict; those that hold with their words and conditions, in their order."""
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
    if "holds" not in set(claims["verdict"]):
        en, zh = ["none holds as stated"], ["无一按原述成立"]
    for verdict in (*HOLDING, *OTHERS):
        rows = claims[claims["verdict"] == verdict].sort_values("claim_id")
        if len(rows):
            numbers = ", ".join(map(str, rows["claim_id"]))
            is_named = verdict in HOLDING
            en.append(f"{verdict}: {len(rows)} ({_listed(rows, 'en', ', ') if is_named else numbers})")
            zh.append(f"{VERDICTS_ZH[verdict]}：{len(rows)}（{_listed(rows, 'zh', '，') if is_named else numbers}）")
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
