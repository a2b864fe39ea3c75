"""Draws a world of regions whose export resilience obeys planted coefficients. Numbers only; nothing is written here.

SL = sum of coefficient times variable + year effect + region effect + shock. The year effect is what makes the shares
add up to one (an identity of the formula, so it cannot be planted); region effects are independent of `vag`; shocks
are correlated across near regions, exp(-d / 300 km); exports are measured with error, which leaves a moving average.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

YEARS = list(range(2009, 2021))
EXPORT_YEARS = list(range(2004, 2021))
# The interaction is raw: the effect of vag is 0.12 - 0.03 per point of R&D intensity.
TRUTH = {
    "vag": 0.12, "rd_intensity_pct": 0.05, "vag_x_rd": -0.03, "gdp_per_capita_cny_10k": -0.01,
    "tax_share": -0.8, "retail_share": 0.4, "fdi_share": 0.6,
}  # fmt: skip
SPATIAL_SD, OWN_SD, REGION_SD, MEASUREMENT_SD = 0.04, 0.05, 0.02, 0.01
SHOCK_REACH_KM = 300.0
# National export growth in the years of the crises; others are drawn around 8 %.
CRISES = {2009: -0.17, 2015: -0.03, 2016: -0.08}
# How the information industry is spread: sd of the log start, sd of the yearly step, factor of the one carrying region.
SPREAD = {"spread": (0.6, 0.12, 1.0), "concentrated": (0.15, 0.04, 6.0)}
CARRIER = "110000"
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Setting:
    """What every draw shares: regions with their distances, industries, exchange rates.

    Attributes:
        regions: index region_code; columns region_name_zh, capital_lat_deg, capital_lon_deg.
        distance_km: between the capitals, shape (regions, regions).
        panel: codes of the regions in the panel.
    """

    regions: pd.DataFrame
    distance_km: np.ndarray
    panel: list[str]
    industries: list[str]
    exchange_rates: pd.Series

    @classmethod
    def read(cls, seeds: Path, excluded: list[str]) -> Setting:
        regions = pd.read_csv(seeds / "reference/regions.csv", dtype={"region_code": str}).set_index("region_code")
        rates = pd.read_csv(seeds / "reference/exchange_rates.csv").set_index("year")["cny_per_usd_mean_of_months"]
        return cls(
            regions,
            _distances(regions),
            [code for code in regions.index if code not in excluded],
            list(pd.read_csv(seeds / "reference/industries.csv")["industry_code"]),
            rates.loc[YEARS],
        )


@dataclass(frozen=True)
class World:
    """One draw, as the statistics offices of that world would print it; frames of regions by years.

    Attributes:
        printed: levels by indicator, in the printed unit and rounding.
        employment: 10,000 persons, by industry.
        exports: thousand USD, EXPORT_YEARS.
        variables: the panel's regressors, computed from the printed numbers.
    """

    printed: dict[str, pd.DataFrame]
    employment: dict[str, pd.DataFrame]
    exports: pd.DataFrame
    variables: dict[str, pd.DataFrame]

    def panel(self) -> pd.DataFrame:
        """The estimation panel of this world, long: region_code, year, sl and the regressors."""
        exports = self.exports.loc[self.variables["vag"].index]
        share = np.log(exports / exports.sum())
        frames = {"sl": share.diff(axis=1)[YEARS], **self.variables}
        index = pd.MultiIndex.from_product([exports.index, YEARS], names=["region_code", "year"])
        columns = {name: frame.loc[exports.index].to_numpy().ravel() for name, frame in frames.items()}
        return pd.DataFrame(columns, index).reset_index()


def draw(setting: Setting, rng: np.random.Generator, kind: str) -> World:
    """One world, `spread` or `concentrated`. Rounding is no error: growth follows the variables as printed."""
    printed = {name: frame.round(digits) for name, (frame, digits) in _levels(setting, rng).items()}
    employment = _employment(setting, rng, kind)
    variables = _variables(setting, printed, employment)
    return World(printed, employment, _exports(setting, rng, variables).round(3), variables)


def _levels(setting: Setting, rng: np.random.Generator) -> dict[str, tuple[pd.DataFrame, int]]:
    """Levels and their printed decimals: GDP in 100 million CNY and what hangs on it, with breaks."""
    n = len(setting.regions)
    population = _paths(setting, rng, rng.lognormal(8.2, 0.6, n), 0.004, 0.003)
    gdp = population * _paths(setting, rng, rng.uniform(2, 6, n), 0.07, 0.02)
    population[2020] *= np.exp(rng.normal(0, 0.015, n))  # the census counts anew

    def share(low: float, high: float, wobble: float) -> pd.DataFrame:
        return _paths(setting, rng, rng.uniform(low, high, n), 0.0, wobble)

    retail = gdp * share(0.28, 0.48, 0.03)
    retail.loc[:, 2018:] *= 0.97  # a census narrows the definition
    return {
        "population": (population, 2),
        "gdp": (gdp, 2),
        "tax": (gdp * share(0.05, 0.15, 0.03), 2),
        "retail": (retail, 2),
        "fdi": (gdp * share(0.005, 0.05, 0.1) * 1e4 / 6.6, 0),
        "rd": (gdp * share(0.006, 0.04, 0.04) * 1e4, 1),
        "broadband": (population * share(0.1, 0.25, 0.03), 1),
        "patents": (population * share(3, 20, 0.05), 0),
        "technology": (gdp * share(0.002, 0.03, 0.1), 2),
        "score": (_paths(setting, rng, rng.uniform(18, 55, n), 0.0, 0.02), 2),
    }


def _employment(setting: Setting, rng: np.random.Generator, kind: str) -> dict[str, pd.DataFrame]:
    """Employment by industry, 10,000 persons, four decimals."""
    information_spread, information_wobble, carrier_factor = SPREAD[kind]
    size = rng.lognormal(5.5, 0.5, len(setting.regions))
    weight = rng.dirichlet(np.full(len(setting.industries), 3.0))
    result = {}
    for code, share in zip(setting.industries, weight, strict=True):
        spread, wobble = (information_spread, information_wobble) if code == "I" else (0.25, 0.04)
        start = size * share * rng.lognormal(0, spread, len(size))
        if code == "I":
            start = start * np.where(setting.regions.index == CARRIER, carrier_factor, 1.0)
        result[code] = _paths(setting, rng, start, 0.02, wobble).round(4)
    return result


def _variables(
    setting: Setting, printed: dict[str, pd.DataFrame], employment: dict[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    gdp = printed["gdp"]
    variables = {
        "vag": _spillover(setting, employment["I"], sum(employment.values())),
        "rd_intensity_pct": printed["rd"] / 1e4 / gdp * 100,
        "gdp_per_capita_cny_10k": gdp / printed["population"],
        "tax_share": printed["tax"] / gdp,
        "retail_share": printed["retail"] / gdp,
        "fdi_share": printed["fdi"].mul(setting.exchange_rates) / 1e4 / gdp,
    }
    variables = {name: frame.loc[setting.panel] for name, frame in variables.items()}
    variables["vag_x_rd"] = variables["vag"] * variables["rd_intensity_pct"]
    return variables


def _spillover(setting: Setting, industry: pd.DataFrame, total: pd.DataFrame) -> pd.DataFrame:
    """Own location quotient plus the others' over the distance between capitals in km, within the panel."""
    industry, total = industry.loc[setting.panel], total.loc[setting.panel]
    quotient = (industry / total) / (industry.sum() / total.sum())
    inside = setting.regions.index.get_indexer(setting.panel)
    distance = setting.distance_km[np.ix_(inside, inside)] + np.eye(len(inside))
    return pd.DataFrame((1 / distance) @ quotient.to_numpy(), quotient.index, quotient.columns)


