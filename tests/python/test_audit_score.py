"""The score of the audit itself: no false alarm on true papers; misprints are found."""

import re
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from lab.audit_score.author import draw_paper
from lab.audit_score.features import DESIGNS, PLAIN
from lab.audit_score.fit import fit
from lab.audit_score.misprints import KINDS, plant
from lab.audit_score.run import FOUND, LAYOUT, SHORT, Score, score
from lab.audit_score.tell import checks_table, designs_table, kinds_table, totals, write_page
from resilience.project.settings import PROJECT_DIR


def test_every_error_equals_statsmodels():
    random = np.random.default_rng(3)
    units, years = np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12)
    x, z, y = random.normal(size=(3, 72)) + units / 10
    found = fit(y, {"x": x, "z": z}, units, [years])
    design = np.column_stack([x, z, np.ones(72), *[years == year for year in range(1, 6)]])
    model = sm.OLS(y, design)
    errors = {
        "classical": model.fit().bse,
        "HC1": model.fit(cov_type="HC1").bse,
        "HC3": model.fit(cov_type="HC3").bse,
        "CRV1": model.fit(cov_type="cluster", cov_kwds={"groups": units}).bse,
    }
    for name, expected in errors.items():
        assert found.errors[name] == pytest.approx(expected[:3], rel=1e-9), name
    assert (found.r2, found.adj_r2) == pytest.approx((model.fit().rsquared, model.fit().rsquared_adj))
    effects = sm.OLS(y, design[:, 2:]).fit()
    within = fit(y, {"x": x, "z": z}, units, [years], is_within=True)
    assert within.r2 == pytest.approx(1 - model.fit().ssr / effects.ssr)


def test_a_number_and_a_seed_make_one_paper():
    for is_plain in (True, False):
        one, same, other = (draw_paper(5, number, is_plain=is_plain) for number in (3, 3, 4))
        assert one.cells == same.cells != other.cells and one.facts == same.facts


def test_a_featured_paper_departs_from_the_plain_one_and_says_what_is_so():
    papers = [draw_paper(5, number, is_plain=False) for number in range(2 * len(DESIGNS))]
    assert {paper.design for paper in papers} == set(DESIGNS)
    so = {fact: {column.premises[fact] for paper in papers for column in paper.columns.values()}
          for fact in ("estimator", "weights", "controls", "other_effects", "r2", "sample", "outcome")}  # fmt: skip
    assert all(len(values) > 1 for values in so.values()), so
    for paper in papers:
        for fact, table, column, term, _, value in paper.facts:
            for place, printed in paper.columns.items():
                if fact in so and (table, column) in (place, ("*", "*")):
                    assert (term or value) == printed.premises[fact], (paper.design, fact, place)


def test_a_misprint_is_another_text_of_a_printed_cell():
    papers = [draw_paper(5, number) for number in range(3)]
    for position, kind in enumerate(KINDS):
        planted = [(paper, plant(paper, kind, np.random.default_rng(position))) for paper in papers]
        assert any(changed for _, changed in planted), kind
        for paper, changed in planted:
            assert len(changed) <= 1 or not KINDS[kind].is_single
            assert all(paper.cells[key] != text for key, text in changed.items())


@pytest.mark.slow
def test_true_papers_raise_no_alarm_and_misprints_are_found(settings):
    found = score(settings, SHORT)
    assert found.false_alarms.empty, found.false_alarms.to_string()
    assert set(found.designs["design"]) == {PLAIN, *DESIGNS} and not found.designs["accused"].any()
    assert "| padded" not in designs_table(found) and "numbers filled up with zeros | " in designs_table(found)
    single, seen = totals(found)
    assert single.found >= 2 * single.found_by_stars > 0
    assert seen.found_by_stars > 0
    kinds = found.kinds.set_index("kind")
    assert set(kinds.index) == set(KINDS)
    assert kinds.loc["sign", "found"] > 0 == kinds.loc["sign", "found_by_stars"]
    assert single.cell_named > 0.9 * single.found
    # what the page quotes from the full score is still so: by chance the short form is within 10 points of it
    quoted = (PROJECT_DIR / "docs/audit.md").read_text(encoding="utf-8")
    rate = float(re.search(r"misprints of one cell: ([0-9.]+) % found", quoted)[1])
    assert 100 * single.found / single.misprints == pytest.approx(rate, abs=10), "run `make audit-score` again"
    assert [kind.label for kind in KINDS.values() if f"| {kind.label} |" not in quoted] == []
    assert f"| {KINDS['sign'].label} | {SHORT} |" in kinds_table(found) and "`significance`" in checks_table(found)


