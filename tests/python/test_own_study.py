"""A study that a newcomer writes: a few lines of YAML, no Python."""

import pytest
from lxml import html

from resilience.estimation import estimate
from resilience.project import dbt
from resilience.project.dbt import FINGERPRINT
from resilience.project.warehouse import connect, read
from resilience.report import write_report

pytestmark = pytest.mark.slow

STUDY = """
study: mine
title_en: My study
title_zh: 我的研究
introduction_en: Is <agglomeration> "mine"?
introduction_zh: 集聚是否属于我？
outcome: sl
focus: vag
cluster: region_code
seed: 1
permutations: 99
variables:
  sl: {en: Export resilience, zh: 出口韧性, unit: log points}
  vag: {en: Virtual agglomeration, zh: 虚拟集聚, unit: sum of quotients}
  ln_broadband: {en: Broadband, zh: 宽带, unit: ln}
descriptives: {table: table_1, variables: [sl, vag]}
tables:
  - id: mine
    version: baseline
    title_en: Two columns and one that cannot be
    title_zh: 三列
    reported: CRV1(region)
    errors: [CRV1(region), CRV3(region)]
    fixed_effects: [year, region_code]
    columns:
      - {id: "1", x: [vag_own_part, vag_neighbour_part]}
      - {id: "2", x: [vag, ln_broadband]}
      - {id: "3", x: [innovation_score, foreign_investment_stock_share]}
"""


def test_its_columns_come_out_and_the_impossible_one_says_why(working_copy, tmp_path):
    file = tmp_path / "mine.yml"
    file.write_text(STUDY, encoding="utf-8")
    assert estimate(working_copy, "r-test", str(file)) == {"tables": 2, "columns": 3, "failed": 1, "specifications": 0}
    with connect(working_copy.work_file) as connection:
        fits = read(connection, "select * from results.fits order by column_id")
        stale = read(connection, "select count(*) as n from results.leave_one_out where study <> 'mine'")
    dbt.invoke(
        working_copy,
        ["run", "--select", "test_usability", "usable_test", "careful_test", "path:models/audit/sentences"],
        environment={FINGERPRINT: fits["panel_sha256"].iloc[0]},
    )
    write_report(working_copy, "r-test", working_copy.work_file, tmp_path, str(file))
    page = (tmp_path / "report/index.html").read_text(encoding="utf-8")
    assert fits["n_obs"].tolist()[:2] == [360, 300]
    assert fits["status"].tolist() == ["ok", "ok", "failed"]
    assert "no observation has every variable" in fits["message"].iloc[2]
    assert stale["n"].tolist() == [0]  # nothing of another study stays behind
    # The statement is the newcomer's table's, made by the rules that make the study's; nothing of the study is shown.
    assert "Virtual agglomeration: " in page and "Two columns and one that cannot be" in page
    assert page.count("The coefficient of virtual agglomeration") >= 2  # on the first screen and under the table
    # The introduction is the file's, and says no more than is true of it.
    introduction = html.fromstring(page).get_element_by_id("introduction").text_content()
    assert introduction.startswith(
        'Is <agglomeration> "mine"?集聚是否属于我？ Estimated on officially published figures.'
    )
    assert "published study" not in introduction
    # A term that the file gives no label is called as the panel calls it.
    rows = (tmp_path / "tables/mine.csv").read_text(encoding="utf-8")
    assert "Own part of agglomeration,虚拟集聚（本地部分）" in rows and rows.count(",estimate,Constant,") == 3
    assert 'id="claims"' not in page and "Table 2" not in page
