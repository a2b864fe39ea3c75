"""YAML that people write: read, validated, and every mistake told with file, line and key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    from pydantic import BaseModel

    Model = TypeVar("Model", bound=BaseModel)


def read_yaml(file: Path) -> Any:
    """The document with the line of each of its keys.

    Raises:
        UserError: it is not YAML, with the line and the last key before the mistake.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = file.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        problem = Problem(str(file), str(error), "a text file in UTF-8", "save it as UTF-8")
        raise UserError(f"{file} is not valid YAML.", [problem]) from None
    try:
        return YAML(typ="rt").load(text)
    except YAMLError as error:
        raise UserError(f"{file} is not valid YAML.", [_mistake(file, text, error)]) from None


def mapping(file: Path) -> Any:
    """The document, which has keys.

    Raises:
        UserError: it is not YAML, empty, or a list or a text.
    """
    document = read_yaml(file)
    if not isinstance(document, dict):
        found = "nothing" if document is None else f"a {type(document).__name__}, no keys"
        raise UserError(f"{file} cannot be read.", [Problem(f"{file}, line 1", found, "key: value", "write its keys")])
    return document


def validated(model: type[Model], document: Any, file: Path, what: str) -> Model:
    """The document as a model.

    Raises:
        UserError: a key that is unknown, missing or of the wrong kind.
    """
    found, problems, _ = mistakes(model, document, file)
    if problems or found is None:
        raise UserError(f"{what} cannot be read.", problems)
    return found


def mistakes(model: type[Model], document: Any, file: Path) -> tuple[Model | None, list[Problem], Any]:
    """What is wrong with a document, and what is left of it without that.

    Returns:
        What is left as a model, None where it cannot be one; every key that is wrong; what is left as it was read.
    """
    from copy import deepcopy

    from pydantic import ValidationError

    left = deepcopy(document)
    problems: list[Problem] = []
    while True:
        try:
            return model.model_validate(left), problems, left
        except ValidationError as error:
            found = error.errors()
        problems = problems or [_problem(file, document, each) for each in found]
        if not any(_without(left, each["loc"]) for each in found):  # one at a time: it may have brought the others
            return None, problems, left


def line_of(document: Any, path: tuple[Any, ...]) -> int:
    """The line of the deepest key of a path that the file has."""
    line = 1
    for key in path:
        if not hasattr(document, "lc"):
            break
        try:
            places: Any = document.lc
            line = (places.key(key) if isinstance(document, dict) else places.item(key))[0] + 1
            is_item, document = isinstance(document, list), document[key]
            if is_item and hasattr(document, "lc"):
                line = document.lc.line + 1  # where it stands, whatever was taken out before it
        except (KeyError, IndexError, TypeError):
            break
    return line


def _without(document: Any, path: tuple[Any, ...]) -> bool:
    """Takes the deepest part of a path that the document has out of it; whether there was one to take."""
    parent, last = None, None
    for key in path:
        is_list = isinstance(document, list)
        if not (is_list or isinstance(document, dict)) or key not in (range(len(document)) if is_list else document):
            break
        parent, last, document = document, key, document[key]
    if parent is None:
        return False
    del parent[last]
    return True


def _problem(file: Path, document: Any, error: Any) -> Problem:
    place = ".".join(map(str, error["loc"])) or "the whole file"
    found = "nothing" if error["type"] == "missing" else repr(error["input"])[:80]
    return Problem(
        f"{file}, line {line_of(document, error['loc'])}, key {place}",
        found,
        error["msg"].removeprefix("Value error, "),
        "correct the key in the file",
    )


def _mistake(file: Path, text: str, error: Any) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.splitlines()
    line = min(mark.line + 1, len(lines)) if mark else 1
    keys = [match[1] for each in lines[:line] if (match := re.match(r"\s*-?\s*([^\s:#\[{,]+)\s*:", each))]
    found = f"{getattr(error, 'problem', None) or error}: {lines[line - 1].strip() if lines else ''}"
    place = f"{file}, line {line}" + (f", key {keys[-1]}" if keys else "")
    return Problem(place, found, "YAML: key: value", "correct the line; quote a text that holds : # or '")
