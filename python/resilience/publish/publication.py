"""Publications: complete, immutable folders, and one relative link that is swapped to the newest of them.

A publication belongs to a dataset and a study; its folder is named by its run id, a digest of both and of the inputs
(`project.inputs`). The same inputs published again give the same name, so the folder is replaced. At every moment
`published` points at a complete folder: the link first moves to the new folder under a hidden name, then the old folder
makes room, the new one is hard-linked under its final name, and the link moves there. `settle` does the second half, so
that the next command finishes what was killed. What fails its manifest (`publish.manifest`) counts as absent.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError
from resilience.publish import manifest

if TYPE_CHECKING:
    from resilience.project.settings import Settings

KEPT = 2
NEXT = ".next-"  # a complete folder on its way to its final name


@contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Only one process at a time builds or publishes a dataset; reading needs no lock.

    Raises:
        UserError: another process holds the lock; the message names its number.
    """
    import fcntl

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    file = settings.dataset_dir / ".lock"
    with file.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise UserError(
                f"The dataset '{settings.dataset}' is being built by process {holder} ({file}). "
                "Wait until it has finished, or stop it, and try again."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


@contextmanager
def staging(settings: Settings) -> Iterator[Path]:
    """A folder beside the publications to prepare one in; it is removed if it was not published.

    Call it under the lock: what a killed run left behind is removed first.
    """
    for left in settings.dataset_dir.glob(".staging-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = settings.dataset_dir / f".staging-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(settings: Settings, run_id: str, stage_dir: Path) -> Path:
    """Completes a staged folder with its manifest and lets `published` point at it; keeps the one before."""
    settings.publications_dir.mkdir(parents=True, exist_ok=True)
    settle(settings)
    before = current(settings)
    manifest.write(stage_dir)
    final = settings.publications_dir / run_id
    if final.exists():
        hidden = settings.publications_dir / f"{NEXT}{os.getpid()}-{run_id}"
        stage_dir.rename(hidden)
        _relink(settings, hidden)
    else:
        stage_dir.rename(final)
        _relink(settings, final)
    settle(settings)
    _prune(settings, before)
    return final


def settle(settings: Settings) -> None:
    """Gives the published folder its final name where a killed command left it under a hidden one. Under the lock."""
    for left in settings.published.parent.glob(".published-*"):
        left.unlink()
    hidden = _pointed(settings)
    if hidden is None or not hidden.name.startswith(NEXT) or manifest.fault(hidden):
        return
    final = hidden.parent / hidden.name.removeprefix(NEXT).partition("-")[2]
    copy, old = hidden.with_name(f".copy-{os.getpid()}"), hidden.with_name(f".old-{os.getpid()}")
    for left in (copy, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(hidden, copy, copy_function=_link)
    if final.exists():
        final.rename(old)
    copy.rename(final)
    _relink(settings, final)
    for left in (hidden, old):
        shutil.rmtree(left, ignore_errors=True)


def rollback(settings: Settings) -> Path:
    """Lets `published` point at the other publication that is kept.

    Raises:
        UserError: there is no other publication.
    """
    settle(settings)
    now = current(settings)
    others = [folder for folder in publications(settings) if folder != now]
    if not others:
        named = [f"{folder.name}: {found}" for folder in _folders(settings) if (found := manifest.fault(folder))]
        damaged = f" Not whole, and so absent: {'; '.join(named)}." if named else ""
        raise UserError(
            f"There is no earlier publication of {label(settings)} to go back to: `resilience run` keeps the last two."
            + damaged
        )
    _relink(settings, others[0])
    return others[0]


def current(settings: Settings) -> Path | None:
    """The folder that `published` points at, if every file of it is as it was published."""
    folder = _pointed(settings)
    return None if folder is None or manifest.fault(folder) else folder


def fault(settings: Settings) -> str | None:
    """One sentence on a publication that is there and not whole."""
    folder = _pointed(settings)
    if folder is None or not (found := manifest.fault(folder)):
        return None
    others = [each.name for each in publications(settings)]
    back = f"; `resilience rollback` goes back to {others[0]}" if others else ""
    return (
        f"The publication {folder.name} of {label(settings)} is not whole and counts as absent: {found}. "
        f"`resilience run` publishes it anew{back}."
    )


def require(settings: Settings) -> Path:
    """The published folder, for those who read it.

    Raises:
        UserError: nothing is published, or what is published is not whole.
    """
    if (folder := current(settings)) is None:
        raise UserError(fault(settings) or nothing(settings))
    return folder


def nothing(settings: Settings) -> str:
    """What to do where nothing is published."""
    study = "" if settings.is_main_study else f" --study {settings.study}"
    return (
        f"Nothing is published for {label(settings)} in {settings.build_dir} yet. Run `make run` (or `resilience run"
        f"{study}`)."
    )


def label(settings: Settings) -> str:
    """The dataset, and the study where it is not the main one."""
    study = "" if settings.is_main_study else f" and the study '{settings.study}'"
    return f"the dataset '{settings.dataset}'{study}"


def publications(settings: Settings) -> list[Path]:
    """Complete publications of the dataset and study, the newest first."""
    now = _pointed(settings)
    folders = [each for each in _folders(settings) if (each.name[0] != "." or each == now) and not manifest.fault(each)]
    return sorted(folders, key=lambda folder: (record(folder).get("finished_at", ""), folder.name), reverse=True)


def of_every_study(settings: Settings) -> list[Path]:
    """Complete publications of the dataset, whatever their study: they were made in one working file."""
    return [folder for each in settings.every_study() for folder in publications(each)]


def record(folder: Path) -> dict[str, Any]:
    """run.json of a publication: what it was made from; empty where it cannot be read."""
    try:
        document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _folders(settings: Settings) -> list[Path]:
    if not settings.publications_dir.is_dir():
        return []
    return sorted(folder for folder in settings.publications_dir.iterdir() if folder.is_dir())


def _pointed(settings: Settings) -> Path | None:
    if not settings.published.is_symlink():
        return None
    return settings.published.parent / os.readlink(settings.published)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _relink(settings: Settings, folder: Path) -> None:
    link = settings.published
    if link.is_dir() and not link.is_symlink():
        raise UserError(f"{link} is a folder; it has to be a link that `resilience run` sets. Move it away.")
    new = link.parent / f".published-{os.getpid()}"
    with suppress(FileNotFoundError):
        new.unlink()
    new.symlink_to(os.path.relpath(folder, link.parent))
    new.replace(link)


def _prune(settings: Settings, before: Path | None) -> None:
    """Keeps the published folder and the complete one before it."""
    now = current(settings)
    keep = [folder for folder in (now, before) if folder is not None and folder.exists()]
    for folder in publications(settings):
        if folder not in keep and len(set(keep)) < KEPT:
            keep.append(folder)
    for folder in _folders(settings):
        if folder not in keep:
            shutil.rmtree(folder, ignore_errors=True)
