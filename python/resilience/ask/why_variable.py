"""Why a variable of the panel is what it is: its definition and the figures that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError
from resilience.project.terminal import aligned, show
from resilience.project.warehouse import one_row

if TYPE_CHECKING:
    import duckdb

INGREDIENTS = """
    select
        ingredient.indicator_code, ingredient.industry_code, ? - ingredient.years_back as year,
        observation.value, observation.unit_code, observation.vintage, observation.link_id, observation.correction_id,
        case
            when observation.collection = 'computed' then 'the sum of its industries'
            else coalesce(candidate.place, 'missing: no figure was chosen')
        end as place
    from marts.panel_ingredient as ingredient
    left join marts.fct_observation as observation
        on observation.region_code = ? and observation.year = ? - ingredient.years_back
        and observation.indicator_code = ingredient.indicator_code
        and observation.industry_code = ingredient.industry_code
    left join marts.fct_observation_candidate as candidate
        on candidate.is_chosen and candidate.region_code = observation.region_code
        and candidate.year = observation.year and candidate.indicator_code = observation.indicator_code
        and candidate.industry_code = observation.industry_code
    where ingredient.variable = ?
    order by ingredient.position
"""
NATIONAL = """
    select
        ingredient.indicator_code, ingredient.industry_code, ? - ingredient.years_back as year,
        count(*) as n_regions, count(observation.value) as n_with_figure,
        string_agg(region.region_name_en, ', ' order by region.region_code) filter (where observation.value is null)
            as without_figure
    from marts.panel_ingredient as ingredient
    cross join marts.dim_region as region
    left join marts.fct_observation as observation
        on observation.region_code = region.region_code and observation.year = ? - ingredient.years_back
        and observation.indicator_code = ingredient.indicator_code
        and observation.industry_code = ingredient.industry_code
    where ingredient.variable = ? and ingredient.is_over_base and region.is_in_panel
    group by all order by any_value(ingredient.position)
"""
# Years back of a variable that is a spillover, or a lag of one.
SPREAD = """
    select coalesce(variable.years, 0)
    from marts.dim_variable as variable
    left join marts.dim_variable as origin on variable.ingredient = origin.variable
    where variable.variable = ? and coalesce(origin.formula, variable.formula) = 'spillover'
"""
NEIGHBOURS = """
    select region.region_name_en as from_region, part.weight, part.spillover_part
    from marts.fct_bilateral_spillover as part
    inner join marts.dim_region as region on part.from_region_code = region.region_code
    where part.to_region_code = ? and part.year = ?
    order by part.spillover_part desc nulls last, part.from_region_code limit 6
"""


def explain_variable(
    connection: duckdb.DuckDBPyConnection, region_code: str, region_label: str, year: int, variable: str
) -> str | None:
    """The story of one cell of the panel as text; None where the panel has no such variable.

    Raises:
        UserError: the region or the year is not in the panel.
    """
    known = {row[0] for row in connection.execute("select distinct variable from marts.panel_ingredient").fetchall()}
    name = variable.strip().lower()
    also_an_indicator = "select 1 from marts.dim_indicator where indicator_code = ?"
    if name not in known or connection.execute(also_an_indicator, [name]).fetchone():
        return None
    row = connection.execute(
        f"select {name} from marts.panel where region_code = ? and year = ?", [region_code, year]
    ).fetchone()
    if row is None:
        first, last = one_row(connection, "select min(year), max(year) from marts.panel")
        raise UserError(f"The panel has no {region_label} in {year}: its years are {first}–{last}.", exit_code=1)
    ((label, unit, formula),) = connection.execute(
        "select label_en, unit_en, concat_ws(', ', formula, ingredient, other_ingredient) from marts.dim_variable "
        "where variable = ?", [name],
    ).fetchall()  # fmt: skip
    text = [f"{name} ({label}), {region_label}, {year}", "", f"value:      {show(row[0])} ({unit})"]
    text += [f"definition: {_definition(connection, name)}", f"formula:    {formula}", "", "Made of:"]
    text.append(_table(connection, INGREDIENTS, [year, region_code, year, name]))
    if (national := connection.execute(NATIONAL, [year, year, name])) and (rows := national.fetchall()):
        columns = [column[0] for column in national.description]
        text += ["", "and of the same figures of every region of the base:", aligned(columns, rows)]
    if spread := connection.execute(SPREAD, [name]).fetchone():
        neighbours = _table(connection, NEIGHBOURS, [region_code, year - spread[0]])
        text += ["", "The regions that contribute most:", neighbours]
    return "\n".join([*text, "", f"`resilience why {region_code} {year} INDICATOR` shows each figure's rivals."])


def _definition(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    row = connection.execute(
        "select comment from duckdb_columns() where schema_name = 'marts' and table_name = 'panel' and column_name = ?",
        [name],
    ).fetchone()
    return (row and row[0]) or "see the documentation of marts.panel"


def _table(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> str:
    cursor = connection.execute(sql, parameters)
    return aligned([column[0] for column in cursor.description], cursor.fetchall())
