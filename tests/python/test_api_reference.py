"""The reference of the Python functions: whole, offline, and no part of what is published by a run."""

from __future__ import annotations

import importlib
import re
import tomllib

import pytest

from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR
from resilience.publish import publication
from resilience.publish.api_reference import PACKAGES, write_api_reference
from test_publication import publish

LOADS = re.compile(
    r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//|@import|fetch\(|url\(["']?http"""
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    import dataclasses

    from resilience.project.settings import Settings

    build = tmp_path_factory.mktemp("api")
    settings = dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=build)
    publish(settings, "r-1")
    index = write_api_reference(settings)
    assert publication.fault(settings) is None, "the publication is as whole as before"
    return index.parent


def test_every_package_of_the_wheel_is_in_it():
    wheel = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert {folder.removeprefix("python/") for folder in wheel["wheel"]["packages"]} == set(PACKAGES)


def test_what_a_room_exports_has_a_page(pages):
    for package in PACKAGES:
        folder = PROJECT_DIR / "python" / package
        for file in [folder / "__init__.py", *sorted(folder.glob("*/__init__.py"))]:
            name = ".".join(file.relative_to(PROJECT_DIR / "python").parent.parts)
            page = pages / f"{name.replace('.', '/')}.html"
            for public in getattr(importlib.import_module(name), "__all__", ()):
                assert f'id="{public}"' in page.read_text(encoding="utf-8"), name


def test_nothing_is_loaded_from_the_network(pages):
    files = [*pages.rglob("*.html"), *pages.rglob("*.js")]
    assert len(files) > 10
    for file in files:
        assert not LOADS.search(file.read_text(encoding="utf-8")), file


def test_sections_of_a_docstring_are_headings(pages):
    text = (pages / "resilience/publish/api_reference.html").read_text(encoding="utf-8")
    assert re.search(r"<h6[^>]*>Raises</h6>", text)


def test_without_a_publication_there_is_no_place_for_it(settings):
    with pytest.raises(UserError, match="Nothing is published"):
        write_api_reference(settings)
