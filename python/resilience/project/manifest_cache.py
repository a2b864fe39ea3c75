"""dbt's manifest, parsed once and kept on disk under a digest of what dbt parses.

Parsing takes seconds, reading what was parsed a tenth of one. Beside the manifest lie the compiled tests.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pickle
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dbt.contracts.graph.manifest import Manifest

    from resilience.project.settings import Settings

PATHS = ("model-paths", "seed-paths", "macro-paths", "analysis-paths", "test-paths")
PARSED = {".sql", ".yml", ".csv", ".md", ".py"}
NOT_PARSED = {"RESILIENCE_BUILD_DIR", "RESILIENCE_PANEL_SHA256"}  # where a build lies, and what it reads while it runs
KEPT = 16  # the newest files
_READ: dict[str, Any] = {}  # what this process has read: its commands share a manifest


def key_of(settings: Settings, variables: Sequence[str] = ()) -> str:
    """A digest of dbt's versions, `--vars`, the environment and the project's files; of seeds only the names count."""
    folders = {folder for kind in PATHS for folder in settings.project.get(kind, [])}
    files = {file for folder in folders for file in (settings.project_dir / folder).rglob("*") if file.suffix in PARSED}
    files |= {settings.project_dir / name for name in ("dbt_project.yml", "profiles.yml")}
    environment = {name: text for name, text in os.environ.items() if name.startswith("RESILIENCE_")}
    environment = {name: text for name, text in (environment | settings.environment).items() if name not in NOT_PARSED}
    digest = hashlib.sha256(repr([version("dbt-core"), version("dbt-duckdb"), *variables]).encode())
    digest.update(repr(sorted(environment.items())).encode())
    for file in sorted(files):
        digest.update(f"{file}\n".encode() + (b"" if file.suffix == ".csv" else file.read_bytes()))
    return digest.hexdigest()[:24]


def read_manifest(settings: Settings, key: str) -> Manifest | None:
    """The manifest under a key; None where none is kept."""
    from dbt.contracts.graph.manifest import Manifest

    kept: Any = read(settings, key)
    if isinstance(kept, dict):
        _set_flags()
        kept = _READ[key] = Manifest(**kept)
    return kept if isinstance(kept, Manifest) else None


def _set_flags() -> None:
    """dbt's flags, which a manifest asks for and which only a command of dbt sets."""
    from argparse import Namespace

    from dbt.flags import get_flags, set_from_args

    if not hasattr(get_flags(), "SEND_ANONYMOUS_USAGE_STATS"):  # type: ignore[no-untyped-call]
        set_from_args(Namespace(send_anonymous_usage_stats=False), None)


def write_manifest(settings: Settings, key: str, manifest: Manifest) -> None:
    """Keeps a manifest: what dbt parsed, without the look-ups that it makes as it goes, which it cannot unpickle."""
    names = [field.name for field in dataclasses.fields(manifest) if not field.name.startswith("_")]
    write(settings, key, {name: getattr(manifest, name) for name in names})
    _READ[key] = manifest


def read(settings: Settings, key: str) -> Any:
    """What is kept under a key; None where nothing is, or nothing that can be read."""
    if key not in _READ:
        try:
            _READ[key] = pickle.loads((settings.manifests_dir / f"{key}.pickle").read_bytes())
        except (OSError, EOFError, AttributeError, ImportError, TypeError, ValueError, pickle.UnpicklingError):
            return None
    return _READ[key]


def write(settings: Settings, key: str, value: Any) -> None:
    """Keeps a value under a key, for this process and on disk; a folder that cannot be written to is no fault."""
    _READ[key] = value
    folder = settings.manifests_dir
    part = folder / f".{key}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(pickle.dumps(value))
        part.replace(folder / f"{key}.pickle")
        for old in sorted(folder.glob("*.pickle"), key=lambda file: file.stat().st_mtime, reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)
