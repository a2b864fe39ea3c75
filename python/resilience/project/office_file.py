"""Office files without the clock: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

FIXED_TIME = datetime(2000, 1, 1)  # times are in run.json only; office files want one, so it is always the same


def save_still(book: Workbook, file: Path) -> None:
    """Saves a workbook so that the same content gives the same bytes."""
    book.properties.created = book.properties.modified = FIXED_TIME
    book.save(file)
    hold_still(file)


def hold_still(file: Path) -> None:
    """Rewrites an office file with one fixed time on and in every part: openpyxl stamps the clock when it saves."""
    out = io.BytesIO()
    stamp = FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(\w+)[^>]*>)[^<]*(</dcterms:\2>)", rb"\g<1>" + stamp + rb"\g<3>", part)
            after.writestr(zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    file.write_bytes(out.getvalue())
