"""Customs online query downloads: small folders written here, and what is said of bad ones."""

import shutil

import duckdb
import pandas as pd
import pytest

from resilience.ingest import ingest
from resilience.ingest.customs_query import flow_of
from resilience.project import dbt
from resilience.project.errors import UserError

LANDING = ("staging.landing+", "staging.customs+")  # the models that read landed files

CHAPTERS = [f"{number:02d}" for number in range(1, 99) if number != 77]
COLUMNS = [
    "数据年月",
    "商品编码",
    "贸易伙伴编码",
    "贸易伙伴名称",
    "注册地编码",
    "注册地名称",
    "第一数量",
    "第一计量单位",
    "美元",
]
PLACES = [("11", "北京市"), ("44", "广东省")]


def rows(month="201901", codes=("01011010", "85171200"), partners=("502",), factor=1):
    """One row a code, partner and place; the amount is known from its position."""
    found = []
    for code in codes:
        for partner in partners:
            for place, name in PLACES:
                value = factor * (1_234_567 + len(found) * 1000)
                found.append([month, code, partner, "美国", place, name, "1,000", "千克", f"{value:,}"])
    return found


def text(table, columns=COLUMNS, order=None, trailing=True):
    order = order or columns
    lines = [[*order]] + [[f'"{row[columns.index(name)]}"' for name in order] for row in table]
    return "".join(",".join(line) + (",\n" if trailing else "\n") for line in lines)


def write(file, content, encoding="gb18030"):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return file


@pytest.fixture
def landing(settings, tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("landing")
    monkeypatch.setenv("LANDING_DIR", str(folder))
    return folder


def held(settings):
    """(rows, sum) of the store."""
    files = [str(file) for file in (settings.dataset_dir / "customs/current/records").glob("*/*/*/*.parquet")]
    if not files:
        return 0, 0
    with duckdb.connect() as connection:
        return connection.execute("select count(*), sum(value)::double from read_parquet(?)", [files]).fetchone()


TOTAL = sum(1_234_567 + i * 1000 for i in range(4))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("trailing", [True, False])
def test_a_download_in_every_encoding_with_and_without_the_trailing_comma(settings, landing, encoding, trailing):
    write(landing / "export" / "a.csv", text(rows(), trailing=trailing), encoding)
    ingest(settings)
    assert held(settings) == (4, TOTAL)


def test_columns_in_another_order_missing_columns_and_windows_line_ends(settings, landing):
    content = text(rows(), order=["美元", "注册地名称", "注册地编码", "数据年月", "商品编码", "贸易伙伴编码"])
    write(landing / "export" / "a.csv", content.replace("\n", "\r\n"))
    ingest(settings)
    assert held(settings) == (4, TOTAL)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text(rows()).replace('"1,234,567"', '"1,234,56"'), "row 2"),
        (text(rows()).replace('"1,234,567"', '"-"'), "row 2"),
        (text(rows()).replace("201901", "201913", 1), "'201913' in column 数据年月"),
        (text(rows()).replace("85171200", "5171200", 1), "row 4"),
        (text(rows())[:-30], "row 5"),
        (text(rows()) + "201901,1\n", "row 6"),
        (text(rows() + rows()[:1]), "again"),
        (text(rows() + rows(codes=("84",))), "an HS code of 2 digits after codes of 8"),
        (text(rows()).replace("美元", "英镑"), "英镑"),
        (text(rows()).replace("第一数量", "美元"), "twice"),
        (text(rows()).replace("注册地编码", "第二数量"), "no column 注册地编码"),
        (text(rows()).encode("gb18030") + b"\xff\xff\n", "GB18030 text but for line"),
        (text([]), "a header without rows"),
    ],
)
def test_a_bad_download_gets_one_message_and_nothing_of_it_enters(settings, landing, content, said):
    good = write(landing / "export" / "good.csv", text(rows("201902")))
    bad = write(landing / "export" / "bad.csv", content)
    with pytest.raises(UserError) as caught:
        ingest(settings)
    assert [said in str(problem) and bad.name in problem.place for problem in caught.value.problems] == [True]
    assert held(settings)[0] == 4 and good.exists()


