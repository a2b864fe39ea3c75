"""Spillovers of stored pairs and in blocks are the same numbers; cubes miss no neighbour, wherever they are."""

import runpy
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest

from resilience.project import dbt
from resilience.project.settings import PROJECT_DIR

MODELS = ["int_region_point", "int_weight_on_demand", "int_spillover_in_blocks"]


@pytest.fixture
def in_blocks(working_copy):
    """The warehouse as if 31 regions were too many to store their pairs."""
    arguments = ["run", "--select", *MODELS, "--vars", "{pairs_up_to: 30}"]
    dbt.invoke(working_copy, arguments)
    return working_copy


@pytest.mark.slow
def test_both_paths_give_the_same_spillovers(in_blocks):
    with duckdb.connect(str(in_blocks.work_file), read_only=True) as connection:
        n, n_alone, n_gaps, *gaps = connection.execute("""
            select
                count(*),
                count(*) filter (pairs.n_missing is null or blocks.n_missing is null),
                count(*) filter (pairs.n_missing > 0 and blocks.spillover is null),
                max(abs(blocks.spillover / pairs.spillover - 1)),
                max(abs(blocks.own_part - pairs.own_part)),
                max(abs(blocks.neighbour_part - pairs.neighbour_part) / pairs.spillover),
                count(*) filter (blocks.n_missing <> pairs.n_missing),
                count(*) filter ((blocks.spillover is null) <> (pairs.spillover is null))
            from (from intermediate.int_spillover where edition = 'baseline') as pairs
            full join intermediate.int_spillover_in_blocks as blocks
                using (region_code, industry_code, year, kernel, distance_point, lq_base)
        """).fetchone()
        assert n > 300_000 and n_alone == 0 and n_gaps > 0
        assert max(gaps) < 1e-12
    many_blocks_are_one(in_blocks)
    cubes_find_every_neighbour(in_blocks)


def many_blocks_are_one(settings):
    """The model with blocks of few pairs, on several threads, beside the table that one block gave."""
    model = runpy.run_path(str(PROJECT_DIR / "models/measures/spatial/int_spillover_in_blocks.py"))["model"]
    model.__globals__["PAIRS"] = 60
    kernels = "('inverse_km_own1', 'inverse_km_cutoff_1000', 'inverse_km_row_standardised')"
    relations = {
        "kernels": f"from reference.kernels where kernel in {kernels}",
        "int_weight_on_demand": "from on_demand.int_weight_on_demand",
        "int_region_point": "from intermediate.int_region_point",
        "int_location_quotient": "from intermediate.int_location_quotient",
    }
    with duckdb.connect(str(settings.work_file)) as connection:
        found = model(SimpleNamespace(ref=lambda name: connection.sql(relations[name])), connection)
        assert found.fetchall()
        n, n_alone, gap, n_differ = connection.execute(f"""
            select
                count(*),
                count(*) filter (few.n_missing is null or one.n_missing is null),
                max(abs(few.spillover / one.spillover - 1)),
                count(*) filter (few.n_missing <> one.n_missing)
            from spillover_in_blocks as few
            full join (from intermediate.int_spillover_in_blocks where kernel in {kernels}) as one
                using (region_code, industry_code, year, kernel, distance_point, lq_base)
        """).fetchone()
        assert n > 80_000 and n_alone == 0 and gap < 1e-12 and n_differ == 0


def cubes_find_every_neighbour(settings):
    """The compiled view, on points anywhere on the sphere, beside each pair once by the haversine formula."""
    compiled = next((settings.target_dir / "compiled").rglob("int_weight_on_demand.sql")).read_text(encoding="utf-8")
    random = np.random.default_rng(7)
    latitude = np.degrees(np.arcsin(random.uniform(-1, 1, 300)))
    longitude = random.uniform(-180, 180, 300)
    latitude[:4], longitude[:4] = [89.99, 89.98, -89.99, 10], [0, 180, 90, 179.999]
    latitude[4:6], longitude[4:6] = [10, 0], [-179.999, 0]
    point = pd.DataFrame({"latitude": np.radians(latitude), "longitude": np.radians(longitude), "position": range(300)})
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as work")
        connection.register("point", point)
        connection.execute("create schema work.intermediate; create schema work.reference")
        connection.execute("""
            create table work.intermediate.int_region_point as
            select *, 'capital' as distance_point, 0 as n_regions_missing, false as stores_pairs,
                cos(latitude) * cos(longitude) as x, cos(latitude) * sin(longitude) as y, sin(latitude) as z
            from point
        """)
        connection.execute("""
            create table work.reference.kernels as
            select 'within ' || cutoff_km as kernel, 'binary' as family, null::double as p, null::double as d0_km,
                cutoff_km::double as cutoff_km, null::double as unit_km, 1 as own_weight
            from (values (50), (1000), (6000), (15000)) as t (cutoff_km)
        """)
        missed, found = connection.execute(f"""
            with every_pair as (
                select kernel, a.position as from_position, b.position as to_position
                from work.reference.kernels, point as a, point as b
                where a.position < b.position
                and 2 * 6371.0088 * asin(least(1, sqrt(power(sin((a.latitude - b.latitude) / 2), 2)
                    + cos(a.latitude) * cos(b.latitude) * power(sin((a.longitude - b.longitude) / 2), 2)))) <= cutoff_km
            )
            select count(*) filter (weight is null), count(weight)
            from every_pair full join (from ({compiled}) where weight > 0) using (kernel, from_position, to_position)
        """).fetchone()
    assert missed == 0 and found > 5_000
