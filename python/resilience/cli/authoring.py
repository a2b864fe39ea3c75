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


@click.group()
def study() -> None:
    """Look at a study's file."""


@study.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def check(context: click.Context, file: Path | None) -> None:
    """List every mistake of a study, each with its line and key.

    FILE, or the study.yml of the workspace. Names are held to the panel's columns; nothing is built.
    """
    from resilience.cli.reading import settings_of
    from resilience.estimation.study_check import check_study
    from resilience.ingest.own_panel import panel_columns
    from resilience.project.study_file import file_of

    settings = settings_of(context)
    found = check_study(file or file_of(settings.main_source), panel_columns(settings))
    n_columns = sum(len(table.columns) for table in found.tables)
    tables = f"{len(found.tables)} table{'s' if len(found.tables) != 1 else ''}"
    print(f"{found.study}: {tables}, {n_columns} column{'s' if n_columns != 1 else ''}, no mistake.")


COMMANDS = (new, study)
