"""Draws the world, writes it in the publishers' file shape and reads it with the readers that real downloads take.

Only the comparison reads `truth.json`; the warehouse never does.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resilience.ingest import ingest

if TYPE_CHECKING:
    from resilience.config import Settings

SEED = 20261124
YEARS = list(range(2009, 2021))
EXPORT_YEARS = list(range(2004, 2021))
VINTAGE = "2021-12-31"
# SL = sum of coefficient times variable + year effect + noise; the interaction is raw.
TRUTH = {
    "vag": 0.12, "rd_intensity_pct": 0.05, "vag_x_rd": -0.03, "gdp_per_capita_cny_10k": -0.01,
    "tax_share": -0.8, "retail_share": 0.4, "fdi_share": 0.6,
}  # fmt: skip
NOISE_SD = 0.05


def simulate(settings: Settings) -> str:
    """Writes the world under build/<dataset>/world, reads it into the working warehouse; gives one line on it."""
    folder = settings.dataset_dir / "world"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    tables = draw(settings.project_dir / "seeds", settings.parameters["excluded_regions"])
    for (title, unit), table in tables.items():
        name = title.replace("、", "").replace("&", "") + ".csv"
        (folder / name).write_bytes(published_form(title, unit, table).encode("gb18030"))
    truth = json.dumps({"coefficients": TRUTH, "noise_sd": NOISE_SD, "seed": SEED}, indent=2)
    (settings.dataset_dir / "truth.json").write_text(truth + "\n", encoding="utf-8")
    reports = ingest(settings, [folder], answers={"vintage": VINTAGE}, collection="simulated")
    return f"simulated world of {len(reports)} published tables"


def draw(seeds: Path, excluded: list[str]) -> dict[tuple[str, str], pd.DataFrame]:
    """Published tables by title and unit: frames of regions (full Chinese name) by years, as printed numbers.

    Export growth follows the planted coefficients with the variables as printed, so that rounding is no error in them.
    """
    rng = np.random.default_rng(SEED)
    regions = pd.read_csv(seeds / "reference/regions.csv", dtype={"region_code": str}).set_index("region_code")
    industries = pd.read_csv(seeds / "reference/industries.csv")
    panel = [code for code in regions.index if code not in excluded]
    world = _economy(rng, regions.index)
    employment = _employment(rng, regions.index, list(industries["industry_code"]))
    information = employment["I"]
    vag = _spillover(information.loc[panel], sum(employment.values()).loc[panel], regions.loc[panel])
    printed = {name: frame.round(digits) for name, (frame, digits) in world.items()}
    gdp = printed["gdp"]
    variables = {
        "vag": vag,
        "rd_intensity_pct": printed["rd"] / 1e4 / gdp * 100,
        "gdp_per_capita_cny_10k": gdp / printed["population"],
        "tax_share": printed["tax"] / gdp,
        "retail_share": printed["retail"] / gdp,
        "fdi_share": printed["fdi"].mul(_exchange_rates(seeds)) / 1e4 / gdp,
    }
    variables["vag_x_rd"] = vag * variables["rd_intensity_pct"].loc[panel]
    exports = _exports(rng, regions.index, panel, variables)
    names = regions["region_name_zh"]
    tables = {
        ("境内货源地出口总额", "千美元"): exports.round(3),
        ("地区生产总值", "亿元"): gdp,
        ("年末常住人口", "万人"): printed["population"],
        ("地方财政税收收入", "亿元"): printed["tax"],
        ("社会消费品零售总额", "亿元"): printed["retail"],
        ("实际利用外资", "万美元"): printed["fdi"],
        ("R&D经费内部支出", "万元"): printed["rd"],
        ("互联网宽带接入用户", "万户"): printed["broadband"],
        ("国内专利申请授权量", "件"): printed["patents"],
        ("技术市场成交额", "亿元"): printed["technology"],
        ("区域创新能力综合效用值", "分"): printed["score"],
        ("城镇单位就业人员", "万人"): sum(employment.values()).round(4),
    }
    labels = industries.set_index("industry_code")["industry_name_zh"]
    tables |= {(f"{labels[code]}城镇单位就业人员", "万人"): frame for code, frame in employment.items()}
    return {key: frame.rename(index=names) for key, frame in tables.items()}


def published_form(title: str, unit: str, table: pd.DataFrame) -> str:
    """The classic download: three header lines, newest year first, the source in the last line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["数据库：分省年度数据"])
    writer.writerow([f"指标：{title}({unit})"])
    writer.writerow([f"时间：{table.columns[0]}年-{table.columns[-1]}年"])
    writer.writerow(["地区", *(f"{year}年" for year in reversed(table.columns))])
    for name, values in table.iterrows():
        writer.writerow([name, *(repr(float(value)) for value in reversed(values.tolist()))])
    writer.writerow(["数据来源：模拟数据，与现实无关"])
    return out.getvalue()


