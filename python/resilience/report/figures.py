"""The figures as SVG: text stays text, the same numbers give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from resilience.project.messages import message
from resilience.report.labels import Labels, printed_name
from resilience.report.sentence import drawn

if TYPE_CHECKING:
    from resilience.estimation.specification import Place, Study, Table
    from resilience.report.frames import Frames

# Okabe and Ito's colours, told apart with every kind of colour vision.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#8a8a8a"
LABELLED_REGIONS = 6
MOST_ROWS = 80  # of the picture by region and year; more cannot be read
MOST_YEARS = 16  # that are named below it
LARGEST_AREA = 700  # of the region with the largest spillover, points squared
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a label with dollar signs is text
    "svg.hashsalt": "export-resilience",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#777777",
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
}
# The page's fonts, so that Chinese shows wherever the reader's system has a Chinese font.
FONTS = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


def draw_all(data: Frames, study: Study) -> dict[str, str]:
    """Name -> SVG text. Figures that need estimates are left out where there are none, as is one without a row."""
    from resilience.report import moderation_figure

    labels = Labels(study, data)
    figures: dict[str, Callable[[Frames], Any]] = {}
    if len(data.variation):
        figures["vag_variation"] = partial(vag_variation, labels=labels)
    if data.panel["region_code"].nunique() <= MOST_ROWS and data.panel[labels.outcome_column].notna().any():
        figures["resilience_by_region"] = partial(heat_map, labels=labels)
    if not data.is_own_panel and data.panel["vag"].notna().any():
        figures["map"] = partial(region_map, labels=labels)
    main, table = study.main, labels.main_table
    if data.estimated and data.is_published and main is not None and table is not None:
        figures["coefficients"] = partial(coefficients, labels=labels, table=table)
        figures["leave_one_out"] = partial(leave_one_out, labels=labels, main=main)
    if data.estimated and not data.is_published and len(data.careful.query("term == @study.focus")):
        figures["slopes"] = partial(slopes, labels=labels)
    if len(data.curve):
        figures["specification_curve"] = specification_curve
    for table_id in moderation_figure.tables(data):
        figures[f"marginal_effect_{table_id}"] = partial(moderation_figure.draw, study=study, table_id=table_id)
    return {name: _svg(function, data) for name, function in figures.items()}


def coefficients(data: Frames, labels: Labels, table: Table) -> Any:
    """Published and recomputed slopes of the focus in the main table, in standard deviations, with 95 % intervals."""
    figure, axes = _axes(7.2, 3.6)
    focus, printed = labels.study.focus, printed_name(table.published_table or table.id)
    rows = data.replication.query("table_id == @table.published_table and variable == @focus")
    rows = rows[(rows["statistic"] == "estimate") & rows["recomputed_value"].notna()]
    careful = data.careful.query("table_id == @table.id and term == @focus").set_index("column_id")
    for position, row in enumerate(rows.itertuples()):
        y = len(rows) - position
        published_error = row.published_standardised_slope / row.published_t
        _interval(axes, y + 0.22, row.published_standardised_slope, 1.96 * published_error, ORANGE, "s")
        scale = row.recomputed_standardised_slope / row.recomputed_value
        low, high = (careful[name].get(row.column_id, np.nan) * scale for name in ("ci_low", "ci_high"))
        axes.plot([low, high], [y - 0.12, y - 0.12], color=BLUE, linewidth=1.4)
        axes.plot([row.recomputed_standardised_slope], [y - 0.12], marker="o", color=BLUE, markersize=5)
    axes.axvline(0, color="#444444", linewidth=0.8)
    axes.set_yticks(range(len(rows), 0, -1), [f"{printed.en} ({name})" for name in rows["column_id"]])
    axes.set_xlabel(drawn("slope", outcome=labels.inside(labels.study.outcome).en, focus=labels.inside(focus).en))
    handles = [
        axes.plot([], [], marker=marker, color=colour, linestyle="-", label=label)[0]
        for marker, colour, label in (
            ("s", ORANGE, drawn("published")),
            (
                "o",
                BLUE,
                drawn(
                    "recomputed" if len(careful) else "recomputed_untested",
                    test=" / ".join(dict.fromkeys(careful["se_type"])),
                ),
            ),
        )
    ]
    axes.legend(handles=handles, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=9)
    return figure


def slopes(data: Frames, labels: Labels) -> Any:
    """The coefficient of the focus in each column, with the 95 % interval of its most careful usable test."""
    focus = labels.study.focus
    careful = data.careful.query("term == @focus").set_index(["table_id", "column_id"])
    rows = data.estimates[data.estimates["term"] == focus].drop_duplicates(["table_id", "column_id"])
    figure, axes = _axes(7.2, 1 + 0.32 * len(rows))
    for position, row in enumerate(rows.itertuples()):
        if (row.table_id, row.column_id) in careful.index:
            test = careful.loc[(row.table_id, row.column_id)]
            axes.plot([test["ci_low"], test["ci_high"]], [-position, -position], color=BLUE, linewidth=1.4)
        axes.plot([row.estimate], [-position], marker="o", color=BLUE, markersize=5)
    axes.axvline(0, color="#444444", linewidth=0.8)
    names = [f"{row.table_id.replace('_', ' ')} ({row.column_id})" for row in rows.itertuples()]
    axes.set_yticks(range(0, -len(rows), -1), names, fontsize=8)
    axes.set_xlabel(drawn("coefficient", focus=labels.inside(focus)))
    return figure


def vag_variation(data: Frames, labels: Labels) -> Any:
    """Each region's share of the variation of the panel's spillover, the largest of them."""
    top = labels.carriers.iloc[::-1]
    figure, axes = _axes(7.2, 3.4)
    ticks = [_named(row.region_name_en, row.region_name_zh) for row in top.itertuples()]
    between = top["variation_share"] - np.minimum(top["within_variation_share"], top["variation_share"])
    axes.barh(ticks, 100 * between, color=BLUE, label=drawn("between"))
    axes.barh(
        ticks,
        100 * (top["variation_share"] - between),
        left=100 * between,
        color=ORANGE,
        label=drawn("within"),
    )
    for position, share in enumerate(top["variation_share"]):
        axes.text(100 * share + 1, position, f"{100 * share:.1f} %", va="center", fontsize=9)
    axes.set_xlabel("\n".join(message("drawn.variation", spillover=labels.inside_spillover)))
    axes.set_xlim(0, 100)
    axes.legend(frameon=False, loc="lower right", fontsize=9)
    return figure


def heat_map(data: Frames, labels: Labels) -> Any:
    """Resilience by region and year."""
    table = data.panel.pivot(index="region_code", columns="year", values=labels.outcome_column)
    names = data.panel.drop_duplicates("region_code").set_index("region_code")
    figure, axes = _axes(7.2, 7.4)
    image = axes.imshow(
        table.to_numpy(),
        cmap="RdBu" if labels.colour_limits[0] < 0 < labels.colour_limits[1] else "Blues",
        vmin=labels.colour_limits[0],
        vmax=labels.colour_limits[1],
        aspect="auto",
        interpolation="none",
    )
    every = 1 + table.shape[1] // MOST_YEARS
    axes.set_xticks(range(0, table.shape[1], every), table.columns[::every], fontsize=8)
    ticks = [_named(*names.loc[code, ["region_name_en", "region_name_zh"]]) for code in table.index]
    axes.set_yticks(range(table.shape[0]), ticks, fontsize=8)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axes, shrink=0.5, extend="neither" if data.is_own_panel else "both")
    drawn_as = labels.resilience if data.is_own_panel else message("drawn.growth", flow=labels.value("flow"))
    bar.set_label("\n".join(dict.fromkeys(drawn_as)), fontsize=9)
    return figure


def region_map(data: Frames, labels: Labels) -> Any:
    """Mean spillover at the panel's points; area shows size; only the largest are named: all names would overlap."""
    means = data.panel.groupby("region_code")["vag"].mean().dropna()
    regions = data.regions.set_index("region_code").loc[means.index]
    point = data.parameters.set_index("parameter").at["distance_point", "value"]
    lon, lat = f"{point}_lon_deg", f"{point}_lat_deg"
    area = LARGEST_AREA * means / means.max()
    figure, axes = _axes(7.2, 4.8)
    axes.scatter(regions[lon], regions[lat], s=area, color=BLUE, alpha=0.55, linewidth=0)
    for code in means.sort_values(ascending=False, kind="stable").index[:LABELLED_REGIONS]:
        row = regions.loc[code]
        axes.annotate(
            f"{_named(row['region_name_en'], row['region_name_zh'])} {means[code]:.2f}",
            (row[lon], row[lat]),
            xytext=(0, 3 + np.sqrt(area[code]) / 2),
            textcoords="offset points",
            fontsize=8,
            ha="center",
        )
    axes.set_xlabel(drawn("longitude"))
    axes.set_ylabel(drawn("latitude"))
    return figure


