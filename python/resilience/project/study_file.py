"""Which study is meant: a bundled one by its name, or a file of the user's by its path."""

from __future__ import annotations

import re
from pathlib import Path

from resilience.project.errors import Problem, UserError
from resilience.project.yaml_file import line_of, mapping

STUDIES_DIR = Path(__file__).resolve().parents[1] / "studies"
NAME = r"^\w[\w-]{0,59}$"  # of a study and a table: a folder and a file are called so
SUFFIXES = (".yml", ".yaml")


def file_of(study: str) -> Path:
    """The file of a study.

    Raises
    ------
    UserError
        There is none.
    """
    file = Path(study) if Path(study).suffix in SUFFIXES else STUDIES_DIR / f"{study}.yml"
    if not file.exists():
        known = ", ".join(sorted(path.stem for path in STUDIES_DIR.glob("*.yml")))
        raise UserError(f"There is no study '{study}'. Known: {known}; or give the path of a .yml file.")
    return file


def own_file(study: str) -> Path | None:
    """The file of a study that is not bundled; None of one that is."""
    file = Path(study)
    return file.resolve() if file.suffix in SUFFIXES and file.resolve().parent != STUDIES_DIR else None


def name_of(study: str) -> str:
    """The name under which a study is published: the key `study` of its file, or the name as it was given.

    A copy of a bundled study's file that keeps the key is called as the file is: it never takes the other's place.

    Raises
    ------
    UserError
        The file is missing or has no such key; no study can have such a name; or a file of the user's has both the
        name and the key of a bundled study.
    """
    if Path(study).suffix not in SUFFIXES:
        if not re.fullmatch(NAME, study):
            raise UserError(f"No study is called {study!r}: a name is letters, digits, _ and -. Or give a .yml file.")
        return study
    file = file_of(study)
    document = mapping(file)
    key = document.get("study")
    place = f"{file}, line {line_of(document, ('study',))}, key study"
    if not isinstance(key, str) or not re.fullmatch(NAME, key):
        problem = Problem(place, repr(key), "letters, digits, _ and -", "write the study's name")
        raise UserError(f"The study {file.name} cannot be read.", [problem])
    bundled = {path.stem for path in STUDIES_DIR.glob("*.yml")}
    if own_file(study) is None or key not in bundled:
        return key
    name = re.sub(r"\W+", "_", file.stem)[:60]
    if name in bundled:
        problem = Problem(place, f"'{key}', which is bundled", "another name", "rename the key or the file")
        raise UserError(
            "A study of yours needs a name of its own, or it would take the bundled one's place.", [problem]
        )
    return name
