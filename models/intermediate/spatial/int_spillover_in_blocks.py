"""Spillovers of point sets too large to store pairs of: SQL gives the weights of some regions, a matrix product adds.

A block of weights W (some regions x all regions) meets the quotients Q (all regions x columns) of every base, industry
and year at once: W Q. `int_spillover_of_pairs` is the same in SQL; test_spillover_paths.py holds both to 1e-12.
"""

PAIRS = 4_000_000  # weights in memory at a time
COLUMNS = {
    "region_code": "varchar",
    "industry_code": "varchar",
    "year": "integer",
    "kernel": "varchar",
    "distance_point": "varchar",
    "lq_base": "varchar",
    "spillover": "double",
    "own_part": "double",
    "neighbour_part": "double",
    "n_missing": "integer",
}


def model(dbt, session):
    header = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    session.execute(f"create or replace temp table spillover_in_blocks ({header})")
    relations = {
        "block_weight": dbt.ref("int_weight_on_demand"),
        "block_point": dbt.ref("int_region_point").filter("n_regions_missing = 0 and not stores_pairs"),
        "block_quotient": dbt.ref("int_location_quotient"),
    }
    for name, relation in relations.items():  # names in SQL: every block then binds one query
        session.execute(f"create or replace temp view {name} as {relation.sql_query()}")
    session.execute("""
        create or replace temp table block_column as
        select *, row_number() over (order by lq_base, industry_code, year) - 1 as column_id
        from (select distinct lq_base, industry_code, year from block_quotient)
    """)
    kernels = dbt.ref("kernels").select("kernel, own_weight, cutoff_km is not null, is_row_standardised").fetchall()
    sets = session.execute("select distinct distance_point from block_point order by all").fetchall()
    for (distance_point,) in sets:
        matrices = _quotients(session, distance_point)
        for kernel, own_weight, is_sparse, is_row_standardised in kernels:
            weights = _weights(session, kernel, distance_point)
            for block in _blocks(weights, *matrices, own_weight, is_sparse, is_row_standardised):
                _store(session, block, kernel, distance_point)
    return session.table("spillover_in_blocks")


def _quotients(session, distance_point):
    """Three matrices, regions by columns: quotients, which of them are missing, which regions are in the base."""
    import numpy as np

    n = session.execute("select count(*) from block_point where distance_point = ?", [distance_point]).fetchone()[0]
    n_columns = session.execute("select count(*) from block_column").fetchone()[0]
    cells = session.execute(
        """
        select position, column_id, coalesce(location_quotient, 0) as value, location_quotient is null as is_missing
        from block_quotient
        inner join block_point using (region_code)
        inner join block_column using (lq_base, industry_code, year)
        where distance_point = ?
        """,
        [distance_point],
    ).fetchnumpy()
    values, missing, members = np.zeros((3, n, n_columns))
    at = cells["position"], cells["column_id"]
    values[at], missing[at], members[at] = cells["value"], cells["is_missing"], 1
    return values, missing, members


def _weights(session, kernel, distance_point):
    """A function of the first and one after the last region: row, column and weight of each pair of neighbours."""

    def between(first, stop):
        return session.execute(
            f"""
            select from_position - {first} as row, to_position as column, weight from block_weight
            where kernel = '{kernel}' and distance_point = '{distance_point}'
                and from_position >= {first} and from_position < {stop} and from_position <> to_position
            """
        ).fetchnumpy()

    return between


def _blocks(weights, values, missing, members, own_weight, is_sparse, is_row_standardised):
    """Sums of some regions after the other, so many at a time that memory stays bounded."""
    import numpy as np
    from scipy.sparse import csr_array

    n, n_columns = values.shape
    gaps = missing.any(axis=0)
    first, size = 0, max(1, PAIRS // n)
    while first < n:
        here = slice(first, min(first + size, n))
        rows = here.stop - first
        found = weights(first, here.stop)
        if is_sparse:
            others = csr_array((found["weight"], (found["row"], found["column"])), shape=(rows, n))
        else:
            others = np.zeros((rows, n))
            others[found["row"], found["column"]] = found["weight"]
        own_part, neighbour_part = own_weight * values[here], others @ values
        n_missing = np.zeros((rows, n_columns))
        n_missing[:, gaps] = (own_weight > 0) * missing[here, gaps]
        if gaps.any():
            n_missing[:, gaps] += (others > 0).astype(float) @ missing[:, gaps]
        if is_row_standardised:
            total = own_weight * members[here] + others @ members
            own_part, neighbour_part = own_part / total, neighbour_part / total
        at = np.nonzero(members[here])
        yield {
            "position": at[0] + first,
            "column_id": at[1],
            "own_part": own_part[at],
            "neighbour_part": neighbour_part[at],
            "n_missing": n_missing[at],
        }
        touched = max(len(found["weight"]), rows * n_columns)
        first, size = here.stop, max(1, min(4 * size, size * PAIRS // touched))


def _store(session, block, kernel, distance_point):
    import pandas as pd

    session.register("block", pd.DataFrame(block))
    session.execute(f"""
        insert into spillover_in_blocks
        select region_code, industry_code, year, '{kernel}', distance_point, lq_base,
            case when n_missing = 0 then own_part + neighbour_part end,
            case when n_missing = 0 then own_part end,
            case when n_missing = 0 then neighbour_part end,
            n_missing
        from block
        inner join block_point using (position)
        inner join block_column using (column_id)
        where distance_point = '{distance_point}'
    """)
    session.unregister("block")
