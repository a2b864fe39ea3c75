"""`resilience new`: a folder with a study that runs as it stands, of a panel's file or of files still to come."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from resilience.project.errors import Problem, UserError
from resilience.project.messages import message
from resilience.project.settings import PROJECT_DIR, STUDY_FILE
from resilience.project.study_file import NAME, STUDIES_DIR

if TYPE_CHECKING:
    from resilience.ingest.own_panel import OwnPanel
    from resilience.workspace.baseline import Baseline
    from resilience.workspace.recognise import Recognised

Language = Literal["en", "zh"]
FOLDERS = ("data", "reference", "published")


@dataclass(frozen=True)
class Stated:
    """What the user states of a panel instead of having it recognised; columns are called as in the file."""

    sheet: str | None = None
    unit: str | None = None
    year: str | None = None
    outcome: str | None = None
    focus: str | None = None


def new(folder: Path, panel: Path | None = None, stated: Stated | None = None, lang: Language = "en") -> str:
    """Makes a workspace, whole or not at all; gives what was understood of the panel.

    Parameters
    ----------
    panel
        CSV, Excel, Stata or Parquet; it is copied into the workspace. Without one the study is of the regional figures
        that `data/` will hold.
    lang
        The language of the study's words and comments.

    Raises
    ------
    UserError
        The folder holds something; the file cannot be read or is no panel of units and years.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remedy = "choose another name, or delete it first"
        raise UserError("A workspace is a new folder.", [Problem(str(folder), "it is there", "nothing", remedy)])
    name = _study_name(folder)
    said, study = _of_panel(panel, stated or Stated(), name, lang) if panel else ([], _of_figures(name, lang))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".resilience-new-", dir=folder.parent) as made:
        stage = Path(made) / "workspace"
        for each in FOLDERS:
            (stage / each).mkdir(parents=True)
        if panel:
            shutil.copyfile(panel, stage / "data" / panel.name)
        (stage / STUDY_FILE).write_text(study, encoding="utf-8")
        (stage / ".gitignore").write_text("build/\n", encoding="utf-8")
        (stage / "README.md").write_text(_said("readme", lang, name=name) + "\n", encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        stage.rename(folder)
    return "\n".join([*said, f"Written: {folder / STUDY_FILE}. Next: cd {folder}; resilience run"])


def _of_panel(file: Path, stated: Stated, name: str, lang: Language) -> tuple[list[str], str]:
    """What was understood of a panel, and the study of it."""
    from resilience.ingest.own_panel import column_names, of_rectangle
    from resilience.ingest.rectangle import read_rectangle
    from resilience.ingest.words import load
    from resilience.workspace.baseline import propose
    from resilience.workspace.recognise import recognise

    table = read_rectangle(file, stated.sheet)
    found = recognise(table, load(PROJECT_DIR), stated.unit, stated.year)
    names = column_names(table, found.unit, found.year)
    for option, column in (("outcome", stated.outcome), ("focus", stated.focus)):
        if column is not None and column not in {*names, *names.values()}:
            problem = Problem(f"{file}, --{option}", f"no column '{column}'", ", ".join(names), "name one of these")
            raise UserError("The file has no such column.", [problem])
    table.require_numbers([each for each in (stated.outcome, stated.focus) if each is not None])
    panel = of_rectangle(table, found.unit, found.year, found.century)
    chosen = propose(panel.frame, names.get(stated.outcome or "", stated.outcome),
                     names.get(stated.focus or "", stated.focus))  # fmt: skip
    said = [
        f"Read {file}: {len(panel.frame)} rows, {chosen.n_units} units, {chosen.n_years} years.",
        *(f"  {note}" for note in panel.notes),
        f"Unit: {found.unit} ({found.why_unit}).",
        f"Year: {found.year} ({found.why_year}).",
        *([f"The same units: {', '.join(found.same_units)}."] if found.same_units else []),
        "Other columns (--unit, --year, --outcome and --focus settle what is taken otherwise):",
        *(f"  {column}" for column in found.others),
        f"Outcome: {chosen.outcome} ({'as stated' if stated.outcome else 'the first column of numbers that varies'}).",
        f"Focus: {chosen.focus} ({'as stated' if stated.focus else 'the next that varies within units and years'}).",
        f"Controls: {', '.join(chosen.controls) or 'none'}.",
        *(f"  not {column}: {message(f'new.without.{why}').en}" for column, why in chosen.without.items()),
    ]
    return said, _study(name, file, stated, found, panel, chosen, lang)


def _study(
    name: str, file: Path, stated: Stated, found: Recognised, panel: OwnPanel, chosen: Baseline, lang: Language
) -> str:
    lines = [
        *_comment("file", lang),
        f"study: {_scalar(name)}",
        f"title_{lang}: {_scalar(name)}",
        "data:" + _aside("data", lang),
        f"  panel: {_scalar(f'data/{file.name}')}",
        *([f"  sheet: {_scalar(stated.sheet)}"] if stated.sheet else []),
        f"  unit: {_scalar(found.unit)}",
        f"  year: {_scalar(found.year)}",
        *([f"  century: {found.century}" + _aside("century", lang)] if found.century else []),
        f"outcome: {_scalar(chosen.outcome)}" + ("" if stated.outcome else _aside("outcome", lang)),
        f"focus: {_scalar(chosen.focus)}" + ("" if stated.focus else _aside("focus", lang)),
        "variables:" + _aside("variables", lang),
    ]
    for variable in [chosen.outcome, chosen.focus, *chosen.controls]:
        label, unit = _label_and_unit(panel.labels[variable])
        lines.append(f"  {_scalar(variable)}: {{{lang}: {_scalar(label)}, unit: {_scalar(unit)}}}")
    columns = list(chosen.columns())
    lines += [
        *_comment("tables", lang),
        *(_comment("without", lang, columns=", ".join(chosen.without)) if chosen.without else []),
        "tables:",
        "  - id: table_2",
        f"    title_{lang}: {_scalar(_said('baseline', lang))}",
        *_comment("errors", lang, indent=4, n=str(chosen.n_units), reported=chosen.reported),
        f"    reported: {chosen.reported}",
        f"    errors: [{', '.join(chosen.errors)}]",
        "    columns:",
    ]
    for number, (title, x, effects) in enumerate(columns, start=1):
        fixed = f", fixed_effects: [{', '.join(effects)}]" if effects else ""
        lines.append(f'      - {{id: "{number}", title_{lang}: {_scalar(_said(title, lang))}, x: [{_list(x)}]{fixed}}}')
    lines.append(f'main: {{table: table_2, column: "{len(columns)}"}}' + _aside("main", lang))
    if chosen.controls:
        lines += [
            "oster:" + _aside("oster", lang),
            '  pairs: [{table: table_2, uncontrolled: "1", controlled: "2"}]',
        ]
    return "\n".join([*lines, *_curve(chosen, lang)]) + "\n"


def _curve(chosen: Baseline, lang: Language) -> list[str]:
    sets = {"none": [], **({"all": chosen.controls} if chosen.controls else {})}
    starts = [chosen.first_year, *([chosen.first_year + 1] if chosen.n_years > 3 else [])]
    return [
        "curve:" + _aside("curve", lang),
        f"  controls: {{{', '.join(f'{key}: [{_list(names)}]' for key, names in sets.items())}}}",
        "  fixed_effects: {none: [], years: [year], units and years: [region_code, year]}",
        f"  sample_start: {starts}",
    ]


def _of_figures(name: str, lang: Language) -> str:
    """A study of the regional figures that `data/` will hold."""
    lines = [
        *_comment("file", lang),
        f"study: {_scalar(name)}",
        f"title_{lang}: {_scalar(name)}",
        "data: {figures: own}" + _aside("figures", lang),
        "outcome: sl",
        "focus: vag",
        *_comment("tables", lang),
        "tables:",
        "  - id: table_2",
        f"    title_{lang}: {_scalar(_said('baseline', lang))}",
        "    columns:",
        '      - {id: "1", x: [vag]}',
        '      - {id: "2", x: [vag], fixed_effects: [year]}',
    ]
    return "\n".join(lines) + "\n"


def _study_name(folder: Path) -> str:
    """The folder's name as a study can have it."""
    name = re.sub(r"[^\w-]+", "_", folder.resolve().name).strip("_-")[:50] or "study"
    if not re.fullmatch(NAME, name) or (STUDIES_DIR / f"{name}.yml").exists():
        return f"my_{name}"
    return name


def _label_and_unit(label: str) -> tuple[str, str]:
    """`GDP (billion USD)` is GDP in billion USD."""
    found = re.fullmatch(r"(.+?)\s*[(\uff08\[]([^()\uff08\uff09\[\]]+)[)\uff09\]]\s*", label)
    return (found[1], found[2]) if found else (label, "")


def _said(id: str, lang: Language, **texts: str) -> str:
    return str(getattr(message(f"new.{id}", **texts), lang))


def _comment(id: str, lang: Language, indent: int = 0, **texts: str) -> list[str]:
    return [f"{' ' * indent}# {line}" for line in _said(id, lang, **texts).splitlines()]


def _aside(id: str, lang: Language) -> str:
    return f"  # {_said(id, lang)}"


def _list(names: list[str]) -> str:
    return ", ".join(map(_scalar, names))


def _scalar(value: Any) -> str:
    """A value as YAML writes it, also inside a list or a mapping on one line."""
    import yaml

    text = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=10**6)
    return text.strip()[1:-1]
