"""The answer in plain words, each sentence made from stored numbers; usable tests are read and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from resilience.audit.claim_summary import claim_summary
from resilience.project.messages import Bilingual, joined, message
from resilience.report.labels import Labels, departure, in_words, mid_sentence, printed_name
from resilience.report.numbers import p_value, percent, signed
from resilience.report.sentence import Sentence, sentence
from resilience.report.tables import titles

if TYPE_CHECKING:
    from resilience.estimation.specification import Column, Study, Table
    from resilience.report.frames import Frames

LEVEL = 0.05
OWN_STATEMENTS = 4  # of a study without printed numbers, on the first screen; the others stand under their tables


def answer(data: Frames, study: Study) -> list[Sentence]:
    """The first screen: does the relation hold, what moderates it, what the printed numbers alone say.

    A panel that departs from what the study states, or from the baseline's reading of it, says so and judges nothing.
    """
    if not data.estimated:
        return [sentence("answer.not_estimated", "results.fits")]
    labels = Labels(study, data)
    if not data.is_published:
        named = {table.id: titles(table) for table in study.tables}
        statements = [
            sentence(
                "answer.statement", "audit.table_sentence",
                table=named.get(row.table_id, row.table_id), statement=(row.sentence_en, row.sentence_zh),
            )
            for row in _in_order(data.sentences, study).head(OWN_STATEMENTS).itertuples()
        ]  # fmt: skip
        return [*filter(None, [departure(data)]), *statements]
    why = [_baseline(labels), _moderation(labels), _printed(data), _variation(labels)]
    claims = Sentence(*claim_summary(data.claims), "audit.claims")
    return [*_headline(labels), *filter(None, why), claims, *_replicated(data)]


def _in_order(sentences: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Statements on effects and moderations: of the tables that the study's file names first, then in its order."""
    named = [place.table for place in (study.main, study.moderation) if place]
    order = {table_id: n for n, table_id in enumerate(dict.fromkeys([*named, *(table.id for table in study.tables)]))}
    rows = sentences[sentences["role"].isin(["effect", "moderation"])]
    return rows.sort_values("table_id", key=lambda ids: ids.map(order), kind="stable")


def _headline(labels: Labels) -> list[Sentence]:
    """The verdicts on the claims that the study's file names, and beneath them why."""
    claims = labels.data.claims.set_index("claim_id")
    named = [(each, claims.loc[each.claim]) for each in labels.study.headline if each.claim in claims.index]
    if not named:
        return []
    verdicts = [message("answer.verdict", claim=(each.en, each.zh), verdict=_pair(claim, "verdict", "verdict_zh"),
                        condition=_pair(claim, "condition_en", "condition_zh")) for each, claim in named]  # fmt: skip
    reasons = [message("answer.reason", claim=(each.en, each.zh), reason=_pair(claim, "reason_en", "reason_zh"),
                       side=_side(claim)) for each, claim in named]  # fmt: skip
    return [Sentence(*joined(texts, "sentences"), "audit.claims") for texts in (verdicts, reasons)]


def _side(claim: pd.Series) -> Bilingual:
    """The side of the claim that its verdict rests on."""
    side = "printed" if claim["rule_id"].startswith("printed") else "official"
    return _pair(claim, f"{side}_en", f"{side}_zh")


def _pair(row: pd.Series, en: str, zh: str) -> Bilingual:
    return Bilingual(*(row[name] if isinstance(row[name], str) else "" for name in (en, zh)))


def _replicated(data: Frames) -> list[Sentence]:
    """How much of the print is found again on the figures of this warehouse."""
    rows = data.replicated[data.replicated["study"].isin(data.studies) & (data.replicated["scope"] == "all")]
    return [
        sentence(
            "answer.replicated", "audit.replication_summary",
            n=int(row["n_coefficients"]), same=int(row["n_same_sign"]), significant=int(row["n_significant"]),
            share=percent(row["significant_share"]) if row["n_coefficients"] else "–",
            inside=int(row["n_inside_interval"]), with_interval=int(row["n_with_interval"]),
            equal=int(row["n_inside_rounding"]), comparable=int(row["n_comparable"]),
        )
        for _, row in rows.iterrows()
    ]  # fmt: skip


