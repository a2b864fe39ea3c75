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
