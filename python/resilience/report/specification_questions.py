"""What a referee asks about a whole set of specifications: chance, choices, other industries, omitted variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resilience.project.messages import Bilingual, joined, label
from resilience.report.answer import LEVEL
from resilience.report.labels import mid_sentence
from resilience.report.numbers import number, p_value, percent
from resilience.report.sentence import Question, heads, same, sentence, span

if TYPE_CHECKING:
    import pandas as pd

SAME = 1e-8  # what rounding explains, as estimation.moderation


def chance(joint: pd.DataFrame) -> Question:
    """Whether the curve's statistics lie beyond what exchanged residual paths give."""
    answer = sentence(
        "question.chance.answer", "results.specification_joint", n=len(joint), specs=f"{joint['n_specs'].iloc[0]:,}",
        beyond=int((joint["p_value"] < LEVEL).sum()), is_beyond=bool((joint["p_value"] < LEVEL).any()),
        draws=int(joint["n_draws"].iloc[0]), smallest=p_value(joint["p_value"].min()),
    )  # fmt: skip
    rows = [
        [
            label("curve", row.statistic),
            same(number(row.observed, 3)),
            span(row.null_p05, row.null_p95),
            same(p_value(row.p_value)),
        ]
        for row in joint.itertuples()
    ]
    return Question("chance", answer, heads("statistic", "observed", "by_chance", "p"), rows)


def choice(choices: pd.DataFrame, is_printed: bool) -> Question:
    """Which open choices turn the sign of most specifications, and which one explains most of their variance."""
    turning = choices[(choices["lowest_same_sign_share"] < 0.5) & (choices["highest_same_sign_share"] > 0.5)]
    arbitrary, top = turning.loc[turning["kind"] == "arbitrary", "choice"], choices.iloc[0]
    answer = sentence(
        "question.choice.answer", "audit.specification_choice; reference.specification_choices",
        n=len(choices), turning=len(turning), arbitrary=len(arbitrary), share=percent(top["variance_share"]),
        named=joined([label("choice", name) for name in arbitrary]), top=label("choice", top["choice"]),
        kind=label("choice_kind", top["kind"]),
    )  # fmt: skip
    rows = [
        [
            label("choice", row.choice),
            label("choice_kind", row.kind),
            same(str(row.n_values)),
            same(percent(row.variance_share)),
            span(100 * row.lowest_same_sign_share, 100 * row.highest_same_sign_share, 0),
        ]
        for row in choices.itertuples()
    ]
    sign = "printed_sign" if is_printed else "mean_sign"
    return Question("choice", answer, heads("choice", "kind", "values", "variance", sign), rows)


def industries(standing: pd.DataFrame) -> Question:
    """Where the study's industry stands when every other takes its place in the same column."""
    out, n = int(standing["stands_out"].sum()), len(standing)
    name = Bilingual(mid_sentence(standing["industry_name_en"].iloc[0]), standing["industry_name_zh"].iloc[0])
    verdict = "all" if out == n else "some" if out else "none"
    answer = sentence(
        f"question.industries.{verdict}", "audit.placebo_standing, results.placebo", industry=name, n=n, out=out,
        of=int(standing["n_industries"].max()), low=int(standing["t_rank"].min()), high=int(standing["t_rank"].max()),
    )  # fmt: skip
    rows = [
        [
            same(f"({row.column_id})"),
            same(str(row.n_industries)),
            same(str(row.t_rank)),
            same(str(row.slope_rank)),
            Bilingual(row.strongest_name_en, row.strongest_name_zh),
        ]
        for row in standing.itertuples()
    ]
    return Question("industries", answer, heads("column", "industries", "t_rank", "slope_rank", "largest_t"), rows)


def centring(diagnostics: pd.DataFrame) -> Question:
    """Whether any product's fit changes when it is centred; the figures say it product by product."""
    moved = int((diagnostics["value"] > SAME).sum())
    answer = sentence(
        "question.centring.answer", "results.diagnostics, centring_difference", n=len(diagnostics), moved=moved,
        is_moved=moved > 0, largest=f"{diagnostics['value'].max():.0e}".replace("-", "−"),
    )  # fmt: skip
    return Question("centring", answer, [], [])


def omitted(bounds: pd.DataFrame, titles: dict[str, Bilingual]) -> Question:
    """Oster's bounds: how far variables like the controls, but left out, could move the coefficient."""
    answer = sentence(
        "question.omitted.answer", "results.oster", n=len(bounds),
        turned=int((bounds["estimate_controlled"] * bounds["estimate_adjusted"] < 0).sum()),
        least=span(bounds["delta_for_zero"].min(), bounds["delta_for_zero"].max(), 2),
    )  # fmt: skip
    rows = [
        [
            Bilingual(*(f"{title} ({row.column_id})" for title in titles[row.table_id])),
            same(number(row.estimate_uncontrolled, 3)),
            same(number(row.estimate_controlled, 3)),
            same(number(row.estimate_adjusted, 3)),
            same(number(row.delta_for_zero, 2)),
        ]
        for row in bounds.itertuples()
    ]
    return Question("omitted", answer, heads("table_column", "uncontrolled", "controlled", "adjusted", "delta"), rows)
