"""Spillovers of one industry over 14 years, weights on the fly, against numpy in blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from resilience.bench.case import Case

YEARS, RADIUS_KM = 14, 6371.0088


def draw(folder: Path, regions: int) -> None:
    """Unit vectors and one column of quotients a year."""
    import numpy as np

    random = np.random.default_rng(20261124)
    latitude, longitude = random.uniform(0.35, 0.85, regions), random.uniform(1.3, 2.3, regions)
    flat = np.cos(latitude)
    points = np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
    np.save(folder / "points.npy", points)
    np.save(folder / "quotients.npy", random.lognormal(size=(regions, YEARS)))


def one_pass(folder: Path, regions: int) -> Any:
    """One pass over the pairs: the weight once, then one sum a year; no pair is stored."""
    import duckdb
    import numpy as np
    import pandas as pd

    points, quotients = np.load(folder / "points.npy"), np.load(folder / "quotients.npy")
    frame = pd.DataFrame(points, columns=["x", "y", "z"]).assign(region=np.arange(regions))
    for year in range(YEARS):
        frame[f"q{year}"] = quotients[:, year]
    connection = duckdb.connect()
    connection.execute("create table point as from frame")
    sums = ", ".join(f"sum(weight * q{year}) as s{year}" for year in range(YEARS))
    values = ", ".join(f"there.q{year}" for year in range(YEARS))
    query = f"""
        create or replace table spillover as
        select region, {sums} from (
            select here.region, {values}, case when here.region = there.region then 1 else 1 / (2 * {RADIUS_KM} * asin(
                least(1, sqrt((here.x - there.x) * (here.x - there.x) + (here.y - there.y) * (here.y - there.y)
                + (here.z - there.z) * (here.z - there.z)) / 2))) end as weight
            from point as here cross join point as there
        ) group by region"""

    def work() -> np.ndarray:
        connection.execute(query)
        columns = connection.execute("from spillover order by region").fetchnumpy()
        return np.column_stack([columns[f"s{year}"] for year in range(YEARS)])

    return work


def numpy_blocked(folder: Path, _: int) -> Any:
    import numpy as np

    points, quotients = np.load(folder / "points.npy"), np.load(folder / "quotients.npy")

    def work(block: int = 256) -> np.ndarray:
        parts = []
        for start in range(0, len(points), block):
            chunk = points[start : start + block]
            chord = np.sqrt(((chunk[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
            distance = 2 * RADIUS_KM * np.arcsin(chord / 2)
            own = np.arange(len(chunk))
            distance[own, start + own] = 1.0  # own weight 1
            parts.append((1.0 / distance) @ quotients)
        return np.concatenate(parts)

    return work


def _case(name: str, size: int, reach: float) -> Case:
    title = "spillover, {size} regions × 14 years, 1 industry, SQL in one pass"
    return Case(
        name, title, draw, one_pass, size, 300, numpy_blocked, peer_name="numpy blocked", reach=reach, tolerance=1e-12
    )


CASES = [_case("spillover", 2_850, 1.3), _case("spillover_large", 10_000, 1.5)]
