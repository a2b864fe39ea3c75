"""The table of docs/speed.md, written by `make bench` between two markers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- written by make bench -->", "<!-- end of make bench -->"
HEAD = (
    "| work | ours ÷ peer, time | to reach | ours, s | ours, MB | peer, MB | our time grows as |\n"
    "|---|---|---|---|---|---|---|"
)


def write(file: Path, document: dict[str, Any]) -> None:
    """Puts the table of a run in the place of the last one; a page without the markers is left alone."""
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        file.write_text(f"{before}{BEGIN}\n{table(document)}\n{END}{after}", encoding="utf-8")


def table(document: dict[str, Any]) -> str:
    """Machine and versions in a sentence, then one row per case."""
    machine, versions = document["machine"], document["versions"]
    packages = ("python", "duckdb", "numpy", "pyfixest", "linearmodels", "statsmodels", "duckreg", "libpysal")
    named = ", ".join(f"{name} {versions[name]}" for name in packages if name in versions)
    when = f"{document['at'][:4]}-{document['at'][4:6]}-{document['at'][6:8]}"
    said = (
        f"Measured on {when} on {machine['processors']} processors ({machine['processor']}), BLAS on as many "
        f"threads unless a line says otherwise, load up to {document['load']:g}, in {document['seconds']} s: {named}."
    )
    return "\n".join([said, "", HEAD, *map(_row, document["results"])])


def _row(result: dict[str, Any]) -> str:
    ratio = f"{result['ratio']:.2g} × {result['peer']}" if result["ratio"] else "–"
    reach = f"{result['reach']:g}" if result["reach"] else "–"
    if result["reach"] and result["ratio"] and result["ratio"] > result["reach"]:
        reach += ", missed" + (f": {result['profile']}" if result["profile"] else "")
    peer = f"{result['peer_mb']:,}" if result["peer_mb"] else "–"
    growth = f"n^{result['growth']:g}" if result["growth"] is not None else "–"
    cells = [result["work"], ratio, reach, f"{result['ours_s']:.2f}", f"{result['ours_mb']:,}", peer, growth]
    return f"| {' | '.join(cells)} |"
