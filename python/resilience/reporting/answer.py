"""The answer in plain words, each sentence made from stored numbers; none rests on CRV1 alone."""

from __future__ import annotations

import pandas as pd

from resilience.reporting.data import Warehouse
from resilience.reporting.ledger import claims_in_words
from resilience.reporting.numbers import p_value, percent
from resilience.reporting.sentence import VERDICTS_ZH, Sentence

LEVEL = 0.05
OWN_STATEMENTS = 4  # of a study without printed numbers, on the first screen; the others stand under their tables


def answer(data: Warehouse) -> list[Sentence]:
    """The first screen: does the relation hold, does innovation change it, what the printed numbers alone say."""
    if not data.estimated:
        return [Sentence("Nothing has been estimated on this panel yet.", "该面板尚未估计。", "results.fits")]
    if not data.is_published:
        rows = data.sentences[data.sentences["role"].isin(["effect", "moderation"])].head(OWN_STATEMENTS)
        return [Sentence(row.sentence_en, row.sentence_zh, "audit.table_sentence") for row in rows.itertuples()]
    why = [_baseline(data), _moderation(data), _printed(data), _variation(data)]
    return [_headline(data), *why, claims_in_words(data.claims), _replicated(data)]


def _headline(data: Warehouse) -> Sentence:
    """The verdicts on the two claims the study is about: Table 2 throughout, and the moderation of Table 4."""
    claims = data.claims.set_index(["table_id", "column_id"])
    main, moderation = claims.loc[("table_2", "*")], claims.loc[("table_4", "2")]
    return Sentence(
        f'"Virtual agglomeration raises export resilience": {_verdict(main, "en")}. '
        f'"Innovation weakens that effect": {_verdict(moderation, "en")}.',
        f"“虚拟集聚提升出口韧性”：{_verdict(main, 'zh')}。“创新削弱该作用”：{_verdict(moderation, 'zh')}。",
        "audit.claims",
    )


def _verdict(claim: pd.Series, language: str) -> str:
    verdict = claim["verdict"] if language == "en" else VERDICTS_ZH[claim["verdict"]]
    condition = claim[f"condition_{language}"]
    return f"{verdict} ({condition})" if isinstance(condition, str) else verdict


def _replicated(data: Warehouse) -> Sentence:
    """How much of the print is found again on the figures of this warehouse."""
    row = data.replicated.set_index("scope").loc["all"]
    inside, with_interval = int(row["n_inside_interval"]), int(row["n_with_interval"])
    n, significant, same = (int(row[name]) for name in ("n_coefficients", "n_significant", "n_same_sign"))
    comparable, equal = int(row["n_comparable"]), int(row["n_inside_rounding"])
    share = percent(row["significant_share"]) if n else "–"
    return Sentence(
        f"Of {n} printed coefficients that can be read and were recomputed, constants aside, {same} have the printed "
        f"sign and {significant} ({share}) are also significant under CRV1, CRV3 and, where it was run, permutation; "
        f"{inside} of {with_interval} lie in our 95 % interval. Of {comparable} printed numbers of the same unit and "
        f"construction {equal} are found again to the printed digits.",
        f"可辨读并已重估的{n}个刊印系数（不含常数项）中，{same}个与刊印同号，{significant}个（{share}）同号且在CRV1、CRV3及（若作置换）置换检验下均显著；"
        f"{with_interval}个中{inside}个落在本文95%置信区间内。单位与构造相同的{comparable}个刊印数字中，{equal}个与刊印相同。",
        "audit.replication_summary",
    )


