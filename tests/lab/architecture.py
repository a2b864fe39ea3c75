"""The picture of docs/architecture.md, drawn from the imports of the Python code and the references of the models."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from resilience.project.settings import PROJECT_DIR

PICTURE = PROJECT_DIR / "docs/architecture.svg"

# Rooms of Python from the lowest, with what a person wants of each. A room imports rooms named before it.
ROOMS = {
    "linear": "estimates and covariances of arrays",
    "fe_duckdb": "a regression inside a database",
    "project": "the folder at hand: settings, dbt, the door to the database, messages",
    "ingest": "read my files and say what was understood",
    "workspace": "make a folder for a panel of my own, with a study that runs",
    "gate": "may this panel be estimated?",
    "estimation": "estimate the tables of a study",
    "simulation": "a world in which the truth is known",
    "audit": "check printed numbers",
    "report": "tables, figures and the page that people read",
    "publish": "the steps of a run, and one complete publication",
    "ask": "ask what is published",
    "cli": "the command and its help",
}
# Layers of SQL in the order of the flow.
LAYERS = {
    "seeds": "published figures, words, corrections and rules, as CSV",
    "staging": "unpivot, cast, unit",
    "observations": "one road from the cell to the chosen figure",
    "measures": "specialisation, spillover, resilience",
    "marts": "what people query",
    "quality": "findings, gaps and bounds",
    "audit": "what is printed against what is recomputed",
}

Edges = dict[str, set[str]]


@dataclass(frozen=True)
class Box:
    """A room or a layer where it stands in the picture; lines are rounded, so that the picture moves with the house."""

    name: str
    says: str
    lines: int
    x: float = 0
    y: float = 0
    width: float = 0

    @property
    def height(self) -> float:
        """At least what the words need; else in proportion to the lines."""
        return max(42 + 15 * len(self.words), self.lines / 25)

    @property
    def words(self) -> list[str]:
        return textwrap.wrap(self.says, int(self.width / 6.6))

    @property
    def bottom(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height


def modules(root: Path = PROJECT_DIR / "python") -> dict[str, Path]:
    """Dotted name and file of every module of the product; a package has the name of its `__init__`."""
    found = {}
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(found: Mapping[str, Path] | None = None, outside: Iterable[str] = ()) -> Edges:
    """Which modules each one imports, also inside functions; what only a type checker imports is left out.

    Args:
        outside: further top-level packages whose import is told, as `lab`.
    """
    found = modules() if found is None else found
    return {name: set(_imported(name, file, found, set(outside))) for name, file in found.items()}


def room(module: str) -> str:
    """The room that a module stands in: the folder under `resilience`, else the package; the entry is the command's."""
    parts = module.split(".")
    if parts[0] != "resilience":
        return parts[0]
    return "cli" if parts[-1] == "__main__" else parts[1] if len(parts) > 1 else "project"


def between(edges: Mapping[str, set[str]]) -> Edges:
    """The arrows between rooms."""
    found: Edges = defaultdict(set)
    for module, used in edges.items():
        found[room(module)] |= {room(each) for each in used} - {room(module)}
    return dict(found)


def downward(edges: Mapping[str, set[str]], order: Iterable[str]) -> Edges:
    """The arrows that lead to what is named before."""
    place = {name: number for number, name in enumerate(order)}
    return {name: {each for each in used if place[each] < place[name]} for name, used in edges.items()}


def layers(project: Path = PROJECT_DIR) -> tuple[dict[str, int], Edges]:
    """Lines of each layer of SQL (seeds have none) and which layers it reads."""
    layer = {file.stem: "seeds" for file in (project / "seeds").rglob("*.csv")}
    files = sorted((project / "models").rglob("*.sql"))
    layer |= {file.stem: file.relative_to(project / "models").parts[0] for file in files}
    lines: dict[str, int] = defaultdict(int)
    edges: Edges = defaultdict(set)
    for file in files:
        text, name = file.read_text(encoding="utf-8"), layer[file.stem]
        lines[name] += len(text.splitlines())
        edges[name] |= {layer[each] for each in re.findall(r"ref\('(\w+)'\)", text) if each in layer} - {name}
    return {"seeds": 0, **lines}, {"seeds": set(), **edges}