def _variation(labels: Labels) -> Sentence:
    """Known before any coefficient: how much of the panel's spillover moves within regions, and who carries it."""
    data, source = labels.data, "quality.vag_variation"
    if data.variation.empty:
        return sentence("answer.variation_unknown", source)
    within, top = data.variation["within_variation_share"].sum(), data.variation.iloc[0]
    spillover = labels.inside("vag") if "vag" in labels.study.variables else labels.spillover
    composition, is_carried = data.composition.head(1), bool(top["variation_share"] > 0.5 and within < 0.5)
    region = Bilingual(top["region_name_en"], top["region_name_zh"])
    return sentence(
        "answer.variation", f"quality.spillover_composition, {source}",
        spillover=spillover, within=percent(within), region=region, share=percent(top["variation_share"]),
        correlation="".join(f"{value:.4f}" for value in composition["own_quotient_correlation"]),
        neighbours="".join(percent(value, 2) for value in composition["neighbour_variance_share"]),
        carrier=region if is_carried else None,
    )  # fmt: skip


def _baseline(labels: Labels) -> Sentence | None:
    """The columns of the study's main table against what it prints of the focus."""
    data, study, main = labels.data, labels.study, labels.main_table
    if main is None or main.published_table is None:
        return None
    rows = data.replication
    rows = rows[(rows["table_id"] == main.published_table) & (rows["statistic"] == "estimate")]
    rows = rows[(rows["variable"] == study.focus) & rows["study"].isin(data.studies)]
    tests = data.careful.query("table_id == @main.id and term == @study.focus")
    every, some = (int((tests[name] < LEVEL).sum()) for name in ("p_adjusted_high", "p_adjusted_low"))
    usable = data.usability.query("table_id == @main.id and term == @study.focus and is_usable")
    listed = ", ".join(dict.fromkeys(usable.sort_values("size_high", kind="stable")["se_type"])) or "none"
    return sentence(
        "answer.baseline", "audit.replication, audit.careful_test",
        table=printed_name(main.published_table), focus=labels.inside(study.focus), n=len(rows),
        positive=int((rows["published_value"] > 0).sum()), same=int(rows["is_same_sign"].fillna(False).sum()),
        every=every, some=some, usable=in_words(listed),
        least=p_value(tests["p_adjusted_low"].min()) if len(tests) else "–", lacking=len(rows) - len(tests) or None,
    )  # fmt: skip


def _moderation(labels: Labels) -> Sentence | None:
    """The product that the study's file names, with the p of every usable test."""
    data, study, place = labels.data, labels.study, labels.study.moderation
    if place is None:
        return None
    here = "table_id == @place.table and column_id == @place.column"
    rows = data.estimates.query(f"{here} and term == @place.product").set_index("se_type")
    if rows.empty:
        return sentence("answer.moderation_unknown", "results.estimates")
    factors = study.products[place.product].of
    table = next(table for table in study.tables if table.id == place.table)
    column = next(column for column in table.columns if column.id == place.column)
    usable = set(data.usability.query(f"{here} and term == @place.product and is_usable")["se_type"])
    tests = data.careful.query(f"{here} and term == @place.product")
    estimate = rows["estimate"].iloc[0]
    shown = [Bilingual(*(f"{word} {p_value(rows.at[name, 'p_value'])}" for word in in_words(name)))
             for name in rows.index if name in usable]  # fmt: skip
    en, zh = labels.label(next(name for name in factors if name != study.focus))
    return sentence(
        "answer.moderation" if len(tests) and tests["p_high"].iloc[0] < LEVEL else "answer.no_moderation",
        f"results.estimates, {place.table}",
        Moderator=en, moderator=(mid_sentence(en), zh), weakens=estimate < 0, estimate=signed(estimate),
        tests=joined(shown) if shown else message("answer.no_usable_test"),
        n=int(data.fits.query(here).iloc[0]["n_obs"]),
        beside=_beside(table, column, {*factors, place.product}),
    )  # fmt: skip


def _beside(table: Table, column: Column, own: set[str]) -> Bilingual:
    """What else the column has: controls and fixed effects."""
    effects = joined([in_words(name.removesuffix("_code")) for name in table.effects(column)], "and")
    parts = [message("answer.controls")] if set(table.regressors(column)) - own else []
    parts += [message("answer.effects", effects=effects)] if effects.en else []
    return message("answer.beside", **{"with": joined(parts, "and")})


def _printed(data: Frames) -> Sentence:
    counts = data.consistency["verdict"].value_counts()
    return sentence(
        "answer.printed", "audit.consistency", n=len(data.consistency),
        **{name: int(counts.get(name, 0)) for name in ("holds", "contradicts", "impossible")},
        open=int(counts.get("not decidable", 0)), suspicious=int(counts.get("suspicious", 0)) or None,
    )  # fmt: skip