def leave_one_out(data: Frames, labels: Labels, main: Place) -> Any:
    """The coefficient of the focus in the main column, without each region."""
    from scipy.stats import t

    rows = data.leave_one_out
    rows = rows[(rows["table_id"] == main.table) & (rows["column_id"] == main.column)]
    rows = rows[rows["left_out_kind"] == "region"]
    rows = rows.sort_values("estimate")
    names = data.regions.set_index("region_code")
    figure, axes = _axes(7.2, 6)
    quantile = t.ppf(0.975, len(rows) - 2)  # one region of all is out, and the clusters left less one
    shown, usable = "".join(rows["se_type"].head(1)), data.usability[data.usability["is_usable"]]
    usable = usable[(usable["table_id"] == main.table) & (usable["column_id"] == main.column)]
    usable = usable[(usable["term"] == labels.study.focus) & (usable["se_type"] == shown)]
    for position, row in enumerate(rows.itertuples()):
        _interval(axes, position, row.estimate, quantile * row.std_error if len(usable) else 0, BLUE, "o")
    axes.axvline(0, color="#444444", linewidth=0.8)
    ticks = [
        " ".join(message("drawn.without", region=tuple(names.loc[code, ["region_name_en", "region_name_zh"]])))
        for code in rows["left_out"]
    ]
    axes.set_yticks(range(len(rows)), ticks, fontsize=8)
    interval = drawn("interval", test=shown) if len(usable) else drawn("no_interval")
    axes.set_xlabel(f"{drawn('coefficient', focus=labels.inside(labels.study.focus))}; {interval}")
    return figure


