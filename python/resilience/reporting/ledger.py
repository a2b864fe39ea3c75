"""The claims of a study in plain words: which hold, under which condition, and which do not."""

from __future__ import annotations

import pandas as pd

from resilience.reporting.sentence import VERDICTS_ZH, Sentence

ORDER = ("holds", "holds only if", "does not hold", "not tested by the study", "not decidable", "not estimated")


def claims_in_words(claims: pd.DataFrame) -> list[Sentence]:
    """One sentence per verdict that a claim has, and one that says so where none holds; claims in their order."""
    found = []
    for verdict in ORDER:
        rows = claims[claims["verdict"] == verdict].sort_values("claim_id")
        if verdict == "holds" and rows.empty:
            en, zh = (
                f"None of the study's {len(claims)} claims holds as stated.",
                f"原研究{len(claims)}项论断无一按原述成立。",
            )
        elif rows.empty:
            continue
        else:
            en = f"{verdict.capitalize()} ({len(rows)} of {len(claims)} claims): {_listed(rows, 'en', '; ')}."
            zh = f"{VERDICTS_ZH[verdict]}（{len(claims)}项中{len(rows)}项）：{_listed(rows, 'zh', '；')}。"
        found.append(Sentence(en, zh, "audit.claims"))
    return found


def _listed(rows: pd.DataFrame, language: str, separator: str) -> str:
    told = []
    for row in rows.itertuples():
        condition = getattr(row, f"condition_{language}")
        claim = getattr(row, f"claim_{language}").rstrip("。.")
        told.append(f"({row.claim_id}) {claim}" + (f" — {condition}" if isinstance(condition, str) else ""))
    return separator.join(told)
