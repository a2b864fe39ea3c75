"""A check is named where it must be: union, rule, premises and messages; each list is held against the models."""

import csv
import re

import pytest

from resilience.project.settings import PROJECT_DIR

CHECKS = "models/audit/checks"
CHECK = re.compile(r"check\('(\w+)', (?:'(\w+)'|kind)")
LOOP = re.compile(r"for kind, \w+ in \[(.*?)\] %\}", re.DOTALL)


def models():
    files = (PROJECT_DIR / CHECKS).glob("check_*.sql")
    return {file.stem.removeprefix("check_"): file.read_text(encoding="utf-8") for file in files}


def kinds():
    """Model and family of every kind of check; a kind of a loop stands in its list."""
    found = {}
    for model, sql in models().items():
        for family, kind in CHECK.findall(sql):
            for name in [kind] if kind else re.findall(r"\('(\w+)'", LOOP.search(sql)[1]):
                found[name] = model, family
    return found


def seed(name):
    with (PROJECT_DIR / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_check_is_in_the_union():
    text = (PROJECT_DIR / CHECKS / "audit_check.sql").read_text(encoding="utf-8")
    listed = set(re.findall(r"'(\w+)'", re.search(r"models = \[(.*?)\]", text, re.DOTALL)[1]))
    known = set(models()) - {"information"}  # what reads the checks comes after them
    assert sorted(f"'{name}' in models of audit_check.sql" for name in known - listed) == []
    assert sorted(f"a model check_{name}" for name in listed - known) == []


def test_every_check_has_its_rule():
    ruled = {row["check_name"] for row in seed("published/consistency_checks")}
    families = {family for _, family in kinds().values()}
    assert sorted(f"a row {name} of consistency_checks.csv" for name in families - ruled) == []
    assert sorted(f"a check of the family {name}" for name in ruled - families) == []


def test_no_premise_is_of_an_unknown_check():
    named = {row["check_kind"] for row in seed("published/consistency_premises")}
    assert named <= set(kinds()), "consistency_premises.csv"


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_check_has_its_messages(kind):
    """What it expects, and its sentence or those of its variants."""
    known = {row["id"]: row["placeholders"].split() for row in seed("reference/messages")}
    own = [id for id in known if re.fullmatch(rf"check\.{kind}(\.\w+)?", id)]
    assert f"check.{kind}.expected" in own and len(own) > 1, f"messages.csv lacks check.{kind} or check.{kind}.expected"
    sql = models()[kinds()[kind][0]]
    given = {*re.findall(r"'(\w+)'[:,\]]", sql), *re.findall(r"\b(\w+)=", sql)}
    assert {name for id in own for name in known[id]} <= given, f"words of check_{kinds()[kind][0]}.sql"
