"""What is published, from which inputs, and what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resilience import inputs, publication

if TYPE_CHECKING:
    from resilience.config import Settings

SHOWN = 20


def describe(settings: Settings) -> str:
    """The answer as text; an empty build folder is an answer too."""
    folder = publication.current(settings)
    if folder is None or not folder.exists():
        return f"Nothing is published for the dataset '{settings.dataset}' yet. Run `make run` (or `resilience run`)."
    document = publication.manifest(folder)
    git = document.get("git", {})
    gate = document.get("gate", {})
    modified = " with local changes" if git.get("is_modified") else ""
    seconds = sum(step["seconds"] for step in document.get("steps", []))
    lines = [
        f"dataset:    {settings.dataset}",
        f"published:  {document.get('run_id', folder.name)}, {document.get('finished_at', 'time unknown')}",
        f"took:       {seconds:.0f} s",
        f"gate:       {gate.get('decision', 'not run')}",
        f"commit:     {(git.get('commit') or 'unknown')[:12]}{modified}",
        f"target:     {document.get('target', 'unknown')}",
        f"engine:     DuckDB {document.get('versions', {}).get('duckdb', 'unknown')}",
        f"folder:     {settings.published}",
        f"kept:       {', '.join(each.name for each in publication.publications(settings))}",
        "",
    ]
    return "\n".join([*lines, *_changes(settings, document)])


def _changes(settings: Settings, document: dict) -> list[str]:
    changes = inputs.difference(document.get("inputs", {}), inputs.checksums(settings))
    if not changes:
        return [f"All {len(document.get('inputs', {}))} inputs are as they were: the publication is up to date."]
    more = [f"  … and {len(changes) - SHOWN} more"] if len(changes) > SHOWN else []
    return [
        f"{len(changes)} inputs changed since; `resilience run` takes them in:",
        *(f"  {kind:<8} {path}" for path, kind in changes[:SHOWN]),
        *more,
    ]
