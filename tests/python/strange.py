"""A study and a warehouse whose labels hold what spreadsheets, browsers, TeX, drawings and terminals would take up."""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml

FORMULAS = ("=cmd|'/C calc'!A0", "+1+cmd", "-2+3+cmd", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1")
MARKUP = "</title></script><script>window.hit=1</script><img src=x onerror=window.hit=1>"
TEX = r"\input{x} $\bad$ {oops ~ ^ _ & % # [x] *"
CONTROL = "\x00\x07\x08\x0b\x1b[2J\x7f\x85\u202e\ufffe"
STRANGE = f"{FORMULAS[0]} {MARKUP} {TEX} {CONTROL} ]]> --> \n x"

TABLE = {
    "id": "strange",
    "version": "baseline",
    "title_en": STRANGE,
    "title_zh": FORMULAS[3] + CONTROL,
    "note_en": STRANGE,
    "note_zh": FORMULAS[1] + CONTROL,
    "reported": "CRV1(region)",
    "errors": ["CRV1(region)", "CRV3(region)"],
    "fixed_effects": ["year"],
    "columns": [
        {"id": "=1+1" + CONTROL, "title_en": FORMULAS[4], "title_zh": FORMULAS[7], "x": ["vag"]},
        {"id": "2", "title_en": "* star", "title_zh": "[x]", "x": ["vag", "ln_broadband", "tax_share"]},
    ],
}


def study() -> dict:
    """A study file's content."""
    names = ("sl", "vag", "ln_broadband")
    labels = dict(zip(names, ((STRANGE, STRANGE), FORMULAS[1:3], (TEX, CONTROL)), strict=True))
    return {
        "study": "strange",
        "title_en": STRANGE,
        "title_zh": STRANGE,
        "introduction_en": STRANGE,
        "introduction_zh": STRANGE,
        "outcome": "sl",
        "focus": "vag",
        "cluster": "region_code",
        "seed": 1,
        "permutations": 19,
        "variables": {name: {"en": en, "zh": zh, "unit": "$^" + CONTROL} for name, (en, zh) in labels.items()},
        "descriptives": {"table": "table_1", "variables": list(names)},
        "tables": [TABLE],
    }


def write_study(file: Path) -> Path:
    file.write_text(yaml.safe_dump(study(), allow_unicode=False), encoding="utf-8")
    return file


def label_the_warehouse(work_file: Path) -> None:
    """As landed files and seeds of the user's could bring them: regions, sources, findings, corrections."""
    with duckdb.connect(str(work_file)) as connection:
        for table, columns in {
            "marts.dim_region": ("region_name_en", "region_name_zh"),
            "marts.dim_source": ("citation", "vintage"),
            "quality.findings": ("sentence_en", "sentence_zh", "rule", "expected", "remedy"),
            "reference.corrections": ("reason_en", "reason_zh"),
            "reference.series_links": ("reason_en", "reason_zh"),
        }.items():
            for column in columns:
                connection.execute(f"update {table} set {column} = ? || {column}", [STRANGE.replace("\x00", "")])
