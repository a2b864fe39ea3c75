"""Which customs downloads claim the same cells: counted together they would count twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations_with_replacement
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest.customs_query import PARTITIONS

if TYPE_CHECKING:
    import duckdb

KEYS = ("partner_code", "mode_code", "place_code")


def overlaps(
    connection: duckdb.DuckDBPyConnection, new: Iterable[Path], kept: Iterable[Path], shapes: dict[str, tuple[str, int]]
) -> dict[tuple[str, str], str]:
    """Pairs of downloads (sha256) that share a cell, at least one of them new, each with the first cell they share.

    A download that was not asked for a dimension claims all its values, and an HS code all codes that it begins: two
    downloads are compared on the dimensions that both have and at the shorter level.

    Args:
        new, kept: Parquet files flow=…/currency=…/month=…/<sha256>_0.parquet. Only partitions of new files are read.
        shapes: (dimensions, HS level) by sha256.
    """
    partitions: dict[str, tuple[list[Path], list[Path]]] = defaultdict(lambda: ([], []))
    for side, files in enumerate((new, kept)):
        for file in files:
            partitions["/".join(file.parts[-len(PARTITIONS) - 1 : -1])][side].append(file)
    found: dict[tuple[str, str], str] = {}
    for partition in sorted(partitions):
        fresh, old = partitions[partition]
        if fresh:
            by_shape: dict[tuple[str, int], list[Path]] = defaultdict(list)
            for file in [*fresh, *old]:
                by_shape[shapes[sha256_of(file)]].append(file)
            for one, other in combinations_with_replacement(sorted(by_shape), 2):
                pairs = _pairs(connection, (one, by_shape[one]), (other, by_shape[other]))
                fresh_sums = set(map(sha256_of, fresh))
                for first, second, cell in pairs:
                    if {first, second} & fresh_sums:
                        place = f"{partition.replace('/', ' ')} {cell}".strip()
                        found.setdefault((min(first, second), max(first, second)), place)
    return found


def sha256_of(file: Path) -> str:
    """The download that a Parquet file was made from."""
    return file.name.split("_")[0]


def _pairs(
    connection: duckdb.DuckDBPyConnection,
    one: tuple[tuple[str, int], list[Path]],
    other: tuple[tuple[str, int], list[Path]],
) -> list[tuple[str, str, str]]:
    (shape, files), (other_shape, other_files) = one, other
    common = [key for key in KEYS if key in shape[0].split(",") and key in other_shape[0].split(",")]
    level = min(shape[1], other_shape[1])
    cell = [*([f"left(hs_code, {level}) as hs_code"] if level else []), *common]
    same = shape == other_shape
    # The side of a row is its download, or, between two shapes, its shape: cells of one shape may share a coarser cell.
    sides = [(files, "filename")] if same else [(files, "'0' || filename"), (other_files, "'1' || filename")]
    rows = " union all ".join(
        f"select distinct {', '.join([*cell, side])} as side from read_parquet($files_{i}, filename = true)"
        for i, (_, side) in enumerate(sides)
    )
    names = [part.split(" as ")[-1] for part in cell]
    differs = "min(side) <> max(side)" if same else "left(min(side), 1) <> left(max(side), 1)"
    sql = f"""
        with claims as ({rows}),
        shared as (
            select {", ".join([*names, "min(side)"])} as first, max(side) as second
            from claims group by all having {differs}
        )
        select parse_filename(first), parse_filename(second), min(concat_ws(' · ', {", ".join(names or ["''"])}))
        from shared group by all order by all
    """
    parameters = {f"files_{i}": list(map(str, paths)) for i, (paths, _) in enumerate(sides)}
    found = connection.execute(sql, parameters).fetchall()
    return [(first.split("_")[0], second.split("_")[0], cell) for first, second, cell in found]
