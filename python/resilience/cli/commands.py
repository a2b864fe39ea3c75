"""The command `resilience`. Every library is imported by the command that needs it: `--help` answers at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from resilience import __version__
from resilience.cli import authoring, reading
from resilience.cli.reading import settings_of
from resilience.project.errors import UserError
from resilience.project.plain_text import plain


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__)
@click.option("--dataset", help="Which data and parameters: a name under vars.datasets in dbt_project.yml. [observed]")
@click.option(
    "--project", "workspace", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A workspace: a folder with a study.yml. [the folder you are in, where it is one]",
)  # fmt: skip
@click.option("--target", help="Which database builds the warehouse: a target of profiles.yml. [duckdb]")
@click.pass_context
def group(context: click.Context, dataset: str | None, workspace: Path | None, target: str | None) -> None:
    """From official regional figures to a checked panel, re-estimated tables and a report.

    Start with `resilience run`; ask questions with `resilience sql` and `resilience ask`. A panel of your own:
    `resilience new my_study --panel FILE`.
    """
    from resilience.project.settings import STUDY_FILE, enclosing

    if workspace is not None and not (workspace / STUDY_FILE).exists():
        raise UserError(f"{workspace} is no workspace: it has no {STUDY_FILE}. `resilience new {workspace}` makes one.")
    context.obj = {"dataset": dataset, "target": target, "workspace": workspace or enclosing(Path.cwd())}


@group.command()
@click.option("--study", help="A study's name, or a .yml file of yours. [the project's own study]")
@click.option("--force", is_flag=True, help="Do everything again, whatever changed since the last publication.")
@click.pass_context
def run(context: click.Context, study: str | None, force: bool) -> None:
    """Do everything, from the figures to the report.

    Reads, builds, checks, estimates, audits, writes the report and publishes. A failed step leaves the last
    publication untouched. When no input changed since, it says so and ends. After a changed seed, landed file, model
    or study only what depends on it is done again, with the same result; --force does everything. A study of yours has
    publications of its own: `--study` of the other commands reads them.
    """
    from resilience.publish import pipeline

    settings = settings_of(context, study)
    folder = pipeline.run(settings, study=study, force=force)
    print(f"\nReport:    {settings.published / 'report' / 'index.html'}\nWarehouse: {settings.published_file}")
    whose = "" if settings.is_main_study else f" --study {settings.study}"
    print(f"Run id:    {folder.name}")
    print(f'Ask:       resilience sql{whose} "select * from marts.panel limit 5"; resilience ask{whose}')


@group.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.pass_context
@click.option("--indicator", help="What the files measure, where they do not say it: a code or a name, as in `gdp`.")
@click.option("--unit", help="Its unit, as in 亿元 or cny_100m.")
@click.option("--year", help="The year of its figures, where the file does not say it.")
@click.option("--vintage", help="When it was published (2026-03-31), or a vintage the warehouse knows (as_published).")
@click.option("--confirm-vintage", is_flag=True, help="Take the known vintage that a file agrees with in every cell.")
@click.option("--source", help="Who published it.")
@click.option(
    "--annual", type=click.Choice(["sum", "mean", "last"]),
    help="Make years of months, quarters or half-years, complete years only: flows, averages, stocks at the end.",
)  # fmt: skip
@click.option(
    "--describe", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Propose the YAML that says what the columns of a tidy CSV, Parquet or Excel file are; written beside it.",
)  # fmt: skip
def ingest(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    *,
    confirm_vintage: bool,
    describe: Path | None,
    **answers: str | None,
) -> None:
    """Read your own files, and say what was understood.

    All of landing/, or PATHS. What you state is remembered in landing/answers.csv; stating it again changes it.
    """
    from resilience.ingest import ingest as ingest_files
    from resilience.publish import changes, publication

    settings = settings_of(context)
    if describe is not None:
        from resilience.ingest import words
        from resilience.ingest.describe import describe as propose

        print(propose(describe, words.load(settings.project_dir, settings.parameters)))
        return
    stated = {name: value for name, value in answers.items() if value}
    if confirm_vintage and "vintage" in stated:
        raise UserError("--vintage states a vintage, --confirm-vintage looks for one: give one of them.")
    with publication.lock(settings):
        run_id = changes.last_run(settings)
        reports = ingest_files(settings, paths, answers=stated)
        if confirm_vintage:
            from resilience.ingest.vintage import confirm

            reports = confirm(settings, paths)
        if run_id is not None:  # the next run reads landed files again, and all else stands
            changes.note_working_file(settings, run_id)
    for report in reports:
        print(report)
    print(f"Files read from {', '.join(map(str, paths)) or settings.landing_dir}: {len(reports)}.")
    if reports:
        print("The seeds know every label that is used. What figures they become: resilience build, or run.")


@group.command()
@click.option("--select", help="Only these models, in dbt's selection language, for example `+panel`.")
@click.option("--vars", "variables", help="Parameters that win over dbt_project.yml, for example '{horizon: 2}'.")
@click.pass_context
def build(context: click.Context, select: str | None, variables: str | None) -> None:
    """Check the seeds, build the warehouse, test it.

    Publishes nothing.
    """
    from resilience.project import dbt
    from resilience.publish import pipeline, publication

    settings = settings_of(context)
    arguments = ["build", *(["--select", select] if select else ["--exclude", "tag:audit"])]
    with publication.lock(settings):
        for line in pipeline.read_inputs(settings):
            print(line)
        built = dbt.invoke(settings, [*arguments, *(["--vars", variables] if variables else [])])
    if select and not built.result.results:
        raise UserError(f"No model, seed or test answers to --select '{select}'. `dbt ls` names them.")
    print(dbt.summary(built))
    print(f"Built {settings.work_file}")


@group.command()
@click.pass_context
def gate(context: click.Context) -> None:
    """Decide whether the panel is fit for estimation.

    The decision is pass, pass with findings, or refuse.
    """
    from resilience.publish import pipeline, publication

    settings = settings_of(context)
    with publication.lock(settings):
        found = pipeline.gate(settings, pipeline.Run.start(settings).run_id)
    print(f"{found['decision']}: {found['n_failed']} of {found['n_expectations']} expectations have findings")


@group.command()
@click.option("--study", help="A study's name, or a .yml file of yours. [the project's own study]")
@click.option(
    "--relation",
    help="Regress on this published table, or a CSV, Excel, Stata or Parquet file, instead of the study's panel.",
)
@click.option("--formula", help='For --relation: "y ~ log(x1) + x2:z + lag(w, 1) + C(k) | year + region_code".')
@click.option("--se", "se_type", default="HC1", show_default=True, help='classical, HC1, "CRV1(a)" or "CRV1(a,b)".')
@click.option("--weights", help="Column of analytic weights.")
@click.option("--panel", default="region_code,year", show_default=True, help="Unit and year, by which lags are taken.")
@click.option("--memory", help="At most this much, for example 3GB; what is larger spills to disk.")
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def estimate(
    context: click.Context, /, study: str | None, relation: str | None, formula: str | None, se_type: str,
    weights: str | None, panel: str, memory: str | None, style: str,
) -> None:  # fmt: skip
    """Estimate the study's tables on the built panel, or one formula on any table.

    The study needs a panel that has passed the gate. A formula runs inside the database, on files larger than memory
    too: `resilience estimate --relation marts.panel --formula "sl ~ vag | year" --se "CRV1(region_code)"`.
    """
    settings = settings_of(context, study)
    if (relation is None) != (formula is None):
        raise UserError("--relation and --formula go together.")
    if relation and formula:
        from resilience.ask.relation_regression import answer

        print(answer(settings, relation, formula, se_type, weights, panel, memory, style))
        return
    from resilience.publish import pipeline, publication

    with publication.lock(settings):
        this = pipeline.Run.start(settings, study)
        print(pipeline.estimate(settings, this.run_id, this.study))


@group.command()
@click.argument("study", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--claims", type=click.Path(dir_okay=False, path_type=Path), help="What the text says, as CSV.")
@click.pass_context
def audit(context: click.Context, study: Path | None, claims: Path | None) -> None:
    """Check printed numbers against each other and against the text.

    Without STUDY, our study's, and each beside its re-estimate. STUDY is a folder with cells.csv and claims.csv, or
    the file of the cells: any regression table with descriptives, no data needed. The exit code is 1 where a check
    or a claim does not hold. examples/audit has one study that passes and one with planted errors.
    """
    from resilience.audit import claims_text
    from resilience.publish import pipeline, publication

    settings = settings_of(context)
    if study is not None:
        from resilience.audit import audit_study

        text, n_at_fault = audit_study(settings, study, claims)
        print(text)
        context.exit(1 if n_at_fault else 0)
    with publication.lock(settings):
        print(pipeline.audit(settings))
        print(claims_text(settings))


@group.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check this computer, and say what to mend.

    Python, packages, engine, folders, browser, fonts and lock.
    """
    from resilience.cli.doctor import examine

    text, healthy = examine(settings_of(context))
    print(text)
    context.exit(0 if healthy else 1)


@group.command()
@click.option("--draws", type=click.IntRange(min=10), help="Draw so many panels of both worlds, say what errors cover.")
@click.pass_context
def simulate(context: click.Context, draws: int | None) -> None:
    """Write a simulated world with planted truth.

    Build it with `resilience --dataset simulated run`: the estimates should find what was planted. With --draws nothing
    is written: 2000 take about a minute and pin each coverage to a percentage point.
    """
    from resilience.simulation import coverage_table
    from resilience.simulation import simulate as write_world

    print(coverage_table(settings_of(context), draws) if draws else write_world(settings_of(context)))


for command in [*reading.COMMANDS, *authoring.COMMANDS]:
    group.add_command(command)


def main() -> None:
    """The command `resilience`."""
    told(group)


def told(command: click.Group) -> None:
    """Runs a command; what a person can cause ends in a message and an exit code, never in a traceback."""
    try:
        code = command(standalone_mode=False)
    except UserError as error:
        print(plain(str(error)), file=sys.stderr)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        print("Stopped. The last publication is untouched.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
