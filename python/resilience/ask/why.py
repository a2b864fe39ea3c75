"""Why a figure is what it is: the chosen one, where it stands, and who lost against it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resilience.ask.why_variable import explain_variable
from resilience.project.errors import UserError
from resilience.project.terminal import aligned, show
from resilience.project.warehouse import connect, one_row
from resilience.publish import publication

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

CANDIDATES = """
    select
        candidate.is_chosen, candidate.reason, candidate.value, candidate.unit_code, candidate.value_text,
        candidate.published_unit, candidate.source_id, candidate.vintage, candidate.collection, candidate.place,
        candidate.figure_public_by, candidate.is_date_assumed, candidate.correction_id, candidate.link_id,
        source.citation, source.table_name_zh, source.page, source.caution_en,
        correction.action, correction.expect_value, correction.new_value, correction.reason_en as correction_reason,
        correction.said_by, correction.decided_date, link.reason_en as link_reason
    from marts.fct_observation_candidate as candidate
    left join marts.dim_source as source using (source_id)
    left join reference.corrections as correction using (correction_id)
    left join reference.series_links as link using (link_id)
    where candidate.region_code = ? and candidate.year = ? and candidate.indicator_code = ?
        and candidate.industry_code = ?
    order by candidate.is_chosen desc, candidate.source_id, candidate.vintage, candidate.place
"""
# A total that no source reports.
COMPUTED = """
    select value, unit_code from marts.fct_observation
    where region_code = ? and year = ? and indicator_code = ? and industry_code = ? and collection = 'computed'
"""


def explain(settings: Settings, region: str, year: int, indicator: str, industry: str = "TOTAL") -> str:
    """The story of one figure, or of the figures that a variable of the panel is made of, as text.

    Raises:
        UserError: the region, the indicator or the figure is not known; the message names what is near.
    """
    with connect(publication.require(settings) / "warehouse.duckdb") as connection:
        region_code, region_label = _match(connection, "region", region)
        if variable := explain_variable(connection, region_code, region_label, year, indicator):
            return variable
        indicator_code, indicator_label = _match(connection, "indicator", indicator)
        figure = [region_code, year, indicator_code, industry.upper()]
        cursor = connection.execute(CANDIDATES, figure)
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        computed = connection.execute(COMPUTED, figure).fetchone()
        if not found and not computed:
            raise UserError(_nothing(connection, region_code, year, indicator_code, industry), exit_code=1)
    label = f"{indicator_label}, {region_label}, {year}" + ("" if industry == "TOTAL" else f", industry {industry}")
    if computed:
        value = f"{show(computed[0])} {computed[1]}"
        return f"{label}\n\nvalue:        {value}\nplace:        the sum of its industries (--industry)"
    losers = [row for row in found if not row["is_chosen"]]
    return "\n".join([label, "", *_chosen(found), "", *_losers(losers), *_corrections(losers)])


def _chosen(found: list[dict[str, Any]]) -> list[str]:
    chosen = next((row for row in found if row["is_chosen"]), None)
    if chosen is None:
        return ["No figure is chosen: it is missing in the warehouse."]
    assumed = " (assumed)" if chosen["is_date_assumed"] else ""
    facts = {
        "value": f"{show(chosen['value'])} {chosen['unit_code']}",
        "as published": f"{chosen['value_text']} {chosen['published_unit']}",
        "reason": chosen["reason"],
        "place": chosen["place"],
        "table": f"{chosen['table_name_zh'] or '–'} {chosen['page'] or ''}".strip(),
        "source": chosen["citation"] or chosen["source_id"],
        "vintage": f"{chosen['vintage']}, public by {chosen['figure_public_by']}{assumed}",
        "collection": chosen["collection"],
        "correction": _correction(chosen),
        "series link": chosen["link_id"] and f"{chosen['link_id']}: {chosen['link_reason']}",
        "caution": chosen["caution_en"],
    }
    return [f"{name + ':':<14}{text}" for name, text in facts.items() if text]


def _losers(losers: list[dict[str, Any]]) -> list[str]:
    if not losers:
        return ["No other source reports it."]
    columns = ["reason", "value", "unit_code", "source_id", "vintage", "place"]
    return ["Passed over:", aligned(columns, [[row[name] for name in columns] for row in losers])]


def _corrections(losers: list[dict[str, Any]]) -> list[str]:
    return [f"Correction of {row['source_id']}: {_correction(row)}" for row in losers if row["correction_id"]]


def _correction(row: dict[str, Any]) -> str | None:
    if row["correction_id"] is None:
        return None
    done = f"{row['action']}, printed {row['expect_value']}" + (f", now {row['new_value']}" if row["new_value"] else "")
    decided = f"{row['said_by']}, {row['decided_date']}"
    return f"{row['correction_id']} ({done}; {decided}): {row['correction_reason']}"


def _match(connection: duckdb.DuckDBPyConnection, kind: str, wanted: str) -> tuple[str, str]:
    """Code and label of what a person typed: the code, the Chinese or English name, or its only beginning."""
    rows = connection.execute(
        f"select {kind}_code, {kind}_name_en, {kind}_name_zh from marts.dim_{kind} order by 1"
    ).fetchall()
    word = wanted.strip().casefold()
    if kind == "region":
        rows += connection.execute(
            "select alias.region_code, alias.alias, region.region_name_zh from reference.region_aliases as alias "
            "inner join marts.dim_region as region using (region_code) order by 1, 2"
        ).fetchall()
    exact = [row for row in rows if word in {str(name).casefold() for name in row}]
    near = exact or [row for row in rows if any(str(name).casefold().startswith(word) for name in row)]
    near = near or [row for row in rows if any(word in str(name).casefold() for name in row)]
    codes = sorted({row[0] for row in near})
    if len(codes) == 1:
        row = next(row for row in rows if row[0] == codes[0])
        return row[0], " ".join(dict.fromkeys(row[1:]))
    shown = [row for row in rows if row[0] in codes] if codes else rows
    names = "\n".join(
        f"  {code}  {english}  {chinese}"
        for code, english, chinese in sorted({row[0]: row for row in reversed(shown)}.values())
    )
    said = "More than one" if codes else "No"
    raise UserError(f"{said} {kind} answers to '{wanted}'. Known:\n{names}", exit_code=1)


def _nothing(
    connection: duckdb.DuckDBPyConnection, region_code: str, year: int, indicator_code: str, industry: str
) -> str:
    first, last = one_row(
        connection,
        "select min(year), max(year) from marts.fct_observation_candidate where region_code = ? and indicator_code = ?",
        [region_code, indicator_code],
    )
    industries = connection.execute(
        "select distinct industry_code from marts.fct_observation_candidate where indicator_code = ? order by 1",
        [indicator_code],
    ).fetchall()
    known = ", ".join(row[0] for row in industries)
    span = f"{first}–{last}" if first else "no year"
    return (
        f"No source reports {indicator_code} of industry {industry} for {region_code} in {year}. "
        f"Reported: {span}; industries: {known or 'none'} (--industry)."
    )
