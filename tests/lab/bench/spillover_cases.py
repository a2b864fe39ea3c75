"""Spillovers over 14 years by the models of large point sets, as dbt compiled them, against what economists write."""

from __future__ import annotations

import dataclasses
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lab.bench.case import Case, Side

YEARS, RADIUS_KM, NEAR_KM = 14, 6371.0088, 100
PROFILE = "two thirds of our time compute weights in SQL, the rest hands them to numpy, adds and writes rows"
COLUMNS = "{} as family, {} as p, {} as cutoff_km, {} as unit_km, null::double as d0_km"
KERNELS = {
    "inverse": COLUMNS.format("'inverse_power'", 1, "null::double", 1),
    "near": COLUMNS.format("'binary'", "null::double", NEAR_KM, "null::double"),
}


def _draw(industries: int) -> Any:
    def draw(folder: Path, regions: int) -> None:
        """Unit vectors and one column of quotients an industry and year."""
        import numpy as np

        random = np.random.default_rng(20261124)
        latitude, longitude = random.uniform(0.35, 0.85, regions), random.uniform(1.3, 2.3, regions)
        flat = np.cos(latitude)
        points = np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
        np.save(folder / "points.npy", points)
        np.save(folder / "quotients.npy", random.lognormal(size=(regions, industries * YEARS)))

    return draw


def _models(kernel: str) -> Side:
    """The view of weights and the model that adds them, on tables with the drawn points and quotients."""

    def prepare(folder: Path, _: int) -> Any:
        import duckdb

        from resilience.project import dbt
        from resilience.project.settings import PROJECT_DIR, Settings

        here = dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=folder)
        dbt.invoke(here, ["compile", "--select", "int_weight_on_demand"])
        weights = next((here.target_dir / "compiled").rglob("int_weight_on_demand.sql")).read_text(encoding="utf-8")
        model = runpy.run_path(str(PROJECT_DIR / "models/measures/spatial/int_spillover_in_blocks.py"))["model"]
        connection = duckdb.connect(str(here.work_file))
        relations = _tables(connection, folder, kernel) | {"int_weight_on_demand": weights}
        refs = SimpleNamespace(ref=lambda name: connection.sql(relations[name]))

        def work() -> Any:
            found = model(refs, connection)
            connection.register("found", found)
            connection.execute("create or replace table spillover as from found")
            in_order = "select spillover from spillover order by region_code, industry_code, year"
            return lambda: connection.execute(in_order).fetchnumpy()["spillover"]

        return work

    return prepare


def _tables(connection: Any, folder: Path, kernel: str) -> dict[str, str]:
    """What the models read, under the names that dbt compiled; gives the query of each."""
    import numpy as np
    import pandas as pd

    points, quotients = np.load(folder / "points.npy"), np.load(folder / "quotients.npy")
    n, columns = quotients.shape
    codes = [f"{i:06d}" for i in range(n)]
    point = pd.DataFrame(points, columns=["x", "y", "z"]).assign(
        region_code=codes, position=np.arange(n, dtype="int32")
    )
    long = pd.DataFrame(
        {
            "region_code": np.repeat(codes, columns),
            "industry_code": np.tile([f"{i:02d}" for i in np.arange(columns) // YEARS], n),
            "year": np.tile(np.arange(columns, dtype="int32") % YEARS + 2007, n),
            "location_quotient": quotients.ravel(),
        }
    )
    made = {
        "intermediate.int_region_point": "select *, 'capital' as distance_point, 0 as n_regions_missing, "
        "false as stores_pairs from point",
        "intermediate.int_location_quotient": "select *, 'baseline' as edition, 'all' as lq_base from long",
        "reference.kernels": f"select 'one' as kernel, {KERNELS[kernel]}, 1 as own_weight, "
        "false as is_row_standardised",
    }
    for frame_name, frame in (("point", point), ("long", long)):
        connection.register(frame_name, frame)
    for name, query in made.items():
        connection.execute(f"create schema if not exists {name.partition('.')[0]}")
        connection.execute(f"create table {name} as {query}")
    return {name.partition(".")[2]: f"from {name}" for name in made}


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


def numpy_into_a_table(folder: Path, regions: int) -> Any:
    """numpy and BLAS, and the sums written as rows of a table."""
    added, store = numpy_blocked(folder, regions), _table(folder)
    return lambda: store(added())


def libpysal_into_a_table(folder: Path, _: int) -> Any:
    """A distance band of the spatial weights package, the sparse product, and the sums as rows of a table."""
    import numpy as np
    import scipy.sparse
    from libpysal.weights import DistanceBand

    points, quotients = np.load(folder / "points.npy"), np.load(folder / "quotients.npy")
    chord, store = 2 * np.sin(NEAR_KM / RADIUS_KM / 2), _table(folder)

    def work() -> np.ndarray:
        band = DistanceBand(points, threshold=chord, binary=True, silence_warnings=True)
        return store((band.sparse + scipy.sparse.eye_array(len(points))) @ quotients)

    return work


def _table(folder: Path) -> Any:
    import duckdb
    import numpy as np
    import pandas as pd

    connection = duckdb.connect(str(folder / "peer.duckdb"))

    def store(sums: np.ndarray) -> np.ndarray:
        n, columns = sums.shape
        rows = {
            "region": np.repeat(np.arange(n), columns),
            "industry": np.tile(np.arange(columns) // YEARS, n),
            "year": np.tile(np.arange(columns) % YEARS + 2007, n),
            "spillover": sums.ravel(),
        }
        connection.register("rows", pd.DataFrame(rows))
        connection.execute("create or replace table spillover as from rows")
        return sums

    return store


def _case(name: str, work: str, size: int, peer: Side, peer_name: str, **rest: Any) -> Case:
    industries, kernel = rest.pop("industries", 1), rest.pop("kernel", "inverse")
    return Case(
        name, f"spillover, {{size}} regions × 14 years, {work}", _draw(industries), _models(kernel), size, 300, peer,
        ours_name="model int_spillover_in_blocks", profile=PROFILE, peer_name=peer_name, tolerance=1e-12, **rest,
    )  # fmt: skip


CASES = [
    _case("spillover", "1 industry", 2_850, numpy_blocked, "numpy in blocks", reach=1.3),
    _case("spillover_large", "1 industry", 10_000, numpy_blocked, "numpy in blocks", reach=1.5, repeat=2),
    _case(
        "spillover_industries", "20 industries, into a table", 2_850, numpy_into_a_table, "numpy + BLAS",
        industries=20, reach=3.0,
    ),
    _case(
        "spillover_near", "20 industries, neighbours up to 100 km, into a table", 10_000, libpysal_into_a_table,
        "libpysal", industries=20, kernel="near", needs="libpysal", repeat=2,
    ),
]  # fmt: skip
