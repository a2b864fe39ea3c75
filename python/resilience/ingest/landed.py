"""Which files are read: those of the landing folder, or those that are named; none is passed over without a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest import tidy
from resilience.ingest.answers import ANSWERS
from resilience.project.errors import Problem, UserError
from resilience.project.inputs import is_hidden, visible_files

if TYPE_CHECKING:
    from resilience.project.settings import Settings


def landed_files(settings: Settings, paths: Sequence[Path]) -> Iterable[Path]:
    """The files of `paths`, or of the landing folder, that may be data.

    Raises:
        UserError: a path that is not there, or one that is hidden in the landing folder.
    """
    for path in paths or [settings.landing_dir]:
        if not path.exists() and paths:
            raise UserError(f"There is no file or folder {path}.")
        if is_hidden(path.resolve(), settings.landing_dir.resolve()):
            expected = "no name in the landing folder that begins with . or ~"
            problem = Problem(str(path), "a hidden file or folder", expected, "rename it, or read it from elsewhere")
            raise UserError("A hidden file is never read.", [problem])
        found = visible_files(path) if path.is_dir() else [path] if path.is_file() else []
        data = [file for file in found if file.name != ANSWERS and file.suffix.lower() not in tidy.SUFFIXES]
        if found == [path] and not data:
            problem = Problem(str(path), "what is said of files", "a file of figures", "name the file it speaks of")
            raise UserError("Answers and descriptions are read with their files.", [problem])
        yield from data


def descriptions_of_nothing(settings: Settings, paths: Sequence[Path]) -> list[Problem]:
    """YAML in the landing folder that stands beside no file: what it says would be lost without a word."""
    folders = [path for path in paths or [settings.landing_dir] if path.is_dir()]
    alone = [
        file
        for folder in folders
        for file in visible_files(folder)
        if file.suffix.lower() in tidy.SUFFIXES and not file.with_suffix("").is_file()
    ]
    remedy = "name it after its file, as in figures.csv.yml, or move it out of the folder"
    return [Problem(str(file), "a description of no file", "a file of its name beside it", remedy) for file in alone]


def described_for_nothing(file: Path) -> list[Problem]:
    beside = tidy.description_file(file)
    found = "a description beside a customs query, which needs none"
    return [Problem(str(beside), found, "a query as downloaded", "delete it")] if beside.exists() else []


def label(settings: Settings, file: Path) -> str:
    """Its path in the landing folder, so that files of one name in two folders are two; elsewhere its name."""
    landing = settings.landing_dir.resolve()
    path = file.resolve()
    return path.relative_to(landing).as_posix() if path.is_relative_to(landing) else file.name
