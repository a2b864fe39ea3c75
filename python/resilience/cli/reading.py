"""The commands that read what is published, or choose which of it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from resilience.project.settings import Settings

study_option = click.option("--study", help="Whose publication: a study's name or file. [the project's own study]")


def settings_of(context: click.Context, study: str | None = None) -> Settings:
    """The settings of the chosen dataset or workspace and study, which is a name or a file."""
    from dataclasses import replace

    from resilience.project.settings import Settings

    chosen = dict(context.obj)
    if (folder := chosen.pop("workspace", None)) is not None:
        from resilience.project import workspace

        settings = workspace.settings_of(folder, **chosen)
    else:
        settings = Settings.from_environment(**chosen)
    if study is None:
        return settings
    from resilience.project.study_file import name_of

    return replace(settings, study=name_of(study))


@click.command()
@click.option("--page", type=click.Choice(["report", "docs", "quality", "api"]), default="report", show_default=True)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@study_option
@click.pass_context
def report(context: click.Context, page: str, opens: bool, study: str | None) -> None:
    """Say where the published report is.

    Or the dbt docs, the page of the data-quality findings, or the reference of the Python functions, which is written
    when it is asked for.
    """
    from resilience.publish import api_reference, publication

    settings = settings_of(context, study)
    publication.require(settings)
    is_api = page == "api"
    file = api_reference.write_api_reference(settings) if is_api else settings.published / page / "index.html"
    print(file)
    if opens:
        click.launch(file.as_uri())


@click.command()
@click.argument("text", required=False)
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="SQL from a file.")
@click.option("--format", "style", type=click.Choice(["table", "csv", "json", "parquet", "md"]), default="table")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--limit", default=100, show_default=True, help="Rows of an aligned table; 0 shows all.")
@click.option("--trusted", is_flag=True, help="The SQL is your own: it may read and write files, load and set.")
@study_option
@click.pass_context
def sql(
    context: click.Context, /, text: str | None, *, file: Path | None, style: str, output: Path | None, limit: int,
    trusted: bool, study: str | None,
) -> None:  # fmt: skip
    """Ask the published warehouse in SQL.

    For example `resilience sql "select region_name_en, year, sl from marts.panel limit 5"`; without text, a prompt.
    A query reaches the published tables and nothing else: no file, network, extension or setting, unless --trusted.
    Numbers print with every digit that is stored.
    """
    from resilience.ask import query
    from resilience.publish import publication

    warehouse = publication.require(settings_of(context, study)) / "warehouse.duckdb"
    text = query.read(file) if file else text
    if text is None and sys.stdin.isatty():
        query.prompt(warehouse, trusted=trusted)
    else:
        query.run(warehouse, text if text is not None else sys.stdin.read(), style, output, limit, trusted=trusted)


@click.command()
@click.argument("question", required=False)
@click.option("--format", "style", type=click.Choice(["table", "csv", "json", "parquet", "md"]), default="table")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--show", is_flag=True, help="Show the SQL and do not run it.")
@study_option
@click.pass_context
def ask(
    context: click.Context, /, question: str | None, *, style: str, output: Path | None, show: bool, study: str | None
) -> None:
    """List the saved questions, or answer one.

    `resilience ask 3` answers the third; a part of its name will do as well.
    """
    from resilience.ask import query, saved_questions
    from resilience.publish import publication

    settings = settings_of(context, study)
    if question is None:
        print(saved_questions.listing(settings))
        return
    chosen = saved_questions.find(settings, question)
    if show:
        print(chosen.sql)
        return
    if style == "table" and output is None:
        print(f"{chosen.title}\n")
    query.run(publication.require(settings) / "warehouse.duckdb", chosen.sql, style, output, limit=0)


@click.command()
@click.argument("region")
@click.argument("year", type=int)
@click.argument("indicator")
@click.option("--industry", default="TOTAL", show_default=True, help="Letter of GB/T 4754, for employment.")
@study_option
@click.pass_context
def why(context: click.Context, /, region: str, year: int, indicator: str, *, industry: str, study: str | None) -> None:
    """Say why a figure is what it is.

    Its source and place there, and which figures lost against it and why.

    REGION is a code or a Chinese or English name; INDICATOR likewise: `resilience why Guangdong 2015 gdp`.
    A variable of the panel is traced to the figures that it is made of: `resilience why Guangdong 2015 tax_share`.
    """
    from resilience.ask.why import explain

    print(explain(settings_of(context, study), region, year, indicator, industry))


@click.command()
@study_option
@click.pass_context
def status(context: click.Context, study: str | None) -> None:
    """Say what is published and what changed since.

    Every published file is held against the manifest; the exit code is 1 where one is not as it was.
    """
    from resilience.ask.status import describe

    text, is_whole = describe(settings_of(context, study))
    print(text)
    context.exit(0 if is_whole else 1)


@click.command()
@study_option
@click.pass_context
def rollback(context: click.Context, study: str | None) -> None:
    """Publish the previous publication again."""
    from resilience.publish import publication

    settings = settings_of(context, study)
    with publication.lock(settings):
        folder = publication.rollback(settings)
    print(f"published now is {folder.name}")


@click.command()
@click.argument("before", default="previous")
@click.argument("after", default="published")
@click.option("--tolerance", default=1e-9, show_default=True, help="Relative changes up to this are not shown.")
@click.option("--words/--no-words", default=True, show_default=True, help="Whether columns of text count too.")
@click.option("--top", default=20, show_default=True, help="How many moved cells to show.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="All moved cells as CSV.")
@study_option
@click.pass_context
def compare(
    context: click.Context, /, before: str, after: str, *, tolerance: float, words: bool, top: int,
    output: Path | None, study: str | None,
) -> None:  # fmt: skip
    """Show what moved between two publications.

    The cells of marts, quality, results and audit that moved from BEFORE to AFTER, by how much, and which inputs
    changed. What was only renamed since (docs/renames.csv) did not move.
    Each is a run id, `published`, `previous`, a folder or a .duckdb file.
    """
    from resilience.ask.compare import compare as compare_publications

    settings = settings_of(context, study)
    print(compare_publications(settings, before, after, tolerance=tolerance, words=words, top=top, output=output))


COMMANDS = (report, sql, ask, why, status, rollback, compare)
