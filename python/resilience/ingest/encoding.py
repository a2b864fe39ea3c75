"""Bytes -> text, strictly: what more than one decoding could explain is refused, never guessed at."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection
from pathlib import Path

from resilience.ingest.refusal import refuse_file

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
GZIP = b"\x1f\x8b"
REPLACEMENT = "\ufffd"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
INSIDE_A_WORD = re.compile(r"[a-z][\u4e00-\u9fff][a-z]|[A-Za-z][Ａ-Ｚａ-ｚ]|[Ａ-Ｚａ-ｚ][A-Za-z]")
TELLTALE = re.compile(r"地区|省|市|年|数据库|指标|地區|縣")
# In Western text an accented letter stands in a word of plain ones, a sign apart from them.
WESTERN = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ"
SIGNS = "–—‘’“”…€£§«»¿¡°ªº²³±·©®™ \xa0"
TOUCHING = re.compile(rf"[£§±²³©®][{WESTERN}]|[{WESTERN}][£§±²³©®]|[a-z][£§±²³©®°][a-z]")
WESTERN_WORD = re.compile(rf"[A-Za-z{WESTERN}'’ªº]+")


def decode(file: Path, names: Collection[str] = ()) -> tuple[str, str]:
    """Text and the encoding found: by a byte-order mark, else the one strict decoding that reads as writing.

    UTF-8 wins over all others, since hardly any other bytes decode so. Of GB18030, Big5, EUC-KR and Windows-1252
    (Latin-1 is a part of it) that one counts whose letters people write so; of two, the one with known words.

    Args:
        names: names of regions and of what is measured.

    Raises:
        UserError: an empty or binary file, bytes that no encoding explains, or that two explain equally well.
    """
    content = contents(file)
    if not content.strip():
        raise refuse_file(file, "an empty file", "a table", "download it again")
    encodings = [encoding for mark, encoding in MARKS if content.startswith(mark)]
    encodings = encodings or (["utf-16-le", "utf-16-be"] if b"\x00" in content else ["utf-8"])
    for encoding in encodings:
        text = _strictly(content, encoding)
        if text is not None and not CONTROL.search(text):
            return text, encoding
    if b"\x00" in content:
        raise refuse_file(file, "binary content", "a table", "save it as CSV, .xlsx or .xls with the ending it has")
    texts = {name: text for name in READS_AS if (text := _strictly(content, name)) is not None and READS_AS[name](text)}
    if len(texts) > 1:
        texts = {name: text for name, text in texts.items() if _has_known_words(text, names)} or texts
    if len(texts) == 1:
        encoding, text = next(iter(texts.items()))
        return text, encoding
    remedy = "save it as UTF-8 (in Excel: CSV UTF-8), and try again"
    if texts:
        raise refuse_file(file, f"text that reads as {' and as '.join(texts)}", "one encoding that explains it", remedy)
    for encoding in ("utf-8", "gb18030"):
        if (line := _broken_line(content, encoding)) is not None:
            remedy = "download it again, or write that line anew"
            raise refuse_file(file, f"{encoding.upper()} text but for line {line}", "bytes of one encoding", remedy)
    raise refuse_file(file, "bytes of no known encoding", "UTF-8, UTF-16, GB18030, Big5 or Latin-1 text", remedy)


def contents(file: Path) -> bytes:
    """The bytes of a file, unpacked where gzip packed them.

    Raises:
        UserError: a damaged archive.
    """
    content = file.read_bytes()
    try:
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except (OSError, EOFError, zlib.error):
        raise refuse_file(file, "a damaged .gz file", "a whole one", "download it again") from None


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if REPLACEMENT in text else text


def _is_chinese(text: str) -> bool:
    """Nearly all characters are of the 6,763 of GB 2312, most of them of its 3,755 common ones."""
    wide = [character.encode("gb2312", errors="ignore") for character in text if character > "\x7f"]
    common = sum(b"\xa1\xa1" <= pair < b"\xa4\xa1" or b"\xb0\xa1" <= pair < b"\xd8\xa1" for pair in wide)
    is_common = sum(map(bool, wide)) >= 0.95 * len(wide) and common >= 0.6 * len(wide)
    return is_common and not INSIDE_A_WORD.search(text)


def _is_traditional(text: str) -> bool:
    """Nearly all characters are of the 5,401 common ones of Big5, or signs."""
    wide = [character.encode("big5", errors="ignore") for character in text if character > "\x7f"]
    is_common = sum(b"\xa1\x40" <= pair < b"\xc6\x80" for pair in wide) >= 0.95 * len(wide)
    return is_common and not INSIDE_A_WORD.search(text)


def _is_korean(text: str) -> bool:
    wide = [character for character in text if character > "\x7f"]
    return sum("가" <= character <= "힣" for character in wide) >= 0.95 * len(wide)


def _is_western(text: str) -> bool:
    """Every high character is a letter within a word of mostly plain ones, or a sign that stands apart from them."""
    rest = WESTERN_WORD.sub("", text)
    words = [word for word in WESTERN_WORD.findall(text) if any(letter in WESTERN for letter in word)]
    accented = sum(letter in WESTERN for word in words for letter in word)
    return (
        all(character <= "\x7f" or character in SIGNS for character in rest)
        and not TOUCHING.search(text)
        and not any(re.search(rf"[{WESTERN}]{{3}}|[a-zà-ÿ][À-Þ]", word) for word in words)
        and accented <= 0.4 * sum(map(len, words))
    )


READS_AS = {"gb18030": _is_chinese, "big5": _is_traditional, "euc_kr": _is_korean, "cp1252": _is_western}


def _has_known_words(text: str, names: Collection[str]) -> bool:
    """Whether a word of most Chinese tables, or a name as a cell of its own, stands in the text."""
    cells = set(re.split(r"[\s,;|\"']+", text))
    return TELLTALE.search(text) is not None or any(name in cells for name in names if name > "\x7f")


def _broken_line(content: bytes, encoding: str) -> int | None:
    """The first line that an encoding does not explain, where it explains all but a few bytes."""
    text = content.decode(encoding, errors="replace")
    wide = sum(character > "\x7f" for character in text)
    n_broken = text.count(REPLACEMENT)
    is_so = 0 < n_broken <= 0.2 * wide and (encoding == "utf-8" or _is_chinese(text.replace(REPLACEMENT, "")))
    return text[: text.index(REPLACEMENT)].count("\n") + 1 if is_so else None
