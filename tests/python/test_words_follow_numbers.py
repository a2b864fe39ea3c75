"""Four other sets of parameters and a foreign study: every word of the page against the rows of the warehouse."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from page_words import Rows, faults
from resilience.ask.saved_questions import questions
from resilience.audit import claims_text
from resilience.estimation import panel_labels
from resilience.estimation.specification import Study, load_study
from resilience.project import dbt
from resilience.project.settings import PROJECT_DIR, Settings
from resilience.project.warehouse import connect, read
from resilience.publish import pipeline
from resilience.report import write_report
from resilience.report.frames import load

pytestmark = pytest.mark.slow

BUNDLED = PROJECT_DIR / "python/resilience/studies/virtual_agglomeration.yml"
SETS = {
    "another industry, horizon and start": {
        "spillover_industry": "C", "horizon": 2, "excluded_regions": [], "panel_start": 2013,
    },
    "seven years of every region": {"panel_start": 2013, "panel_end": 2019, "excluded_regions": []},
    "another flow, kernel, points and bases": {
        "flow": "imports_destination", "distance_point": "centroid", "national_base": "all", "lq_base": "all",
        "kernel": "exponential_500km", "spillover_industry": "G", "horizon": 3,
    },
    "without the region that carries": {
        "excluded_regions": ["110000", "540000"], "horizon": 5, "panel_start": 2010, "panel_end": 2018,
        "kernel": "binary_1000km", "national_base": "published",
    },
}  # fmt: skip
KEPT = ("table_2", "table_4_as_equations_state", "table_4_innovation_score", "referee_fixed_effects",
        "referee_macro_regions", "referee_measures")  # fmt: skip
FOREIGN = """
study: mine
title_en: Public finance and trade
title_zh: 财政与贸易
introduction_en: Do regions that tax more trade more steadily?
introduction_zh: 税负较重的地区贸易是否更稳定？
outcome: sl
focus: tax_share
cluster: region_code
seed: 1
permutations: 99
variables:
  sl: {en: Steadiness, zh: 稳定性, unit: log points}
  tax_share: {en: Tax burden, zh: 税负, unit: ratio}
  fdi_share: {en: Foreign capital, zh: 外资, unit: ratio}
  tax_x_fdi: {en: Tax × foreign capital, zh: 税负×外资, unit: product}
products:
  tax_x_fdi: {of: [tax_share, fdi_share]}
main: {table: mine, column: "1"}
descriptives: {table: sample, variables: [sl, tax_share]}
tables:
  - id: mine
    version: baseline
    title_en: Taxes
    title_zh: 税收
    reported: CRV3(region)
    errors: [CRV1(region), CRV3(region), permutation(region)]
    fixed_effects: [year]
    columns:
      - {id: "1", x: [tax_share]}
      - {id: "2", x: [tax_share, fdi_share, tax_x_fdi]}
"""


class Run(NamedTuple):
    """What one run wrote, and the study in its panel's words."""

    settings: Settings
    folder: Path
    study: Study
    said: str

    @property
    def page(self) -> str:
        return (self.folder / "report/index.html").read_text(encoding="utf-8")


def short_study(file: Path) -> Path:
    """The bundled study with fewer tables, draws and choices: the same sentences in a tenth of the time."""
    study = yaml.safe_load(BUNDLED.read_text(encoding="utf-8"))
    study["tables"] = [table for table in study["tables"] if table["id"] in KEPT]
    study["permutations"] = 99
    study["curve"] |= {"controls": {"none": []}, "fixed_effects": {"year": ["year"]}}
    file.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return file


def ran(found: Settings, study: Path, *, built: bool = False) -> Run:
    """The steps of a run without tests, docs and publication."""
    if not built:
        dbt.build(found, pipeline.WITHOUT_AUDIT)
    pipeline.gate(found, "r-words")
    pipeline.estimate(found, "r-words", str(study))
    said = pipeline.audit(found)
    folder = found.build_dir / "pages"
    write_report(found, "r-words", found.work_file, folder, str(study))
    data = load(found.work_file)
    named = panel_labels.on_panel(
        load_study(str(study), list(data.panel.columns)), data.departures, data.parameters, data.variables
    )
    return Run(found, folder, named, said)


