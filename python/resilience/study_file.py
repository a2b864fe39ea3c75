"""Which study is meant: a bundled one by its name, or a file of the user's by its path."""

from __future__ import annotations

import re
from pathlib import Path

from resilience.errors import Problem, UserError

STUDIES_DIR = Path(__file__).parent / "studies"
NAME = r"^\w[\w-]{0,59}$"  # of a study and a table: a folder and a file are called so


def own_file(study: str) -> Path | None:
    """The file of a study that is not bundled; None of one that is."""
    file = Path(study)
    return file.resolve() if file.suffix in (".yml", ".yaml") and file.resolve().parent != STUDIES_DIR else None


def name_of(study: str) -> str:
    """The name under which a study is published: the key `study` of its file, or the name as it was given.

    A copy of a bundled study's file that keeps the key is called as the file is: it never takes the other's place.

    Raises:
        UserError: the file is missing or no study; no study can have such a name; or a file of the user's has both the
            name and the key of a bundled study.
    """
    if Path(study).suffix not in (".yml", ".yaml"):
        if not re.fullmatch(NAME, study):
            raise UserError(f"No study is called {study!r}: a name is letters, digits, _ and -. Or give a .yml file.")
        return study
    from resilience.estimation.specification import read_study
    from resilience.yaml_file import line_of

    read, document, file = read_study(study)
    bundled = {path.stem for path in STUDIES_DIR.glob("*.yml")}
    if own_file(study) is None or read.study not in bundled:
        return read.study
    name = re.sub(r"\W+", "_", file.stem)[:60]
    if name in bundled:
        place = f"{file}, line {line_of(document, ('study',))}, key study"
        problem = Problem(place, f"'{read.study}', which is bundled", "another name", "rename the key or the file")
        raise UserError(
            "A study of yours needs a name of its own, or it would take the bundled one's place.", [problem]
        )
    return name
