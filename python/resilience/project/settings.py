"""Where things are and which dataset is meant: read once from the environment and `dbt_project.yml`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from resilience.project.errors import UserError

PACKAGE_DIR = Path(__file__).resolve().parents[1]
PROJECT_DIR = next(  # models, macros and seeds: in an installed package's own folder, else at the top of the repository
    folder for folder in (PACKAGE_DIR / "warehouse", PACKAGE_DIR.parents[1]) if (folder / "dbt_project.yml").exists()
)
BUNDLED_STUDY = "virtual_agglomeration"
STUDY_FILE = "study.yml"  # which makes a folder a workspace
STUDIES = "studies"  # the folder of the other studies' publications, in the dataset's


@dataclass(frozen=True)
class Settings:
    """The folders and parameters of one dataset and study. Paths are absolute; nothing is created by reading them.

    In a workspace they are the workspace's, and its study is the main one.
    """

    project_dir: Path
    build_dir: Path
    dataset: str
    target: str
    study: str = BUNDLED_STUDY  # its name: the key `study` of its file
    main_study: str = BUNDLED_STUDY  # the one whose publications are the dataset's own
    workspace: Path | None = None

    @classmethod
    def from_environment(cls, dataset: str | None = None, target: str | None = None) -> Settings:
        """Settings of the chosen dataset.

        Raises:
            UserError: the dataset is not one of `vars.datasets` in dbt_project.yml.
        """
        project_dir = Path(os.environ.get("RESILIENCE_PROJECT_DIR", PROJECT_DIR)).resolve()
        build_dir = Path(os.environ.get("RESILIENCE_BUILD_DIR", "build"))
        base = Path.cwd() if project_dir.is_relative_to(PACKAGE_DIR) else project_dir  # nothing is made in a package
        settings = cls(
            project_dir=project_dir,
            build_dir=(build_dir if build_dir.is_absolute() else base / build_dir),
            dataset=dataset or os.environ.get("RESILIENCE_DATASET", "observed"),
            target=target or os.environ.get("RESILIENCE_TARGET", "duckdb"),
        )
        datasets = settings.project["vars"]["datasets"]
        if settings.dataset not in datasets:
            raise UserError(f"There is no dataset '{settings.dataset}'. dbt_project.yml knows: {', '.join(datasets)}.")
        return settings

    @cached_property
    def project(self) -> dict[str, Any]:
        """dbt_project.yml as data."""
        import yaml

        document: dict[str, Any] = yaml.safe_load((self.project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
        return document

    @property
    def parameters(self) -> dict[str, Any]:
        """The dataset's parameters, as dbt's macro param() gives them."""
        parameters: dict[str, Any] = self.project["vars"]["datasets"][self.dataset]
        return parameters

    @property
    def dataset_dir(self) -> Path:
        return self.build_dir / self.dataset

    @property
    def work_file(self) -> Path:
        """The warehouse dbt builds in; never the one that people read."""
        return self.dataset_dir / "work.duckdb"

    @property
    def target_dir(self) -> Path:
        """dbt's target-path: manifest, run_results, compiled SQL."""
        return self.dataset_dir / "target"

    @property
    def is_main_study(self) -> bool:
        return self.study == self.main_study

    @property
    def main_source(self) -> str:
        """What the main study is read from: a bundled study's name, or the workspace's file."""
        return BUNDLED_STUDY if self.workspace is None else str(self.workspace / STUDY_FILE)

    def every_study(self) -> list[Settings]:
        """Settings of each study that has a folder of its own, after those of the main one."""
        others = sorted(folder.name for folder in (self.dataset_dir / STUDIES).glob("*") if folder.is_dir())
        return [replace(self, study=name) for name in (self.main_study, *others)]

    @property
    def study_dir(self) -> Path:
        """Where the study's publications are: the main one's lie in the dataset's own folder."""
        return self.dataset_dir if self.is_main_study else self.dataset_dir / STUDIES / self.study

    @property
    def publications_dir(self) -> Path:
        return self.study_dir / "publications"

    @property
    def published(self) -> Path:
        """The link that people open; it points at the study's last complete publication."""
        return self.study_dir / "published"

    @property
    def published_file(self) -> Path:
        return self.published / "warehouse.duckdb"

    @property
    def is_packaged(self) -> bool:
        """Whether the project is an installed package's, in which nothing is made."""
        return self.project_dir.is_relative_to(PACKAGE_DIR)

    @property
    def manifests_dir(self) -> Path:
        """What dbt parsed, for every dataset and build of the project."""
        return (self.build_dir if self.is_packaged else self.project_dir / "build") / "manifests"

    @property
    def landing_dir(self) -> Path:
        if self.workspace is not None:
            return self.workspace / "data"
        base = self.build_dir.parent if self.is_packaged else self.project_dir
        return Path(os.environ.get("LANDING_DIR", base / "landing"))

    @property
    def environment(self) -> dict[str, str]:
        """What dbt's profile and project read, for a dbt that runs in this process."""
        return {
            "RESILIENCE_BUILD_DIR": str(self.build_dir),
            "RESILIENCE_DATASET": self.dataset,
            "RESILIENCE_TARGET": self.target,
        }


def enclosing(folder: Path) -> Path | None:
    """The workspace that a folder is or lies in."""
    return next((each for each in (folder, *folder.parents) if (each / STUDY_FILE).is_file()), None)


@contextmanager
def in_environment(values: dict[str, str]) -> Iterator[None]:
    """Environment variables for as long as the block runs."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
