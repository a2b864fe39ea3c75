"""Writes tables, figures and the report into a folder, from one warehouse file and nothing else."""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.audit.print_coverage import covered, wanted
from resilience.project.messages import Bilingual, label, message
from resilience.project.plain_text import plain
from resilience.project.settings import BUNDLED_STUDY
from resilience.report import documents, figures, formats, gate_page, moderation_figure, referee, tables
from resilience.report.answer import answer
from resilience.report.captions import SOURCES, caption
from resilience.report.frames import Frames, load
from resilience.report.labels import Labels, definition, departure, in_words, where_stated
from resilience.report.numbers import number, p_value
from resilience.report.sentence import Sentence
from resilience.report.table_notes import link_jump

if TYPE_CHECKING:
    from resilience.project.settings import Settings

# What words the verdicts and statements; the report shows the hash of each file.
RULES = ("verdict_rules", "robustness_sets", "sentence_rules", "sentence_tests")
# Findings with a reason of their own, told once, where the figures come from.
TOLD_UNDER_SOURCES = ("series link", "correction")


def write_report(
    settings: Settings, run_id: str, warehouse_file: Path, out_dir: Path, study: str = BUNDLED_STUDY
) -> None:
    """Writes `tables/`, `figures/`, `report/index.html` and `quality/index.html` under `out_dir`.

    Args:
        run_id: stands in every file.
        warehouse_file: where every number comes from.
        study: name or file of the study whose estimates it holds.
    """
    from resilience.estimation import panel_labels
    from resilience.estimation.derived_columns import derive_columns
    from resilience.estimation.specification import load_study

    data = load(warehouse_file)
    read = load_study(study, list(data.panel.columns))
    named = panel_labels.on_panel(read, data.departures, data.parameters, data.variables)
    plan, _ = derive_columns(named, data.panel)
    study_tables = tables.study_tables(plan, data) if data.estimated else []
    drawn = figures.draw_all(data, plan)
    _write_tables([tables.by_itself(table, data) for table in study_tables], run_id, out_dir / "tables")
    _write_figures(drawn, run_id, out_dir / "figures")
    _write(out_dir / "report" / "index.html", _page(settings, run_id, data, plan, study_tables, drawn))
    _write(out_dir / "quality" / "index.html", gate_page.page(_environment(), data, run_id, settings.dataset))


def _write(file: Path, text: str) -> None:
    """Whatever a label brings, the file holds no control character: browsers and TeX stop at some."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(plain(text), encoding="utf-8")


def _write_tables(study_tables: list[tables.StudyTable], run_id: str, folder: Path) -> None:
    for table in study_tables:
        for ending, text_of in formats.FORMATS.items():
            _write(folder / f"{table.table_id}.{ending}", text_of(table, run_id))
        html = _environment().get_template("table_page.html.j2").render(table=table, run_id=run_id)
        _write(folder / f"{table.table_id}.html", html)
    if study_tables:
        documents.to_excel(study_tables, run_id, folder / "tables.xlsx")
        documents.to_word(study_tables, run_id, folder / "tables.docx")


def _write_figures(drawn: dict[str, str], run_id: str, folder: Path) -> None:
    for name, svg in drawn.items():
        _write(folder / f"{name}.svg", svg.replace(">", f"><!-- run {run_id} -->", 1))


def _page(
    settings: Settings,
    run_id: str,
    data: Frames,
    study: Any,
    study_tables: list[tables.StudyTable],
    drawn: dict[str, str],
) -> str:
    labels, parameters = Labels(study, data), data.parameters.set_index("parameter")
    apart = data.findings["finding_source"].isin(TOLD_UNDER_SOURCES)
    findings = data.findings[~apart].groupby(["severity", "rule", "sentence_en", "sentence_zh"], sort=False)
    captions = {name: caption(name, labels) for name in SOURCES if name in drawn}
    page: str = (
        _environment()
        .get_template("report.html.j2")
        .render(
            run_id=run_id,
            dataset=settings.dataset,
            variant=settings.study if data.is_published and not settings.is_main_study else None,
            simulated="simulated" in parameters.at["collections", "value"],
            parameters=parameters[parameters["bears_on_estimates"]],
            labels=labels,
            definition=definition(labels),
            departs=departure(data),
            study=study,
            data=data,
            answer=answer(data, study),
            covered=covered(data.print_coverage),
            wanted=wanted(data.missing_facts),
            tables=[table for table in study_tables if table.is_published or not data.is_published],
            added=[table for table in study_tables if not table.is_published and data.is_published],
            figures={name: (*told, _spoken(drawn[name], *told[0])) for name, told in captions.items()},
            questions=referee.questions(data, study) if data.estimated else [],
            moderations={name: _moderation(data, study, name, drawn) for name in moderation_figure.tables(data)},
            findings=[(*keys, len(rows), bool(rows["is_accepted"].all())) for keys, rows in findings],
            replication=_replication(data),
            causes=_causes(data),
            planted=_planted(study),
            by_hand=_by_hand(data, study),
            rule_hashes={name: _sha256(settings, name) for name in RULES},
            example=(data.panel["region_code"].iloc[0], data.panel["year"].max()) if len(data.panel) else ("", ""),
            gate=data.gate.iloc[0] if len(data.gate) else None,
        )
    )
    return page


def _moderation(data: Frames, study: Any, table_id: str, drawn: dict[str, str]) -> tuple[Sentence, str]:
    caption = moderation_figure.caption(data, study, table_id)
    return caption, _spoken(drawn[f"marginal_effect_{table_id}"], caption.en, caption.zh)


def _spoken(svg: str, en: str, zh: str) -> str:
    """The drawing with its text for people who hear the page."""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(f"{en} {zh}")}" ', 1)


def _replication(data: Frames) -> dict[str, list[tuple[str, int]]]:
    """Per published table, how many printed cells have which verdict; cells that are labels are left out."""
    rows = data.replication[data.replication["verdict"] != "not a number"]
    counts = rows.groupby(["table_id", "verdict"]).size()
    found: dict[str, list[tuple[str, int]]] = {}
    for (table, verdict), n in counts.items():
        found.setdefault(table, []).append((verdict, int(n)))
    return found


def _planted(study: Any) -> Bilingual | None:
    """The column whose specification a simulated world plants: the study's moderation."""
    place = study.moderation
    if place is None:
        return None
    return message("report.column", table=_title(study, place.table), column=place.column)