@pytest.fixture(scope="module", params=[*SETS, "a foreign study"])
def run(request, publication, begun, tmp_path_factory) -> Run:
    folder = tmp_path_factory.mktemp("words")
    if request.param not in SETS:
        study = folder / "mine.yml"
        study.write_text(FOREIGN, encoding="utf-8")
        return ran(begun(folder / "build"), study, built=True)
    project = folder / "project"
    project.mkdir()
    for each in PROJECT_DIR.iterdir():
        if each.name not in ("build", "landing", "dbt_project.yml") and not each.name.startswith("."):
            (project / each.name).symlink_to(each)
    text = (PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8")
    for name, value in SETS[request.param].items():
        text, n = re.subn(rf"(?m)^      {name}: .*$", f"      {name}: {json.dumps(value)}", text, count=1)
        assert n == 1
    (project / "dbt_project.yml").write_text(text, encoding="utf-8")
    found = dataclasses.replace(publication, project_dir=project, build_dir=folder / "build")
    return ran(found, short_study(folder / "virtual_agglomeration.yml"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_of_the_page_is_in_the_rows(run, language):
    assert faults(run.page, run.settings.work_file, run.study, language) == []


def test_no_claim_of_the_bundled_study_gets_a_verdict(run):
    """In the ledger, on the command line, in the saved questions and in the workbook."""
    from openpyxl import load_workbook

    with connect(run.settings.work_file) as connection:
        claims = read(
            connection, "select study, verdict, printed_verdict, official_en, robustness_en from audit.claims"
        )
        replicated = read(connection, "select distinct verdict from audit.replication where study in "
                                      "(select study from results.fits)")  # fmt: skip
        departs = read(connection, "select sentence_en from quality.study_departure order by parameter")["sentence_en"]
        asked = next(each for each in questions(run.settings) if "claims_and_verdicts" in each.name)
        answered = read(connection, asked.sql)
    book = load_workbook(run.folder / "tables/tables.xlsx")
    texts = {sheet.title: "\n".join(str(cell) for row in sheet.values for cell in row if cell) for sheet in book}
    assert not [title for title, text in texts.items() if re.search(r"\) published", text)]
    if run.study.study != "virtual_agglomeration":
        assert claims.empty and replicated.empty and departs.empty and answered.empty
        assert claims_text(run.settings) == "No claim of this study is listed."
        return
    assert set(claims["verdict"]) == {"no verdict"} and set(answered["verdict"]) == {"no verdict"}
    assert claims[["official_en", "robustness_en"]].isna().all().all() and set(claims["printed_verdict"]) == {"none"}
    assert set(replicated["verdict"]) <= {"no verdict", "not a number"}
    assert len(departs) and all(each in run.said and each in unescape(run.page) for each in departs)
    assert claims_text(run.settings).startswith("No verdict on the study's ")
    assert all(each in text for each in departs for text in texts.values())


def test_saved_questions_name_the_industry_of_the_panel(run):
    with connect(run.settings.work_file) as connection:
        rows = Rows(run.settings.work_file)
        name = rows.parameter("spillover_industry", "value_en")
        by_name = {each.name: each for each in questions(run.settings)}
        specialised = read(connection, by_name["01_who_specialises_in_the_focus_industry"].sql)
        carriers = read(connection, by_name["09_who_carries_the_variation"].sql)
        for each in by_name.values():
            connection.execute(each.sql).fetchall()
    panel = rows.frame("marts.panel")
    assert set(specialised["industry_name_en"]) == {name}
    assert set(carriers["region_name_en"]) <= set(panel["region_name_en"])


def test_an_own_label_is_no_formula_of_the_baseline(run):
    """Names of the panel are in the title of the drawing that shows them."""
    figure = re.search(r'id="figure_vag_variation".*?</figcaption>', run.page, re.DOTALL).group()
    name = Rows(run.settings.work_file).parameter("spillover_industry", "value_en")
    assert name.lower() in figure.lower() or name == "Information transmission, software and information technology"


PLANTED = (
    (r"The panel has \d+ regions", "The panel has 99 regions"),
    (r"面板含\d+个地区", "面板含99个地区"),
    (r"largest p 0\.\d+|smallest p 0\.\d+", "smallest p 0.987"),
    (r"\d+\.\d % lies within", "99.7 % lies within"),
    (r"The panel has (\d+) regions in \d{4}", r"The panel has \1 regions in 1999"),
    (r"<td>−?0\.\d{4}</td>", "<td>0.9876</td>"),
    (r"holds up to \d+\.\d %", "holds up to 77.7 %"),
    (r"</h1>", "</h1><p>{industry}</p>"),
    (r"</h1>", "</h1><p>contradicted by official figures</p>"),
    (r"</h1>", "</h1><p>Of the 6 columns 40 regions</p>"),
)


@pytest.mark.parametrize("run", [next(iter(SETS))], indirect=True)
def test_a_wrong_word_is_found(run):
    """Wrong counts, years, names, numbers and verdicts, planted one at a time in a page that is right."""
    rows = Rows(run.settings.work_file)
    known = {
        rows.parameter("spillover_industry", "value_en"),
        *rows.frame("audit.placebo_standing")["strongest_name_en"],
    }
    industry = next(
        name for name in rows.frame("marts.dim_industry")["industry_name_en"] if " " in name and name not in known
    )
    found = {}
    for pattern, wrong in PLANTED:
        page, n = re.subn(pattern, wrong.replace("{industry}", industry), run.page, count=1)
        assert n == 1, pattern
        said = (faults(page, run.settings.work_file, run.study, language, rows) for language in ("en", "zh"))
        found[wrong] = any(said)
    assert [wrong for wrong, is_found in found.items() if not is_found] == []


def test_the_page_of_the_baseline_is_right_too(publication):
    data = load(publication.published_file)
    study = panel_labels.on_panel(
        load_study("virtual_agglomeration", list(data.panel.columns)), data.departures, data.parameters, data.variables
    )
    page = (publication.published / "report/index.html").read_text(encoding="utf-8")
    assert faults(page, publication.published_file, study, "en") == []
    assert faults(page, publication.published_file, study, "zh") == []
