"""Draws a world of regions whose export resilience obeys planted coefficients. Numbers only; nothing is written here.

SL = sum of coefficient times variable + year effect + region effect + shock. The year effect is what makes the shares
add up to one (an identity of the formula, so it cannot be planted); region effects are independent of `vag`; shocks
are correlated across near regions, exp(-d / 300 km); exports are measured with error, which leaves a moving average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

YEARS = list(range(2009, 2021))
EXPORT_YEARS = list(range(2004, 2021))
# The interaction is raw: the effect of vag is 0.12 - 0.03 per point of R&D intensity.
TRUTH = {
    "vag": 0.12, "rd_intensity": 0.05, "vag_x_rd": -0.03, "gdp_per_capita": -0.01,
    "tax_share": -0.8, "retail_share": 0.4, "fdi_share": 0.6,
}  # fmt: skip
SPATIAL_SD, OWN_SD, REGION_SD, MEASUREMENT_SD = 0.04, 0.05, 0.02, 0.01
SHOCK_REACH_KM = 300.0
# National export growth in the years of the crises; others are drawn around 8 %.
CRISES = {2009: -0.17, 2015: -0.03, 2016: -0.08}
# How the focus industry is spread: sd of the log start, sd of the yearly step, factor of the one carrying region.
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
        industries: code -> Chinese name.
    """

    regions: pd.DataFrame
    distance_km: np.ndarray
    panel: list[str]
    industries: dict[str, str]
    exchange_rates: pd.Series

    @cached_property
    def inside(self) -> np.ndarray:
        """Places of the panel's regions among all."""
        return np.asarray(self.regions.index.get_indexer(self.panel))

    @cached_property
    def shock_root(self) -> np.ndarray:
        """Root of the correlation of shocks between the panel's regions."""
        return np.linalg.cholesky(np.exp(-self.distance_km[np.ix_(self.inside, self.inside)] / SHOCK_REACH_KM))

    @classmethod
    def read(cls, seeds: Path, parameters: Mapping[str, Any]) -> Setting:
        regions = pd.read_csv(seeds / "reference/regions.csv", dtype={"region_code": str}).set_index("region_code")
        regions = regions[regions["region_set"] == parameters["region_set"]]
        industries = pd.read_csv(seeds / "reference/industries.csv", dtype=str)
        is_named = industries["classification"] == parameters["classification"]
        rates = pd.read_csv(seeds / "reference/exchange_rates.csv").set_index("year")["mean_of_months"]
        return cls(
            regions,
            _distances(regions),
            [code for code in regions.index if code not in parameters["excluded_regions"]],
            dict(industries.loc[is_named, ["industry_code", "industry_name_zh"]].to_numpy()),
            rates.loc[YEARS],
        )


@dataclass(frozen=True)
class World:
    """One draw, as the statistics offices of that world would print it; arrays of regions by years.

    Attributes:
        printed: levels by indicator, in the printed unit and rounding, shape (regions, YEARS).
        employment: 10,000 persons, by industry, same shape.
        exports: thousand USD, shape (regions, EXPORT_YEARS).
        variables: the panel's regressors, computed from the printed numbers, shape (regions of the panel, YEARS).
        resilience: sl of the panel, same shape.
    """

    printed: dict[str, np.ndarray]
    employment: dict[str, np.ndarray]
    exports: np.ndarray
    variables: dict[str, np.ndarray]
    resilience: np.ndarray

    def panel(self, setting: Setting) -> pd.DataFrame:
        """The estimation panel of this world, long: region_code, year, sl and the regressors."""
        index = pd.MultiIndex.from_product([setting.panel, YEARS], names=["region_code", "year"])
        arrays = {"sl": self.resilience, **self.variables}
        return pd.DataFrame({name: array.ravel() for name, array in arrays.items()}, index).reset_index()


def draw(setting: Setting, rng: np.random.Generator, kind: str) -> World:
    """One world, `spread` or `concentrated`. Rounding is no error: growth follows the variables as printed."""
    printed = {name: array.round(digits) for name, (array, digits) in _levels(setting, rng).items()}
    employment = _employment(setting, rng, kind)
    variables = _variables(setting, printed, employment)
    exports = _exports(setting, rng, variables).round(3)
    inside = exports[setting.inside]
    share = np.log(inside / inside.sum(axis=0))
    return World(printed, employment, exports, variables, np.diff(share, axis=1)[:, -len(YEARS) :])


