"""The claims ledger: verdicts and conditions follow the figures, and the first screen says what the table says."""

import html
import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from fe_duckdb import Engine
from lab.audit_score.author import draw_paper
from lab.audit_score.studies import frames
from resilience.audit.study_audit import audit_cells
from resilience.audit.study_files import CLAIMS
from resilience.project import dbt
from resilience.project.warehouse import connect, panel_sha256, read
from resilience.publish.pipeline import FINGERPRINT

pytestmark = pytest.mark.slow

TOLD = ("claim_en", "claim_zh", "where_stated")
# Every estimate supports every claim, under every test and in every variation, the printed slope in its interval ...
SUPPORT = """
update results.estimates set p_value = 0.0001, ci_low = 0.1, ci_high = 5,
    estimate = case when term like '%\\_x\\_%' escape '\\' then -1 else 1 end
where term like 'vag%';
update results.diagnostics set value = 0.2 where diagnostic = 'standardised_slope' and item like 'vag%';
update results.leave_one_out set p_value = 0.0001, estimate = 1 where term like 'vag%';
update results.vintage_estimates set p_value = 0.0001, estimate = 1 where term = 'vag';
update results.multiple_testing set p_stepdown = 0.0001, estimate = 1;
update results.oster set estimate_adjusted = 1;
update results.specification_curve set p_value = 0.0001, estimate = 1;
update results.test_size set rejection = 0.05 where effect = 0;
"""
# ... but: region effects turn the sign, it rests on Beijing, and the most careful test does not see the second lag.
DOUBT = """
update results.estimates set estimate = -1 where term = 'vag' and table_id = 'referee_fixed_effects';
update results.leave_one_out set estimate = -1 where term = 'vag' and column_id = '1' and left_out = '110000';
update results.leave_one_out set estimate = -1 where column_id = '2' and left_out_kind = 'year';
update results.estimates set p_value = 0.2, ci_low = -1
where term = 'vag_lag2' and table_id = 'table_3_as_equations_state' and se_type = 'CRV3(region)';
"""
# The printed slope outside in the first column; the sign against it in the second; no test of the third that holds.
OUTSIDE = """
update results.estimates set ci_high = 0.5 where term = 'vag' and table_id = 'table_2' and column_id = '1';
"""
AGAINST = """
update results.estimates set estimate = -1, ci_low = -5, ci_high = -0.1
where term = 'vag' and table_id = 'table_2' and column_id = '2';
"""
NOT_USABLE = """
update results.test_size set rejection = 0.08 where table_id = 'table_2' and column_id = '3' and error_law = 'ar';
"""


def _claims(settings, changes):
    with connect(settings.work_file, read_only=False) as connection:
        connection.execute(changes)
        fingerprint = panel_sha256(Engine(connection))
    dbt.invoke(settings, ["run", "--select", "test_usability+"], environment={FINGERPRINT: fingerprint})
    with connect(settings.work_file) as connection:
        return read(connection, "select * from audit.claims").set_index("claim_id")


def test_a_claim_that_every_side_supports_is_confirmed_and_each_doubt_is_a_condition(working_copy):
    found = _claims(working_copy, SUPPORT)
    assert found.loc[[1, 2, 4, 5], "verdict"].tolist() == ["confirmed"] * 4
    assert found.loc[[1, 2, 4, 5], "condition_en"].isna().all()
    # what is printed refutes these whatever the figures say: t of 2.33, and a change of sign
    assert found.loc[[3, 6], "rule_id"].tolist() == ["printed_contradicts"] * 2
    found = _claims(working_copy, DOUBT)
    assert found.loc[1, "verdict"] == "confirmed"
    assert found.loc[1, "condition_en"] == "only in the same year, only with Beijing, only without region effects"
    assert found.loc[1, "condition_zh"] == "仅在当年、仅在含北京市时、仅在不加地区效应时"
    # of claim 2's columns the second needs every year, beside what the first needs
    assert "only with Beijing, only with all years together, only without" in found.loc[2, "condition_en"]
    assert found.loc[[4, 5], "verdict"].tolist() == ["inconclusive"] * 2  # 5 by its weakest
    assert found.loc[5, "weakest_column_id"] == "2"


