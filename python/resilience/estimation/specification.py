"""A study read from YAML: every mistake is told with file, line and key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from linear import conventions as names
from resilience.estimation.derived_columns import GroupSlopes, Lag, Product
from resilience.estimation.samples import Sample
from resilience.estimation.unknown_names import unknown_names
from resilience.estimation.yaml_model import YamlModel
from resilience.project.errors import UserError
from resilience.project.study_file import NAME, file_of
from resilience.project.workspace import Data
from resilience.project.yaml_file import read_yaml, validated

Id = Annotated[str, BeforeValidator(lambda given: str(given) if isinstance(given, int) else given)]
ErrorType = Annotated[
    str, AfterValidator(names.canonical), WithJsonSchema({"type": "string", "pattern": names.PATTERN})
]

# Of a table that names none: the most careful first.
ERRORS = ("CRV3(region)", "permutation(region)", "CRV1(region)", "HC1", "classical")

EFFECT = r"^[^\W\d]\w*(\^[^\W\d]\w*)*$"
Effect = Annotated[
    str, Field(pattern=EFFECT, description="a column of the panel, or columns whose combinations are the levels: a^b")
]
CurveEffect = Literal["year", "region_code"]


class Variable(YamlModel):
    """How a variable is called where people read; what is left out is taken from marts.dim_variable."""

    en: str = ""
    zh: str = ""
    unit: str = ""


class Column(YamlModel):
    """One regression: its regressors, and whatever differs from its table."""

    id: Id = Field("", description="its number in the table where it is left out")
    title_en: str = ""
    title_zh: str = ""
    x: list[str] = Field(min_length=1)
    fixed_effects: list[Effect] = Field([], description="beyond the table's")
    region_trends: bool = Field(False, description="a linear trend of its own for every region")
    outcome: str | None = Field(None, description="instead of the table's or the study's")
    focus: str | None = Field(None, description="instead of the table's or the study's")
    restrict_to: str | None = Field(None, description="a name of `samples`, instead of the table's")
    variant_of: str | None = Field(None, description="table.column whose note shows this column beside it")
    instruments: dict[str, Annotated[list[str], Field(min_length=1)]] = Field(
        {}, description="endogenous regressor: its excluded instruments; the column is then 2SLS, with all instruments"
    )

    @property
    def excluded_instruments(self) -> list[str]:
        return list(dict.fromkeys(name for listed in self.instruments.values() for name in listed))


class Table(YamlModel):
    """Columns that share a sample rule, an inference and a note."""

    id: str = Field("", pattern=NAME, description="its files in tables/ are called so")
    version: str = "own"
    published_table: str | None = None
    title_en: str = Field("", description="the id where it is left out")
    title_zh: str = ""
    reported: ErrorType = Field("", description="the first of `errors` where it is left out")
    errors: list[ErrorType] = Field(list(ERRORS), min_length=1)
    fixed_effects: list[Effect] = Field([])
    also_x: list[str] = Field([])
    outcome: str | None = Field(None, description="instead of the study's")
    focus: str | None = Field(None, description="instead of the study's")
    restrict_to: str | None = Field(None, description="a name of `samples`")
    sample: Literal["own", "common"] = Field("own", description="common: only rows that every column can use")
    sample_also_needs: list[str] = Field([])
    by_vintage: bool = Field(False, description="re-estimated on every edition of the panel")
    note_en: str = ""
    note_zh: str = ""
    columns: list[Column] = Field(min_length=1)

    @model_validator(mode="after")
    def _what_is_left_out(self) -> Self:
        reported = self.reported or self.errors[0]
        errors = list(dict.fromkeys([*self.errors, reported]))
        columns = [each.model_copy(update={"id": each.id or str(n)}) for n, each in enumerate(self.columns, start=1)]
        return self.model_copy(update={"reported": reported, "errors": errors, "columns": columns})

    def regressors(self, column: Column) -> list[str]:
        return [*column.x, *self.also_x]

    def effects(self, column: Column) -> list[str]:
        return list(dict.fromkeys([*column.fixed_effects, *self.fixed_effects]))


class Descriptives(YamlModel):
    """The table of sample statistics."""

    table: str = Field("table_1", pattern=NAME)
    published_table: str | None = None
    variables: list[str] = Field([], description="those of the tables where none is named")
    note_en: str = ""
    note_zh: str = ""


class HeadlineClaim(YamlModel):
    """A claim that the first screen judges by name."""

    claim: int = Field(description="claim_id of reference.published_claims")
    en: str
    zh: str


class Place(YamlModel):
    """A column of a table of this file."""

    table: str
    column: str


class Moderation(Place):
    """A column whose product the first screen tells."""

    product: str


class Curve(YamlModel):
    """The choices of the specification curve that are the study's; kernels, flows and horizons are the warehouse's."""

    controls: dict[str, list[str]]
    fixed_effects: dict[str, list[CurveEffect]]
    sample_start: list[int]


class Placebo(YamlModel):
    """Tables whose columns are fitted again with every other industry's spillover in place of the focus."""

    tables: list[str] = Field(min_length=1)


class TestSize(YamlModel):
    """How the size and power of the reported tests are measured, by simulation on each column's design."""

    draws: int = Field(1000, ge=100, description="simulated outcomes per error law")
    power_draws: int = Field(400, ge=100, description="the same for each effect")
    effects: tuple[float, ...] = Field((0.2, 0.5), description="sd of the errors per sd of the regressor")


