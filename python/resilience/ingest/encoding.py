"""Bytes -> text, strictly: a guess that would decode silently into nonsense is refused."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from resilience.project.errors import Problem, UserError

# Hardly any bytes that are not UTF-8 decode as UTF-8, but nearly any are some GB18030: text read as such must hold one
# of the words that every known download holds, which a wrong encoding turns into other characters.
CHINESE = re.compile(r"地区|省|市|年|数据库|指标")
REPLACEMENT = "\ufffd"


def decode(file: Path, words: Collection[str] = ()) -> tuple[str, str]:
    """Text and the encoding found: a byte-order mark, else UTF-8, else GB18030 that reads as a table of regions.

    Args:
        words: names of regions: a text that holds two of them is one too.

    Raises:
        UserError: an empty or binary file, a web page, or bytes that no known encoding explains.
    """
    content = file.read_bytes()
    if not content.strip():
        raise _refuse(file, "an empty file", "download it again")
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(file, "binary content", "save it as CSV, .xlsx or .xls with the ending it has")
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = next((encoding for mark, encoding in marks if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        known = encoding != "gb18030" or (_is_common(text) and (CHINESE.search(text) or _has_names(text, words)))
        if REPLACEMENT not in text and known:
            return text, encoding
    raise _refuse(file, "bytes that are neither UTF-8 nor GB18030 text of a table", "save it as UTF-8 and try again")


def refuse_web_page(file: Path) -> None:
    """A page saved under the name of a table: an error message of the site, or a table written as a page.

    Raises:
        UserError: the file is a web page, whatever its ending says.
    """
    with file.open("rb") as stream:
        head = stream.read(300)
    if re.match(rb"(\xef\xbb\xbf)?\s*<\?xml", head) and b"<html" not in head.lower():
        raise _refuse(file, "an XML file", "open it in Excel or LibreOffice and save it as .xlsx")
    if not re.match(rb"(\xef\xbb\xbf)?\s*(<!doctype|<html|<table|<\?xml[^>]*>\s*<html)", head, re.IGNORECASE):
        return
    if re.search(rb"<t[dh][\s>]", file.read_bytes(), re.IGNORECASE):
        remedy = "open it in Excel or LibreOffice and save it as .xlsx"
        raise _refuse(file, "a web page with a table, though it does not end in .html", remedy)
    raise _refuse(file, "a web page, probably an error message of the site", "open it, then download it again")


def _has_names(text: str, words: Collection[str]) -> bool:
    """Whether two names written in Chinese stand in the text as words of their own."""
    cells = set(re.split(r"[\s,;\"']+", text))
    return len({word for word in words if word in cells and word > "\x7f"}) > 1


def _is_common(text: str) -> bool:
    """Whether nearly all characters are of the 6,763 of GB 2312: wrongly decoded text scatters over all of GB 18030."""
    wide = [character for character in text if character > "\x7f"]
    return len("".join(wide).encode("gb2312", errors="ignore")) >= 2 * 0.95 * len(wide)


def _refuse(file: Path, found: str, remedy: str) -> UserError:
    return UserError(f"{file.name} was not read.", [Problem(str(file), found, "a table", remedy)])
