"""Fixtures that several tests share."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import settings as hypothesis_settings

from resilience.project.settings import PROJECT_DIR, Settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores are the workers'

# The same examples every time: a change breaks the tests, never a draw. `--hypothesis-profile search` draws new ones.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.register_profile("search", deadline=None, print_blob=True)
hypothesis_settings.load_profile("steady")


PLACE = "it's 我的 build"  # a folder as people have them

# Files that take longest, first, so that no worker is left with one at the end; two begin without waiting for another.
LONG = (
    "end_to_end", "simulated_world", "recipes", "parity", "parity_spark", "words_follow_numbers", "changes", "customs",
    "landed_vintages", "us_states", "audit_score", "bench",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {f"test_{name}.py": number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the person who runs the tests has set or landed is no part of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("RESILIENCE_", "DBT_"))]:
            patch.delenv(name)
        patch.setenv("LANDING_DIR", str(tmp_path_factory.mktemp("landing")))
        patch.setenv("RESILIENCE_SIZE_DRAWS", "100")  # of tests' sizes on panels other than the bundled one
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The project's settings with an empty build folder of its own."""
    return dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=tmp_path / "build")


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a publication that the whole pipeline made once, in a temporary folder, for all tests to read.

    Of several workers the first makes it; the others wait, and their run finds that nothing changed.
    """
    from resilience.publish import pipeline

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    found = dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=folder / PLACE)
    with (folder / "publication.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
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


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A copy of the project whose named folders may be changed; the rest are links."""

    def copy(*folders: str) -> Path:
        project = tmp_path_factory.mktemp("project")
        for each in PROJECT_DIR.iterdir():
            if each.name in folders:
                shutil.copytree(each, project / each.name, ignore=shutil.ignore_patterns("__pycache__"))
            elif each.name not in ("build", "landing") and not each.name.startswith("."):
                (project / each.name).symlink_to(each)
        return project

    return copy


AROUND_TABLES = ("curve", "oster", "placebo", "moderation")


class SmallStudy(NamedTuple):
    """A warehouse in DuckDB and the file of the study it holds."""

    settings: Settings
    file: Path


@pytest.fixture(scope="session")
def small_study(begun: Callable[[Path], Settings], tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    """One table of the study that moves with vintages, estimated and audited, and one landed figure beside."""
    from resilience.ingest import ingest
    from resilience.project import dbt
    from resilience.publish import pipeline

    found = begun(tmp_path_factory.mktemp("small_study"))
    landed = tmp_path_factory.mktemp("small_landing") / "new.csv"
    landed.write_text("指标：地区生产总值(亿元)\n地区,2025年\n北京市,52073.4\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDING_DIR", str(landed.parent))
        ingest(found, [landed], answers={"vintage": "2026-03-31"})
    dbt.invoke(found, ["build", "--select", "staging.landing+", "--exclude", "tag:audit"])
    study = yaml.safe_load((PROJECT_DIR / "python/resilience/studies/virtual_agglomeration.yml").read_text("utf-8"))
    (table,) = (table for table in study["tables"] if table["id"] == "table_2")
    table["errors"] = ["classical", "CRV1(region)", "CRV3(region)"]
    file = found.build_dir / "small.yml"
    small = {key: study[key] for key in study if key not in ("tables", "samples", "group_slopes", *AROUND_TABLES)}
    file.write_text(yaml.safe_dump(small | {"tables": [table]}, allow_unicode=True), encoding="utf-8")
    pipeline.estimate(found, "r-parity", str(file))
    pipeline.audit(found)
    return SmallStudy(found, file)


@pytest.fixture
def working_copy(publication: Settings, tmp_path: Path) -> Settings:
    """Settings whose working file is a copy of the publication's, for tests that change it."""
    found = dataclasses.replace(publication, build_dir=tmp_path)
    found.dataset_dir.mkdir(parents=True)
    shutil.copy(publication.work_file, found.work_file)
    return found


@pytest.fixture(scope="session")
def strange(begun: Callable[[Path], Settings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables, figures and pages of a study and a warehouse whose labels are no plain text."""
    import strange as labels
    from resilience.estimation import estimate
    from resilience.project import dbt
    from resilience.project.dbt import FINGERPRINT
    from resilience.project.warehouse import panel_sha256, working
    from resilience.report import write_report

    found = begun(tmp_path_factory.mktemp("strange"))
    file = labels.write_study(found.build_dir / "strange.yml")
    estimate(found, "r-strange", str(file))
    with working(found) as engine:
        fingerprint = panel_sha256(engine)
    dbt.invoke(found, ["run", "--select", "path:models/audit/sentences"], environment={FINGERPRINT: fingerprint})
    labels.label_the_warehouse(found.work_file)
    out = found.build_dir / "written"
    write_report(found, "r-strange", found.work_file, out, str(file))
    return out


SMALL_YML = """
models:
  - name: one_thing
    description: One row per thing.
    columns:
      - name: thing
        data_tests:
          - unique:
              name: a_thing_is_named_once
              description: A thing is named once
              config: {meta: {remedy: remove the second naming}}
"""


@pytest.fixture
def small_project(settings: Settings, tmp_path: Path) -> Settings:
    """A project of one model with one test, under the real project's macros and profile."""
    folder = tmp_path / "project"
    folder.mkdir()
    real = settings.project_dir
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(real / name, folder)
    (folder / "macros").mkdir()
    for macro in ("generate_schema_name.sql", "param.sql", "materializations"):
        copy = shutil.copytree if (real / "macros" / macro).is_dir() else shutil.copy
        copy(real / "macros" / macro, folder / "macros" / macro)
    for hook in ("create_absent_results", "create_type_names", "take_statistics", "no_compiled_queries"):
        (folder / "macros" / f"{hook}.sql").write_text(f"{{% macro {hook}(_=none) %}}{{% endmacro %}}")
    (folder / "models").mkdir()
    (folder / "models" / "one_thing.yml").write_text(SMALL_YML)
    return dataclasses.replace(settings, project_dir=folder)