def test_the_flow_is_told_by_words_or_asked_for(settings, landing, tmp_path):
    assert flow_of(landing / "出口" / "2019.csv") == "export"
    assert flow_of(landing / "exports" / "imports 2019.csv") == "import"
    assert flow_of(landing / "进口" / "a.csv", "exports_operating_unit") == "export"
    file = write(landing / "2019.csv", text(rows()))
    with pytest.raises(UserError, match="--indicator exports_operating_unit"):
        ingest(settings)
    ingest(settings, [file], answers={"indicator": "imports_operating_unit", "vintage": "2026-01-01"})
    ingest(settings)  # the answer is remembered
    assert (settings.dataset_dir / "customs/current/records/flow=import").is_dir()


def test_the_same_content_twice_counts_once_and_a_removed_file_is_removed(settings, landing):
    first = write(landing / "export" / "a.csv", text(rows()))
    write(landing / "export" / "copy.csv", text(rows()))
    write(landing / "export" / "b.csv", text(rows("201902")))
    assert "2 files with 8 records (2 files new" in str(ingest(settings)[0])
    first.unlink()
    assert "2 files with 8 records (0 files new, 0 removed)" in str(ingest(settings)[0])
    (landing / "export" / "copy.csv").unlink()
    assert "1 files with 4 records (0 files new, 1 removed)" in str(ingest(settings)[0])
    assert held(settings) == (4, TOTAL)


def test_an_emptied_landing_folder_empties_the_store(settings, landing):
    from resilience.publish.pipeline import read_inputs

    write(landing / "export" / "a.csv", text(rows()))
    assert "1 landed files read" in read_inputs(settings)
    shutil.rmtree(landing)
    assert not any("landed" in line for line in read_inputs(settings))
    assert held(settings) == (0, 0)


def test_a_store_of_an_older_layout_is_written_anew(settings, landing):
    write(landing / "export" / "a.csv", text(rows()))
    ingest(settings)
    flow = settings.dataset_dir / "customs/current/records/flow=export"
    (flow / "currency=usd").rename(flow / "year=2019")
    ingest(settings)
    assert held(settings) == (4, TOTAL)


def test_places_have_the_names_that_downloads_show(settings, landing):
    write(landing / "export" / "a.csv", text(rows()))
    codes = ["数据年月", "商品编码", "贸易伙伴编码", "注册地编码", "美元"]
    write(landing / "import" / "codes.csv", text(rows(), order=codes))
    ingest(settings)
    places = settings.dataset_dir / "customs/current/places.parquet"
    assert duckdb.sql(f"from '{places}' order by all").fetchall() == [
        ("11", "北京市"), ("11", None), ("44", "广东省"), ("44", None),
    ]  # fmt: skip


def test_queries_without_any_code_are_compared_by_their_month(settings, landing):
    write(landing / "export" / "a.csv", text(rows()[:1], order=["数据年月", "美元"]))
    ingest(settings)
    write(landing / "export" / "b.csv", text(rows("201902")[:1], order=["数据年月", "美元"]))
    ingest(settings)
    write(landing / "export" / "c.csv", text(rows("201902", factor=3)[:1], order=["数据年月", "美元"]))
    with pytest.raises(UserError, match=r"b.csv and .*c.csv\n.* both hold flow=export currency=usd month=201902\n"):
        ingest(settings)


def test_the_same_content_as_export_and_as_import_is_refused(settings, landing):
    write(landing / "export" / "a.csv", text(rows()))
    write(landing / "import" / "a.csv", text(rows()))
    with pytest.raises(UserError, match="there as export and here as import"):
        ingest(settings)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("one row", text(rows(codes=("85171200", "90011000"), factor=3))),
        ("the chapter over it", text(rows(codes=("85",)))),
        ("without the partner", text(rows(), order=["数据年月", "商品编码", "注册地编码", "注册地名称", "美元"])
            .replace("85171200", "85171300")),
    ],
)  # fmt: skip
def test_overlapping_queries_are_refused_by_the_name_of_both(settings, landing, name, other):
    write(landing / "export" / "a.csv", text(rows()))
    ingest(settings)
    second = write(landing / "export" / "second.csv", other)
    with pytest.raises(UserError) as caught:
        ingest(settings)
    assert "a.csv and" in str(caught.value) and "second.csv" in str(caught.value), name
    assert held(settings) == (4, TOTAL)
    second.unlink()
    write(landing / "import" / "second.csv", other)  # another flow is another cell
    write(landing / "export" / "cny.csv", text(rows()).replace("美元", "人民币"))  # and so is another currency
    ingest(settings)
    assert held(settings)[0] > 4