def draw() -> str:
    """The picture as SVG: two towers, what is used stands below what uses it. Same code, same bytes."""
    found = modules()
    sizes: dict[str, int] = defaultdict(int)
    for name, file in found.items():
        sizes[room(name)] += len(file.read_text(encoding="utf-8").splitlines())
    arrows = downward(between(imports(found)), ROOMS)
    left, width_left, right, width_right = 20.0, 250.0, 330.0, 850.0
    rooms = [Box(name, says, _rounded(sizes[name])) for name, says in ROOMS.items() if name in sizes]
    python = _placed(rooms, arrows, right, width_right)
    lines, reads = layers()
    stack = [Box(name, says, _rounded(lines[name])) for name, says in LAYERS.items() if name in lines]
    reads = downward({name: reads[name] for name in LAYERS if name in lines}, LAYERS)
    tall = max(box.bottom[1] for box in python)
    sql = _stacked(stack, left, width_left, tall)
    width, height = 1200, max(box.bottom[1] for box in [*python, *sql]) + 46
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" font-family="sans-serif" '
        f'font-size="12" role="img"><title>Layers of SQL and rooms of Python</title>',
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#8a8a86"/></marker></defs>',
        f'<rect width="{width}" height="{height:.0f}" fill="#fffffc"/>',
        f'<text x="{left:.0f}" y="24" font-size="15" font-weight="bold">SQL (dbt): a layer reads those below</text>',
        f'<text x="{right:.0f}" y="24" font-size="15" font-weight="bold">Python: a room imports those below</text>',
        *_lines(sql, _reduced(reads)),
        *_lines(python, _reduced(arrows)),
        *(_box(box, "#e6f0f7" if box in sql else "#f6efe2") for box in [*sql, *python]),
        f'<text x="{left:.0f}" y="{height - 16:.0f}" fill="#5c5c58">Height: lines of code. An arrow that follows from '
        "others is not drawn. Written by python -m lab architecture.</text>",
        "</svg>\n",
    ])  # fmt: skip


def _imported(name: str, file: Path, found: Mapping[str, Path], outside: set[str]) -> Iterable[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    quiet = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for part in node.body
        for each in ast.walk(part)
    }
    for node in ast.walk(tree):
        if id(node) in quiet or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        else:
            base = node.module or ""
            whole = [f"{base}.{alias.name}" for alias in node.names]
            named = [each if each in found else base for each in whole]
        yield from (each for each in named if each != name and (each in found or each.split(".")[0] in outside))


def _placed(boxes: list[Box], arrows: Edges, x: float, width: float) -> list[Box]:
    """The floors: a room stands one above the highest that it uses."""
    floor: dict[str, int] = {}
    for name in ROOMS:
        floor[name] = 1 + max((floor[each] for each in arrows.get(name, ())), default=-1)
    placed: list[Box] = []
    y, gap = 40.0, 30.0
    for number in sorted({floor[box.name] for box in boxes}, reverse=True):
        row = [box for box in boxes if floor[box.name] == number]
        wide = min(260.0, (width - gap * (len(row) - 1)) / len(row))
        start = x + (width - wide * len(row) - gap * (len(row) - 1)) / 2
        sized = [
            Box(box.name, box.says, box.lines, start + place * (wide + gap), y, wide) for place, box in enumerate(row)
        ]
        placed += sized
        y += max(box.height for box in sized) + 36
    return placed


def _stacked(boxes: list[Box], x: float, width: float, tall: float) -> list[Box]:
    """One layer a floor, the last on top, spread over the height of the other tower."""
    sized = [Box(box.name, box.says, box.lines, x, 0, width) for box in reversed(boxes)]
    gap = max(26.0, (tall - 40 - sum(box.height for box in sized)) / (len(sized) - 1))
    placed, y = [], 40.0
    for box in sized:
        placed.append(Box(box.name, box.says, box.lines, x, y, width))
        y += box.height + gap
    return placed


def _reduced(edges: Edges) -> list[tuple[str, str]]:
    """The arrows that follow from no others."""

    def reach(name: str) -> set[str]:
        return {each for used in edges.get(name, ()) for each in ({used} | reach(used))}

    return sorted(
        (name, used)
        for name, every in edges.items()
        for used in every
        if not any(used in reach(other) for other in every - {used})
    )


def _lines(boxes: list[Box], arrows: list[tuple[str, str]]) -> list[str]:
    by_name = {box.name: box for box in boxes}
    floors: dict[float, list[str]] = defaultdict(list)
    for box in boxes:
        floors[box.y].append(box.name)
    places = {name: place for names in floors.values() for place, name in enumerate(names)}
    drawn = []
    for upper, lower in arrows:
        (x1, y1), below = by_name[upper].bottom, by_name[lower]
        x2, y2 = below.x + below.width / 2, below.y
        turn = y2 - 12 - 8 * (places[upper] % 3)  # each room turns at a height of its own
        way = f"M{x1:.0f} {y1:.0f}V{turn:.0f}H{x2:.0f}V{y2:.0f}"
        drawn.append(f'<path d="{way}" fill="none" stroke="#8a8a86" marker-end="url(#a)"/>')
    return drawn


def _box(box: Box, colour: str) -> str:
    size = f"{box.lines:,} lines" if box.lines else ""
    words = "".join(
        f'<text x="{box.x + 10:.0f}" y="{box.y + 40 + 15 * place:.0f}">{line}</text>'
        for place, line in enumerate(box.words)
    )
    return (
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="4" '
        f'fill="{colour}" stroke="#8a8a86"/>'
        f'<text x="{box.x + 10:.0f}" y="{box.y + 21:.0f}" font-size="14" font-weight="bold">{box.name}</text>'
        f'<text x="{box.x + box.width - 10:.0f}" y="{box.y + 21:.0f}" text-anchor="end" fill="#5c5c58">{size}</text>'
        f"{words}"
    )


def _rounded(lines: int) -> int:
    return max(100, round(lines, -2)) if lines else 0
