"""Writes tables, figures and the report into a folder, from one warehouse file and nothing else."""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.plain_text import plain
from resilience.reporting import answer, documents, figures, formats, moderation, quality, referee, search, tables
from resilience.reporting.captions import FIGURES, PARAMETERS, in_chinese, stated_zh
from resilience.reporting.data import Warehouse, load
from resilience.reporting.numbers import number, p_value
from resilience.reporting.sentence import VERDICTS_ZH

if TYPE_CHECKING:
    from resilience.config import Settings

# What words the verdicts and statements; the report shows the hash of each file.
RULES = ("verdict_rules", "robustness_sets", "sentence_rules", "sentence_tests")
# Findings with a reason of their own, told once, where the figures come from.
TOLD_UNDER_SOURCES = ("series link", "correction")


def write_report(
    settings: Settings, run_id: str, warehouse_file: Path, out_dir: Path, study: str = "virtual_agglomeration"
) -> None:
    """Writes `tables/`, `figures/`, `report/index.html` and `quality/index.html` under `out_dir`.

    Args:
        run_id: stands in every file.
        warehouse_file: where every number comes from.
        study: name or file of the study whose estimates it holds.
    """
    from resilience.estimation.study import load_study
    from resilience.estimation.terms import expand

    data = load(warehouse_file)
    plan, _ = expand(load_study(study, list(data.panel.columns)), data.panel)
    study_tables = tables.study_tables(plan, data) if data.estimated else []
    drawn = figures.draw_all(data, plan)
    _write_tables(study_tables, run_id, out_dir / "tables")
    _write_figures(drawn, run_id, out_dir / "figures")
    _write(out_dir / "report" / "index.html", _page(settings, run_id, data, plan, study_tables, drawn))
    _write(out_dir / "quality" / "index.html", quality.page(_environment(), data, run_id, settings.dataset))


def _write(file: Path, text: str) -> None:
    """Whatever a label brings, the file holds no control character: browsers and TeX stop at some."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(plain(text), encoding="utf-8")


def _write_tables(study_tables: list[tables.StudyTable], run_id: str, folder: Path) -> None:
    for table in study_tables:
        _write(folder / f"{table.table_id}.csv", formats.to_csv(table, run_id))
        _write(folder / f"{table.table_id}.tex", formats.to_latex(table, run_id))
        html = _environment().get_template("table_page.html.j2").render(table=table, run_id=run_id)
        _write(folder / f"{table.table_id}.html", html)
    if study_tables:
        documents.to_excel(study_tables, run_id, folder / "tables.xlsx")
        documents.to_word(study_tables, run_id, folder / "tables.docx")


def _write_figures(drawn: dict[str, str], run_id: str, folder: Path) -> None:
    for name, svg in drawn.items():
        _write(folder / f"{name}.svg", svg.replace(">", f"><!-- run {run_id} -->", 1))


def _page(
    settings: Settings, run_id: str, data: Warehouse, study: Any, study_tables: list, drawn: dict[str, str]
) -> str:
    apart = data.findings["finding_source"].isin(TOLD_UNDER_SOURCES)
    findings = data.findings[~apart].groupby(["severity", "rule", "sentence_en", "sentence_zh"], sort=False)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run_id=run_id,
            dataset=settings.dataset,
            variant=settings.study if data.is_published and not settings.is_bundled_study else None,
            simulated="simulated" in settings.parameters["collections"],
            parameters=[
                (name, *PARAMETERS[name], value) for name, value in settings.parameters.items() if name in PARAMETERS
            ],
            study=study,
            data=data,
            answer=answer.answer(data),
            constructions=search.constructions(data),
            tables=[table for table in study_tables if table.is_published or not data.is_published],
            added=[table for table in study_tables if not table.is_published and data.is_published],
            figures=[
                (name, *FIGURES[name], _told(drawn[name], *FIGURES[name][:2])) for name in FIGURES if name in drawn
            ],
            questions=referee.questions(data, study) if data.estimated else [],
            moderations={name: _moderation(data, study, name, drawn) for name in moderation.tables(data)},
            findings=[(*keys, len(rows), bool(rows["is_accepted"].all())) for keys, rows in findings],
            replication=_replication(data),
            causes=_causes(data),
            by_hand=_by_hand(data),
            verdicts_zh=VERDICTS_ZH,
            gate_zh=answer.GATE_ZH,
            rule_hashes={name: _sha256(settings, name) for name in RULES},
            gate=data.gate.iloc[0] if len(data.gate) else None,
        )
    )


def _moderation(data: Warehouse, study: Any, table_id: str, drawn: dict[str, str]) -> tuple[answer.Sentence, str]:
    says = moderation.caption(data, study, table_id)
    return says, _told(drawn[f"marginal_effect_{table_id}"], says.en, says.zh)


def _told(svg: str, en: str, zh: str) -> str:
    """The drawing with its text for people who hear the page."""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(f"{en} {zh}")}" ', 1)


def _replication(data: Warehouse) -> dict[str, list[tuple[str, int]]]:
    """Per published table, how many printed cells have which verdict; cells that are labels are left out."""
    rows = data.replication[data.replication["verdict"] != "not a number"]
    counts = rows.groupby(["table_id", "verdict"]).size()
    found: dict[str, list[tuple[str, int]]] = {}
    for (table, verdict), n in counts.items():
        found.setdefault(table, []).append((verdict, int(n)))
    return found


def _by_hand(data: Warehouse) -> Any:
    """The stored numbers of the one column that the report shows how to estimate without it."""
    rows = data.estimates.query(
        "table_id == 'table_2' and column_id == '2' and term == 'vag' and se_type == 'CRV1(region)'"
    )
    return rows.iloc[0] if data.is_published and len(rows) else None


def _sha256(settings: Settings, rules: str) -> str:
    return hashlib.sha256((settings.project_dir / "seeds/published" / f"{rules}.csv").read_bytes()).hexdigest()


def _causes(data: Warehouse) -> dict[tuple[str, str], int]:
    """How many printed cells differ for which reason, known how."""
    rows = data.replication[data.replication["root_cause"] != "none"]
    return rows.groupby(["root_cause", "root_cause_basis"]).size().to_dict()


def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("resilience.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "p_value": p_value, "in_chinese": in_chinese, "stated_zh": stated_zh}
    return environment
