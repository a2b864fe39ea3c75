"""Runs a suite through Great Expectations: which rule failed, at which region and year, with what value."""

from __future__ import annotations

import logging
import math
import tempfile
import warnings
from typing import TYPE_CHECKING, Any

from resilience.gate.suite import CELL, Rule, Suite, base_of

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["region_code", "year"]


def validate(suite: Suite, frames: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """One row per cell, or per aggregate, that misses its expectation.

    Args:
        suite: the rules.
        frames: a frame per frame name of the suite, with `region_code` and, where it has years, `year`.

    Returns:
        Rows with rule, severity, region_code, year, value, expected, remedy, sentence_en, sentence_zh, in the order of
        the suite.
    """
    import great_expectations as gx

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="file", project_root_dir=folder)  # which leaves nothing behind
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        source = context.data_sources.add_pandas("warehouse")
        rows = []
        for name, frame in frames.items():
            rules = [rule for rule in suite.rules if rule.frame == name]
            rows += _validate_frame(context, source, name, frame, rules)
    order = {rule.rule: position for position, rule in enumerate(suite.rules)}
    return sorted(
        rows, key=lambda row: (order[base_of(row["rule"])], row["rule"], row["region_code"] or "", row["year"] or 0)
    )


def _validate_frame(
    context: Any, source: Any, name: str, frame: pd.DataFrame, rules: list[Rule]
) -> list[dict[str, Any]]:
    import great_expectations as gx

    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
    suite = gx.ExpectationSuite(name=name)
    for rule in rules:
        expectation = getattr(gx.expectations, rule.expectation)
        notes = f"{rule.sentence.en} {rule.sentence.zh} ({rule.severity}: {rule.reason.en})"
        suite.add_expectation(expectation(**rule.kwargs, meta={"rule": rule.rule}, notes=notes))
    suite = context.suites.add(suite)
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))
    all_keys = any(rule.each == CELL for rule in rules)
    keys = [key for key in frame.columns if all_keys or key in KEYS]
    result = definition.run(
        batch_parameters={"dataframe": frame},
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": keys},
    )
    by_name = {rule.rule: rule for rule in rules}
    return [
        row
        for outcome in result.results
        if not outcome.success
        for row in _findings(by_name[outcome.expectation_config.meta["rule"]], outcome)
    ]


def _findings(rule: Rule, outcome: Any) -> list[dict[str, Any]]:
    """The cells that broke a rule; one row without region for an aggregate."""
    info = outcome.exception_info or {}
    if info.get("raised_exception"):
        raise RuntimeError(f"gate rule {rule.rule} could not be evaluated: {info.get('exception_message')}")
    cells = outcome.result.get("unexpected_index_list") or [{}]
    column = rule.shows or rule.kwargs.get("column")
    return [
        {
            **rule.told(cell),
            "region_code": cell.get("region_code"),
            "year": int(cell["year"]) if cell.get("year") is not None else None,
            "value": _number(cell.get(column) if cell else outcome.result.get("observed_value")),
        }
        for cell in cells
    ]


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
