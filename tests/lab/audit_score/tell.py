"""The score in words and tables: printed by the command, and kept between markers in docs/audit.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from scipy import stats

from lab.audit_score.features import LABELS
from lab.audit_score.misprints import KINDS
from resilience import __version__
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

if TYPE_CHECKING:
    from lab.audit_score.run import Score

IN_STARS = ("estimate", "se", "stars")  # the cells that "star against t" looks at


def summary(score: Score) -> str:
    """The answer in eight lines."""
    single, seen = totals(score)
    sign = score.kinds.set_index("kind").loc["sign"]
    alarms = score.false_alarms["study"].nunique()
    n_true = int(score.designs["papers"].sum())
    limit = stats.binomtest(alarms, n_true).proportion_ci(method="exact").high
    return "\n".join(
        [
            f"{n_true:,} true papers, half of them plain, half with features of real ones: {alarms} with a false alarm "
            f"(95 % interval: up to {100 * limit:.2f} %), {score.suspicions['study'].nunique()} with a suspicion.",
            "found of the misprints of one cell, by design: "
            + ", ".join(f"{row.design} {_rate(row.found, row.misprints)}" for row in score.designs.itertuples())
            + "; below of the plain design.",
            f"misprints of one cell: {_against_stars(single)}.",
            f"of them in cells that stars see (coefficient, error, stars): {_against_stars(seen)}.",
            f"stars against the t of the printed digits: {_rate(single.found_by_plain_stars, single.misprints)} found, "
            f"and an alarm on {_rate(score.plain_alarms['study'].nunique(), score.n_papers)} of the true papers.",
            f"wrong coefficients and errors, by the note: {_by_note(score)}.",
            f"sign errors: {_rate(sign.found, sign.misprints)} against {_rate(sign.found_by_stars, sign.misprints)}.",
            f"the wrong cell is among those named in {_rate(single.cell_named, single.found)} of what is found.",
        ]
    )


def totals(score: Score) -> tuple[pd.Series, pd.Series]:
    """Counts over all misprints of one cell, and over those in cells that "star against t" looks at."""
    single = score.kinds[score.kinds["kind"].map(lambda kind: KINDS[kind].is_single)]
    seen = score.cells[score.cells["statistic"].isin(IN_STARS)]
    return single.drop(columns="kind").sum(), seen.drop(columns="statistic").sum()


def kinds_table(score: Score) -> str:
    """Kinds of misprints as Markdown: how many are found, with Wilson's 95 % interval, and by stars against t alone."""
    single, seen = totals(score)
    kinds = score.kinds.set_index("kind").reindex([kind for kind in KINDS if kind in set(score.kinds["kind"])])
    rows = [(KINDS[row.Index].label, row) for row in kinds.itertuples()]
    rows += [("**any misprint of one cell**", single), ("**those in a coefficient, error or stars**", seen)]
    lines = [
        "| misprint | planted | found, % | stars against t alone, % | cell named, % of found | of so many (median) |",
        "|---|---|---|---|---|---|",
    ]
    for label, row in rows:
        found = (_interval(row.found, row.misprints), _share(row.found_by_stars, row.misprints))
        named = (
            _share(row.cell_named, row.found),
            f"{row.cells_named_median:.0f}" if row.found and label[0] != "*" else "",
        )
        lines.append(f"| {' | '.join((label, f'{int(row.misprints):,}', *found, *named))} |")
    return "\n".join(lines)


def designs_table(score: Score) -> str:
    """Designs as Markdown: papers, false alarms on them, and how many misprints of one cell are found."""
    lines = ["| design | true papers | accused | misprints of one cell found, % |", "|---|---|---|---|"]
    rows = score.designs.set_index("design").reindex([name for name in LABELS if name in set(score.designs["design"])])
    for row in rows.itertuples():
        found = _interval(row.found, row.misprints)
        lines.append(f"| {LABELS[row.Index]} | {int(row.papers):,} | {int(row.accused)} | {found} |")
    return "\n".join(lines)


def checks_table(score: Score) -> str:
    """Checks as Markdown: how many of all misprints each finds, and how many no other finds."""
    lines = ["| check | finds, % of all misprints | alone, % |", "|---|---|---|"]
    for row in score.checks.itertuples():
        lines.append(
            f"| `{row.check_name}` | {_share(row.found, row.misprints)} | {_share(row.found_alone, row.misprints)} |"
        )
    return "\n".join(lines)


def write_page(score: Score, page: Path = PROJECT_DIR / "docs/audit.md") -> None:
    """Puts the tables of a full score between their markers in the page."""
    by = f"`make audit-score`, version {__version__}, {score.n_papers:,} papers, seed {score.seed}, {score.seconds} s"
    said = summary(score).replace("\n", "\n- ")
    tables = f"{kinds_table(score)}\n\n{designs_table(score)}"
    _put(page, "audit-score", f"{tables}\n\nWritten by {by}:\n\n- {said}")
    _put(page, "audit-checks", f"{checks_table(score)}\n\nWritten by {by}.")


def _put(file: Path, name: str, text: str) -> None:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    whole = file.read_text(encoding="utf-8")
    if begin not in whole or end not in whole:
        raise UserError(f"{file} has no lines {begin} and {end}; add them where the score shall stand.")
    before, after = whole.split(begin)[0], whole.split(end)[1]
    file.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def _by_note(score: Score) -> str:
    rows = score.notes.set_index("states_classical")
    named = {True: "classical errors stated", False: "other errors, or none stated"}
    return "; ".join(f"{text}, {_against_stars(rows.loc[key])}" for key, text in named.items() if key in rows.index)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "–"


def _rate(part: int, whole: int) -> str:
    return f"{_share(part, whole)} %"


def _against_stars(row: pd.Series) -> str:
    ratio = row.found / max(row.found_by_stars, 1)
    alone = _rate(row.found_by_stars, row.misprints)
    return f"{_rate(row.found, row.misprints)} found, by stars against t alone {alone}: {ratio:.1f} times"


def _interval(part: int, whole: int) -> str:
    if not whole:
        return "–"
    interval = stats.binomtest(int(part), int(whole)).proportion_ci(method="wilson")
    return f"{_share(part, whole)} ({100 * interval.low:.1f}–{100 * interval.high:.1f})"
