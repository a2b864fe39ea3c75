"""A workspace: a folder with a study of one's own, and the dbt project that is composed for it.

`study.yml` says what is studied and, under `data`, from which figures; `data/` holds their files, `reference/` words
that differ from the bundled ones, `published/` a printed table to compare with, `build/` what is made. The composed
project is the package's models, macros and tests as they are, and its seeds with the workspace's rows.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from resilience.project.errors import Problem, UserError
from resilience.project.settings import PROJECT_DIR, STUDY_FILE, Settings
from resilience.project.yaml_file import line_of, mapping, validated

if TYPE_CHECKING:
    Rows = list[dict[str, str]]

PROJECT = "build/project"
PANEL = "models/marts/panel/_panel.yml"
VARIABLES = "seeds/reference/variables.csv"
COPIED = ("models", "macros", "analysis", "tests/generic", "tests/singular", "tests/formulas", "profiles.yml")
BUNDLED_ONLY = ("observations", "corrections")  # seeds about the bundled figures
STUDY_COLUMN = "study"  # seeds with it hold what single studies print and state
OWN = ("reference", "corrections")  # folders of seeds whose rows a workspace may add to


class Data(BaseModel):
    """What a workspace's figures are: the key `data` of its study.

    Attributes
    ----------
    panel, sheet, unit, year
        The file of a whole panel, its sheet, and the columns that say whose and when a row is.
    century
        What is added to the panel's years, where they have two digits.
    figures
        `own`: the files of `data/`; `bundled`: those of the package too.
    parameters
        What differs from the dataset `observed` of dbt_project.yml.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    panel: str | None = None
    sheet: str | None = None
    unit: str | None = None
    year: str | None = None
    century: int = 0
    figures: Literal["own", "bundled"] = "own"
    parameters: dict[str, Any] = {}


@dataclass(frozen=True)
class Workspace:
    """A folder with a study."""

    folder: Path

    @property
    def study_file(self) -> Path:
        return self.folder / STUDY_FILE

    @property
    def project_dir(self) -> Path:
        return self.folder / PROJECT

    @cached_property
    def document(self) -> Any:
        return mapping(self.study_file)

    @cached_property
    def data(self) -> Data:
        """The figures.

        Raises
        ------
        UserError
            A key is unknown or of the wrong kind; the panel's file is not there.
        """
        stated = self.document.get("data") or {}
        found = validated(Data, stated, self.study_file, f"The key data of {self.study_file}")
        if found.panel is not None and not (self.folder / found.panel).is_file():
            problem = Problem(
                f"{self.study_file}, line {line_of(self.document, ('data', 'panel'))}, key data.panel",
                f"'{found.panel}', and no such file in {self.folder}", "the panel's file", "correct the path",
            )  # fmt: skip
            raise UserError("The panel is missing.", [problem])
        return found


def settings_of(folder: Path, dataset: str | None = None, target: str | None = None) -> Settings:
    """Settings of a workspace, whose dbt project is composed on the way.

    Raises
    ------
    UserError
        Its study or one of its reference files cannot be read; it has no such dataset.
    """
    folder = folder.resolve()
    name = compose(folder)
    if dataset not in (None, name):
        raise UserError(f"The workspace {folder} has one dataset, '{name}', and no '{dataset}'.")
    return Settings(
        project_dir=folder / PROJECT, build_dir=folder / "build", dataset=name,
        target=target or os.environ.get("RESILIENCE_TARGET", "duckdb"), study=name, main_study=name, workspace=folder,
    )  # fmt: skip


def compose(folder: Path) -> str:
    """Writes the workspace's dbt project; gives the name of its dataset, which is its study's.

    A file that says the same already is left as it is, so that dbt's manifest of it stands.

    Raises
    ------
    UserError
        The study or a file of `reference/` cannot be read.
    """
    import yaml

    from resilience.project.study_file import name_of

    workspace = Workspace(folder)
    name = name_of(str(workspace.study_file))
    wanted = dict(_copied(PROJECT_DIR)) | dict(_seeds(workspace, PROJECT_DIR))
    wanted |= _with_columns(wanted)
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    datasets = project["vars"]["datasets"]
    project["vars"]["datasets"] = {name: _parameters(workspace.data, datasets["observed"])}
    wanted["dbt_project.yml"] = yaml.safe_dump(project, allow_unicode=True, sort_keys=False).encode()
    _write(workspace.project_dir, wanted)
    return name


def add_rows(file: Path, rows: Rows, key: list[str] | None) -> None:
    """Adds rows to a seed of a composed project, in place of those with the same key; without a key, of all rows."""
    columns, given = _read(file)
    kept = [] if key is None else given
    own = [{name: row.get(name, "") for name in columns} for row in rows]
    file.write_bytes(_csv(columns, _merged(columns, kept, own, key or [])))


