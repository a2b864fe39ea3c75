"""Which known vintage a landed file is: the one that it agrees with in every cell, taken when the user confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest.landed import landed_files
from resilience.ingest.run import Report, ingest
from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    from resilience.project.settings import Settings

AGREEMENT = """
    select indicator_code, known_vintage, n_compared, n_equal from quality.landing_vintage_agreement
    where source_id = ? order by n_equal::double / n_compared desc, n_compared desc, known_vintage desc
"""


def confirm(settings: Settings, paths: Sequence[Path] = ()) -> list[Report]:
    """States for each file, which has been read already, the known vintage that it agrees with in every cell.

    Raises:
        UserError: a file agrees with no known vintage in every cell, or with several equally well.
    """
    files = list(landed_files(settings, paths))
    vintages = _agreed(settings, files)
    return [ingest(settings, [file], answers={"vintage": vintages[file]})[0] for file in files]


def _agreed(settings: Settings, files: Sequence[Path]) -> dict[Path, str]:
    from resilience.project import dbt
    from resilience.project.warehouse import connect, read

    models = ["--select", "+landing_vintage_agreement", "--resource-type", "seed", "--resource-type", "model"]
    dbt.invoke(settings, ["build", *models])
    found, problems = {}, []
    with connect(settings.work_file) as connection:
        for file in files:
            rows = read(connection, AGREEMENT, [f"landing:{file.name}"])
            whole = rows[rows["n_equal"] == rows["n_compared"]]
            best = whole[whole["n_compared"] == whole.groupby("indicator_code")["n_compared"].transform("max")]
            names = sorted(best["known_vintage"].unique())
            if len(names) == 1 and set(best["indicator_code"]) == set(rows["indicator_code"]):
                found[file] = names[0]
            else:
                said = [f"{row.known_vintage} in {row.n_equal} of {row.n_compared} cells" for row in rows.itertuples()]
                expected = "one known vintage that it agrees with in every cell"
                remedy = f"resilience ingest '{file}' --vintage 2026-03-31 (the day of its publication) or one of these"
                problems.append(Problem(str(file), "; ".join(said[:6]) or "no cell to compare", expected, remedy))
    if problems:
        raise UserError("The vintage cannot be told from the figures; state it.", problems)
    return found
