"""The claims of a study in plain words: which hold, under which condition, and which do not."""

from __future__ import annotations

import pandas as pd

from resilience.project.messages import Bilingual, joined, message

# In the order of the scale; claims of the first are named in full, of the others by number, as they stand below.
NAMED = ("confirmed", "confirmed in sign, not in size")
ORDER = (
    *NAMED, "consistent with its own numbers", "inconclusive", "not confirmed", "contradicted by official figures",
    "contradicted by its own numbers", "not tested by the study", "not decidable", "not estimated", "no verdict",
)  # fmt: skip


def claim_summary(claims: pd.DataFrame) -> Bilingual:
    """How many claims have which verdict; those that are confirmed with their words and conditions, in their order."""
    if claims.empty:
        return message("claims.none")
    if set(claims["verdict"]) == {"no verdict"}:
        reason = (claims["reason_en"].iloc[0], claims["reason_zh"].iloc[0])
        return message("claims.no_verdict", n=len(claims), reason=reason)
    counts = [] if NAMED[0] in set(claims["verdict"]) else [message("claims.none_confirmed")]
    for verdict in ORDER:
        rows = claims[claims["verdict"] == verdict].sort_values("claim_id")
        if len(rows):
            numbers = ", ".join(map(str, rows["claim_id"]))
            counts.append(message("claims.count", verdict=(verdict, rows["verdict_zh"].iloc[0]), n=len(rows),
                                  claims=_listed(rows) if verdict in NAMED else numbers))  # fmt: skip
    return message("claims.all", n=len(claims), counts=joined(counts, "clauses"))


def _listed(rows: pd.DataFrame) -> Bilingual:
    """Claims with their words, and on what condition they hold."""
    return joined([
        message(
            "claims.claim", id=row.claim_id, claim=(row.claim_en.rstrip("。."), row.claim_zh.rstrip("。.")),
            condition=(row.condition_en, row.condition_zh) if isinstance(row.condition_en, str) else None,
        )
        for row in rows.itertuples()
    ])  # fmt: skip
