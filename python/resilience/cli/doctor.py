"""Is this computer fit? Each point is one line: ok or not, what was found, and what to do."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from resilience.project.settings import Settings


class Finding(NamedTuple):
    """One point; `is_needed` says whether the project can do without."""

    is_ok: bool
    title: str
    found: str
    remedy: str
    is_needed: bool = True


def examine(settings: Settings) -> tuple[str, bool]:
    """The report, and whether all that is needed is there."""
    checks: list[Callable[[Settings], Finding]] = [
        _python,
        _packages,
        _engine,
        _folder,
        _space,
        _lock,
        _browser,
        _fonts,
    ]
    findings = [check(settings) for check in checks]
    lines = []
    for each in findings:
        mark = "ok " if each.is_ok else ("NOT" if each.is_needed else "no ")
        lines.append(f"{mark}  {each.title:<12} {each.found}")
        if not each.is_ok:
            lines.append(f"{'':<18}do: {each.remedy}")
    return "\n".join(lines), all(each.is_ok or not each.is_needed for each in findings)


def _python(_: Settings) -> Finding:
    version = sys.version_info
    found = f"{version.major}.{version.minor}.{version.micro} at {sys.executable}"
    return Finding((3, 11) <= version[:2] <= (3, 14), "Python", found, "make install PYTHON=python3.12")


def _packages(settings: Settings) -> Finding:
    from importlib.metadata import distributions

    text = (settings.project_dir / "requirements.lock").read_text(encoding="utf-8")
    installed = {_plain(each.metadata["Name"]): each.version for each in distributions() if each.metadata["Name"]}
    wrong, total = [], 0
    for line in text.replace("\\\n", " ").splitlines():
        pin = re.match(r"([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==([^\s;]+)([^#]*?)(?:--hash|$)", line)
        if pin is None or not _is_meant_here(pin.group(3)):
            continue
        total += 1
        have = installed.get(_plain(pin.group(1)), "absent")
        if have != pin.group(2):
            wrong.append(f"{pin.group(1)} {have} (lock: {pin.group(2)})")
    found = (
        f"{total} as in requirements.lock" if not wrong else f"{len(wrong)} of {total} differ: {', '.join(wrong[:5])}"
    )
    return Finding(not wrong, "packages", found, "rm -rf .venv && make install")


def _is_meant_here(rest: str) -> bool:
    from packaging.markers import InvalidMarker, Marker

    marker = rest.strip().removeprefix(";").strip()
    try:
        return not marker or Marker(marker).evaluate()
    except InvalidMarker:
        return True


def _engine(_: Settings) -> Finding:
    import duckdb

    major = int(duckdb.__version__.split(".")[0])
    return Finding(major == 2, "DuckDB", duckdb.__version__, "rm -rf .venv && make install")


def _folder(settings: Settings) -> Finding:
    folder = _existing(settings.dataset_dir)
    is_ok = os.access(folder, os.W_OK)
    return Finding(
        is_ok, "build folder", str(settings.build_dir), f"make {folder} writable, or set RESILIENCE_BUILD_DIR"
    )


def _space(settings: Settings) -> Finding:
    free = shutil.disk_usage(_existing(settings.build_dir)).free / 2**30
    return Finding(free >= 1, "disk", f"{free:.1f} GiB free", "free 1 GiB, or set RESILIENCE_BUILD_DIR to another disk")


def _lock(settings: Settings) -> Finding:
    from resilience.project.errors import UserError
    from resilience.publish import publication

    try:
        with publication.lock(settings):
            return Finding(True, "lock", "free", "")
    except UserError as error:
        return Finding(False, "lock", error.message, "wait until that process has ended", is_needed=False)
    except OSError as error:
        return Finding(False, "lock", str(error), "make the build folder writable")


def _browser(_: Settings) -> Finding:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next((found for found in map(shutil.which, names) if found), None)
    remedy = "install Chromium; only the page tests need it"
    return Finding(path is not None, "Chromium", path or "absent", remedy, is_needed=False)


def _fonts(_: Settings) -> Finding:
    from matplotlib import font_manager

    pattern = re.compile(
        r"CJK|Han Sans|Han Serif|WenQuanYi|PingFang|YaHei|SimHei|SimSun|Heiti|Songti|Droid Sans Fallback"
    )
    names = sorted({font.name for font in font_manager.fontManager.ttflist if pattern.search(font.name)})
    remedy = (
        "install fonts-noto-cjk (Debian, Ubuntu); without it Chinese letters in figures depend on the reader's fonts"
    )
    return Finding(bool(names), "fonts", names[0] if names else "none for Chinese", remedy, is_needed=False)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