def _levels(setting: Setting, rng: np.random.Generator) -> dict[str, tuple[np.ndarray, int]]:
    """Levels and their printed decimals: GDP in 100 million CNY and what hangs on it, with breaks."""
    n = len(setting.regions)
    population = _paths(rng, rng.lognormal(8.2, 0.6, n), 0.004, 0.003)
    gdp = population * _paths(rng, rng.uniform(2, 6, n), 0.07, 0.02)
    population[:, YEARS.index(2020)] *= np.exp(rng.normal(0, 0.015, n))  # the census counts anew

    def share(low: float, high: float, wobble: float) -> np.ndarray:
        return _paths(rng, rng.uniform(low, high, n), 0.0, wobble)

    retail = gdp * share(0.28, 0.48, 0.03)
    retail[:, YEARS.index(2018) :] *= 0.97  # a census narrows the definition
    levels = {
        "population": (population, 2),
        "gdp": (gdp, 2),
        "tax": (gdp * share(0.05, 0.15, 0.03), 2),
        "retail": (retail, 2),
        "fdi": (gdp * share(0.005, 0.05, 0.1) * 1e4 / 6.6, 0),
        "rd": (gdp * share(0.006, 0.04, 0.04) * 1e4, 1),
        "broadband": (population * share(0.1, 0.25, 0.03), 1),
        "patents": (population * share(3, 20, 0.05), 0),
        "technology": (gdp * share(0.002, 0.03, 0.1), 2),
        "score": (_paths(rng, rng.uniform(18, 55, n), 0.0, 0.02), 2),
    }
    inflow = levels["fdi"][0] / 100  # million USD; the stock of foreign enterprises adds it up, after five like years
    return levels | {"foreign_stock": (inflow.cumsum(axis=1) + 5 * inflow[:, :1], 0)}


def _employment(setting: Setting, rng: np.random.Generator, kind: str) -> dict[str, np.ndarray]:
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
        result[code] = _paths(rng, start, 0.02, wobble).round(4)
    return result


def _variables(
    setting: Setting, printed: dict[str, np.ndarray], employment: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    levels = {name: array[setting.inside] for name, array in printed.items()}
    gdp = levels["gdp"]
    variables = {
        "vag": _spillover(setting, employment["I"], np.sum(list(employment.values()), axis=0)),
        "rd_intensity": levels["rd"] / 1e4 / gdp * 100,
        "gdp_per_capita": gdp / levels["population"],
        "tax_share": levels["tax"] / gdp,
        "retail_share": levels["retail"] / gdp,
        "fdi_share": levels["fdi"] * setting.exchange_rates.to_numpy() / 1e4 / gdp,
    }
    return variables | {"vag_x_rd": variables["vag"] * variables["rd_intensity"]}


def _spillover(setting: Setting, industry: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Own location quotient plus the others' over the distance between capitals in km, within the panel."""
    industry, total = industry[setting.inside], total[setting.inside]
    quotient = (industry / total) / (industry.sum(axis=0) / total.sum(axis=0))
    distance = setting.distance_km[np.ix_(setting.inside, setting.inside)] + np.eye(len(setting.inside))
    return np.asarray((1 / distance) @ quotient)


def _exports(setting: Setting, rng: np.random.Generator, variables: dict[str, np.ndarray]) -> np.ndarray:
    """Exports in thousand USD whose log share in the panel grows as planted; regions outside it export little."""
    n = len(setting.panel)
    signal = np.sum([TRUTH[name] * variables[name] for name in TRUTH], axis=0)
    spatial = SPATIAL_SD * setting.shock_root
    region_effect = rng.normal(0, REGION_SD, n)
    share, national = rng.dirichlet(np.full(n, 2.0)), 6e8
    exports = np.empty((len(setting.regions), len(EXPORT_YEARS)))
    for place, year in enumerate(EXPORT_YEARS):
        shock = spatial @ rng.normal(size=n) + rng.normal(0, OWN_SD, n)
        share = share * np.exp(signal[:, max(year - YEARS[0], 0)] + region_effect + shock)
        share = share / share.sum()
        national *= np.exp(CRISES.get(year, rng.normal(0.08, 0.05)))
        exports[setting.inside, place] = national * share * np.exp(rng.normal(0, MEASUREMENT_SD, n))
    outside = np.setdiff1d(np.arange(len(exports)), setting.inside)
    exports[outside] = exports[setting.inside].min() / 10
    return exports


def _paths(rng: np.random.Generator, start: np.ndarray, growth: float, wobble: float) -> np.ndarray:
    steps = rng.normal(growth, wobble, (len(start), len(YEARS)))
    return start[:, None] * np.exp(np.cumsum(steps, axis=1))


def _distances(regions: pd.DataFrame) -> np.ndarray:
    """Great circles by the haversine, km: another formula than the warehouse's, so that it checks that one."""
    latitude, longitude = (np.radians(regions[f"capital_{axis}_deg"].to_numpy()) for axis in ("lat", "lon"))
    product = np.cos(latitude[:, None]) * np.cos(latitude)
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2 + product * np.sin((longitude[:, None] - longitude) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))