class Pair(YamlModel):
    """A column without controls and one that adds them, of one table."""

    table: str
    uncontrolled: str
    controlled: str


class Oster(YamlModel):
    """How strong selection on unobservables must be (Oster 2019)."""

    r2_max_factor: float = Field(1.3, gt=1, description="R2 with the unobservables over that of the column; at most 1")
    delta: float = Field(1.0, gt=0, description="selection on unobservables over that on the controls")
    pairs: list[Pair] = Field(min_length=1)


class Study(YamlModel):
    """A study: variables, products, tables and what they are compared with. Outcome and tables cannot be guessed."""

    study: str = Field("study", pattern=NAME, description="its publications are kept under this name")
    data: Data = Field(
        Data(), description="of a workspace: which figures it has, and how they differ from the baseline"
    )
    title_en: str = Field("", description="the study's name where it is left out")
    title_zh: str = ""
    introduction_en: str = Field("", description="what it asks, under the report's title")
    introduction_zh: str = ""
    headline: list[HeadlineClaim] = Field([])
    main: Place | None = Field(None, description="the column that the report draws and shows how to estimate by hand")
    moderation: Moderation | None = None
    outcome: str
    focus: str = Field("", description="the first regressor where it is left out")
    cluster: str = "region_code"
    seed: int = 1
    permutations: int = Field(999, ge=19)
    equivalence_margin_sd: float = Field(
        0.1, gt=0, description="effects below it count as none; sd of the outcome per sd of the regressor"
    )
    variables: dict[str, Variable] = Field({})
    products: dict[str, Product] = Field({})
    lags: dict[str, Lag] = Field({})
    group_slopes: dict[str, GroupSlopes] = Field({})
    samples: dict[str, Sample] = Field({})
    descriptives: Descriptives = Descriptives.model_validate({})
    tables: list[Table] = Field(min_length=1)
    curve: Curve | None = None
    placebo: Placebo | None = Field(
        None, description="needs a focus that is the spillover of the panel's industry (marts.fct_spillover)"
    )
    oster: Oster | None = None
    test_size: TestSize | None = Field(
        TestSize.model_validate({}),
        description="null measures nothing; then no test is known to be usable and none enters a sentence",
    )

    @model_validator(mode="after")
    def _what_is_left_out(self) -> Self:
        """Names, titles, the focus, and the variables that are described."""
        tables = []
        for number, table in enumerate(self.tables, start=2):  # table_1 describes the sample
            id = table.id or f"table_{number}"
            title = {"title_en": table.title_en or id, "title_zh": table.title_zh or id}
            tables.append(table.model_copy(update={"id": id, **title}))
        title = {"title_en": self.title_en or self.study, "title_zh": self.title_zh or self.study}
        found = self.model_copy(update={"tables": tables, "focus": self.focus or tables[0].columns[0].x[0], **title})
        if found.descriptives.variables:
            return found
        described = found.descriptives.model_copy(update={"variables": found.used()})
        return found.model_copy(update={"descriptives": described})

    def used(self) -> list[str]:
        """The panel's columns behind the outcome and the regressors of all tables, in their order."""
        sources = {**{name: [lag.of] for name, lag in self.lags.items()},
                   **{name: [slopes.of] for name, slopes in self.group_slopes.items()}}  # fmt: skip
        names = [self.outcome]
        for table in self.tables:
            for column in table.columns:
                study = self.of(table, column)
                for name in study.needed([*table.regressors(column), *column.excluded_instruments]):
                    names += sources.get(name, [name])
        return list(dict.fromkeys(names))

    def needed(self, regressors: list[str]) -> list[str]:
        """The outcome and the variables behind a list of regressors, products resolved."""
        names = [self.outcome]
        for name in regressors:
            names += list(self.products[name].of) if name in self.products else [name]
        return list(dict.fromkeys(names))

    def of(self, table: Table, column: Column) -> Study:
        """The study as one column sees it: with that column's outcome and focus."""
        outcome = column.outcome or table.outcome or self.outcome
        return self.model_copy(update={"outcome": outcome, "focus": column.focus or table.focus or self.focus})

    def group_slope(self, term: str) -> str | None:
        """The variable whose slope in one group a term is; None for every other term."""
        grouped = (slopes.of for slopes in self.group_slopes.values() if term.startswith(f"{slopes.of}["))
        return next(grouped, None) if term in self.products else None

    def parts(self, term: str) -> tuple[str, ...]:
        """The factors of a product; none of every other term."""
        return self.products[term].of if term in self.products else ()

    def restriction(self, table: Table, column: Column) -> Sample | None:
        """The named sample of a column, if it has one."""
        name = column.restrict_to or table.restrict_to
        return self.samples[name] if name else None


def load_study(name_or_file: str, panel_columns: list[str]) -> Study:
    """Reads and validates a study of `studies/`, or a YAML file of the user's.

    Raises:
        UserError: no such study; a key that is unknown, missing or of the wrong kind; a column the panel does not have.
    """
    study, document, file = read_study(name_or_file)
    if problems := unknown_names(study, document, file, panel_columns):
        raise UserError(f"The study {file.name} uses names that nothing has.", problems)
    return study


def read_study(name_or_file: str) -> tuple[Study, Any, Path]:
    """A study with its document and file, before there is a panel to hold it against.

    Raises:
        UserError: no such study; a key that is unknown, missing or of the wrong kind.
    """
    file = file_of(name_or_file)
    document = read_yaml(file)
    return validated(Study, document, file, f"The study {file.name}"), document, file