def _with_columns(project: dict[str, bytes]) -> dict[str, bytes]:
    """The description of `marts.panel` with a column for each variable that has none yet."""
    import yaml

    document = yaml.safe_load(project[PANEL])
    (panel,) = document["models"]
    shown = {column["name"] for column in panel["columns"]}
    added = [row for row in csv.DictReader(StringIO(project[VARIABLES].decode())) if row["variable"] not in shown]
    panel["columns"] += [
        {"name": row["variable"], "data_type": "double precision", "description": row["label_en"] or row["label_zh"]}
        for row in added
    ]
    return {PANEL: yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()} if added else {}


def _parameters(data: Data, observed: dict[str, Any]) -> dict[str, Any]:
    """A dataset's parameters: the workspace's over those of its kind over the baseline's; of a mapping each key."""
    stated: dict[str, Any] = json.loads(json.dumps(data.parameters, default=str))  # plain, without the places of keys
    of_kind = {"collections": ["panel"] if data.panel else ["landing"], "excluded_regions": []}
    found = observed | ({} if data.figures == "bundled" else of_kind)
    for name, value in stated.items():
        known = found.get(name)
        found[name] = known | value if isinstance(known, dict) and isinstance(value, dict) else value
    return found


def _copied(package: Path) -> Iterator[tuple[str, bytes]]:
    for name in COPIED:
        files = [package / name] if (package / name).is_file() else sorted((package / name).rglob("*"))
        yield from ((str(file.relative_to(package)), file.read_bytes()) for file in files if _is_read(file))


def _is_read(file: Path) -> bool:
    return file.is_file() and file.suffix in {".sql", ".yml", ".md", ".py"} and "__pycache__" not in file.parts


def _seeds(workspace: Workspace, package: Path) -> Iterator[tuple[str, bytes]]:
    """The package's seeds, those about its own figures and study without rows, with the workspace's rows."""
    import yaml

    is_bundled, seen = workspace.data.figures == "bundled", set()
    for yml in sorted((package / "seeds").rglob("*.yml")):
        yield str(yml.relative_to(package)), yml.read_bytes()
        for seed in yaml.safe_load(yml.read_text(encoding="utf-8"))["seeds"]:
            file = yml.parent / f"{seed['name']}.csv"
            columns, rows = _read(file)
            if not is_bundled and (yml.parent.name in BUNDLED_ONLY or STUDY_COLUMN in columns):
                rows = []
            own = workspace.folder / "reference" / file.name
            if yml.parent.name in OWN and own.is_file():
                seen.add(own)
                rows = _merged(columns, rows, _own_rows(own, columns), _key(seed))
            yield str(file.relative_to(package)), _csv(columns, rows)
    for stray in sorted(set((workspace.folder / "reference").glob("*.csv")) - seen):
        known = sorted(file.stem for folder in OWN for file in (package / "seeds" / folder).glob("*.csv"))
        problem = Problem(str(stray), "words of a kind that is not known", ", ".join(known), "rename the file")
        raise UserError("A file of reference/ is called after no seed.", [problem])


def _key(seed: dict[str, Any]) -> list[str]:
    """The columns that name a row: of the seed's test of uniqueness."""
    for test in seed.get("data_tests", []):
        if isinstance(test, dict) and "unique_combination" in test:
            return list(test["unique_combination"]["arguments"]["columns"])
    return [column["name"] for column in seed.get("columns", []) if "unique" in column.get("data_tests", [])][:1]


def _merged(columns: list[str], rows: Rows, own: Rows, key: list[str]) -> Rows:
    def of(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in key)

    replaced = {of(row) for row in own} if key else set()
    return [*(row for row in rows if not key or of(row) not in replaced), *own]


def _own_rows(file: Path, columns: list[str]) -> Rows:
    """The rows of a workspace's file; columns that it does not have are empty."""
    given, rows = _read(file)
    problems = [
        Problem(f"{file}, line 1, column {name}", f"column '{name}'", ", ".join(columns), "correct or delete it")
        for name in given
        if name not in columns
    ]
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            n = sum(value is not None for value in row.values())
            remedy = "look for a missing or an extra comma, or a quotation mark that does not close"
            problems.append(Problem(f"{file}, line {line}", f"{n} cells", f"{len(given)} cells", remedy))
    if problems:
        raise UserError(f"{file} cannot be read.", problems[:20])
    return [{name: row.get(name, "") for name in columns} for row in rows]


def _read(file: Path) -> tuple[list[str], Rows]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        problem = Problem(str(file), found, "UTF-8", "save the file as UTF-8 (in Excel: CSV UTF-8)")
        raise UserError(f"{file} cannot be read.", [problem]) from None
    reader = csv.DictReader(StringIO(text))
    return list(reader.fieldnames or []), list(reader)


def _csv(columns: list[str], rows: Rows) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _write(folder: Path, wanted: dict[str, bytes]) -> None:
    """Brings a folder to hold these files and no others."""
    for file in [file for file in folder.rglob("*") if file.is_file()]:
        if str(file.relative_to(folder)) not in wanted and "build" not in file.relative_to(folder).parts[:1]:
            file.unlink()
    for name, content in wanted.items():
        file = folder / name
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f".{file.name}.part")
            part.write_bytes(content)
            shutil.move(part, file)
