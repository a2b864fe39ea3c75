"""The pictures of the README, from a publication: one of its figures and the first screen of its report."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from resilience.project.settings import PROJECT_DIR

FIGURE, SCREEN = "coefficients.svg", "report.png"
WIDTH, HEIGHT = 900, 760


def write_pictures(published: Path, folder: Path = PROJECT_DIR / "docs") -> list[Path]:
    """Writes both and gives their files; the second one needs a Chromium."""
    (folder / FIGURE).write_text(figure(published), encoding="utf-8")
    _screen(published / "report/index.html", folder / SCREEN)
    return [folder / FIGURE, folder / SCREEN]


def figure(published: Path) -> str:
    """The figure on white and without its run id, so that it changes with what it shows only."""
    text = (published / "figures" / FIGURE).read_text(encoding="utf-8")
    return re.sub(r"<!-- run .*? -->", "", text).replace("fill: none", "fill: #ffffff", 1)


def _screen(page_file: Path, file: Path) -> None:
    from PIL import Image
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.screenshot(path=file)
        browser.close()
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(32).save(file, optimize=True)
