"""YAML that people write: read, validated, and every mistake told with file, line and key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from resilience.errors import Problem, UserError

if TYPE_CHECKING:
    from pydantic import BaseModel

    Model = TypeVar("Model", bound=BaseModel)


def read_yaml(file: Path) -> Any:
    """The document with the line of each of its keys.

    Raises:
        UserError: it is not YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{file} is not valid YAML: {error}") from None


def validated(model: type[Model], document: Any, file: Path, what: str) -> Model:
    """The document as a model.

    Raises:
        UserError: a key that is unknown, missing or of the wrong kind.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(document)
    except ValidationError as error:
        problems = [_problem(file, document, each) for each in error.errors()]
        raise UserError(f"{what} cannot be read.", problems) from None


def line_of(document: Any, path: tuple) -> int:
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


def _problem(file: Path, document: Any, error: Any) -> Problem:
    place = ".".join(map(str, error["loc"])) or "the whole file"
    found = "nothing" if error["type"] == "missing" else repr(error["input"])[:80]
    return Problem(
        f"{file}, line {line_of(document, error['loc'])}, key {place}",
        found,
        error["msg"],
        "correct the key in the file",
    )
