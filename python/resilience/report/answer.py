"""The answer in plain words, each sentence made from stored numbers; usable tests are read and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from resilience.report.captions import CELLS_ZH, in_chinese
from resilience.report.data import Warehouse
from resilience.report.ledger import claims_in_words
from resilience.report.numbers import p_value, percent
from resilience.report.sentence import Sentence
from resilience.report.tables import titles
from resilience.report.words import Words, departure, mid_sentence, printed_name

if TYPE_CHECKING:
    from resilience.estimation.specification import Column, Study, Table

LEVEL = 0.05
OWN_STATEMENTS = 4  # of a study without printed numbers, on the first screen; the others stand under their tables


def answer(data: Warehouse, study: Study) -> list[Sentence]:
    """The first screen: does the relation hold, what moderates it, what the printed numbers alone say.

    A panel that departs from what the study states, or from the baseline's reading of it, says so and judges nothing.
    """
    if not data.estimated:
        return [Sentence("Nothing has been estimated on this panel yet.", "该面板尚未估计。", "results.fits")]
    words = Words(study, data)
    if not data.is_published:
        departs = departure(data)
        rows = _in_order(data.sentences, study).head(OWN_STATEMENTS)
        named = {table.id: titles(table) for table in study.tables}
        told = [
            Sentence(f"{en} · {row.sentence_en}", f"{zh} · {row.sentence_zh}", "audit.table_sentence")
            for row in rows.itertuples()
            for en, zh in [named.get(row.table_id, (row.table_id, row.table_id))]
        ]
        return ([departs] if departs else []) + told
    why = [_baseline(words), _moderation(words), _printed(data), _variation(words)]
    return [*_headline(words), *filter(None, why), claims_in_words(data.claims), *_replicated(data)]


def _in_order(sentences: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Statements on effects and moderations: of the tables that the study's file names first, then in its order."""
    named = [place.table for place in (study.main, study.moderation) if place]
    order = {table_id: n for n, table_id in enumerate(dict.fromkeys([*named, *(table.id for table in study.tables)]))}
    rows = sentences[sentences["role"].isin(["effect", "moderation"])]
    return rows.sort_values("table_id", key=lambda ids: ids.map(order), kind="stable")


def _headline(words: Words) -> list[Sentence]:
    """The verdicts on the claims that the study's file names, and beneath them why."""
    claims = words.data.claims.set_index("claim_id")
    named = [(each, claims.loc[each.claim]) for each in words.study.headline if each.claim in claims.index]
    if not named:
        return []
    return [
        Sentence(
            " ".join(f'"{each.en}": {_verdict(claim, "en")}.' for each, claim in named),
            "".join(f"“{each.zh}”：{_verdict(claim, 'zh')}。" for each, claim in named),
            "audit.claims",
        ),
        Sentence(
            " ".join(f'"{each.en}": {_reason(claim, "en")}' for each, claim in named),
            "".join(f"“{each.zh}”：{_reason(claim, 'zh')}" for each, claim in named),
            "audit.claims",
        ),
    ]


def _reason(claim: pd.Series, language: str) -> str:
    """Why the rule gives this verdict, and the side of the claim that it rests on."""
    stop, space = (".", " ") if language == "en" else ("。", "")
    side = claim[f"{'printed' if claim['rule_id'].startswith('printed') else 'official'}_{language}"]
    reason = f"{claim[f'reason_{language}']}{stop}"
    return f"{reason}{space}{side}" if isinstance(side, str) else reason


def _verdict(claim: pd.Series, language: str) -> str:
    verdict = claim["verdict"] if language == "en" else claim["verdict_zh"]
    condition = claim[f"condition_{language}"]
    return f"{verdict} ({condition})" if isinstance(condition, str) else verdict


def _replicated(data: Warehouse) -> list[Sentence]:
    """How much of the print is found again on the figures of this warehouse."""
    rows = data.replicated[data.replicated["study"].isin(data.studies)].set_index("scope")
    return [_found_again(rows.loc["all"])] if "all" in rows.index else []


