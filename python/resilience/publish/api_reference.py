"""The reference of the public functions as pages that open offline, written when asked for: it takes some seconds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.publish import publication

if TYPE_CHECKING:
    from resilience.project.settings import Settings

PACKAGES = ("linear", "fe_duckdb", "resilience")
STYLES: Any = "google numpy"  # of the docstrings: pdoc reads each style that this names, its type knows one


def write_api_reference(settings: Settings) -> Path:
    """Writes the pages into `docs/api` of the publication, for the code at hand, and gives the first of them.

    Raises
    ------
    UserError
        Nothing is published, or another process publishes.
    """
    import pdoc
    import pdoc.render

    publication.require(settings)
    pdoc.render.configure(docformat=STYLES, show_source=False)
    folder = settings.published / "docs/api"
    with publication.lock(settings):
        pdoc.pdoc(*PACKAGES, output_directory=folder)
    return folder / "index.html"