def _economy(rng: np.random.Generator, regions: pd.Index) -> dict[str, tuple[pd.DataFrame, int]]:
    """Levels and their printed decimals: GDP in 100 million CNY and what hangs on it."""
    n = len(regions)
    population = _paths(rng, regions, rng.lognormal(8.2, 0.6, n), 0.004, 0.003)
    per_head = _paths(rng, regions, rng.uniform(2, 6, n), 0.07, 0.02)
    gdp = population * per_head

    def share(low: float, high: float, wobble: float) -> pd.DataFrame:
        return _paths(rng, regions, rng.uniform(low, high, n), 0.0, wobble)

    return {
        "population": (population, 2),
        "gdp": (gdp, 2),
        "tax": (gdp * share(0.05, 0.15, 0.03), 2),
        "retail": (gdp * share(0.28, 0.48, 0.03), 2),
        "fdi": (gdp * share(0.005, 0.05, 0.1) * 1e4 / 6.6, 0),
        "rd": (gdp * share(0.006, 0.04, 0.04) * 1e4, 1),
        "broadband": (population * share(0.1, 0.25, 0.03), 1),
        "patents": (population * share(3, 20, 0.05), 0),
        "technology": (gdp * share(0.002, 0.03, 0.1), 2),
        "score": (_paths(rng, regions, rng.uniform(18, 55, n), 0.0, 0.02), 2),
    }


def _employment(rng: np.random.Generator, regions: pd.Index, industries: list[str]) -> dict[str, pd.DataFrame]:
    """Employment by industry, 10,000 persons; the information industry is unevenly spread, but over many regions."""
    size = rng.lognormal(5.5, 0.5, len(regions))
    weight = rng.dirichlet(np.full(len(industries), 3.0))
    result = {}
    for code, share in zip(industries, weight, strict=True):
        spread, wobble = (0.6, 0.12) if code == "I" else (0.25, 0.04)
        start = size * share * rng.lognormal(0, spread, len(regions))
        result[code] = _paths(rng, regions, start, 0.02, wobble).round(4)
    return result


def _paths(
    rng: np.random.Generator, regions: pd.Index, start: np.ndarray, growth: float, wobble: float
) -> pd.DataFrame:
    steps = rng.normal(growth, wobble, (len(regions), len(YEARS)))
    return pd.DataFrame(start[:, None] * np.exp(np.cumsum(steps, axis=1)), regions, YEARS)


def _spillover(industry: pd.DataFrame, total: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Own location quotient plus the others' over the distance between capitals in km (haversine)."""
    quotient = (industry / total) / (industry.sum() / total.sum())
    latitude, longitude = (np.radians(regions[f"capital_{axis}_deg"].to_numpy()) for axis in ("lat", "lon"))
    product = np.cos(latitude[:, None]) * np.cos(latitude)
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2 + product * np.sin((longitude[:, None] - longitude) / 2) ** 2
    distance = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
    np.fill_diagonal(distance, 1.0)
    return pd.DataFrame((1 / distance) @ quotient.to_numpy(), quotient.index, quotient.columns)


def _exports(
    rng: np.random.Generator, regions: pd.Index, panel: list[str], variables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Exports in thousand USD whose log share in the panel grows as planted.

    What the shares need to add up to one is the same for every region, a year effect.
    """
    signal = sum(TRUTH[name] * variables[name].loc[panel] for name in TRUTH)
    share = pd.Series(rng.dirichlet(np.full(len(panel), 2.0)), panel)
    national = 1.2e9
    columns = {}
    for year in EXPORT_YEARS:
        growth = rng.normal(0, NOISE_SD, len(panel)) + (signal[year].to_numpy() if year in signal else 0)
        share = share * np.exp(growth)
        share = share / share.sum()
        national *= np.exp(rng.normal(0.06, 0.08))
        columns[year] = national * share
    frame = pd.DataFrame(columns).reindex(regions)
    return frame.fillna(frame.min().min() / 10)


def _exchange_rates(seeds: Path) -> pd.Series:
    rates = pd.read_csv(seeds / "reference/exchange_rates.csv").set_index("year")["cny_per_usd_mean_of_months"]
    return rates.loc[YEARS]