def test_the_scale_goes_by_zero_and_the_printed_slope_and_the_weakest_column_decides(working_copy):
    found = _claims(working_copy, SUPPORT + OUTSIDE)
    assert found.loc[[1, 2], "verdict"].tolist() == ["confirmed in sign, not in size"] * 2
    assert found.loc[2, "weakest_column_id"] == "1"
    found = _claims(working_copy, NOT_USABLE)
    assert found.loc[2, "rule_id"] == "no_usable_test" and found.loc[2, "verdict"] == "inconclusive"
    assert "no usable test" in found.loc[2, "official_en"] and found.loc[2, "weakest_column_id"] == "3"
    found = _claims(working_copy, AGAINST)
    assert found.loc[2, "verdict"] == "contradicted by official figures" and found.loc[2, "weakest_column_id"] == "2"
    assert found.loc[1, "verdict"] == "confirmed in sign, not in size"  # of the first column alone


def test_no_true_claim_of_a_true_paper_is_called_wrong(settings, tmp_path):
    """Signs, significance by the paper's own law of t, none where it has none, and the printed numbers."""
    papers = {f"paper_{number}": draw_paper(7, number) for number in range(12)}
    claims = []
    for study, paper in papers.items():
        for (table, column), printed in paper.columns.items():
            df = {"normal": np.inf, "t(residual)": printed.fit.df_resid, "t(clusters)": printed.fit.n_clusters - 1}
            for term, estimate, error in zip(
                printed.fit.terms, printed.fit.estimates, printed.fit.errors[printed.error], strict=True
            ):
                text = paper.cells.get((table, column, term, "estimate"))
                if text is None or float(text.replace(",", "")) == 0:
                    continue
                p = 2 * stats.t.sf(abs(estimate / error), df[printed.law])
                sign = "positive" if estimate > 0 else "negative"
                claims += [
                    (study, "coefficient" if p < level else "no_effect", table, column, term, None, sign, level, None)
                    for level in (0.1, 0.05, 0.01)
                ]
                claims.append((study, "number", table, column, term, "estimate", None, None, text))
    frame = pd.DataFrame(claims, columns=[name for name in CLAIMS if name not in ("claim_id", "check_id", *TOLD)])
    frame["claim_id"] = range(len(frame))
    cells, facts = frames(papers, {})
    own = audit_cells(settings, cells, facts, tmp_path, frame.reindex(columns=CLAIMS).astype(object), simulates=False)
    with connect(own.work_file) as connection:
        found = read(
            connection,
            "select * from audit.audit_claim_printed inner join reference.published_claims using (study, claim_id)",
        )
    assert len(found) == len(claims) > 500 and (found["verdict"] != "none").all()
    wrong = found[found["verdict"] == "contradicts"]
    assert wrong.empty, wrong.to_string()
    assert (found["verdict"] == "holds").mean() > 0.5


