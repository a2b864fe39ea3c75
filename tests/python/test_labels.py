"""Ingestion holds every label against the seeds, at once and without a build."""

import dataclasses

import duckdb
import pytest

from resilience.ingest import ingest, unknown_labels, words
from resilience.ingest.tidy import description_file
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

WORDS = words.load(PROJECT_DIR)
HEADER = "地区,年份,行业,城镇单位就业人员(万人)\n"


@pytest.fixture
def here(settings, tmp_path_factory, monkeypatch):
    """Settings with an empty landing folder."""
    monkeypatch.setenv("LANDING_DIR", str(tmp_path_factory.mktemp("landing")))
    return dataclasses.replace(settings, build_dir=tmp_path_factory.mktemp("build"))


def land(settings, name, text):
    file = settings.landing_dir / name
    file.write_text(text, encoding="utf-8")
    return file


def refused(settings, text, **answers):
    """The problems of a file that is refused; nothing of it is in the warehouse."""
    file = land(settings, "a.csv", text)
    with pytest.raises(UserError) as caught:
        ingest(settings, [file], answers=answers)
    if settings.work_file.exists():
        with duckdb.connect(str(settings.work_file), read_only=True) as connection:
            assert connection.execute("select count(*) from raw.landing_cell").fetchone() == (0,)
    return caught.value.problems


def test_every_unknown_label_is_listed_with_its_place_and_the_nearest_known_one(here):
    text = (
        HEADER
        + "山而省,2020,房地产业,1\n北京,2020,房地产,2\n広西,2020,房地产业,3\n広西,2019,房地产业,4\n"
        + "广西省,2020,房地产业,5\n广西省,1955,房地产业,5\n天津,2020,房地产业,1O5\n"
    )
    found = {problem.found: problem for problem in refused(here, text)}
    assert set(found) == {
        "region '山而省'",
        "industry '房地产'",
        "region '広西'",
        "region '广西省 in 2020'",
        "value '1O5'",
    }
    assert "山东省" in found["region '山而省'"].expected and "row 2, column 4" in found["region '山而省'"].place
    assert "房地产业" in found["industry '房地产'"].expected
    assert "广西" in found["region '広西'"].expected and "first of 2 cells" in found["region '広西'"].place
    assert "row 8" in found["value '1O5'"].place


@pytest.mark.parametrize(
    ("text", "answers", "said"),
    [
        ("指标：地区生产总值(千克)\n地区,2020年\n北京市,1\n", {}, "unit '千克 of 地区生产总值'"),
        ("指标：地区生产总値(亿元)\n地区,2020年\n北京市,1\n", {}, "indicator '地区生产总値'"),
        ("地区,年份,地区生产总值(亿元)\n北京市,2O20,1\n", {}, "year '2O20'"),
        ("指标：地区生产总值(亿元)\n地区,2020年\n北京市,inf\n", {}, "value 'inf'"),
        ("指标：地区生产总值(亿元)\n地区,2020年\n北京市,#DIV/0!\n", {}, "value '#DIV/0!'"),
        ("指标：地区生产总值(亿元)\n地区,2020年\n北京市,12%\n", {}, "value '12%'"),
        ("指标：地区生产总值(亿元)\n地区,2020年\n北京市,1.5 b\n", {}, "value '1.5 b'"),
        ("指标：地区生产总值(亿元)\n地区,2020年\nBejing,1\n", {}, "region 'Bejing'"),
        ("地区,2020年\n北京市省,1\n", {"indicator": "gdp", "unit": "亿元"}, "region '北京市省'"),
    ],
)  # fmt: skip
def test_each_kind_of_label_is_checked(here, text, answers, said):
    assert [problem.found for problem in refused(here, text, **answers)] == [said]
    assert all(problem.remedy for problem in refused(here, text, **answers))


def test_the_nearest_label_is_proposed_and_never_taken(here):
    for label, near in {"Bejing": "Beijing", "Guangdon": "Guangdong", "山雨省": "山西省", "内蒙占": "内蒙古"}.items():
        (problem,) = refused(here, f"指标：地区生产总值(亿元)\n地区,2020年\n{label},1\n")
        assert near in problem.expected
    (problem,) = refused(here, "指标：地区生产总値(亿元)\n地区,2020年\n北京,1\n")
    assert "地区生产总值" in problem.expected


def test_a_described_file_is_checked_too(here):
    file = land(here, "a.csv", "who,when,gdp\nBeijing,2020,1\nAtlantis,2020,2\n")
    description_file(file).write_text(
        "columns: {region: who, year: when}\nvalues: {gdp: {indicator: gdpp, unit: cny_100m}}\n", encoding="utf-8"
    )
    with pytest.raises(UserError) as caught:
        ingest(here)
    assert [problem.found for problem in caught.value.problems] == ["indicator 'gdpp'", "region 'Atlantis'"]


def test_what_is_known_to_be_no_region_and_what_is_not_used_is_named(here):
    text = "地区,年份,地区生产总值(亿元),魔法指数\n北京市,2020,1,2\n全国,2020,3,4\n"
    (report,) = ingest(here, [land(here, "a.csv", text)])
    assert str(report).splitlines()[1:] == [
        "  12 cells = 4 figures + 8 labels + 0 left out",
        "  no region: 全国 (2); not known to the warehouse and not used: 魔法指数 (1)",
    ]


def test_a_unit_that_nobody_states_is_asked_for(here):
    (report,) = ingest(here, [land(here, "a.csv", "id,省份,year,gdp,population\n1,北京,2020,1,2\n")])
    assert "unit not stated, which the build needs: gdp (1), population (1)" in str(report)


def test_the_command_says_so_without_a_build(here, monkeypatch):
    from click.testing import CliRunner

    from resilience.cli.commands import group

    monkeypatch.setenv("RESILIENCE_BUILD_DIR", str(here.build_dir))
    file = land(here, "a.csv", "注意\n指标：地区生产总值(亿元)\n地区,2020年\n北京市,1\n数据来源：统计局\n")
    found = CliRunner().invoke(group, ["ingest", str(file)])
    assert found.exit_code == 0, found.output
    assert "7 cells = 1 figures + 4 labels + 2 left out (row 1: title (1); row 5: note (1))" in found.output
    file = land(here, "a.csv", "指标：地区生产总值(亿元)\n地区,2020年\n北京帀,1\n")
    found = CliRunner().invoke(group, ["ingest", str(file)])
    assert isinstance(found.exception, UserError) and "北京市" in str(found.exception)


def test_places_of_customs_queries_are_checked(here):
    assert unknown_labels.check_places(WORDS, [("11", "北京市"), ("44", None), ("12", "Tianjin")]) == []
    unknown, doubtful = unknown_labels.check_places(WORDS, [("98", "某地"), ("11", "北京市"), ("11", "天津市")])[::-1]
    assert unknown.found == "region '某地'" and doubtful.found == "region '北京市, 天津市'"
