"""Fixed-effects regressions of a Parquet file against pyfixest on the same rows in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lab.bench.case import Case, Side

YEARS, ERRORS = 20, "CRV1(region)"
TWO_WAY = "a quarter each: the means of both sides, the cross-products, the years by region, and looking at the rows"


def draw(folder: Path, rows: int, per_region: int) -> None:
    """`rows` rows, so many to a region, in 20 years; one in ten is missing, so that the panel is unbalanced."""
    import duckdb

    normal = "sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())"
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute("select setseed(0.5)")
        connection.execute(
            f"""copy (
                with drawn as (
                    select (i // {per_region})::integer as region, (i % {YEARS} + 2001)::integer as year,
                        {normal} as a, {normal} as x2, {normal} as noise, random() as kept
                    from range({rows}) as r (i)
                )
                select region, year, a + (region % 7) / 5 as x1, x2,
                    0.5 * (a + (region % 7) / 5) - 0.2 * x2 + (region % 11) / 4 + year / 50 + noise as y
                from drawn where kept < 0.9
            ) to '{folder / "rows.parquet"}' (format parquet)"""
        )


def _few(folder: Path, rows: int) -> None:
    draw(folder, rows, 20 * 175)


def _many(folder: Path, rows: int) -> None:
    draw(folder, rows, 20)


def _whole_numbers(folder: Path, rows: int) -> None:
    """Regressors of few values, so that many rows are alike, with `region` and `year` as above."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute("select setseed(0.5)")
        connection.execute(
            f"""copy (
                with drawn as (
                    select (i // 3500)::integer as region, (i % {YEARS} + 2001)::integer as year,
                        floor(random() * 10) + i // 3500 % 3 as x1, floor(random() * 5) as x2, random() as noise
                    from range({rows}) as r (i)
                )
                select region, year, x1, x2, 0.5 * x1 - 0.2 * x2 + (region % 11) / 4 + year / 50 + noise as y from drawn
            ) to '{folder / "rows.parquet"}' (format parquet)"""
        )


def _ours(formula: str, memory: str, errors: str = ERRORS) -> Side:
    def prepare(folder: Path, _: int) -> Any:
        import duckdb

        from fe_duckdb import Engine, regress

        engine = Engine(duckdb.connect(), memory=memory, spill_dir=folder)

        def work() -> list[float]:
            fit = regress(engine, str(folder / "rows.parquet"), formula, errors)
            return [*fit.estimate, *fit.std_error]

        return work

    return prepare


def _pyfixest(formula: str) -> Side:
    def prepare(folder: Path, _: int) -> Any:
        import duckdb
        import pyfixest

        data = duckdb.sql(f"from '{folder / 'rows.parquet'}'").df()

        def work() -> list[float]:
            fit = pyfixest.feols(formula, data, vcov={"CRV1": "region"}, lean=True, copy_data=False, store_data=False)
            return [*fit.coef(), *fit.se()]

        return work

    return prepare


def duckreg_compressed(folder: Path, _: int) -> Any:
    """Equal rows compressed to one in the database, a column a year: effects in a formula and CRV1 it does not know.

    Continuous regressors are no case for it: no two rows are equal, and HC1 wants a matrix of rows by rows.
    """
    import ibis
    from duckreg import DBRegression

    years = [f"year_{year}" for year in range(2002, 2001 + YEARS)]
    columns = ", ".join(f"cast(year = {name[-4:]} as tinyint) as {name}" for name in years)
    backend = ibis.duckdb.connect()
    backend.raw_sql(f"create view rows as select *, {columns} from '{folder / 'rows.parquet'}'")
    formula = f"y ~ {' + '.join(['x1', 'x2', *years])}"

    def work() -> list[float]:
        fit = DBRegression(None, "rows", formula, None, seed=0, n_bootstraps=0, connection=backend)
        fit.fit()
        fit.fit_vcov()
        found = fit.summary()
        return [*found["point_estimate"][1:3], *found["standard_error"][1:3]]

    return work


def statsmodels_dummies(folder: Path, _: int) -> Any:
    """Ordinary least squares with a dummy for each year and clustered errors."""
    import duckdb
    import statsmodels.formula.api as smf

    data = duckdb.sql(f"from '{folder / 'rows.parquet'}'").df()

    def work() -> list[float]:
        model = smf.ols("y ~ x1 + x2 + C(year)", data)
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": data["region"]}, use_t=True)
        return [*fit.params[["x1", "x2"]], *fit.bse[["x1", "x2"]]]

    return work


def linearmodels_panel(folder: Path, _: int) -> Any:
    """PanelOLS with both effects, clustered by entity; it counts effects nested in clusters, which is taken off."""
    import duckdb
    from linearmodels.panel import PanelOLS

    data = duckdb.sql(f"from '{folder / 'rows.parquet'}'").df()
    order = data.groupby(
        "region"
    ).cumcount()  # several rows have one region and year: the index wants a time of its own
    data = data.assign(row=order).set_index(["region", "row"])

    def work() -> list[float]:
        model = PanelOLS(data["y"], data[["x1", "x2"]], entity_effects=True, other_effects=data[["year"]])
        fit = model.fit(cov_type="clustered", cluster_entity=True, group_debias=True)
        uncounted = (fit.df_resid / (len(data) - 2 - YEARS)) ** 0.5
        return [*fit.params, *(fit.std_errors * uncounted)]

    return work


def _case(name: str, title: str, effects: str, draw: Any, reach: float, **rest: Any) -> Case:
    formula = f"y ~ x1 + x2 | {effects}"
    sides = {"ours": _ours(formula, "1GB"), "peer": _pyfixest(formula)}
    return Case(
        name, title, draw, **sides, size=10_000_000, quick=40_000, peer_name="pyfixest", reach=reach, tolerance=1e-6,
        **rest,
    )  # fmt: skip


CASES = [
    _case("fe_year", "FE regression, {size} rows, year FE, CRV1, 3,500 a region", "year", _few, 0.12),
    _case("fe_year_many", "FE regression, {size} rows, year FE, CRV1, 20 a region", "year", _many, 0.12, repeat=2),
    _case(
        "fe_two_way", "FE regression, {size} rows, region + year FE, CRV1, 3,500 a region", "region + year", _few, 0.2,
        repeat=2, profile=TWO_WAY,
    ),
    _case(
        "fe_two_way_many", "FE regression, {size} rows, region + year FE, CRV1, 20 a region", "region + year", _many,
        0.2, repeat=2, profile=TWO_WAY,
    ),
    Case(
        "fe_year_statsmodels", "FE regression, {size} rows, year FE, CRV1, 3,500 a region", _few,
        _ours("y ~ x1 + x2 | year", "1GB"), size=1_000_000, quick=40_000, peer=statsmodels_dummies,
        peer_name="statsmodels", tolerance=1e-6,
    ),
    Case(
        "fe_two_way_linearmodels", "FE regression, {size} rows, region + year FE, CRV1, 3,500 a region", _few,
        _ours("y ~ x1 + x2 | region + year", "1GB"), size=1_000_000, quick=40_000, peer=linearmodels_panel,
        peer_name="linearmodels", tolerance=1e-6,
    ),
    Case(
        "fe_year_duckreg", "FE regression, {size} rows, year FE, HC1, regressors of 12 and 5 values", _whole_numbers,
        _ours("y ~ x1 + x2 | year", "1GB", "HC1"), size=10_000_000, quick=40_000, peer=duckreg_compressed,
        peer_name="duckreg", tolerance=1e-6, needs="duckreg",
    ),
    Case(
        "fe_out_of_core", "FE regression, {size} rows, region + year FE, CRV1, out of core", _few,
        _ours("y ~ x1 + x2 | region + year", "2GB"), size=100_000_000, quick=40_000, repeat=1,
    ),
]  # fmt: skip
