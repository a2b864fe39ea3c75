"""Fixtures that several tests share."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from resilience.config import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The project's settings with an empty build folder of its own."""
    return dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=tmp_path / "build")


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a publication that the whole pipeline made once, in a temporary folder, for all tests to read."""
    from resilience import pipeline

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDING_DIR", str(tmp_path_factory.mktemp("landing")))
        found = dataclasses.replace(
            Settings.from_environment("observed", "duckdb"), build_dir=tmp_path_factory.mktemp("build")
        )
        pipeline.run(found)
    return found


@pytest.fixture(scope="session")
def begun(publication: Settings) -> Callable[[Path], Settings]:
    """Settings of a build folder that begins with the publication's working file: a test builds what it changes."""

    def begin(build_dir: Path) -> Settings:
        found = dataclasses.replace(publication, build_dir=build_dir)
        found.dataset_dir.mkdir(parents=True)
        shutil.copy(publication.work_file, found.work_file)
        return found

    return begin


@pytest.fixture
def working_copy(publication: Settings, tmp_path: Path) -> Settings:
    """Settings whose working file is a copy of the published warehouse, for tests that change it."""
    found = dataclasses.replace(publication, build_dir=tmp_path)
    found.dataset_dir.mkdir(parents=True)
    shutil.copy(publication.published_file, found.work_file)
    return found
