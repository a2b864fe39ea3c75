"""`resilience study check`: every mistake of a study at once, before anything is built."""

from __future__ import annotations

from pathlib import Path

from resilience.estimation.specification import Study
from resilience.estimation.unknown_names import unknown_names
from resilience.project.errors import UserError
from resilience.project.yaml_file import mapping, mistakes


def check_study(file: Path, panel_columns: list[str]) -> Study:
    """The study of a file without mistakes.

    Parameters
    ----------
    panel_columns
        The columns of `marts.panel`, to which its names are held.

    Raises
    ------
    UserError
        Every mistake with file, line and key: keys that are unknown, missing or of the wrong kind, and, of what is left
        without them, names that nothing has.
    """
    document = mapping(file)
    study, problems, left = mistakes(Study, document, file)
    if study is None and "outcome" not in left:
        left["outcome"] = panel_columns[-1]  # the other names are looked at all the same
        study, _, left = mistakes(Study, left, file)
    if study is not None:
        problems = list(dict.fromkeys([*problems, *unknown_names(study, left, file, panel_columns)]))
    if problems or study is None:
        count = f"{len(problems)} {'mistake' if len(problems) == 1 else 'mistakes'}"
        raise UserError(f"The study {file.name} has {count}.", problems)
    return study