def _found_again(row: pd.Series) -> Sentence:
    inside, with_interval = int(row["n_inside_interval"]), int(row["n_with_interval"])
    n, significant, same = (int(row[name]) for name in ("n_coefficients", "n_significant", "n_same_sign"))
    comparable, equal = int(row["n_comparable"]), int(row["n_inside_rounding"])
    share = percent(row["significant_share"]) if n else "–"
    return Sentence(
        f"Of {n} printed coefficients that can be read and were recomputed, constants aside, {same} have the printed "
        f"sign and {significant} ({share}) are also significant under every usable test; {inside} of {with_interval} "
        f"lie in the 95 % interval of the most careful one. Of {comparable} printed numbers of the same unit and "
        f"construction {equal} are found again to the printed digits.",
        f"可辨读并已重估的{n}个刊印系数（不含常数项）中，{same}个与刊印同号，{significant}个（{share}）同号且在各可用检验下均显著；"
        f"{with_interval}个中{inside}个落在最审慎检验的95%置信区间内。单位与构造相同的{comparable}个刊印数字中，{equal}个与刊印相同。",
        "audit.replication_summary",
    )


def _variation(words: Words) -> Sentence:
    """Known before any coefficient: how much of the panel's spillover moves within regions, and who carries it."""
    data, (spillover, spillover_zh) = (
        words.data,
        words.inside("vag") if "vag" in words.study.variables else words.spillover,
    )
    source = "quality.vag_variation"
    if data.variation.empty:
        return Sentence("The variation is not known: the panel is empty.", "面板为空，变异未知。", source)
    within, top = data.variation["within_variation_share"].sum(), data.variation.iloc[0]
    made, made_zh = _made_of(words, spillover, spillover_zh)
    mostly_en, mostly_zh = "", ""
    if top["variation_share"] > 0.5 and within < 0.5:
        mostly_en = f" What a regression on this variable finds is largely what sets {top['region_name_en']} apart."
        mostly_zh = f"以该变量回归所得，主要是{top['region_name_zh']}与他处之别。"
    return Sentence(
        f"{made}Of the variation of {spillover} {percent(within)} lies within regions, from year to year; "
        f"{top['region_name_en']} alone holds {percent(top['variation_share'])} of all of it.{mostly_en}",
        f"{made_zh}{spillover_zh}的变异中{percent(within)}来自地区内的年际变动；{top['region_name_zh']}一地占全部变异的"
        f"{percent(top['variation_share'])}。{mostly_zh}",
        f"quality.spillover_composition, {source}",
    )


def _made_of(words: Words, spillover: str, spillover_zh: str) -> tuple[str, str]:
    """What the regressor is: its own location quotient, or its neighbours'."""
    if words.data.composition.empty:
        return "", ""
    row = words.data.composition.iloc[0]
    correlation, share = f"{row['own_quotient_correlation']:.4f}", percent(row["neighbour_variance_share"], 2)
    return (
        f"The correlation of {spillover} with the region's own location quotient is {correlation}; the neighbours' "
        f"part is {share} of its variance. ",
        f"{spillover_zh}与本地区位商的相关系数为{correlation}；邻地部分占其方差的{share}。",
    )


def _baseline(words: Words) -> Sentence | None:
    """The columns of the study's main table against what it prints of the focus."""
    data, study = words.data, words.study
    main = next((table for table in study.tables if study.main and table.id == study.main.table), None)
    if main is None or main.published_table is None:
        return None
    printed_en, printed_zh = printed_name(main.published_table)
    focus, focus_zh = words.inside(study.focus)
    rows = data.replication
    rows = rows[(rows["table_id"] == main.published_table) & (rows["statistic"] == "estimate")]
    rows = rows[(rows["variable"] == study.focus) & rows["study"].isin(data.studies)]
    n, same = len(rows), int(rows["is_same_sign"].fillna(False).sum())
    positive = int((rows["published_value"] > 0).sum())
    tests = data.careful.query("table_id == @main.id and term == @study.focus")
    every, some = (int((tests[name] < LEVEL).sum()) for name in ("p_adjusted_high", "p_adjusted_low"))
    without = n - len(tests)
    lacking, lacking_zh = (
        (f" {without} of {n} have no usable test.", f"{without}列无可用检验。") if without else ("", "")
    )
    named = data.usability.query("table_id == @main.id and term == @study.focus and is_usable")
    listed = ", ".join(dict.fromkeys(named.sort_values("size_high", kind="stable")["se_type"])) or "none"
    least = p_value(tests["p_adjusted_low"].min()) if len(tests) else "–"
    en = (
        f"The study prints a positive coefficient of {focus} in {positive} of the {n} columns of its {printed_en}. "
        f"On officially published figures {same} of {n} have the printed sign. At 5 %, adjusted for the table's tests, "
        f"{every} of {n} differ from zero under every usable test and {some} under some (usable: {listed}; smallest p "
        f"{least}).{lacking}"
    )
    zh = (
        f"原研究{printed_zh}的{n}列中，{focus_zh}系数{positive}列为正。用官方公布数据复现，{same}列与原文符号相同。"
        f"在5%水平、经全表多重性调整，{every}列在各可用检验下均显著，{some}列在部分可用检验下显著"
        f"（可用：{in_chinese(listed)}；最小p值{least}）。{lacking_zh}"
    )
    return Sentence(en, zh, "audit.replication, audit.careful_test")


