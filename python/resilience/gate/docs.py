"""Great Expectations' Data Docs, made to open without a network."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

from resilience.gate.suite import Suite

# What the pages would fetch from other hosts; the text and tables stand without it.
EXTERNAL = re.compile(
    r"<script[^>]*src=\"https?://[^\"]*\"[^>]*>\s*</script>"
    r"|<link[^>]*href=\"https?://[^\"]*\"[^>]*/?>"
    r"|<img[^>]*src=\"https?://[^\"]*\"[^>]*/?>",
    re.DOTALL,
)
IMPORT = re.compile(r"@import url\([^)]*https?://[^)]*\);?")
STYLE = """<style>
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}
td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}
ul{padding-left:1.2rem}.collapse{display:block}.modal,.cooltip,form,footer{display:none}
.found{color:#c0392b;font-weight:600}
</style></head>"""


def copy_data_docs(project: Path, docs_dir: Path, suite: Suite, findings: list[dict[str, Any]]) -> None:
    """Copies the built site of a Great Expectations project to `docs_dir`, with everything external taken out.

    The site's own index is a shell that scripts from other hosts fill; a plain list of rules stands in its place.
    """
    site = project / "gx" / "uncommitted" / "data_docs" / "local_site"
    if docs_dir.exists():
        shutil.rmtree(docs_dir)
    shutil.copytree(site, docs_dir, ignore=shutil.ignore_patterns("*.gif", "fonts", "iterative-dev-loop.png"))
    for page in docs_dir.rglob("*.html"):
        text = EXTERNAL.sub("", page.read_text(encoding="utf-8"))
        page.write_text(text.replace("</head>", STYLE, 1), encoding="utf-8")
    (docs_dir / "index.html").write_text(_index(docs_dir, suite, findings), encoding="utf-8")
    for sheet in docs_dir.rglob("*.css"):
        sheet.write_text(IMPORT.sub("", sheet.read_text(encoding="utf-8")), encoding="utf-8")


def _index(docs_dir: Path, suite: Suite, findings: list[dict[str, Any]]) -> str:
    """Every rule in words with what it found, and the way to Great Expectations' page of its frame."""
    counts = Counter(finding["rule"] for finding in findings)
    pages = {page.parents[2].name: page for page in sorted(docs_dir.rglob("validations/**/*.html"))}
    rows = []
    for rule in suite.rules:
        found = counts[rule.rule]
        verdict = f'<td class="found">{found} found 发现</td>' if found else "<td>holds 成立</td>"
        link = pages[rule.frame].relative_to(docs_dir).as_posix() if rule.frame in pages else "#"
        words = (rule.sentence_en, rule.sentence_zh, rule.expected, rule.severity)
        cells = "".join(f"<td>{escape(word)}</td>" for word in words)
        rows.append(f'<tr>{verdict}{cells}<td><a href="{link}">{rule.frame}</a></td></tr>')
    head = "".join(f"<th>{name}</th>" for name in ("", "Rule", "规则", "Expected 期望", "Severity", "Details"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data-quality gate</title>{STYLE}<body>'
        f"<h1>Data-quality gate 数据质量检查</h1><p>{len(suite.rules)} rules, {len(counts)} with findings. "
        "The findings, cell by cell, stand in results.gate_findings.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></body></html>"
    )