def _variation(data: Warehouse) -> Sentence:
    """Known before any coefficient: how much of vag moves within regions, and who carries it."""
    source = "quality.vag_variation"
    if data.variation.empty:
        return Sentence("The variation is not known: the panel is empty.", "面板为空，变异未知。", source)
    within, top = data.variation["within_variation_share"].sum(), data.variation.iloc[0]
    mostly_en, mostly_zh = "", ""
    if top["variation_share"] > 0.5 and within < 0.5:
        mostly_en = f" What a regression on this variable finds is largely what sets {top['region_name_en']} apart."
        mostly_zh = f"以该变量回归所得，主要是{top['region_name_zh']}与他处之别。"
    return Sentence(
        f"Of the variation of virtual agglomeration {percent(within)} lies within regions, from year to year; "
        f"{top['region_name_en']} alone holds {percent(top['variation_share'])} of all of it.{mostly_en}",
        f"虚拟集聚的变异中{percent(within)}来自地区内的年际变动；{top['region_name_zh']}一地占全部变异的"
        f"{percent(top['variation_share'])}。{mostly_zh}",
        source,
    )


def _baseline(data: Warehouse) -> Sentence:
    rows = data.replication
    rows = rows[(rows["table_id"] == "table_2") & (rows["statistic"] == "estimate") & (rows["variable"] == "vag")]
    n, same = len(rows), int(rows["is_same_sign"].fillna(False).sum())
    positive = int((rows["published_value"] > 0).sum())
    kind_en, kind_zh = ("simulated", "模拟") if len(data.coverage) else ("officially published", "官方公布")
    crv1, crv3, permutation = (int((rows[name] < LEVEL).sum()) for name in ("p_crv1", "p_crv3", "p_permutation"))
    en = (
        f"The study prints a positive coefficient of virtual agglomeration in {positive} of the {n} columns of its "
        f"Table 2. "
        f"On {kind_en} figures {same} of {n} have the printed sign. At 5 %, {crv1} of {n} differ from zero "
        f"with region-clustered errors (CRV1), {crv3} with the jackknife (CRV3) and {permutation} when paths are "
        f"permuted across regions (smallest p: CRV3 {p_value(rows['p_crv3'].min())}, "
        f"permutation {p_value(rows['p_permutation'].min())})."
    )
    zh = (
        f"原研究表2的{n}列中，虚拟集聚系数{positive}列为正。用{kind_zh}数据重估，{same}列与刊印符号相同。在5%水平，"
        f"CRV1聚类标准误下{crv1}列异于零，CRV3（刀切）下{crv3}列，地区间置换检验下{permutation}列"
        f"（最小p值：CRV3 {p_value(rows['p_crv3'].min())}，置换 {p_value(rows['p_permutation'].min())}）。"
    )
    return Sentence(en, zh, "audit.replication")


def _moderation(data: Warehouse) -> Sentence:
    rows = data.estimates
    rows = rows[(rows["table_id"] == "table_4_as_equations_state") & (rows["term"] == "vag_x_rd")].set_index("se_type")
    fit = data.fits[(data.fits["table_id"] == "table_4_as_equations_state") & (data.fits["column_id"] == "2")].iloc[0]
    if rows.empty:
        return Sentence("The moderation could not be estimated.", "调节效应未能估计。", "results.estimates")
    estimate = rows["estimate"].iloc[0]
    values = {name: rows.at[f"{name}(region)", "p_value"] for name in ("CRV1", "CRV3", "permutation")}
    clear = all(value < LEVEL for value in values.values())
    direction_en, direction_zh = ("weakens", "削弱") if estimate < 0 else ("strengthens", "增强")
    listed = ", ".join(f"{name} {p_value(value)}" for name, value in values.items())
    listed_zh = listed.replace(", ", "，").replace("permutation", "置换")
    en = (
        f"Innovation, here R&D expenditure over GDP, {direction_en} the relation "
        if clear
        else "The figures do not show that innovation, here R&D expenditure over GDP, changes the relation "
    ) + f"(interaction {estimate:+.4f}, p: {listed}; N = {fit['n_obs']}, with controls and year effects).".replace(
        "-", "−"
    )
    zh = (
        f"创新（以研发经费占GDP比重衡量）{direction_zh}该关系"
        if clear
        else "数据未显示创新（以研发经费占GDP比重衡量）改变该关系"
    ) + f"（交互项{estimate:+.4f}，p值：{listed_zh}；N={fit['n_obs']}，含控制变量与年份效应）。".replace("-", "−")
    return Sentence(en, zh, "results.estimates, table_4_as_equations_state")


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