def test_a_finding_names_the_cell_where_it_lists_it():
    checks = [
        (["table_2.1.X.estimate", "table_2.1.Y.se"], "contradicts"), (["table_2.2.X.estimate"], "impossible"),
        (["table_2.1.X.estimate"], "holds"), (["table_2.1.X.estimate.other"], "contradicts"),
    ]  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute(LAYOUT)
        connection.execute("attach ':memory:' as batch; create schema batch.audit")
        connection.execute(
            "create table batch.audit.consistency (study text, check_name text, check_id text, verdict text);"
            "create table batch.audit.consistency_cell (study text, check_id text, cell text, place integer)"
        )
        for number, (cells, verdict) in enumerate(checks):
            name = f"check_{number}"
            connection.execute("insert into batch.audit.consistency values ('p', 'algebra', ?, ?)", [name, verdict])
            for place, cell in enumerate(cells, start=1):
                connection.execute(
                    "insert into batch.audit.consistency_cell values ('p', ?, ?, ?)", [name, cell, place]
                )
        connection.execute(
            "create table batch.audit.audit_published_number as select 'p' as study, 'table_2.1.X.estimate' as cell, "
            "'table_2' as table_id, '1' as column_id, 'X' as term, 'estimate' as statistic"
        )
        connection.execute("insert into changed_cell values ('p', 'table_2', '1', 'X', 'estimate', '0.1', '-0.1')")
        connection.execute(FOUND)
        found = connection.execute("select check_id, names_the_cell from finding order by 1").fetchall()
    assert found == [("check_0", True), ("check_1", False), ("check_3", False)]


def test_the_page_quotes_the_score_between_its_markers(tmp_path):
    page = tmp_path / "audit.md"
    marked = "".join(f"<!-- {name}: begin -->\nold\n<!-- {name}: end -->\n" for name in ("audit-score", "audit-checks"))
    page.write_text(f"before\n{marked}after\n", encoding="utf-8")
    kinds = pd.DataFrame(
        [("sign", 10, 5, 0, 0, 4, 6.0), ("star", 10, 9, 9, 9, 9, 3.0)],
        columns=[
            "kind",
            "misprints",
            "found",
            "found_by_stars",
            "found_by_plain_stars",
            "cell_named",
            "cells_named_median",
        ],
    )
    cells = kinds.assign(statistic=["estimate", "stars"]).drop(columns="kind")
    checks = pd.DataFrame([("algebra", 5, 5, 20)], columns=["check_name", "found", "found_alone", "misprints"])
    notes = pd.DataFrame([(True, 10, 9, 3)], columns=["states_classical", "misprints", "found", "found_by_stars"])
    alarms = pd.DataFrame({"study": []})
    designs = pd.DataFrame(
        [("plain", 10, 0, 20, 5), ("weights", 5, 0, 10, 1)],
        columns=["design", "papers", "accused", "misprints", "found"],
    )
    tables = (kinds, checks, checks, cells, notes, designs, alarms, alarms, alarms)
    write_page(Score(*tables, n_papers=10, seed=1, seconds=2), page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert "| sign of a coefficient | 10 | 50.0 (23.7–76.3) | 0.0 | 80.0 | 6 |" in text
    assert "| weights in some columns, unweighted descriptives | 5 | 0 | 10.0 (" in text
    assert "| `algebra` | 25.0 | 25.0 |" in text
    written = (PROJECT_DIR / "docs/audit.md").read_text(encoding="utf-8")
    assert "<!-- audit-score: begin -->" in written and "<!-- audit-checks: begin -->" in written


@pytest.mark.parametrize("is_wrong", [0, 1])
def test_the_exit_code_says_whether_a_true_paper_is_accused(monkeypatch, is_wrong):
    from click.testing import CliRunner

    from lab.__main__ import group

    found = SimpleNamespace(false_alarms=pd.DataFrame({"study": ["paper"] * is_wrong}))
    monkeypatch.setattr("lab.audit_score.run.score", lambda *_, **__: found)
    monkeypatch.setattr("lab.audit_score.tell.summary", lambda _: "")
    assert CliRunner().invoke(group, ["audit-score", "--short"]).exit_code == is_wrong