def _moderation(words: Words) -> Sentence | None:
    data, study, place = words.data, words.study, words.study.moderation
    if place is None:
        return None
    here = "table_id == @place.table and column_id == @place.column"
    rows = data.estimates.query(f"{here} and term == @place.product").set_index("se_type")
    if rows.empty:
        return Sentence("The moderation could not be estimated.", "调节效应未能估计。", "results.estimates")
    fit = data.fits.query(here).iloc[0]
    moderator = next(name for name in study.products[place.product].of if name != study.focus)
    label, label_zh = words.label(moderator)
    table = next(table for table in study.tables if table.id == place.table)
    column = next(column for column in table.columns if column.id == place.column)
    with_en, with_zh = _with(table, column, study.products[place.product].of, place.product)
    estimate = rows["estimate"].iloc[0]
    here_too = f"{here} and term == @place.product"
    usable = data.usability.query(f"{here_too} and is_usable")["se_type"]
    values = {name: rows.at[name, "p_value"] for name in rows.index if name in set(usable)}
    tests = data.careful.query(here_too)
    clear = len(tests) > 0 and tests["p_high"].iloc[0] < LEVEL
    direction_en, direction_zh = ("weakens", "削弱") if estimate < 0 else ("strengthens", "增强")
    listed = ", ".join(f"{name} {p_value(value)}" for name, value in values.items()) or "no usable test"
    listed_zh = "，".join(f"{in_chinese(name)} {p_value(value)}" for name, value in values.items()) or "无可用检验"
    en = (
        f"{label} {direction_en} the relation "
        if clear
        else f"The figures do not show that {mid_sentence(label)} changes the relation "
    ) + f"(interaction {estimate:+.4f}, p: {listed}; N = {fit['n_obs']}{with_en}).".replace("-", "−")
    zh = (
        f"{label_zh}{direction_zh}该关系" if clear else f"数据未显示{label_zh}改变该关系"
    ) + f"（交互项{estimate:+.4f}，p值：{listed_zh}；N={fit['n_obs']}{with_zh}）。".replace("-", "−")
    return Sentence(en, zh, f"results.estimates, {place.table}")


def _with(table: Table, column: Column, factors: tuple[str, str], product: str) -> tuple[str, str]:
    """What else the column has: controls and fixed effects."""
    controls = set(table.regressors(column)) - {*factors, product}
    effects = [name.removesuffix("_code") for name in table.effects(column)]
    en = (["controls"] if controls else []) + ([f"{' and '.join(effects)} effects"] if effects else [])
    zh = (["控制变量"] if controls else []) + [f"{CELLS_ZH.get(name, name)}效应" for name in effects]
    return (f", with {' and '.join(en)}" if en else ""), (f"，含{'与'.join(zh)}" if zh else "")


def _printed(data: Warehouse) -> Sentence:
    counts = data.consistency["verdict"].value_counts()
    holds, open_, contradicts, impossible, suspicious = (
        int(counts.get(name, 0)) for name in ("holds", "not decidable", "contradicts", "impossible", "suspicious")
    )
    en = (
        f"Of {len(data.consistency)} checks of the printed numbers alone {holds} hold, {open_} decide nothing, "
        f"{contradicts} find a contradiction, between numbers or with the text, and {impossible} a number that is "
        f"impossible under the formulas that the study states."
        + (f" {suspicious} are suspicious: by chance they are rarer than one in 1,000." if suspicious else "")
    )
    zh = (
        f"仅凭刊印数字：{len(data.consistency)}项检查中{holds}项成立，{contradicts}项相互或与正文矛盾，"
        f"{impossible}项在所述公式下不可能，{open_}项无法判定。"
        + (f"另有{suspicious}项可疑：偶然出现的概率低于千分之一。" if suspicious else "")
    )
    return Sentence(en, zh, "audit.consistency")


GATE_ZH = {"pass": "通过", "pass with findings": "通过（有发现）", "refuse": "拒绝"}
