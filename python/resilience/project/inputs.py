"""What a publication was made from: checksums of every input, the run id derived from them, versions and the commit."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.settings import PACKAGE_DIR

if TYPE_CHECKING:
    from resilience.project.settings import Settings

FOLDERS = ("seeds", "models", "macros", "tests/generic", "tests/singular", "tests/formulas")
CODE = ("resilience", "linear", "fe_duckdb")  # counted as python/…, wherever they are installed
FILES = ("dbt_project.yml", "requirements.lock")
SUFFIXES = {".csv", ".yml", ".yaml", ".sql", ".py", ".json", ".html", ".css", ".js", ".j2", ".jinja", ".svg"}
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "pandas", "numpy", "statsmodels", "great-expectations", "pyfixest")


PYTHON_DIR = PACKAGE_DIR.parent
STUDY = "study/"  # the name under which a study's file, wherever it lies, is an input


def checksums(settings: Settings, study_file: Path | None = None) -> dict[str, str]:
    """SHA-256 of every file that can change a published number, by its path; landed files as `landing/…`.

    Args:
        study_file: of a study that is not bundled; it counts as `study/<name>.yml`, and as removed where it is missing.
    """
    files = {path.relative_to(settings.project_dir).as_posix(): path for path in _project_files(settings.project_dir)}
    files |= {f"python/{path.relative_to(PYTHON_DIR).as_posix()}": path for path in _code()}
    if {"landing", "panel"} & set(settings.parameters.get("collections", [])) and settings.landing_dir.is_dir():
        for path in visible_files(settings.landing_dir):
            files[f"landing/{path.relative_to(settings.landing_dir).as_posix()}"] = path
    if settings.workspace is not None:
        printed = settings.workspace / "published"
        files |= {f"published/{path.relative_to(printed).as_posix()}": path for path in visible_files(printed)}
    if study_file is not None and study_file.is_file():
        files[f"{STUDY}{settings.study}.yml"] = study_file
    return {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files)}


def visible_files(folder: Path) -> list[Path]:
    """The files below a folder that count: those that are read are those whose checksums a publication carries.

    A file is hidden, and does not count, when its name or that of a folder above it, below `folder`, begins with a
    point or, as an open workbook's lock does, with a tilde.
    """
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not is_hidden(path, folder)]


def is_hidden(path: Path, folder: Path) -> bool:
    """Whether a path below a folder is hidden there; one that is not below it is not."""
    return path.is_relative_to(folder) and any(part[0] in ".~" for part in path.relative_to(folder).parts)


def run_id(settings: Settings, sums: dict[str, str]) -> str:
    """The name of a run: a digest of its inputs, so that the same inputs give the same name and the same bytes.

    Times are not part of it; they stand in run.json.
    """
    identity = {"dataset": settings.dataset, "study": settings.study, "target": settings.target, "inputs": sums}
    return "r-" + hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:12]


def versions() -> dict[str, str]:
    """Python's version and those of the packages that compute."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def git_commit(project_dir: Path) -> dict[str, Any]:
    """The commit, and whether files differ from it; empty where git is absent."""
    try:
        commit = _git(project_dir, "rev-parse", "HEAD")
        return {"commit": commit, "is_modified": bool(_git(project_dir, "status", "--porcelain", "-uno"))}
    except (OSError, subprocess.CalledProcessError):
        return {"commit": None, "is_modified": None}


def difference(before: dict[str, str], now: dict[str, str]) -> list[tuple[str, str]]:
    """(path, changed | added | removed) between two sets of checksums."""
    changes = []
    for path in sorted(before.keys() | now.keys()):
        if path not in now:
            changes.append((path, "removed"))
        elif path not in before:
            changes.append((path, "added"))
        elif before[path] != now[path]:
            changes.append((path, "changed"))
    return changes


def _project_files(project_dir: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from _of_use(project_dir / folder)
    yield from (project_dir / name for name in FILES if (project_dir / name).exists())


def _code() -> Iterator[Path]:
    for package in CODE:
        yield from _of_use(PYTHON_DIR / package)


def _of_use(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def _git(project_dir: Path, *arguments: str) -> str:
    command = ["git", "-C", str(project_dir), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
