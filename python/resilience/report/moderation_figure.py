"""The figure of a moderation: the effect of the focus along the moderator, and what stands beside it in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resilience.project.messages import joined, message
from resilience.report.numbers import number
from resilience.report.sentence import Sentence, drawn
from resilience.report.specification_questions import SAME

if TYPE_CHECKING:
    import pandas as pd

    from resilience.estimation.specification import Study, Variable
    from resilience.report.frames import Frames

BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8a8a8a"  # as figures.py
ACROSS = 2


def tables(data: Frames) -> list[str]:
    """The tables that have a product to draw."""
    return list(dict.fromkeys(data.margins["table_id"]))


def draw(data: Frames, study: Study, table_id: str) -> Any:
    """One panel per product: line with 95 % band, limits dotted, thirds as points, the moderator's histogram below."""
    from matplotlib.figure import Figure

    products = _products(data, table_id)
    down, across = -(-len(products) // ACROSS), min(ACROSS, len(products))
    figure = Figure(figsize=(7.2, 0.4 + 3.3 * down), layout="constrained")
    grid = figure.add_gridspec(2 * down, across, height_ratios=[5, 1.2] * down)
    for position, (column_id, rows) in enumerate(products):
        at, column = divmod(position, across)
        axes = figure.add_subplot(grid[2 * at, column])
        support = figure.add_subplot(grid[2 * at + 1, column], sharex=axes)
        limits = data.diagnostics.query("table_id == @table_id and column_id == @column_id")
        _effect(axes, rows, limits.loc[limits["diagnostic"] == "johnson_neyman_bound", "value"])
        _support(support, rows, _variable(study, rows["moderator"].iloc[0]))
        axes.set_title(f"({column_id})", fontsize=10)
        if column == 0:
            axes.set_ylabel(drawn("marginal_effect"), fontsize=9)
            support.set_ylabel(drawn("rows"), fontsize=8)
    labelled = {
        label: handle for axes in figure.axes for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(labelled.values(), labelled.keys(), loc="outside upper left", ncols=2, frameon=False, fontsize=9)
    return figure


def caption(data: Frames, study: Study, table_id: str) -> Sentence:
    """What the line says at both ends of the sample, and whether centring matters: each product fitted both ways."""
    texts = []
    for column_id, rows in _products(data, table_id):
        line, moderator = rows[rows["part"] == "line"], _variable(study, rows["moderator"].iloc[0])
        (low, first), (high, last) = line[["value", "effect"]].iloc[[0, -1]].to_numpy()
        texts.append(
            message(
                "moderation.effect", column=column_id, moderator=(moderator.en, moderator.zh), unit=moderator.unit,
                low=_short(low), high=_short(high), first=number(first, 3), last=number(last, 3),
                turns=bool(first * last < 0),
            )
        )  # fmt: skip
    centring = data.diagnostics.query("table_id == @table_id and diagnostic == 'centring_difference'")
    moved = centring[centring["value"] > SAME]
    columns = ", ".join(f"({name})" for name in (moved if len(moved) else centring)["column_id"])
    texts.append(
        message("moderation.moved", columns=columns, notes="; ".join(dict.fromkeys(moved["note"]))) if len(moved)
        else message("moderation.unmoved", columns=columns, largest=f"{centring['value'].max():.0e}".replace("-", "−"))
    )  # fmt: skip
    return Sentence(*joined(texts, "sentences"), "results.marginal_effects, results.diagnostics")


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _products(data: Frames, table_id: str) -> list[tuple[str, pd.DataFrame]]:
    found = data.margins[data.margins["table_id"] == table_id].groupby(["column_id", "term"], sort=True)
    return [(column_id, rows) for (column_id, _), rows in found]


def _variable(study: Study, name: str) -> Variable:
    from resilience.estimation.specification import Variable

    return study.variables.get(name) or Variable(en=name, zh=name, unit="")


def _effect(axes: Any, rows: pd.DataFrame, limits: pd.Series) -> None:
    line, thirds = rows[rows["part"] == "line"], rows[rows["part"] != "line"]
    convention = rows["se_type"].iloc[0]
    axes.axhline(0, color="#444444", linewidth=0.8)
    axes.plot(line["value"], line["effect"], color=BLUE, linewidth=1.6, label=drawn("product"))
    if line["ci_low"].notna().all():
        axes.fill_between(
            line["value"], line["ci_low"], line["ci_high"], color=BLUE, alpha=0.16, linewidth=0,
            label=drawn("band", test=convention),
        )  # fmt: skip
    for value in limits:
        axes.axvline(value, color=GREY, linestyle=":", linewidth=1.2, label=drawn("johnson_neyman"))
    margin = np.where(thirds["ci_low"].isna(), 0, thirds["effect"] - thirds["ci_low"])
    axes.errorbar(
        thirds["value"], thirds["effect"], yerr=margin, fmt="D", color=ORANGE, markersize=5, capsize=2, linewidth=1.2,
        label=drawn("thirds"),
    )  # fmt: skip
    axes.tick_params(labelbottom=False)


def _support(axes: Any, rows: pd.DataFrame, moderator: Variable) -> None:
    line = rows[rows["part"] == "line"]
    edges, counts = line["value"].to_numpy(), line["n_obs"].to_numpy()[:-1]
    axes.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=GREY, linewidth=0)
    axes.tick_params(labelsize=8)
    axes.set_yticks([0, int(counts.max())])
    unit = f", {moderator.unit}" if moderator.unit else ""
    axes.set_xlabel(f"{moderator.en}{unit}\n{moderator.zh}", fontsize=8)
