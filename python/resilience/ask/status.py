"""What is published, from which inputs, and what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project import inputs
from resilience.publish import publication

if TYPE_CHECKING:
    from resilience.project.settings import Settings

SHOWN = 20


def describe(settings: Settings) -> tuple[str, bool]:
    """The answer as text, and whether what is published is whole; an empty build folder is an answer too."""
    if fault := publication.fault(settings):
        return "\n".join([fault, *_kept(settings)]), False
    folder = publication.current(settings)
    if folder is None:
        return "\n".join([publication.nothing(settings), *_kept(settings)]), True
    document = publication.record(folder)
    git = document.get("git", {})
    gate = document.get("gate", {})
    modified = " with local changes" if git.get("is_modified") else ""
    seconds = sum(step["seconds"] for step in document.get("steps", []))
    lines = [
        f"dataset:    {settings.dataset}",
        f"study:      {settings.study}",
        f"published:  {document.get('run_id', folder.name)}, {document.get('finished_at', 'time unknown')}",
        f"took:       {seconds:.0f} s",
        f"gate:       {gate.get('decision', 'not run')}",
        f"commit:     {(git.get('commit') or 'unknown')[:12]}{modified}",
        f"target:     {document.get('target', 'unknown')}",
        f"engine:     DuckDB {document.get('versions', {}).get('duckdb', 'unknown')}",
        f"folder:     {settings.published}",
        *_kept(settings),
        "",
    ]
    return "\n".join([*lines, *_changes(settings, document)]), True


def _kept(settings: Settings) -> list[str]:
    """The complete publications, and the other studies that have some."""
    kept = [each.name for each in publication.publications(settings)]
    others = [each.study for each in settings.every_study() if each != settings and publication.publications(each)]
    studies = [f"others:     {', '.join(others)} (see them with --study)"] if others else []
    return ([f"kept:       {', '.join(kept)}"] if kept else []) + studies


def _changes(settings: Settings, document: dict[str, Any]) -> list[str]:
    file = document.get("study_file")
    now = inputs.checksums(settings, Path(file) if file else None)
    changes = inputs.difference(document.get("inputs", {}), now)
    if not changes:
        return [f"All {len(document.get('inputs', {}))} inputs are as they were: the publication is up to date."]
    more = [f"  … and {len(changes) - SHOWN} more"] if len(changes) > SHOWN else []
    study = "" if settings.is_main_study else f" --study {file or settings.study}"
    return [
        f"{len(changes)} inputs changed since; `resilience run{study}` takes them in:",
        *(f"  {kind:<8} {path}" for path, kind in changes[:SHOWN]),
        *more,
    ]
