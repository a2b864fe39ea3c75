"""Customs records at scale: one streaming aggregation against a hand-written query; thousands of files ingested.

`python -m lab.bench.customs_cases FOLDER` measures the second: a folder read once, and again with one file more.
"""

from __future__ import annotations

import dataclasses
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.bench.case import Case
from resilience.project.warehouse import attach

if TYPE_CHECKING:
    from resilience.project.settings import Settings

FIRST_YEAR, YEARS = 2010, 10
FILES, ROWS_PER_FILE = 2_000, 5_000
PLACES = [
    str(code) for code in (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))
]
HEADER = (
    "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,贸易方式编码,贸易方式名称,注册地编码,注册地名称,"
    "第一数量,第一计量单位,第二数量,第二计量单位,美元,\n"
)

BY_HAND = """
    select place_code || '0000' as region_code, month // 100 as year, sum(value) as value
    from read_parquet('{records}', hive_partitioning = true)
    where flow = 'export' group by all order by all
"""
# The same figures by the model's own SQL, as dbt compiled it.
BY_MODEL = """
    select region_code, year, sum(value) as value from ({compiled}) where flow = 'export' group by all order by all
"""


def draw(folder: Path, n_records: int) -> None:
    """Records over ten years and two flows as the store keeps them, one Parquet file a partition."""
    import duckdb

    store = _settings(folder).dataset_dir / "customs" / "current"
    months = [year * 100 + month for year in range(FIRST_YEAR, FIRST_YEAR + YEARS) for month in range(1, 13)]
    places = ", ".join(f"'{code}'" for code in PLACES)
    with duckdb.connect() as connection:
        for month in months:
            for flow in ("export", "import"):
                target = store / "records" / f"flow={flow}" / "currency=usd" / f"month={month}"
                target.mkdir(parents=True)
                connection.execute(f"""
                    copy (
                        select
                            lpad(cast(hash(i // 400) % 97 + 1 as varchar), 2, '0')
                            || lpad(cast(hash(i // 400) % 5000 as varchar), 6, '0') as hs_code,
                            cast(101 + i // 31 % 230 as varchar) as partner_code,
                            '10' as mode_code,
                            [{places}][i % 31 + 1] as place_code,
                            null::varchar as hs_name, 'partner ' || (101 + i // 31 % 230) as partner_name,
                            null::varchar as mode_name, '地区' || [{places}][i % 31 + 1] as place_name,
                            '千克' as unit_1, null::varchar as unit_2, cast(hash(i) % 100000 as double) as quantity_1,
                            null::double as quantity_2,
                            cast(hash(i + {month}) % 100000000 as decimal(18, 2)) as value
                        from range({n_records // 2 // len(months)}) as numbers (i)
                    ) to '{target}/records_0.parquet' (format parquet, compression zstd)
                """)
        connection.execute(f"""
            copy (select code as place_code, '地区' || code as place_name from unnest([{places}]) as codes (code))
            to '{store}/places.parquet' (format parquet)
        """)


def by_model(folder: Path, _: int) -> Any:
    """The SQL of the model int_customs_month, as dbt compiles it, summed to years."""
    from resilience.project import dbt

    here = _settings(folder)
    dbt.invoke(here, ["seed", "--select", "regions", "region_aliases"])
    dbt.invoke(here, ["run", "--select", "stg_region", "stg_region_alias", "stg_customs_place", "int_customs_place"])
    dbt.invoke(here, ["compile", "--select", "int_customs_month"])
    compiled = next((here.target_dir / "compiled").rglob("int_customs_month.sql")).read_text(encoding="utf-8")
    return _work(here, BY_MODEL.format(compiled=compiled))


def by_hand(folder: Path, _: int) -> Any:
    """One query that somebody who knows the files would write: it does not see a missing month or a second currency."""
    here = _settings(folder)
    return _work(here, BY_HAND.format(records=f"{here.dataset_dir}/customs/current/records/*/*/*/*.parquet"))


def _work(here: Settings, sql: str) -> Any:
    import duckdb

    def work() -> Any:
        with duckdb.connect() as connection:
            if here.work_file.exists():
                attach(connection, here.work_file, "work")
            return connection.execute(sql).fetchnumpy()["value"].astype(float)

    return work


def _settings(folder: Path) -> Settings:
    from resilience.project.settings import Settings

    return dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=folder)


CASES = [
    Case(
        name="customs",
        title="customs records -> region-year exports, {size} rows of Parquet",
        draw=draw,
        ours=by_model,
        peer=by_hand,
        ours_name="model int_customs_month",
        peer_name="hand-written query",
        reach=1.2,
        profile="the model also sums by month, which says whether a year is complete",
        repeat=2,
        size=50_000_000,
        quick=200_000,
    )
]


def write_downloads(folder: Path, n_files: int = FILES) -> None:
    """Query downloads as people have them, GB18030: one month, flow and slice of goods a file, no cell twice."""
    for number in range(n_files):
        flow, month, part = ("export", "import")[number % 2], number // 2 % 120, number // 240
        stamp = f"{FIRST_YEAR + month // 12}{month % 12 + 1:02d}"
        lines = [HEADER]
        for i in range(ROWS_PER_FILE):
            good, partner, place = i // 434, 101 + i // 31 % 14, PLACES[i % 31]
            code = f"{(good + part * 12) % 97 + 1:02d}{good * 7919 % 999_999:06d}"
            amount = (i * 2_654_435_761 + number * 40_503) % 900_000_000 + 1000
            lines.append(
                f'"{stamp}","{code}","品名{code}","{partner}","伙伴{partner}","10","一般贸易","{place}","地区{place}",'
                f'"{amount % 999_999:,}","千克","0","-","{amount:,}",\n'
            )
        file = folder / flow / f"{stamp}_{part:02d}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(lines), encoding="gb18030")


def ingestion(folder: Path, n_files: int = FILES) -> dict[str, Any]:
    """Downloads read the first time and again with one file more: seconds, their ratio, peak memory (MB)."""
    from resilience.ingest import customs_store

    here = _settings(folder)
    shutil.rmtree(folder, ignore_errors=True)
    write_downloads(folder / "landing", n_files + 1)
    files = sorted((folder / "landing").rglob("*.csv"), key=lambda file: file.stat().st_mtime_ns)
    seconds = []
    for chosen in (files[:-1], files):
        started = time.perf_counter()
        report, problems = customs_store.sync(here, chosen, {}, {}, whole=True)
        seconds.append(round(time.perf_counter() - started, 3))
        if problems or report.n_files != len(chosen):
            raise ArithmeticError(f"{len(problems)} of {len(chosen)} generated files were refused: {problems[:1]}")
    peak = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    unit = 1024 if sys.platform == "linux" else 1024**2
    return {
        "work": f"customs queries, {n_files:,} files, {n_files * ROWS_PER_FILE:,} rows",
        "first_seconds": seconds[0],
        "one_more_seconds": seconds[1],
        "ratio": round(seconds[1] / seconds[0], 4),
        "peak_mb": round((peak[0] + customs_store.PROCESSES * peak[1]) / unit),
    }


if __name__ == "__main__":
    print(ingestion(Path(sys.argv[1]), *map(int, sys.argv[2:])))