def test_every_claim_has_three_sides_and_its_official_sentence_is_true(publication):
    with connect(publication.published_file) as connection:
        claims = read(connection, "select * from audit.claims order by claim_id")
        columns = read(
            connection,
            "select * from audit.audit_claim_column where kind = 'coefficient'",
        )
    assert claims["claim_id"].tolist() == list(range(1, 16))
    for claim in claims[claims["kind"] == "coefficient"].itertuples():
        mine = columns[columns["claim_id"] == claim.claim_id]
        have = "column has" if len(mine) == 1 else "columns have"
        said = f"{int(mine['has_claimed_sign'].sum())} of {len(mine)} {have} the claimed sign"
        assert claim.official_en.startswith(said) and f"column {claim.weakest_column_id}" in claim.official_en
        weakest = mine[mine["published_column_id"] == claim.weakest_column_id].iloc[0]
        slope, low, high = (f"{float(f'{weakest[name]:.2g}'):g}" for name in ("slope", "slope_low", "slope_high"))
        told = f"slope {slope} (95 % interval {low} to {high}, {weakest['se_type']})".replace("-", "−")
        assert told in claim.official_en, (told, claim.official_en)
        zero_inside = weakest["slope_low"] <= 0 <= weakest["slope_high"]
        assert zero_inside == (weakest["rule_id"] in ("inconclusive", "not_confirmed"))
        assert claim.printed_en and claim.robustness_en and claim.n_sets > 0
    # the baseline: columns 5 and 6 of the main table decide neither way, the others exclude the printed slope
    second = columns[columns["claim_id"] == 2].set_index("published_column_id")["rule_id"]
    assert second[["5", "6"]].tolist() == ["inconclusive"] * 2
    assert second[["1", "2", "3", "4"]].tolist() == ["not_confirmed"] * 4


def test_the_first_screen_lists_the_claims_by_verdict(publication):
    page = (publication.published / "report/index.html").read_text(encoding="utf-8")
    screen = html.unescape(page[page.index('id="answer"') : page.index("</section>")])
    with connect(publication.published_file) as connection:
        claims = read(connection, "select * from audit.claims order by claim_id")
    said = re.search(rf"The study's {len(claims)} claims, by number: (.*?)\.</span>", screen)[1]
    for verdict, rows in claims.groupby("verdict"):
        told = re.search(rf"(?:^|; ){verdict}: (\d+) \((.*?)\)(?=; |$)", said)
        assert int(told[1]) == len(rows), verdict
        named = verdict in ("confirmed", "confirmed in sign, not in size")
        numbers = [int(part.split(" ")[0]) for part in told[2].split(", ") if not named or part[0].isdigit()]
        assert numbers == rows["claim_id"].tolist()
        assert not named or all(claim in told[2] for claim in rows["claim_en"])
    assert ("none is confirmed" in said) == ("confirmed" not in set(claims["verdict"]))


def test_the_replicated_share_and_the_causes_are_those_of_the_cells(publication):
    with connect(publication.published_file) as connection:
        cells = read(connection, "select * from audit.replication")
    page = html.unescape((publication.published / "report/index.html").read_text(encoding="utf-8"))
    slopes = cells[(cells["statistic"] == "estimate") & (cells["term"] != "_cons") & (cells["published_value"] != 0)]
    slopes = slopes[slopes["recomputed_value"].notna()]
    significant = int((slopes["verdict"] == "same sign, significant").sum())
    said = (
        f"{int(slopes['is_same_sign'].sum())} have the printed sign and {significant} ({significant / len(slopes):.1%}"
    )
    assert f"Of {len(slopes)} printed coefficients" in page and said.replace("%", " %") in page
    inside = slopes["is_inside_interval"].dropna()
    assert f"{int(inside.sum())} of {len(inside)} lie in the 95 % interval" in page
    comparable = cells["is_inside_rounding"].dropna()
    assert f"Of {len(comparable)} printed numbers" in page and f"{int(comparable.sum())} are reproduced" in page
    # a cause is measured where one change alone closes half of the gap, and nothing that was measured does more
    closed = cells[["closed_by_years", "closed_by_vintage"]].max(axis=1)
    differing = cells[~cells["root_cause"].isin(["none", "definition"])]
    assert (differing["root_cause_basis"].eq("measured") == closed[differing.index].ge(0.5)).all()
    assert (cells["root_cause"] != "none").sum() == sum(
        int(n)
        for n in re.findall(r"<td>(\d+)</td></tr>", page[page.index("Why printed cells differ") :].split("</tbody>")[0])
    )
