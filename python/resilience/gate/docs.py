"""Great Expectations' Data Docs, made to open without a network."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

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
ul{padding-left:1.2rem}.collapse{display:block}.modal,.cooltip,form{display:none}
</style></head>"""


def copy_data_docs(project: Path, docs_dir: Path) -> None:
    """Copies the built site of a Great Expectations project to `docs_dir`, with everything external taken out."""
    site = project / "gx" / "uncommitted" / "data_docs" / "local_site"
    if docs_dir.exists():
        shutil.rmtree(docs_dir)
    shutil.copytree(site, docs_dir, ignore=shutil.ignore_patterns("*.gif", "fonts", "iterative-dev-loop.png"))
    for page in docs_dir.rglob("*.html"):
        text = EXTERNAL.sub("", page.read_text(encoding="utf-8"))
        page.write_text(text.replace("</head>", STYLE, 1), encoding="utf-8")
    for sheet in docs_dir.rglob("*.css"):
        sheet.write_text(IMPORT.sub("", sheet.read_text(encoding="utf-8")), encoding="utf-8")
