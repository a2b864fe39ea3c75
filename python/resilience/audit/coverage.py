"""How much of a study its audit covers, and what would have to be said for more, in words."""

from __future__ import annotations

import pandas as pd

COVERAGE = "select * from audit.print_coverage where study = any ($1) order by study, table_id"
MISSING = "select * from audit.missing_fact where study = any ($1) order by study, n_checks desc, fact, table_id"


def covered(coverage: pd.DataFrame) -> tuple[str, str]:
    """How many printed numbers are tied to another one, and how many stand alone, in English and Chinese."""
    tied, total = int(coverage["n_tied"].sum()), int(coverage["n_numbers"].sum())
    alone = total - tied
    en = (
        f"Of {total} printed numbers {tied} are tied to another number by a check that decides; {alone} stand alone, "
        "and a slip in one of them would not be seen."
    )
    return en, f"{total}个刊印数字中，{tied}个与其他数字相互约束并已判定；{alone}个无从对照，其误植不可见。"


def wanted(missing: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Fact by fact what is not said: how to say it, and of which tables and how many checks, in English and Chinese."""
    rows = []
    for fact, own in missing.groupby("fact", sort=False):
        n = int(own.groupby("table_id")["n_checks"].max().sum())
        tables = list(dict.fromkeys(own["table_id"]))
        names_en, names_zh = (", ".join(dict.fromkeys(own[f"premise_{language}"])) for language in ("en", "zh"))
        rows.append(
            (
                str(fact),
                f"{names_en} ({', '.join(_table(each, 'Table ') for each in tables)}): {n} checks wait for it",
                f"{names_zh}（{'、'.join(_table(each, '表') for each in tables)}）：{n}项检查有待于此",
            )
        )
    return rows


def _table(name: str, word: str) -> str:
    return name.replace("table_", word)
