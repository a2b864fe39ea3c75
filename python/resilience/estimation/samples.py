"""Named samples as data: years, regions and conditions on panel columns -> the rows of the panel that are used."""

from __future__ import annotations

from typing import Annotated, Self

import pandas as pd
from pydantic import Field, model_validator

from resilience.estimation.yaml_model import YamlModel


def rows_of(sample: Sample, panel: pd.DataFrame) -> pd.Series:
    """True where a row of the panel belongs to the sample. A missing value meets no condition."""
    keep = pd.Series(True, panel.index)
    first, last = sample.years or (None, None)
    keep &= panel["year"].between(first or panel["year"].min(), last or panel["year"].max())
    for name, share in sample.covered.items():
        keep &= panel[name].notna().groupby(panel["year"]).transform("mean") >= share
    keep &= ~panel["region_code"].isin(sample.exclude_regions)
    for name, condition in sample.where.items():
        keep &= _meets(panel[name], condition)
    for group in sample.drop:
        matches = pd.Series(True, panel.index)
        for name, condition in group.items():
            matches &= _meets(panel[name], condition)
        keep &= ~matches
    return keep


class Range(YamlModel):
    """Values from `at_least` to `at_most`, both included; one end may be left out."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a range needs at_least, at_most or both")
        return self


Condition = list[str | int | float] | Range


class Sample(YamlModel):
    """Which rows of the panel a table or a column uses, with the words that its note gets."""

    en: str
    zh: str
    years: tuple[int | None, int | None] | None = Field(
        None, description="first and last year, both included; null for the panel's own"
    )
    covered: dict[str, Annotated[float, Field(gt=0, le=1)]] = Field(
        {}, description="panel column -> years count in which at least this share of regions has a value"
    )
    exclude_regions: list[str] = Field([], description="region codes left out")
    where: dict[str, Condition] = Field({}, description="panel column -> its values, or a range; all must be met")
    drop: list[dict[str, Condition]] = Field(
        [], description="rows that meet all conditions of any one of these entries fall out"
    )

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        first, last = self.years or (None, None)
        if first is not None and last is not None and first > last:
            raise ValueError(f"years {[first, last]}: the first is after the last")
        return self

    @property
    def columns(self) -> list[str]:
        """The panel columns that the conditions name."""
        return [*self.where, *self.covered, *(name for group in self.drop for name in group)]


def _meets(values: pd.Series, condition: Condition) -> pd.Series:
    if isinstance(condition, Range):
        low = True if condition.at_least is None else values >= condition.at_least
        return low & (True if condition.at_most is None else values <= condition.at_most)
    return values.isin(condition)
