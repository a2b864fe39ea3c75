"""A study read from YAML: every mistake is told with file, line and key."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from resilience.errors import Problem, UserError
from resilience.estimation import conventions as names

STUDIES_DIR = Path(__file__).parents[1] / "studies"
ErrorType = Annotated[
    str, AfterValidator(names.canonical), WithJsonSchema({"type": "string", "pattern": names.PATTERN})
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Variable(_Strict):
    """How a variable is called where people read."""

    en: str
    zh: str
    unit: str


class Product(_Strict):
    """An interaction of two panel columns; centred on the means of the estimation sample."""

    of: tuple[str, str]
    centred: bool = False


class Column(_Strict):
    """One regression: its regressors, and fixed effects beyond the table's."""

    id: str
    x: list[str] = Field(min_length=1)
    fixed_effects: list[Literal["year", "region_code"]] = []
    instruments: dict[str, Annotated[list[str], Field(min_length=1)]] = Field(
        {}, max_length=1, description="endogenous regressor: its excluded instruments; the column is then 2SLS"
    )

    @property
    def excluded_instruments(self) -> list[str]:
        return [name for listed in self.instruments.values() for name in listed]


class Table(_Strict):
    """Columns that share a sample rule, an inference and a note."""

    id: str
    version: str
    published_table: str | None = None
    title_en: str
    title_zh: str
    reported: ErrorType
    errors: list[ErrorType] = Field(min_length=1)
    fixed_effects: list[Literal["year", "region_code"]] = []
    also_x: list[str] = []
    sample: Literal["own", "common"] = "own"
    sample_also_needs: list[str] = []
    leave_one_out: bool = False
    note_en: str = ""
    note_zh: str = ""
    columns: list[Column] = Field(min_length=1)

    def regressors(self, column: Column) -> list[str]:
        return [*column.x, *self.also_x]

    def effects(self, column: Column) -> list[str]:
        return list(dict.fromkeys([*column.fixed_effects, *self.fixed_effects]))


class Descriptives(_Strict):
    """The table of sample statistics."""

    table: str
    published_table: str | None = None
    variables: list[str]


class Curve(_Strict):
    """The choices of the specification curve that are the study's; kernels, flows and horizons are the warehouse's."""

    controls: dict[str, list[str]]
    fixed_effects: dict[str, list[Literal["year", "region_code"]]]
    sample_start: list[int]


class Study(_Strict):
    """A study: variables, products, tables and what they are compared with."""

    study: str
    title_en: str
    title_zh: str
    outcome: str
    focus: str
    cluster: str
    seed: int
    permutations: int = Field(ge=19)
    variables: dict[str, Variable]
    products: dict[str, Product] = {}
    descriptives: Descriptives
    tables: list[Table]
    curve: Curve | None = None

    def needed(self, regressors: list[str]) -> list[str]:
        """The panel columns behind a list of regressors, products resolved."""
        names = [self.outcome]
        for name in regressors:
            names += list(self.products[name].of) if name in self.products else [name]
        return list(dict.fromkeys(names))


def load_study(name_or_file: str, panel_columns: list[str]) -> Study:
    """Reads and validates a study of `studies/`, or a YAML file of the user's.

    Raises:
        UserError: no such study; a key that is unknown, missing or of the wrong kind; a column the panel does not have.
    """
    file = Path(name_or_file)
    if file.suffix not in (".yml", ".yaml"):
        file = STUDIES_DIR / f"{name_or_file}.yml"
    if not file.exists():
        known = ", ".join(sorted(path.stem for path in STUDIES_DIR.glob("*.yml")))
        raise UserError(f"There is no study '{name_or_file}'. Known: {known}; or give the path of a .yml file.")
    document = _read(file)
    try:
        study = Study.model_validate(document)
    except ValidationError as error:
        problems = [_problem(file, document, each) for each in error.errors()]
        raise UserError(f"The study {file.name} cannot be read.", problems) from None
    if problems := _unknown_columns(study, document, file, panel_columns):
        raise UserError(f"The study {file.name} names columns that marts.panel does not have.", problems)
    return study


def _read(file: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise UserError(f"{file} is not valid YAML: {error}") from None


def _problem(file: Path, document: Any, error: Any) -> Problem:
    place = ".".join(map(str, error["loc"]))
    found = "nothing" if error["type"] == "missing" else repr(error["input"])[:80]
    return Problem(
        f"{file}, line {_line(document, error['loc'])}, key {place}", found, error["msg"], "correct the key in the file"
    )


def _line(document: Any, path: tuple) -> int:
    """The line of the deepest key of a path that the file has."""
    line = 1
    for key in path:
        if not hasattr(document, "lc"):
            break
        try:
            line = (document.lc.key(key) if isinstance(document, dict) else document.lc.item(key))[0] + 1
            document = document[key]
        except (KeyError, IndexError, TypeError):
            break
    return line


def _unknown_columns(study: Study, document: Any, file: Path, panel_columns: list[str]) -> list[Problem]:
    places = [((), study.needed([study.focus])), (("descriptives", "variables"), study.descriptives.variables)]
    for i, table in enumerate(study.tables):
        places.append((("tables", i), study.needed([*table.also_x, *table.sample_also_needs])))
        places += [(("tables", i, "columns", j), study.needed(column.x)) for j, column in enumerate(table.columns)]
        clusters = {name for error in table.errors for name in names.parse(error).clusters} - {"region", "year"}
        places.append((("tables", i, "errors"), sorted(clusters)))
        for j, column in enumerate(table.columns):
            places.append((("tables", i, "columns", j, "instruments"), column.excluded_instruments))
    return [
        Problem(
            f"{file}, line {_line(document, path)}, key {'.'.join(map(str, path)) or 'outcome, focus'}",
            f"column '{name}'",
            "a column of marts.panel or a product of this file",
            f"did you mean {' or '.join(get_close_matches(name, panel_columns, 3, 0.5)) or 'another column'}?",
        )
        for path, names in places
        for name in names
        if name not in panel_columns
    ]
