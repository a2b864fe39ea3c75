"""The rooms of the package: what stands where, and that every arrow leads down."""

from __future__ import annotations

from collections import Counter

import pytest

from lab import architecture
from lab.architecture import LAYERS, ROOMS, between, downward, imports, layers, modules, room

# Arrow between layers that leads up -> why it may.
UPWARD_SQL = {("observations", "marts"): "int_customs_year adds up fct_customs_flow, a mart of staged records"}
# Name -> why several modules may have it.
SHARED_NAMES = {
    "__init__": "the door of a package",
    "__main__": "the entry of a package",
    "errors": "the messages of a package that stands alone",
}


@pytest.fixture(scope="module")
def edges():
    return imports(outside=["lab"])


def test_every_room_and_layer_is_in_the_picture():
    assert {room(module) for module in modules()} == set(ROOMS)
    assert set(layers()[0]) == set(LAYERS)


def test_no_arrow_between_rooms_leads_up(edges):
    arrows = between({module: used - {"lab"} for module, used in edges.items()})
    up = {(name, each) for name, used in arrows.items() for each in used - downward(arrows, ROOMS)[name]}
    assert up == set()


def test_no_arrow_between_layers_of_sql_leads_up():
    reads = layers()[1]
    up = {(name, each) for name, used in reads.items() for each in used - downward(reads, LAYERS)[name]}
    assert up == set(UPWARD_SQL)


def test_modules_import_in_no_circle(edges):
    assert circles(edges) == []


def test_a_planted_circle_and_a_planted_upward_arrow_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    planted = between({"resilience.gate.suite": {"resilience.report.write"}})
    assert downward(planted, ROOMS)["gate"] == set()


def test_a_lazy_import_counts_and_a_checkers_does_not(tmp_path):
    (tmp_path / "one.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import two\n\ndef f():\n    import three\n"
    )
    for name in ("two", "three"):
        (tmp_path / f"{name}.py").write_text("")
    assert imports(modules(tmp_path)) == {"one": {"three"}, "two": set(), "three": set()}


def test_the_product_does_not_import_the_laboratory(edges):
    assert [module for module, used in edges.items() if any(each.split(".")[0] == "lab" for each in used)] == []


def test_no_module_needs_its_folder_to_be_understood():
    found = {}
    for module, file in modules().items():
        found.setdefault(file.stem, set()).add(module)
    shared = {name: each for name, each in found.items() if len(each) > 1 and name not in SHARED_NAMES}
    assert shared == {}


def test_every_allowance_of_a_name_is_needed():
    names = Counter(file.stem for file in modules().values())
    assert [name for name in SHARED_NAMES if not names[name]] == []


def test_the_picture_is_what_the_code_makes():
    assert architecture.draw() == architecture.draw()
    is_current = architecture.PICTURE.read_text(encoding="utf-8") == architecture.draw()
    assert is_current, "run `.venv/bin/python -m lab architecture` and commit docs/architecture.svg"


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other, the names of each in order."""

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        left = list(edges.get(start, ()))
        while left:
            if (name := left.pop()) not in seen:
                seen.add(name)
                left += edges.get(name, ())
        return seen

    reached = {name: reach(name) for name in edges}
    groups = {tuple(sorted(each for each in edges if each in seen and name in reached[each]))
              for name, seen in reached.items() if name in seen}  # fmt: skip
    return sorted(map(list, groups))
