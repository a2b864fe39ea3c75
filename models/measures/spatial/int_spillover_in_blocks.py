"""Spillovers of point sets too large to store pairs of: SQL gives the weights of some regions, matrix products add.

A block of weights W (some regions x those after them) meets the quotients Q (regions x columns, of every base, industry
and year at once) both ways, W Q and W'Q, so that each pair is weighed once. Every thread works on a block of its own;
they are added in order. `int_spillover` does the same in SQL; test_spillover_paths.py holds both to 1e-12.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor

PAIRS = 1_000_000  # weights in a block
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
        "block_point": dbt.ref("int_region_point").filter("n_regions_missing = 0 and not stores_pairs"),
        "block_quotient": dbt.ref("int_location_quotient").filter("edition = 'baseline'"),
    }
    for name, relation in relations.items():
        session.execute(f"create or replace temp view {name} as {relation.sql_query()}")
    session.execute("""
        create or replace temp table block_column as
        select *, row_number() over (order by lq_base, industry_code, year) - 1 as column_id
        from (select distinct lq_base, industry_code, year from block_quotient)
    """)
    weights = dbt.ref("int_weight_on_demand").sql_query()
    n_threads = session.execute("select current_setting('threads')").fetchall()[0][0]
    kernels = dbt.ref("kernels").select("kernel, own_weight, cutoff_km is not null, is_row_standardised").fetchall()
    sets = session.execute("select distinct distance_point from block_point order by all").fetchall()
    for (distance_point,) in sets:
        matrices = _quotients(session, distance_point)
        for kernel, own_weight, is_sparse, is_row_standardised in kernels:
            block = _block(session, weights, kernel, distance_point, is_sparse)
            for rows in _spillovers(block, n_threads, *matrices, own_weight, is_row_standardised):
                _store(session, rows, kernel, distance_point)
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


def _block(session, weights, kernel, distance_point, is_sparse):
    """A function of the first region and one after the last: the matrix of weights between these and the later ones.

    Each call has a connection of its own, so that threads may call it side by side.
    """
    import numpy as np
    from scipy.sparse import csr_array

    def between(first, stop, n):
        query = f"""
            select from_position - {first} as row, to_position - {first} as column, weight from ({weights})
            where kernel = '{kernel}' and distance_point = '{distance_point}'
                and from_position >= {first} and from_position < {stop}
        """
        with session.cursor() as cursor:
            found = cursor.execute(query).fetchnumpy()
        at, shape = (found["row"], found["column"]), (stop - first, n - first)
        if is_sparse:
            return csr_array((found["weight"], at), shape=shape)
        matrix = np.zeros(shape)
        matrix[at] = found["weight"]
        return matrix

    return between


def _spillovers(block, n_threads, values, missing, members, own_weight, is_row_standardised):
    """Rows of spillovers, some regions after the other."""
    import numpy as np

    n, n_columns = values.shape
    gaps = missing.any(axis=0)
    weighed = np.hstack([values, members]) if is_row_standardised else values
    sums, counts = _over_others(block, n_threads, weighed, missing[:, gaps])
    for first in range(0, n, max(1, PAIRS // n_columns)):
        here = slice(first, first + max(1, PAIRS // n_columns))
        own_part, neighbour_part = own_weight * values[here], sums[here, :n_columns]
        n_missing = np.zeros_like(own_part)
        n_missing[:, gaps] = counts[here] + (own_weight > 0) * missing[here, gaps]
        if is_row_standardised:
            total = own_weight * members[here] + sums[here, n_columns:]
            own_part, neighbour_part = own_part / total, neighbour_part / total
        at = np.nonzero(members[here])
        yield {
            "position": at[0] + first,
            "column_id": at[1],
            "own_part": own_part[at],
            "neighbour_part": neighbour_part[at],
            "n_missing": n_missing[at],
        }


def _over_others(block, n_threads, weighed, counted):
    """For each region, over all others: sums of weight times `weighed`, of `counted` where the weight is positive.

    Blocks of a sparse kernel grow with what they turn out to hold, fourfold at most.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    def products(first, stop):
        weights, here, later = block(first, stop, n), slice(first, stop), slice(first, n)
        factors = [(weights, weighed)]
        if counted.size:
            factors.append(((weights > 0).astype(float), counted))
        found = [(matrix @ columns[later], matrix.T @ columns[here]) for matrix, columns in factors]
        return here, later, found, weights.size / (stop - first) / (n - first)

    n, sums = len(weighed), (np.zeros_like(weighed), np.zeros_like(counted))
    first, share, waiting = 0, 1.0, deque()
    with ThreadPoolExecutor(n_threads) as pool, threadpool_limits(1, user_api="blas"):
        while first < n or waiting:
            if first < n and len(waiting) < n_threads:
                stop = min(n, first + max(1, int(PAIRS / (n - first) / share)))
                waiting.append(pool.submit(products, first, stop))
                first = stop
                continue
            here, later, found, share_now = waiting.popleft().result()
            for total, (of_here, of_later) in zip(sums, found, strict=False):
                total[here] += of_here
                total[later] += of_later
            share = max(share_now, share / 4)
    return sums


def _store(session, rows, kernel, distance_point):
    import pandas as pd

    session.register("block", pd.DataFrame(rows))
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
