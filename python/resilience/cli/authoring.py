"""The commands that make a workspace and look at its study."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--panel", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A panel of your own: CSV, Excel, Stata or Parquet, a row for each unit and year.")  # fmt: skip
@click.option("--sheet", help="The sheet of a workbook. [the first that holds a table]")
@click.option("--unit", help="The column that names the units. [recognised by its values]")
@click.option("--year", help="The column of years. [recognised by its values]")
@click.option("--outcome", help="The column to explain. [the first column of numbers that varies]")
@click.option("--focus", help="The regressor the study is about. [the next]")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the study's words.")
def new(
    *, folder: Path, panel: Path | None, sheet: str | None, unit: str | None, year: str | None, outcome: str | None,
    focus: str | None, lang: str,
) -> None:  # fmt: skip
    """Make a workspace: a folder with a study that runs as it stands.

    From a panel's file it says which columns it took as unit and year and why, lists the others, and writes a study
    with a baseline: `resilience new my_study --panel panel.xlsx`, then `resilience run` in my_study.
    """
    from resilience.workspace.new import Stated
    from resilience.workspace.new import new as make

    print(make(folder, panel, Stated(sheet, unit, year, outcome, focus), "zh" if lang == "zh" else "en"))


COMMANDS = (new,)