@pytest.mark.slow
def test_a_folder_of_queries_reaches_the_marts(publication, settings, landing):
    from resilience.ask.why import explain
    from resilience.publish.publication import publish, staging
    from resilience.publish.published_copy import copy_warehouse

    settings.dataset_dir.mkdir(parents=True)
    shutil.copy(publication.work_file, settings.work_file)
    frames = []
    for year, last in ((2019, 12), (2020, 7)):
        for month in range(1, last + 1):
            for flow, partners in (("export", ("502", "116")), ("import", ("116",))):
                table = rows(f"{year}{month:02d}", CHAPTERS, partners, month)
                write(landing / flow / f"{year}{month:02d}.csv", text(table))
                frames.append(pd.DataFrame(table, columns=COLUMNS).assign(flow=flow))
    cny = text(rows("201901", CHAPTERS)).replace("美元", "人民币")
    write(landing / "export" / "cny.csv", cny)
    ingest(settings, answers={"vintage": "2021-06-30"})
    dbt.invoke(settings, ["build", "--exclude", "tag:audit", "--select", *LANDING])
    everything = pd.concat(frames)
    everything["value"] = everything["美元"].str.replace(",", "").astype(float)
    everything["year"] = everything["数据年月"].str[:4].astype(int)
    expected = everything[everything.year == 2019].groupby(["flow", "注册地编码"])["value"].sum() / 1000
    with staging(settings) as stage:
        copy_warehouse(settings.work_file, stage)
        publish(settings, "r-1", stage)
    with duckdb.connect(str(settings.published_file), read_only=True) as connection:
        found = connection.execute(
            "select split_part(indicator_code, 's_', 1) as flow, left(region_code, 2) as place, value "
            "from marts.fct_observation where indicator_code like '%ports_operating_unit%' order by all"
        ).fetchall()
        assert found == [(flow, place, pytest.approx(value)) for (flow, place), value in expected.items()]
        by_chapter = connection.execute(
            "select sum(value), sum(n_records) from marts.fct_customs_flow where currency = 'usd'"
        ).fetchone()
        assert by_chapter == (pytest.approx(everything["value"].sum()), len(everything))
        assert connection.execute("select count(*) from marts.fct_observation where indicator_code = 'exports_origin' "
                                  "and collection = 'landing'").fetchall() == [(0,)]  # fmt: skip
    with duckdb.connect(str(settings.work_file), read_only=True) as connection:
        partial = connection.execute(
            "select distinct year, flow, currency, n_months from intermediate.int_customs_year "
            "where not is_complete order by all"
        ).fetchall()
    assert partial == [(2019, "export", "cny", 1), (2020, "export", "usd", 7), (2020, "import", "usd", 7)]
    story = explain(settings, "Guangdong", 2019, "exports_operating_unit")
    assert "customs queries" in story and "201901.csv" in story and "General" not in story.splitlines()[0]
    dbt.invoke(settings, ["build", "--select", "findings"])
    with duckdb.connect(str(settings.work_file), read_only=True) as connection:
        rules = connection.execute(
            "select count(*) from quality.findings where rule = 'customs_year_complete' and year = 2020"
        ).fetchone()
    assert rules == (4,)


def test_the_measured_folder_is_read_whole_and_one_file_more_is_one_more(tmp_path):
    from lab.bench.customs_cases import ingestion

    found = ingestion(tmp_path / "downloads", 9)  # more than are read without further processes
    assert found["first_seconds"] > 0 and found["one_more_seconds"] > 0
