"""The statements of a build, kept and run again for as long as nothing changed that dbt reads.

dbt itself takes some thirty milliseconds a node. The same project files, parameters and place give the same statements
in the same order whatever the figures are, for DuckDB reads seeds and landed files itself.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from resilience.project import manifest_cache

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from resilience.project.settings import Settings

COMMENT = re.compile(r"^\s*/\*.*?\*/\s*", re.DOTALL)
ASKS = ("select", "describe", "begin", "commit", "rollback")  # what dbt asks and opens, and no relation needs


class Test(NamedTuple):
    """A data test: `query` counts the rows that it finds, `alias` is the table where dbt stores them."""

    name: str
    alias: str
    query: str


class PythonModel(NamedTuple):
    """The code of a Python model, with what dbt adds to it, and the table that it fills."""

    relation_name: str
    code: str


class Model(NamedTuple):
    """A model as it was built: what it reads, by unique ids of dbt, and its SQL."""

    name: str
    relation_name: str
    reads: list[str]
    tags: list[str]
    compiled_code: str


@dataclass
class Build:
    """What one build did.

    Attributes
    ----------
    statements
        SQL, or the code of a Python model, in the order in which they ran.
    summary
        One line: how many models and seeds.
    environment
        The variables that the statements were written with.
    tests
        The data tests of what was built.
    models
        The models that were built, by dbt's unique ids.
    """

    environment: dict[str, str]
    statements: list[str | PythonModel] = field(default_factory=list)
    summary: str = ""
    tests: list[Test] = field(default_factory=list)
    models: dict[str, Model] = field(default_factory=dict)

    def listen(self, event: Any) -> None:
        """Takes down what dbt runs; an event handler of dbt."""
        if event.info.name == "SQLQuery":
            text = COMMENT.sub("", event.data.sql)
            if not text.lower().startswith(ASKS):
                self.statements.append(text)

    def take(self, nodes: Sequence[Any]) -> None:
        """Takes the models from dbt's nodes; the code of one in Python runs before its relation is first spoken of."""
        for node in nodes:
            if node.resource_type != "model":
                continue
            parts = node.name, node.relation_name, node.depends_on.nodes, node.tags, node.compiled_code
            self.models[node.unique_id] = Model(*parts)
            if node.language == "python":
                speaks = [
                    node.relation_name in str(each) and not str(each).startswith("drop") for each in self.statements
                ]
                self.statements.insert(speaks.index(True), PythonModel(node.relation_name, node.compiled_code))


def key_of(settings: Settings, arguments: Sequence[str]) -> str:
    """A digest of what decides the statements: the manifest's, dbt's arguments and which landed files there are."""
    customs = settings.dataset_dir / "customs" / "current"
    landed = sorted(file.name for file in customs.iterdir()) if customs.is_dir() else []
    digest = hashlib.sha256(repr([os.getcwd(), landed, arguments, Path(__file__).read_text()]).encode()).hexdigest()
    return f"{manifest_cache.key_of(settings)}.{digest[:8]}.build"


def place(settings: Settings) -> dict[str, str]:
    """The folder of the working file, which statements name where they read files beside it."""
    return {"place": f"{settings.dataset_dir}/"}


def repeat(settings: Settings, kept: Build, environment: Mapping[str, str]) -> bool:
    """Runs the statements of a kept build; False where one fails, which dbt tells better."""
    import duckdb

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    try:
        with duckdb.connect(str(settings.work_file)) as connection:
            for statement in kept.statements:
                if isinstance(statement, PythonModel):
                    _run_python(connection, statement)
                    continue
                connection.execute(_with(statement, kept.environment, environment))
    except Exception:  # whatever it is, dbt meets it again and says which model it was
        return False
    return True


def _run_python(connection: duckdb.DuckDBPyConnection, model: PythonModel) -> None:
    module: dict[str, Any] = {"__name__": "python_model"}
    exec(compile(model.code, "python_model", "exec"), module)
    dbt = module["dbtObj"](lambda relation: connection.query(f"select * from {relation}"))
    connection.register("python_model", module["model"](dbt, connection))
    connection.execute(f"create table {model.relation_name} as from python_model")


def _with(statement: str, then: Mapping[str, str], now: Mapping[str, str]) -> str:
    for name, value in then.items():
        statement = statement.replace(value, now[name])
    return statement