def _exports(setting: Setting, rng: np.random.Generator, variables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Exports in thousand USD whose log share in the panel grows as planted; regions outside it export little."""
    n = len(setting.panel)
    signal = sum(TRUTH[name] * variables[name] for name in TRUTH)
    inside = setting.regions.index.get_indexer(setting.panel)
    correlation = np.exp(-setting.distance_km[np.ix_(inside, inside)] / SHOCK_REACH_KM)
    spatial = SPATIAL_SD * np.linalg.cholesky(correlation)
    region_effect = rng.normal(0, REGION_SD, n)
    share, national, columns = rng.dirichlet(np.full(n, 2.0)), 6e8, {}
    for year in EXPORT_YEARS:
        shock = spatial @ rng.normal(size=n) + rng.normal(0, OWN_SD, n)
        planted = signal[year].to_numpy() if year in signal else signal[YEARS[0]].to_numpy()
        share = share * np.exp(planted + region_effect + shock)
        share = share / share.sum()
        national *= np.exp(CRISES.get(year, rng.normal(0.08, 0.05)))
        columns[year] = national * share * np.exp(rng.normal(0, MEASUREMENT_SD, n))
    frame = pd.DataFrame(columns, setting.panel).reindex(setting.regions.index)
    return frame.fillna(frame.min().min() / 10)


def _paths(setting: Setting, rng: np.random.Generator, start: np.ndarray, growth: float, wobble: float) -> pd.DataFrame:
    steps = rng.normal(growth, wobble, (len(start), len(YEARS)))
    return pd.DataFrame(start[:, None] * np.exp(np.cumsum(steps, axis=1)), setting.regions.index, YEARS)


def _distances(regions: pd.DataFrame) -> np.ndarray:
    """Great circles by the haversine, km: another formula than the warehouse's, so that it checks that one."""
    latitude, longitude = (np.radians(regions[f"capital_{axis}_deg"].to_numpy()) for axis in ("lat", "lon"))
    product = np.cos(latitude[:, None]) * np.cos(latitude)
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2 + product * np.sin((longitude[:, None] - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
