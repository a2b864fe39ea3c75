"""What larger work would take on one machine: the last measured time of a case, times its measured growth.

`resilience bench` measures a case at two sizes, which gives its growth exponent: time ~ size^growth. At small sizes
fixed costs hide the work, so the exponent taken is never below that of the arithmetic: 1 for rows, 2 for pairs of
places. Larger work takes the measured time times (size / measured size)^exponent. That this goes on, and that the
disk holds it, is assumed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError
from resilience.project.terminal import aligned

if TYPE_CHECKING:
    from resilience.project.settings import Settings


@dataclass(frozen=True)
class Work:
    """Something people would do, as a larger run of a case of the bench.

    `size` is in the case's own unit, `order` the exponent with which its arithmetic grows.
    """

    what: str
    case: str
    size: int
    order: int = 1


WORKS = [
    Work("a country's county panel: 2,850 counties × 20 industries × 14 years", "spillover_industries", 2_850, 2),
    Work("its townships: 40,000 × 20 industries × 14 years, every pair", "spillover_industries", 40_000, 2),
    Work("ten years of customs records, 5 million a month", "customs", 600_000_000),
    Work("a firm-level panel of 10⁹ rows, year effects, CRV1", "fe_year", 1_000_000_000),
    Work("a firm-level panel of 10⁹ rows, firm and year effects, CRV1", "fe_two_way_many", 1_000_000_000),
]
COLUMNS = ["work", "measured at", "s", "growth", "exponent taken", "size", "would take", "bench"]


def extrapolate(settings: Settings) -> str:
    """A line per work, from the newest full measurement of its case in build/bench.

    Raises:
        UserError: nothing has been measured in full yet.
    """
    measured = _measured(settings)
    if not any(work.case in measured for work in WORKS):
        cases = " ".join(f"--case {case}" for case in dict.fromkeys(work.case for work in WORKS))
        raise UserError(f"Nothing is measured in full yet. Run `resilience bench {cases}` first; it takes minutes.")
    rows = [_row(work, measured[work.case]) for work in WORKS if work.case in measured]
    missing = sorted({work.case for work in WORKS} - set(measured))
    more = [f"Not measured yet: {', '.join(missing)} (`resilience bench --case …`)."] if missing else []
    return "\n".join([aligned(COLUMNS, rows, digits=7), *more])


def _measured(settings: Settings) -> dict[str, dict[str, Any]]:
    """The newest result of each case that has a growth exponent, with the name of its file."""
    found = {}
    for file in sorted((settings.build_dir / "bench").glob("*.json")):
        for result in json.loads(file.read_text(encoding="utf-8"))["results"]:
            if result.get("growth"):
                found[result["case"]] = {**result, "file": file.name}
    return found


def _row(work: Work, result: dict[str, Any]) -> list[object]:
    exponent = max(result["growth"], work.order)
    seconds = result["ours_s"] * (work.size / result["size"]) ** exponent
    at, size = f"{result['size']:,}", f"{work.size:,}"
    return [work.what, at, result["ours_s"], result["growth"], exponent, size, _duration(seconds), result["file"]]


def _duration(seconds: float) -> str:
    """Two digits are all that an extrapolation has."""
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{float(f'{seconds / length:.2g}'):g} {unit}"
    return f"{float(f'{seconds:.2g}'):g} s"
