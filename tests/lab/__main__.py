"""`python -m lab`: what `make bench`, `make audit-score` and `make parity-…` run, and the pictures of the docs."""

from __future__ import annotations

import sys

import click

from resilience.cli.commands import told
from resilience.project.settings import Settings


@click.group()
def group() -> None:
    """Measures the product: its audit, its speed, its other engines."""


@group.command()
@click.option("--short", is_flag=True, help="25 papers in seconds; the tables of docs/audit.md stay.")
@click.option("--papers", default=1000, show_default=True, help="How many true papers to draw.")
@click.option("--repairs", default=0, show_default=True, help="Also repair so many misprints of each kind.")
@click.pass_context
def audit_score(context: click.Context, *, short: bool, papers: int, repairs: int) -> None:
    """Measure the audit of printed numbers itself.

    True papers are simulated, printed and audited: whatever is said against one is a false alarm, and the exit code is
    1. Then misprints of many kinds are planted, one at a time: how many are found, by which check, and is the wrong
    cell named? The tables go to build/audit_score and, from the full score, into docs/audit.md.
    """
    from lab.audit_score import repaired
    from lab.audit_score.run import SHORT, score
    from lab.audit_score.tell import summary, write_page

    settings = Settings.from_environment()
    found = score(settings, SHORT if short else papers, says=_progress)
    print(summary(found))
    if repairs:
        print(repaired.summary(repaired.score_repairs(settings, repairs, found.seed, _progress)))
    if not short and papers >= 1000:
        write_page(found)
    print(f"All tables: {settings.build_dir / 'audit_score'}")
    context.exit(0 if found.false_alarms.empty else 1)


@group.command()
@click.option("--repeat", default=3, show_default=True, help="Runs of each side in turn; the median ratio counts.")
@click.option("--case", "names", multiple=True, help="Only this case; may be given again. All of them take minutes.")
@click.option("--quick", is_flag=True, help="Small sizes, to see that everything runs.")
@click.option("--extrapolate", is_flag=True, help="Say what larger work would take, from the last times.")
def bench(*, repeat: int, names: tuple[str, ...], quick: bool, extrapolate: bool) -> None:
    """Measure speed and memory against named peers, side by side."""
    from lab.bench import measure, scale

    settings = Settings.from_environment()
    print(scale.extrapolate(settings) if extrapolate else measure(settings, repeat, names, quick=quick))


@group.command()
@click.argument("engine", type=click.Choice(["postgres", "spark"]))
def parity(engine: str) -> None:
    """Build, gate, estimate and audit on another engine: everything must equal DuckDB's.

    ENGINE is postgres, a throw-away server from this computer's own package, or spark, a session inside this process.
    """
    from lab.parity import parity as compared

    print(compared(Settings.from_environment(), engine))


@group.command()
def architecture() -> None:
    """Draw the rooms of the code into docs/architecture.svg."""
    from lab.architecture import PICTURE, draw

    PICTURE.write_text(draw(), encoding="utf-8")
    print(f"Drawn: {PICTURE}")


@group.command()
def pictures() -> None:
    """Take the pictures of the README from the publication."""
    from lab.pictures import write_pictures

    print("\n".join(map(str, write_pictures(Settings.from_environment().published))))


def _progress(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    told(group)
