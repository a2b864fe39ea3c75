"""Tables, figures and the page say what the warehouse holds, in the same bytes every time."""

import csv
import re

import pytest

from resilience.estimation.specification import load_study
from resilience.project.messages import label
from resilience.project.warehouse import connect, read
from resilience.report import write_report
from resilience.report.numbers import number, p_value, stars

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("value", "text"), [(0.12345, "0.1235"), (-1.5, "−1.5000"), (0.00001234, "1.2e−05"), (0.0, "0.0000"), (None, "")]
)
def test_no_number_prints_as_zero_unless_it_is(value, text):
    assert number(value) == text


def test_stars():
    assert [stars(p) for p in (0.009, 0.049, 0.099, 0.1, None)] == ["***", "**", "*", "", ""]


def test_p_values():
    assert [p_value(p) for p in (0.0009, 0.001, 0.0496, None)] == ["<0.001", "0.001", "0.050", ""]


def test_table_2_holds_the_stored_estimates(publication):
    with connect(publication.published_file) as connection:
        stored = read(
            connection,
            "select column_id, estimate, std_error from results.estimates "
            "where table_id = 'table_2' and term = 'vag' and se_type = 'CRV3(region)' order by column_id",
        )
    with (publication.published / "tables/table_2.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    estimates = [row["recomputed"].rstrip("*") for row in rows if row["row"] == "1"]
    errors = [row["recomputed"] for row in rows if row["row"] == "2"]
    published = [row["published"] for row in rows if row["row"] == "1"]
    assert estimates == [number(value) for value in stored["estimate"]]
    assert errors == [f"({number(value)})" for value in stored["std_error"]]
    assert published == ["0.1763***", "0.1744***", "0.1285***", "0.1135***", "0.0919***", "0.0957***"]


def test_observations_are_what_the_figures_allow(publication):
    with connect(publication.published_file) as connection:
        counts = dict(
            connection.execute(
                "select table_id, list(n_obs order by column_id) from results.fits group by table_id"
            ).fetchall()
        )
    assert counts["table_2"] == [360, 360, 360, 360, 330, 278]
    assert counts["table_2_common_sample"] == [278] * 6
    assert counts["table_3_as_printed"] == counts["table_3_as_equations_state"] == [248, 218]
    assert counts["table_4_as_printed"] == [330] * 3
    assert counts["table_4_as_equations_state"] == counts["table_4_common_sample"] == [248] * 3
    assert counts["table_4_innovation_score"] == [60] * 3


def test_the_same_warehouse_gives_the_same_bytes(publication, tmp_path):
    write_report(publication, publication.published.readlink().name, publication.published_file, tmp_path)
    again = [file for file in tmp_path.rglob("*") if file.suffix in {".csv", ".tex", ".svg", ".html"}]
    assert len(again) > 30
    for file in again:
        assert file.read_bytes() == (publication.published / file.relative_to(tmp_path)).read_bytes(), file.name


def test_no_recomputed_cell_prints_as_zero(publication):
    for file in (publication.published / "tables").glob("*.csv"):
        with file.open(encoding="utf-8") as lines:
            zeros = [row for row in csv.DictReader(lines) if row["recomputed"].strip("()*−") == "0.0000"]
        assert not zeros, file.name


def test_a_referees_questions_are_answered_from_the_warehouse(publication):
    """Each number of the answers is computed here from results.* by hand."""
    from resilience.report import frames, referee

    held = frames.load(publication.published_file)
    study = load_study("virtual_agglomeration", list(held.panel.columns))
    said = {each.name: each for each in referee.questions(held, study)}
    estimates, rows = held.estimates, held.estimates.query("table_id == 'table_2' and term == 'vag'")
    carriers = held.diagnostics.query("table_id == 'table_2' and diagnostic == 'identifying_share'")
    share = carriers["value"].max()
    assert (
        f"up to {100 * share:.1f} %" in said["carrier"].answer.en
        and f"{100 * share:.1f} %" in said["carrier"].answer.zh
    )
    sizes = held.sizes.query("table_id == 'table_2' and term == 'vag' and effect == 0")
    usable = sizes.groupby(["se_type", "column_id"])["rejection"].max().le(0.075).groupby("se_type").sum()
    told = {row[0][0]: row for row in said["conventions"].rows}
    for convention, n_usable in usable.items():
        n = int((rows.loc[rows["se_type"] == convention, "p_value"] < 0.05).sum())
        assert told[convention][2][0] == f"{n_usable}/6" and told[convention][5][0] == f"{n}/6", convention
        assert (convention in said["conventions"].answer.en) == (n_usable > 0)
    without = held.leave_one_out.query("table_id == 'table_2' and left_out_kind == 'region'")
    top = carriers.sort_values("value", ascending=False).drop_duplicates("column_id").set_index("column_id")["item"]
    alone = without[without["left_out"] == without["column_id"].map(top)].set_index("column_id")["estimate"]
    full = estimates.query("table_id == 'table_2' and term == 'vag' and se_type == 'CRV1(region)'").set_index(
        "column_id"
    )
    turned = int((alone * full["estimate"] < 0).sum())
    assert f"without it {turned} of 6 columns turn their sign" in said["carrier"].answer.en
    assert f"smallest p {held.joint['p_value'].min():.3f}" in said["chance"].answer.en
    assert said["chance"].answer.en.startswith("Yes" if (held.joint["p_value"] < 0.05).any() else "No")
    centred = held.diagnostics.query("diagnostic == 'centring_difference'")["value"]
    assert f"of {len(centred)} columns with a product, {(centred > 1e-8).sum()} change" in said["centring"].answer.en
    assert [row[0][0] for row in said["choice"].rows] == [label("choice", name).en for name in held.choices["choice"]]


def test_what_fell_out_is_told_once_for_all_columns(publication):
    text = (publication.published / "tables/table_4_as_printed.html").read_text(encoding="utf-8")
    assert "(1), (2), (3) R&amp;D intensity is missing for 30 region-years" in text


def test_the_note_of_a_column_shows_the_variant_that_stands_beside_it(publication):
    """Foreign investment is a mixture of sources: the stock of foreign enterprises, to 2015, stands beside column 6."""
    with connect(publication.published_file) as connection:
        stored = read(
            connection,
            "select estimate, std_error, n_obs from results.estimates where table_id = 'referee_measures' "
            "and column_id = '4' and term = 'vag' and se_type = 'CRV3(region)'",
        ).iloc[0]
    assert stored["n_obs"] == 210
    for name in ("table_2.tex", "table_2.html"):
        text = (publication.published / "tables" / name).read_text(encoding="utf-8").replace("$-$", "−")
        beside = re.search(
            r"Beside column \(6\)[^:]*: [^.]*? (−?[\d.]+), CRV3.*? error ([\d.]+), N = 210, 2009\W+2015", text
        )
        assert (beside.group(1), beside.group(2)) == (number(stored["estimate"]), number(stored["std_error"]))
        assert "mixes figures of provinces with sums of their cities" in " ".join(text.split())
    common = (publication.published / "tables/table_2_common_sample.html").read_text(encoding="utf-8")
    assert "Beside column" not in common


def test_the_first_screen_says_what_the_regressor_is(publication):
    """Its correlation with the region's own location quotient, and the neighbours' share of its variance, by pandas."""
    with connect(publication.published_file) as connection:
        rows = read(
            connection,
            """
            select panel.vag, panel.vag_neighbour_part, quotients.location_quotient
            from marts.panel as panel
            inner join marts.fct_location_quotient as quotients using (region_code, year)
            where quotients.lq_base = (select value from marts.panel_parameter where parameter = 'lq_base')
                and quotients.industry_code = (
                    select value from marts.panel_parameter where parameter = 'spillover_industry'
                )
            """,
        )
    page = (publication.published / "report/index.html").read_text(encoding="utf-8")
    screen = page[page.index('id="answer"') : page.index("</section>")]
    correlation = rows["vag"].corr(rows["location_quotient"])
    share = rows["vag_neighbour_part"].var() / rows["vag"].var()
    assert f"own location quotient is {correlation:.4f}" in screen and len(rows) == 360
    assert f"part is {100 * share:.2f} % of its variance" in screen
    assert f"相关系数为{correlation:.4f}" in screen


def test_stars_and_figures_are_those_of_the_most_careful_usable_test(publication):
    """No star where the careful p has none, whatever CRV1 says; a mark where nothing is usable."""
    with connect(publication.published_file) as connection:
        careful = read(connection, "select * from audit.careful_test where table_id = 'table_2' and term = 'vag'")
        crv1 = read(
            connection,
            "select p_value from results.estimates "
            "where table_id = 'table_2' and term = 'vag' and se_type = 'CRV1(region)'",
        )
    with (publication.published / "tables/table_2.csv").open(encoding="utf-8") as file:
        told = [row["recomputed"] for row in csv.DictReader(file) if row["row"] == "1"]
    assert crv1["p_value"].min() < 0.01  # three stars before
    marks = [text.lstrip("−0123456789.e-") for text in told]
    assert marks == [stars(p) for p in careful.sort_values("column_id")["p_value"]]
    svg = (publication.published / "figures/specification_curve.svg").read_text(encoding="utf-8")
    assert "CRV3(region)" in svg and "CRV1" not in svg
    assert "CRV1" not in (publication.published / "figures/leave_one_out.svg").read_text(encoding="utf-8")
