"""A check is named where it must be: union, rule, premises and messages; each list is held against the models."""

import csv
import re

import pytest

from resilience.project.settings import PROJECT_DIR

CHECKS = PROJECT_DIR / "models/audit/checks"
MODELS = {file.stem.removeprefix("check_"): file.read_text(encoding="utf-8") for file in CHECKS.glob("check_*.sql")}
KIND = re.compile(r"'(\w+)'(?: else '(\w+)' end)? as check_kind")
KINDS = {kind: name for name, sql in MODELS.items() for both in KIND.findall(sql) for kind in both if kind}


def seed(name):
    with (PROJECT_DIR / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_check_is_in_the_union():
    families = re.search(r"families = \[(.*?)\]", (CHECKS / "audit_check.sql").read_text(encoding="utf-8"), re.DOTALL)[
        1
    ]
    # what reads the checks comes after them
    assert set(re.findall(r"'(\w+)'", families)) == set(MODELS) - {"information"}, "models/audit/checks/audit_check.sql"


def test_every_check_has_its_rule():
    assert {row["check_name"] for row in seed("published/consistency_checks")} == set(MODELS), "consistency_checks.csv"


def test_no_premise_is_of_an_unknown_check():
    kinds = {row["check_kind"] for row in seed("published/consistency_premises")}
    assert kinds <= {*KINDS, "repeated_coefficient", "simulated"}, "consistency_premises.csv"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_check_has_its_messages(kind):
    """What it expects, and its sentence or those of its variants."""
    known = {row["id"]: row["placeholders"].split() for row in seed("reference/messages")}
    own = [id for id in known if re.fullmatch(rf"check\.{kind}(\.\w+)?", id)]
    assert f"check.{kind}.expected" in own and len(own) > 1, f"messages.csv lacks check.{kind} or check.{kind}.expected"
    given = set(re.findall(r"'(\w+)':", MODELS[KINDS[kind]]))
    assert {name for id in own for name in known[id]} <= given, f"words of check_{KINDS[kind]}.sql"
