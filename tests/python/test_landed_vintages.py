"""A landed file's vintage: stated, or found from its figures and confirmed; and what it does to the panel's figures."""

import csv
import dataclasses
import shutil

import duckdb
import pytest

from resilience.ingest import ingest
from resilience.ingest.answers import load
from resilience.ingest.vintage import confirm
from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

LANDING = ("staging.landing+", "staging.customs+")  # the models that read landed files

pytestmark = pytest.mark.slow


def download(folder, seed, name, change=None):
    """A seed's table as the publisher's download, with one figure changed."""
    with (PROJECT_DIR / f"seeds/observations/{seed}.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    years = [column for column in rows[0] if column.isdigit()]
    text = ["数据库：分省年度数据", "指标：地区生产总值(亿元)", ",".join(["地区", *(f"{year}年" for year in years)])]
    for row in rows:
        if change and row["region_code"] == change[0]:
            row[change[1]] = change[2]
        text.append(",".join([row["region_name_zh"], *(row[year] for year in years)]))
    text.append("数据来源：国家统计局\n")
    file = folder / name
    file.write_bytes("\n".join(text).encode("gb18030"))
    return file


@pytest.fixture(scope="module")
def landed(begun, tmp_path_factory):
    """One file confirmed, one of a new day, one with a figure that contradicts its vintage, one of unknown vintage."""
    folder = tmp_path_factory.mktemp("landing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDING_DIR", str(folder))
        settings = begun(tmp_path_factory.mktemp("build"))
        same = download(folder, "nbs_gdp__2026_03", "same.csv")
        ingest(settings, [same])
        confirm(settings, [same])
        odd = download(folder, "nbs_gdp__2023_12", "odd.csv", ("110000", "2015", "99999"))
        ingest(settings, [odd], answers={"vintage": "2023-12-31"})
        unknown = download(folder, "nbs_gdp__2026_03", "unknown.csv", ("110000", "2015", "77777"))
        ingest(settings, [unknown])
        dbt.invoke(settings, ["build", "--exclude", "tag:audit", "--select", *LANDING])
        yield settings, folder


@pytest.fixture
def own(landed, tmp_path, monkeypatch):
    """A copy of it, for a test that changes it."""
    settings, folder = landed
    here = dataclasses.replace(settings, build_dir=tmp_path / "build")
    shutil.copytree(settings.dataset_dir, here.dataset_dir)
    shutil.copytree(folder, tmp_path / "landing")
    monkeypatch.setenv("LANDING_DIR", str(tmp_path / "landing"))
    return here, tmp_path / "landing"


def rows(settings, sql):
    with duckdb.connect(str(settings.work_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_vintage_is_confirmed_from_the_figures_and_remembered(landed):
    settings, _ = landed
    assert sorted(row["vintage"] for row in load(settings).values()) == ["2023-12-31", "2026-03"]
    assert rows(
        settings,
        "select vintage, n_figures > 500, n_chosen > 500 from marts.dim_source where source_id = 'landing:same.csv'",
    ) == [("2026-03", True, True)]


def test_precedence_of_landed_figures(landed):
    settings, _ = landed
    found = rows(
        settings,
        "select source_id, vintage, reason from marts.fct_observation_candidate where region_code = '110000' "
        "and year = 2015 and indicator_code = 'gdp' and (collection = 'landing' or vintage = '2026-03') order by 1",
    )
    assert found == [
        ("landing:odd.csv", "2023-12", "superseded vintage, no series link"),
        ("landing:same.csv", "2026-03", "chosen: base vintage"),
        ("landing:unknown.csv", "not stated", "vintage not stated"),
        ("nbs_gdp__2026_03", "2026-03", "other source of the vintage preferred"),
    ]


def test_sources_of_one_vintage_that_disagree_are_a_finding(landed):
    settings, _ = landed
    found = rows(settings, "select source_id, other_source_id, year, value from quality.source_disagreement")
    assert found == [("landing:odd.csv", "nbs_gdp__2023_12", 2015, 99999.0)]


def test_a_later_day_is_a_new_vintage_that_comes_first(own):
    settings, folder = own
    new = download(folder, "nbs_gdp__2026_03", "new.csv", ("110000", "2015", "25000"))
    ingest(settings, [new], answers={"vintage": "2026-09-30"})
    models = ["--select", "staging.landing+,+fct_observation", "--exclude", "resource_type:test"]
    dbt.invoke(settings, ["build", *models])
    sql = "select value, vintage, source_id from marts.fct_observation where region_code = '110000' and year = 2015 "
    assert rows(settings, sql + "and indicator_code = 'gdp'") == [(25000.0, "2026-09-30", "landing:new.csv")]


def test_a_file_that_agrees_with_nothing_is_not_confirmed(landed, monkeypatch):
    settings, folder = landed
    monkeypatch.setattr(dbt, "invoke", lambda *_: None)  # what is built for it stands
    with pytest.raises(UserError, match=r"unknown\.csv") as caught:
        confirm(settings, [folder / "unknown.csv"])
    assert "2026-03 in 588 of 589 cells" in str(caught.value)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"indicator": "gpd"}, "did you mean: gdp"),
        ({"indicator": "gdp", "unit": "千美元"}, "a unit of gdp"),
        ({"unit": "furlongs"}, "found:    furlongs"),
        ({"vintage": "March 2026"}, "the day of publication"),
        ({"year": "19"}, "four digits"),
    ],
)
def test_wrong_answers_are_refused_and_not_remembered(landed, answers, said):
    settings, folder = landed
    before = load(settings)
    with pytest.raises(UserError) as caught:
        ingest(settings, [folder / "unknown.csv"], answers=answers)
    assert said in str(caught.value)
    assert load(settings) == before


def test_restating_changes_the_answer(own):
    settings, folder = own
    for vintage in ("2026-10-01", "2026-10-02"):
        assert ingest(settings, [folder / "odd.csv"], answers={"vintage": vintage})[0].vintage == vintage
    assert ingest(settings, [folder / "odd.csv"])[0].vintage == "2026-10-02"
