"""Writes a drawn world in the publishers' file shapes and reads it with the readers that real downloads take.

Only the comparison reads `truth.json`; the warehouse never does.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resilience.ingest import ingest
from resilience.project.office_file import save_still
from resilience.simulation.economy import EXPORT_YEARS, TRUTH, YEARS, Setting, World, draw

if TYPE_CHECKING:
    from resilience.project.settings import Settings

SEED = 20261124
VINTAGE, EARLIER_VINTAGE = "2021-12-31", "2018-12-31"
TRUTH_FILE = "truth.json"
TITLES = {
    "gdp": ("地区生产总值", "亿元"),
    "population": ("年末常住人口", "万人"),
    "tax": ("地方财政税收收入", "亿元"),
    "retail": ("社会消费品零售总额", "亿元"),
    "fdi": ("实际利用外资", "万美元"),
    "foreign_stock": ("外商投资企业投资总额", "百万美元"),
    "rd": ("R&D经费内部支出", "万元"),
    "broadband": ("互联网宽带接入用户", "万户"),
    "patents": ("国内专利申请授权量", "件"),
    "technology": ("技术市场成交额", "亿元"),
    "score": ("区域创新能力综合效用值", "分"),
}


def simulate(settings: Settings) -> str:
    """Writes the world under build/<dataset>/world, reads it into the working warehouse; gives one line on it."""
    folder = settings.dataset_dir / "world"
    shutil.rmtree(folder, ignore_errors=True)
    kind = settings.parameters["world"]
    setting = Setting.read(settings.project_dir / "seeds", settings.parameters)
    rng = np.random.default_rng(SEED)
    world = draw(setting, rng, kind)
    reports = []
    for vintage, tables in (
        (EARLIER_VINTAGE, _before_revision(setting, rng, world)),
        (VINTAGE, _tables(setting, world)),
    ):
        for (title, unit), table in tables.items():
            _write(folder / vintage, title, unit, table.rename(index=setting.regions["region_name_zh"]))
        reports += ingest(settings, [folder / vintage], answers={"vintage": vintage}, collection="simulated")
    truth = {"world": kind, "seed": SEED, "coefficients": TRUTH}
    (settings.dataset_dir / TRUTH_FILE).write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")
    return f"simulated world ({kind}) of {len(reports)} published tables"


def _tables(setting: Setting, world: World) -> dict[tuple[str, str], pd.DataFrame]:
    """The last vintage by title and unit; growth in the panel follows it."""
    arrays = {TITLES[name]: array for name, array in world.printed.items()}
    arrays["境内货源地出口总额", "千美元"] = world.exports
    arrays["城镇单位就业人员", "万人"] = np.sum(list(world.employment.values()), axis=0).round(4)
    arrays |= {
        (f"{setting.industries[code]}城镇单位就业人员", "万人"): array for code, array in world.employment.items()
    }
    return {title: _frame(setting, array) for title, array in arrays.items()}


def _before_revision(setting: Setting, rng: np.random.Generator, world: World) -> dict[tuple[str, str], pd.DataFrame]:
    """What was published before a census revised it: GDP to 2017, a little off, and far off in three regions."""
    final = _frame(setting, world.printed["gdp"]).loc[:, :2017]
    slip = rng.normal(0.01, 0.01, final.shape)
    slip[rng.choice(len(final), 3, replace=False)] += 0.15
    return {TITLES["gdp"]: (final * np.exp(slip)).round(2)}


def _frame(setting: Setting, array: np.ndarray) -> pd.DataFrame:
    """Regions down, years across; exports go further back than the rest."""
    years = YEARS if array.shape[1] == len(YEARS) else EXPORT_YEARS
    return pd.DataFrame(array, setting.regions.index, years)


def _write(folder: Path, title: str, unit: str, table: pd.DataFrame) -> None:
    """The site's two downloads in turn: CSV as it comes, and the workbook of the same lines."""
    folder.mkdir(parents=True, exist_ok=True)
    name = title.replace("、", "").replace("&", "") + f"_{folder.name}"  # file names are unique in the store
    lines = published_lines(title, unit, table)
    if unit == "件":
        _workbook(lines, folder / f"{name}.xlsx")
        return
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    (folder / f"{name}.csv").write_bytes(out.getvalue().encode("gb18030"))


def published_lines(title: str, unit: str, table: pd.DataFrame) -> list[list[str]]:
    """The classic download: three header lines, newest year first, the source in the last line."""
    return [
        ["数据库：分省年度数据"],
        [f"指标：{title}({unit})"],
        [f"时间：{table.columns[0]}年-{table.columns[-1]}年"],
        ["地区", *(f"{year}年" for year in reversed(table.columns))],
        *([name, *(repr(float(value)) for value in reversed(values.tolist()))] for name, values in table.iterrows()),
        ["数据来源：模拟数据，与现实无关"],
    ]


def _workbook(lines: list[list[str]], file: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for line in lines:
        book.active.append(line)
    save_still(book, file)
