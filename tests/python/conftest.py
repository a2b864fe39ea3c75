"""Fixtures that several tests share."""

from __future__ import annotations

import dataclasses
import shutil
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


@pytest.fixture
def working_copy(publication: Settings, tmp_path: Path) -> Settings:
    """Settings whose working file is a copy of the published warehouse, for tests that change it."""
    found = dataclasses.replace(publication, build_dir=tmp_path)
    found.dataset_dir.mkdir(parents=True)
    shutil.copy(publication.published_file, found.work_file)
    return found