def _title(study: Any, table_id: str) -> Bilingual:
    return tables.titles(next(table for table in study.tables if table.id == table_id))


def _by_hand(data: Frames, study: Any) -> Any:
    """The stored numbers of the study's main column, and how R estimates it without this project; None without one."""
    place = study.main
    if place is None:
        return None
    rows = data.estimates.query(
        "table_id == @place.table and column_id == @place.column and term == @study.focus and se_type == 'CRV1(region)'"
    )
    table = next(table for table in study.tables if table.id == place.table)
    column = next(column for column in table.columns if column.id == place.column)
    x, effects = table.regressors(column), table.effects(column)
    is_plain = set(x) <= set(data.panel) and not column.region_trends and not any("^" in each for each in effects)
    if rows.empty or not is_plain or study.restriction(table, column) or table.sample != "own" or column.instruments:
        return None
    return {
        "estimate": rows["estimate"].iloc[0],
        "std_error": rows["std_error"].iloc[0],
        "focus": study.focus,
        "cluster": study.cluster,
        "formula": f"{study.of(table, column).outcome} ~ {' + '.join([*x, *(f'factor({name})' for name in effects)])}",
        "table": tables.titles(table),
        "column": column.id,
    }


def _sha256(settings: Settings, rules: str) -> str:
    return hashlib.sha256((settings.project_dir / "seeds/published" / f"{rules}.csv").read_bytes()).hexdigest()


def _causes(data: Frames) -> dict[tuple[str, str], int]:
    """How many printed cells differ for which reason, known how."""
    rows = data.replication[data.replication["root_cause"] != "none"]
    return dict(rows.groupby(["root_cause", "root_cause_basis"]).size())


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("resilience.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "p_value": p_value}
    environment.globals |= {
        "both": _both, "message": message,
        "text": lambda id, **texts: _both(message(id, **texts)), "code": lambda *of: _both(label(*of)),
        "called": _called, "in_words": in_words, "where_stated": where_stated, "link_jump": link_jump,
    }  # fmt: skip
    return environment


def _both(pair: tuple[str, str]) -> Any:
    """A text in both languages, of which the page shows one."""
    from markupsafe import Markup

    return Markup('<span lang="en">{}</span><span lang="zh">{}</span>').format(*pair)


def _called(id: str) -> Any:
    """What a column is called, for screens too narrow for a head."""
    from markupsafe import Markup

    en, zh = message(id)
    return Markup('data-en="{}" data-zh="{}"').format(en[:1].lower() + en[1:], zh)
