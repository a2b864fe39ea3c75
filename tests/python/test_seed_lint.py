"""Bad seeds are told by file, line, found, expected and remedy; good ones pass."""

import shutil
from dataclasses import replace

import pytest

from resilience.project.errors import UserError
from resilience.project.seed_lint import check_seeds
from resilience.project.settings import PROJECT_DIR, Settings

EXPORTS = "seeds/observations/customs_exports_by_origin.csv"


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(PROJECT_DIR / "seeds", tmp_path / "seeds")
    shutil.copy(PROJECT_DIR / "dbt_project.yml", tmp_path)
    return replace(Settings.from_environment("observed"), project_dir=tmp_path)


def edit(settings, file, old, new, count=1):
    path = settings.project_dir / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def test_the_projects_own_seeds_are_well_formed(copy):
    assert check_seeds(copy) == len(list((PROJECT_DIR / "seeds").rglob("*.csv")))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (EXPORTS, "110000,", "119999,", ["line 2, column region_code", "'119999'", "regions.csv"]),
        (EXPORTS, "120000,天津市", "110000,天津市", ["line 3", "110000 again, first in line 2"]),
        (EXPORTS, "24933664", "24,9b3", ["line 2"]),
        (EXPORTS, "24933664", "24933664元", ["line 2, column 2006", "'24933664元'", "a number"]),
        (EXPORTS, "24933664", "nan", ["line 2, column 2006", "'nan'"]),
        (EXPORTS, "24933664", "inf", ["line 2, column 2006", "'inf'"]),
        (EXPORTS, "24933664", "24_933_664", ["line 2, column 2006", "'24_933_664'"]),
        (EXPORTS, "region_name_zh,2006,", "region_name_zh,", ["line 1, column 2006", "no such column"]),
        (EXPORTS, "2006,2007", "2007,2007", ["the column twice", "no such column"]),
        ("seeds/reference/sources.csv", ",usd_k,", ",usd_kk,", ["line 2, column published_unit", "'usd_kk'"]),
        ("seeds/reference/sources.csv", "customs_exports_by_origin,", "other,", ["a table without provenance"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(copy, file, old, new, said):
    edit(copy, file, old, new)
    with pytest.raises(UserError) as caught:
        check_seeds(copy)
    text = str(caught.value)
    assert caught.value.exit_code == 2
    assert all(words in text for words in said), text
    assert "do:" in text


def test_a_lost_region_is_named(copy):
    path = copy.project_dir / EXPORTS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:5] + lines[6:]), encoding="utf-8")
    with pytest.raises(UserError, match="no line for 150000"):
        check_seeds(copy)


def test_another_encoding_is_refused(copy):
    path = copy.project_dir / EXPORTS
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        check_seeds(copy)


@pytest.mark.parametrize(
    ("parameter", "value", "said"),
    [
        ("region_set", "atlantis", ["region_set of regions.csv: china"]),
        ("classification", "NACE", ["classification of industries.csv: GB/T 4754"]),
        ("spillover_industry", "Z", ["an industry of GB/T 4754: A, B"]),
        ("employment", "jobs", ["indicator_code of indicators.csv"]),
        ("excluded_regions", "[01000]", ["a region_code of china, in quotes"]),
        ("currency", "gbp", ["a unit called gbp of dimension gbp and factor 1"]),
    ],
)
def test_what_a_dataset_names_and_nobody_has_is_told(copy, parameter, value, said):
    edit(copy, "dbt_project.yml", f"{parameter}: ", f"{parameter}: {value} # ")
    with pytest.raises(UserError) as caught:
        check_seeds(copy)
    assert all(text in str(caught.value) for text in [f"parameter {parameter}", *said])


def test_a_currency_needs_each_size_that_amounts_are_kept_in(copy):
    edit(copy, "seeds/reference/units.csv", "usd_k,", "gbp,英镑,GBP,gbp,1\nusd_k,")
    edit(copy, "dbt_project.yml", "currency: ", "currency: gbp # ")
    with pytest.raises(UserError, match="a unit of 100000000 gbp in units"):
        check_seeds(copy)


def test_a_table_of_one_set_needs_no_region_of_another(copy):
    edit(copy, "seeds/reference/regions.csv", "china,110000", "atlantis,AT1,,North,,1,1,,\nchina,110000")
    assert check_seeds(copy)


def test_a_region_is_of_a_set(copy):
    edit(copy, "seeds/reference/regions.csv", "china,120000", ",120000")
    with pytest.raises(UserError) as caught:
        check_seeds(copy)
    assert "regions.csv, line 3, column region_set" in str(caught.value)
