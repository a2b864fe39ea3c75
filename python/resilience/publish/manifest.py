"""The manifest of a publication: size and SHA-256 of each of its files, by which it is whole or counts as absent."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

NAME = "manifest.json"


def write(folder: Path) -> None:
    """Writes the manifest of everything in a folder, beside it until it is complete."""
    new = folder / f".{NAME}"
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in (folder / NAME, new)
    }
    new.write_text(_text(files), encoding="utf-8")
    new.replace(folder / NAME)


def fault(folder: Path) -> str | None:
    """The first file that is not as it was published, and how; None where all are.

    A file that the manifest does not name is no fault: nothing published reads it.
    """
    if not folder.is_dir():
        return "its folder is missing"
    try:
        files = _read((folder / NAME).read_bytes())
    except FileNotFoundError:
        return f"{NAME} is missing"
    except OSError as error:
        return f"{NAME} cannot be read ({error.strerror})"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return f"{NAME} is damaged"
    return next((found for name, stated in files.items() if (found := _file_fault(folder, name, stated))), None)


def _file_fault(folder: Path, name: str, stated: dict[str, Any]) -> str | None:
    file = folder / name
    try:
        size = file.stat().st_size
        if size != stated["bytes"]:
            return f"{name} has {size} bytes, published were {stated['bytes']}"
        return None if _sha256(file) == stated["sha256"] else f"{name} has other content than was published"
    except FileNotFoundError:
        return f"{name} is missing"
    except OSError as error:
        return f"{name} cannot be read ({error.strerror})"


def _text(files: dict[str, Any]) -> str:
    """The manifest with a checksum of its own, so that no byte of it changes unseen."""
    own = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    return json.dumps({"sha256": own, "files": files}, indent=1, ensure_ascii=False) + "\n"


def _read(content: bytes) -> dict[str, Any]:
    """The files of a manifest.

    Raises:
        ValueError: it is not what `write` wrote.
    """
    text = content.decode("utf-8")
    files: dict[str, Any] = json.loads(text)["files"]
    if text != _text(files):
        raise ValueError(NAME)
    return files


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
