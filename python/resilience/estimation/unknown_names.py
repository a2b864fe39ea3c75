"""Which names of a study nothing has, each told with file, line, key and the nearest known one."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linear.conventions import parse
from resilience.estimation.fixed_effects import columns_of
from resilience.project.errors import Problem
from resilience.project.yaml_file import line_of

if TYPE_CHECKING:
    from resilience.estimation.specification import Study

Keys = tuple[str | int, ...]


def unknown_names(study: Study, document: Any, file: Path, panel_columns: list[str]) -> list[Problem]:
    """Every name that is neither a panel column nor, where that is allowed, a term of this file; unknown samples."""
    terms = [*study.products, *study.lags, *study.group_slopes]
    places: list[tuple[Keys, Sequence[str | None], list[str], str]] = []

    def expect(path: Keys, names: Sequence[str | None], known: list[str], what: str) -> None:
        places.append((path, names, known, what))

    column, term = "a column of marts.panel", "a column of marts.panel or a term of this file"
    expect(("outcome",), [study.outcome], panel_columns, column)
    focus = [study.focus] if "focus" in document else []
    expect(("focus",), focus, [*panel_columns, *study.lags], column)
    described = study.descriptives.variables if "descriptives" in document else []
    expect(("descriptives", "variables"), described, panel_columns, column)
    for name, product in study.products.items():
        expect(("products", name), list(product.of), [*panel_columns, *study.lags], column)
    for name, lag in study.lags.items():
        expect(("lags", name), [lag.of], panel_columns, column)
    for name, slopes in study.group_slopes.items():
        expect(("group_slopes", name), [slopes.of, slopes.group], panel_columns, column)
    for name, sample in study.samples.items():
        expect(("samples", name), sample.columns, panel_columns, column)
    known = {table.id: [column.id for column in table.columns] for table in study.tables}
    for key, place in (("main", study.main), ("moderation", study.moderation)):
        if place:
            expect((key, "table"), [place.table], list(known), "a table's id")
            expect((key, "column"), [place.column], known.get(place.table, [place.column]), "a column of that table")
    if study.moderation:
        expect(("moderation", "product"), [study.moderation.product], list(study.products), "a product of this file")
    for i, pair in enumerate(study.oster.pairs if study.oster else []):
        pair_at, columns = ("oster", "pairs", i), [pair.uncontrolled, pair.controlled]
        expect(pair_at, [pair.table], list(known), "a table's id")
        expect(pair_at, columns, known.get(pair.table, columns), "a column of that table")
    if study.placebo:
        expect(("placebo", "tables"), study.placebo.tables, [table.id for table in study.tables], "a table's id")
    columns = [f"{table.id}.{column.id}" for table in study.tables for column in table.columns]
    for i, table in enumerate(study.tables):
        at, samples = ("tables", i), list(study.samples)
        expect((*at, "outcome"), [table.outcome], panel_columns, column)
        expect((*at, "restrict_to"), [table.restrict_to], samples, "a name of `samples`")
        expect(at, [*table.also_x, *table.sample_also_needs], [*panel_columns, *terms], term)
        expect((*at, "fixed_effects"), columns_of(table.fixed_effects), panel_columns, column)
        clusters = {name for error in table.errors for name in parse(error).clusters} - {"region", "year"}
        expect((*at, "errors"), sorted(clusters), panel_columns, column)
        for j, each in enumerate(table.columns):
            here = (*at, "columns", j)
            expect(here, [*each.x, each.outcome], [*panel_columns, *terms], term)
            expect((*here, "fixed_effects"), columns_of(each.fixed_effects), panel_columns, column)
            expect((*here, "restrict_to"), [each.restrict_to], samples, "a name of `samples`")
            expect((*here, "variant_of"), [each.variant_of], columns, "a table's id, a dot and a column's id")
            expect((*here, "instruments"), each.excluded_instruments, [*panel_columns, *study.lags], column)
    return [
        Problem(
            f"{file}, line {line_of(document, path)}, key {'.'.join(map(str, path))}",
            f"'{name}'",
            what,
            f"did you mean {' or '.join(get_close_matches(name, known, 3, 0.5)) or 'another name'}?",
        )
        for path, names, known, what in places
        for name in names
        if name is not None and name not in known
    ]
