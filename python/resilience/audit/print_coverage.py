"""How much of a study its audit covers, and what would have to be said for more, in words."""

from __future__ import annotations

import pandas as pd

from resilience.project.messages import Bilingual, joined, message

COVERAGE = "select * from audit.print_coverage where study = any ($1) order by study, table_id"
MISSING = "select * from audit.missing_fact where study = any ($1) order by study, n_checks desc, fact, table_id"


def covered(coverage: pd.DataFrame) -> Bilingual:
    """How many printed numbers are tied to another one, and how many stand alone."""
    tied, total = int(coverage["n_tied"].sum()), int(coverage["n_numbers"].sum())
    return message("coverage.tied", n=total, tied=tied, alone=total - tied or None)


def wanted(missing: pd.DataFrame) -> list[tuple[str, Bilingual]]:
    """Fact by fact what is not stated: how to state it, and of which tables and how many checks."""
    rows = []
    for fact, own in missing.groupby("fact", sort=False):
        tables = [message("label.table", table=each.removeprefix("table_")) for each in dict.fromkeys(own["table_id"])]
        names = [Bilingual(*each) for each in dict.fromkeys(zip(own["premise_en"], own["premise_zh"], strict=True))]
        n = int(own.groupby("table_id")["n_checks"].max().sum())
        rows.append((str(fact), message("coverage.fact", names=joined(names), tables=joined(tables), n=n)))
    return rows
