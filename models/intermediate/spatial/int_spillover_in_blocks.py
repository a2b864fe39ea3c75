"""Spillovers of point sets too large to store pairs of: SQL gives the weights of some regions, a matrix product adds.

A block of weights W (some regions x all regions) meets the quotients Q (all regions x columns) of every base, industry
and year at once: W Q. `int_spillover_of_pairs` is the same in SQL; test_spillover_paths.py holds both to 1e-12.
"""

PAIRS = 2_000_000  # weights in memory at a time
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
    points = dbt.ref("int_region_point").filter("n_regions_missing = 0 and not stores_pairs")
    quotients, kernels = dbt.ref("int_location_quotient"), dbt.ref("kernels")
    weights = dbt.ref("int_weight_on_demand")
    for distance_point, n in points.aggregate("distance_point, count(*)").order("distance_point").fetchall():
        of_set = points.filter(f"distance_point = '{distance_point}'")
        columns, *matrices = _quotients(session, of_set, quotients, n)
        for kernel, is_sparse, is_row_standardised in kernels.select(
            "kernel, cutoff_km is not null, is_row_standardised"
        ).fetchall():
            of_kernel = weights.filter(f"kernel = '{kernel}' and distance_point = '{distance_point}'")
            of_kernel = of_kernel.select("from_position, to_position, weight")
            for block in _blocks(of_kernel, *matrices, is_sparse, is_row_standardised):
                _store(session, of_set, columns, block, kernel)
    return session.table("spillover_in_blocks")


def _quotients(session, points, quotients, n):
    """Names of the columns; three matrices, regions by columns: quotients, which are missing, which are in the base."""
    import numpy as np

    columns = session.sql(
        "select *, row_number() over (order by lq_base, industry_code, year) - 1 as column_id "
        "from (select distinct lq_base, industry_code, year from quotients)"
    ).df()
    cells = session.sql(
        "select position, column_id, coalesce(location_quotient, 0) as value, location_quotient is null as is_missing "
        "from quotients inner join points using (region_code) inner join columns using (lq_base, industry_code, year)"
    ).fetchnumpy()
    values, missing, members = np.zeros((3, n, len(columns)))
    at = cells["position"], cells["column_id"]
    values[at], missing[at], members[at] = cells["value"], cells["is_missing"], 1
    return columns, values, missing, members


def _blocks(weights, values, missing, members, is_sparse, is_row_standardised):
    """Sums of some regions after the other, so many at a time that memory stays bounded."""
    import numpy as np
    from scipy.sparse import coo_array

    n, n_columns = values.shape
    gaps = missing.any(axis=0)
    first, size = 0, max(1, PAIRS // n)
    while first < n:
        here = slice(first, min(first + size, n))
        rows = here.stop - first
        found = weights.filter(f"from_position >= {first} and from_position < {here.stop}").fetchnumpy()
        row, column, weight = found["from_position"] - first, found["to_position"], found["weight"]
        is_own = column == row + first
        own = np.zeros((rows, 1))
        own[row[is_own], 0] = weight[is_own]
        pairs = coo_array((weight[~is_own], (row[~is_own], column[~is_own])), shape=(rows, n))
        others = pairs.tocsr() if is_sparse else pairs.toarray()
        own_part, neighbour_part = own * values[here], others @ values
        n_missing = np.zeros((rows, n_columns))
        n_missing[:, gaps] = (own > 0) * missing[here, gaps] + (others > 0).astype(float) @ missing[:, gaps]
        if is_row_standardised:
            total = own * members[here] + others @ members
            own_part, neighbour_part = own_part / total, neighbour_part / total
        at = np.nonzero(members[here])
        yield {
            "position": at[0] + first,
            "column_id": at[1],
            "own_part": own_part[at],
            "neighbour_part": neighbour_part[at],
            "n_missing": n_missing[at],
        }
        touched = max(len(weight), rows * n_columns)
        first, size = here.stop, max(1, min(4 * size, size * PAIRS // touched))


def _store(session, points, columns, block, kernel):
    import pandas as pd

    session.register("spillover_block", pd.DataFrame(block))
    session.sql(
        f"select region_code, industry_code, year, '{kernel}', distance_point, lq_base, "
        "case when n_missing = 0 then own_part + neighbour_part end, case when n_missing = 0 then own_part end, "
        "case when n_missing = 0 then neighbour_part end, n_missing "
        "from spillover_block inner join points using (position) inner join columns using (column_id)"
    ).insert_into("spillover_in_blocks")
    session.unregister("spillover_block")