def specification_curve(data: Frames) -> Any:
    """All specifications, sorted by standardised slope; significant ones in colour."""
    curve = data.curve.sort_values("estimate", kind="stable").reset_index(drop=True)
    significant = curve["p_value"] < 0.05
    figure, axes = _axes(7.2, 3.2)
    for mask, colour, label in (
        (~significant, "#c4c4c4", "p ≥ 0.05"),
        (significant, RED, f"p < 0.05, {curve['se_type'].iloc[0]}"),
    ):
        axes.scatter(curve.index[mask], curve["estimate"][mask], s=1.5, color=colour, label=label, rasterized=True)
    axes.axhline(0, color="#444444", linewidth=0.8)
    axes.set_yscale("symlog", linthresh=0.5)  # a few two-way effects on short series reach far out
    axes.set_yticks([-2, -1, -0.5, 0, 0.5, 1, 2, 5, 10], ["−2", "−1", "−0.5", "0", "0.5", "1", "2", "5", "10"])
    axes.minorticks_off()
    axes.set_xlabel(drawn("sorted"))
    axes.set_ylabel(drawn("curve"))
    axes.legend(frameon=False, markerscale=6, fontsize=9)
    return figure


def _named(en: str, zh: str) -> str:
    """A name in both languages; once where it is the same."""
    return " ".join(dict.fromkeys([en, zh]))


def _axes(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _interval(axes: Any, y: float, value: float, margin: float, colour: str, marker: str) -> None:
    axes.plot([value - abs(margin), value + abs(margin)], [y, y], color=colour, linewidth=1.4)
    axes.plot([value], [y], marker=marker, color=colour, markersize=5)


def _svg(function: Callable[[Frames], Any], data: Frames) -> str:
    import logging
    import warnings

    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    out = io.StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = function(data)
        FigureCanvasSVG(figure)
        figure.set_dpi(72)  # SVG's
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine("none")  # else it is drawn once more to be laid out
        figure.savefig(out, format="svg", dpi=200, transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :].replace("'DejaVu Sans'", FONTS).replace("DejaVu Sans", FONTS.replace("'", ""))
