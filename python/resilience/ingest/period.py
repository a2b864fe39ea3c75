"""Which texts are calendar years, and which are months, quarters, half-years, cumulated months or other spans.

A figure of ten months is no figure of a year. What is no whole calendar year is refused by its name, never taken for
one, and never for the name of something that is measured.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from resilience.ingest.text import plain

# 2019 · 2019年 · 2019年度 · 2019年末 · 2019.0 · X2019 · yr2019 · 2019[YR2019] · 2019-12-31 · 2019年(亿元)
YEAR = re.compile(
    r"^(?:x|y|yr|year|cy)?_?((?:1[6-9]|20|21)\d{2})(?:\.0+)?年?(?:度|末|底|全年)?(?:\[YR\d{4}\])?"
    r"(?:[-/.](?:12[-/.]31|0?1[-/.]0?1))?(?:\(([^()]*)\))?$",
    re.IGNORECASE,
)
YEAR_LAST = re.compile(r"(?:31[./-]12|12[./-]31|0?1[./-]0?1)[./-]((?:19|20)\d\d)")  # 31.12.2018, 12/31/2018
MIDNIGHT = re.compile(r"T?00:00(?::00(?:\.0+)?)?$")
HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)年?度?")
SEPARATORS = re.compile(r"^[\s_.\-]+|[\s_.\-]+$|[\s_.\-]+(?=[(（])")
LONG_MONTHS = "january february march april june july august october november december may"
MONTH = "(?:" + "|".join(f"{name}|{name[:3]}\\.?" for name in LONG_MONTHS.split()) + r"|sept?(?:ember|\.)?)"
Y, DASH = r"(?:19|20)\d{2}", r"[-~至到]"
IN = rf"(?:{Y}年?度?|\d\d年)?"
NTH = r"(?:[1-4一二三四]|I{1,3}|IV|first|second|third|fourth|1st|2nd|3rd|4th|last)"
UNIT = r"(?:\([^()]*\))?"
NUMBER = r"(?:1[0-2]|0?[1-9])"
COUNT = r"(?:1[0-2]|[1-9]|[一二三四五六七八九十两]+|two|three|four|five|six|seven|eight|nine|ten|eleven)"

# Whole headings, without blanks and with every dash a hyphen; the first that matches names the kind.
HEADINGS = {
    "cumulated months": (
        rf"{IN}{NUMBER}(?:月份?)?{DASH}(?:{Y}年)?{NUMBER}月份?.*",
        rf"(?:{Y})?{MONTH}(?:{Y})?(?:{DASH}|to){MONTH},?(?:{Y})?",
        rf"{IN}[前头首](?:[一二三1-3]个?季度?|{NUMBER}个?月|[一二三四五六七八九十]+个?月)(?:{Y}年?)?",
        rf"{IN}(?:截?[至到]|1月以?来?[至到])(?:{NUMBER}|十[一二]?|[一二三四五六七八九])月(?:份|末|底)?",
        rf"(?:{Y})?,?(?:(?:first|last))?{COUNT}-?months?(?:of|in|to)?,?(?:{Y})?|(?:{Y}年?)?{NUMBER}个月(?:{Y}年?)?",
        rf"(?:{Y})?,?(?:first)?(?:two|three|[23])(?:quarters|qtrs)(?:of)?,?(?:{Y})?",
        rf"{IN}(?:本年|全年|年初至今|年初)?(?:累计|本月止累计|累计值|至今)(?:值|额|数)?(?:同比.*|增长.*)?",
        rf"{IN}(?:year-?to-?date|ytd|cumulative|accumulated)(?:{Y})?",
        rf"{IN}{NUMBER}月份?止?累计.*",
        rf"{IN}第?[一二三1-3](?:季度?)?{DASH}第?[二三四2-4]季度?.*",
        rf"(?:{Y}[-.]?)?Q[1-4]{DASH}Q?[1-4](?:{Y})?|[1-4]-[1-4]Q(?:{Y})?|{NUMBER}M[-.]?{Y}|{Y}[-.]?{NUMBER}M",
        rf"{Y}[-./年]?{NUMBER}月?{DASH}{Y}[-./年]?{NUMBER}月?",
        rf"first(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven)months(?:of)?(?:{Y})?",
    ),
    "quarters": (
        rf"{IN}第?{NTH}季度?(?:末|当季|累计)?",
        rf"(?:{Y}年?[-./:]?)?Q[1-4](?:[-./,:']?(?:{Y}|\d\d))?",
        rf"[1-4][QT][-./,']?(?:{Y}|\d\d)|[1-4]Q|{Y}年?[-./:,]?(?:[1-4][QT]|T[1-4]|I{{1,3}}|IV)",
        rf"(?:T[1-4]|I{{1,3}}|IV)[-./,:']?{Y}年?",
        rf"(?:{Y})?,?(?:{NTH}(?:quarter|qtr\.?)|(?:quarter|qtr\.?){NTH})(?:of)?,?(?:{Y})?",
        r"(?:当季|本季度?|季度?|季别|quarters?|quarterly|qtr)",
    ),
    "half-years": (
        rf"{IN}(?:上|下)?半年(?:度|末|累计|报)?(?:{Y}年?)?|{IN}(?:年中|中期|中报)|(?:年中|中期|中报){Y}年?",
        rf"{Y}年?[-./:,]?[12]H",
        rf"(?:{Y}[-./:]?)?[HS][12](?:[-./,:']?(?:{Y}|\d\d))",
        rf"{Y}[-./:]?[HS][12]",
        rf"[HS][12]|[12]H[-./']?(?:{Y}|\d\d)?",
        rf"(?:{Y})?,?(?:first|second|1st|2nd)half(?:-?year)?(?:of)?,?(?:{Y})?",
        r"(?:半年|半年度|half|half-?years?|semesters?)",
    ),
    "months": (
        rf"{IN}{NUMBER}月(?:份|末|底|当月|当期|当期值|止)?|(?:{NUMBER}|十[一二]?|[一二三四五六七八九])月份?,?{Y}年?",
        rf"{IN}(?:[一二三四五六七八九]|十[一二]?)月(?:份|末|底)?",
        rf"{Y}(?:[-/.]{NUMBER}|0[1-9]|1[0-2])",
        rf"{Y}[-/.]?M{NUMBER}|M{NUMBER}[-/.]?{Y}|{NUMBER}[-/.]{Y}",
        rf"(?:{Y})?[-./,]?{MONTH}(?:[-./,']?(?:{Y}|\d\d))?",
        rf"\d\d[-./]{MONTH}",
        r"(?:当月|本月|上月|月份?|月度|年月|months?|monthly|mon|mth|year_?month|yyyy_?mm|ym)",
    ),
    "weeks": (rf"{IN}第?\d{{1,2}}周|week\d+.*|{Y}-?W\d{{1,2}}|week|周",),
    "seasons": (rf"{IN}[春夏秋冬]季|(?:spring|summer|autumn|fall|winter)(?:of)?{Y}",),
    "days": (rf"{Y}[-/.年]{NUMBER}[-/.月]\d{{1,2}}日?(?:\d\d:\d\d.*|T.*)?", rf"{Y}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"),
    "years of two digits": (r"\d\d年度?末?",),
    "years in words": (r"[〇○零一二三四五六七八九]{4}年?度?末?",),
    "spans of years": (
        rf"{Y}年?{DASH}(?:{Y}|\d\d)年?(?:度|学年|财年)?",
        rf"{Y}/(?:{Y}|\d\d)",
        rf"(?:FY|fiscalyear){DASH}?(?:{Y}|\d\d)(?:[-/]\d\d)?",
    ),
}
WHOLE = {kind: re.compile("|".join(f"(?:{text})" for text in texts), re.IGNORECASE) for kind, texts in HEADINGS.items()}
BRACKETS = re.compile(r"\(([^()]+)\)")
TRAILING_UNIT = re.compile(r"\([^()]*\)$")
# A number that could be a figure too: 202010, 2020.1
NUMERIC = re.compile(r"[\d.]+")
# Inside a longer text.
INSIDE = {
    "cumulated months": re.compile(
        rf"(?<!\d){NUMBER}月?份?{DASH}{NUMBER}月(?!\d*日)|累计值|累计增长|年初至今|(?:今年|本年|年初)以来|本月止"
        rf"|[前头首]{COUNT}个?(?:季度?|月)|(?<!\d){NUMBER}个月(?!及?以|期)|[一二三1-3](?:季度?)?{DASH}第?[二三2-3]季度"
        rf"|\b{MONTH}\s?(?:{DASH}|to|through|until|thru)\s?{MONTH}\b|\byear[- ]to[- ]date\b|\bYTD\b"
        rf"|\b{NUMBER}M[ -]?{Y}\b|\b(?:first )?three-quarter\b|截[至到](?:{Y}年)?(?:1[01]|0?[1-9])月(?!份?\d{{1,2}}日)"
        rf"|\bthis year so far\b|\b(?:first|last|three|two|[23]) ?{COUNT}? ?(?:quarters|qtrs)\b"
        rf"|(?<!than )(?<!over )(?<!aged )\b{COUNT} months\b(?! (?:old|ahead|or|and))"
        rf"|\b(?:through|up to|until|to) (?:the )?(?:end of |end-)?{MONTH}\b",
        re.IGNORECASE,
    ),
    "quarters": re.compile(
        rf"第?[1-4一二三四]季度|\bQ[1-4][ -]?{Y}\b|\b{Y}[ -]?Q[1-4]\b|\b{NTH} quarter\b"
        rf"|(?<![A-Za-z\d])Q[1-4](?![A-Za-z\d])|\b[1-4]Q[ -]?(?:{Y}|\d\d)\b|季报"
        rf"|\bquarterly (?:data|figures|values)\b|, quarterly\b",
        re.IGNORECASE,
    ),
    "half-years": re.compile(
        rf"[上下]半年|半年[报度]|\bhalf-?[ -]?year|\bsemi-?annual|\bH[12][ -]?{Y}\b"
        rf"|\b{Y}[ -]?H[12]\b|\b(?:first|second) half\b", re.IGNORECASE
    ),
    "months": re.compile(
        rf"(?:{Y}|(?<!\d)\d\d)年{NUMBER}月(?!份?\d{{1,2}}日)|(?<=[为是系]){NUMBER}月(?!份?\d{{1,2}}日)"
        rf"|当期值|上年同[月期]|\b{MONTH},? {Y}\b|\b{Y},? {MONTH}\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


@lru_cache(maxsize=10_000)
def year_and_unit(text: str) -> tuple[str, str] | None:
    """2019年(亿元) -> 2019, 亿元; None where the text is no calendar year."""
    heading = MIDNIGHT.sub("", plain(text))
    if day := YEAR_LAST.fullmatch(heading):
        return day[1], ""
    match = YEAR.match(heading)
    if match is None or (match[2] and part_of_year(match[2])):
        return None
    return match[1], match[2] or ""


def is_year(text: str) -> bool:
    return year_and_unit(text) is not None


def without_year(text: str) -> str:
    """gdp_2019, 2019年GDP -> gdp, GDP: what a heading says beside a year; itself where it holds none."""
    return SEPARATORS.sub("", HAS_YEAR.sub("", text)) if HAS_YEAR.search(text) else text


@lru_cache(maxsize=10_000)
def part_of_year(text: str) -> str:
    """What kind of period a heading is that is no calendar year; empty where it is a year or no period at all."""
    heading = hyphens(plain(text))
    if not heading or is_year(heading):
        return ""
    for form in (heading, TRAILING_UNIT.sub("", heading), *BRACKETS.findall(heading)):
        if kind := next((kind for kind, pattern in WHOLE.items() if pattern.fullmatch(form)), ""):
            return kind
    return ""


@lru_cache(maxsize=10_000)
def part_of_year_inside(text: str) -> str:
    """The same of a name or title that holds such a period: 社会消费品零售总额_累计值."""
    spaced = hyphens(unicodedata.normalize("NFKC", text))
    packed = hyphens(plain(text))
    found = (kind for kind, pattern in INSIDE.items() if pattern.search(spaced) or pattern.search(packed))
    return part_of_year(text) or next(found, "")


def hyphens(text: str) -> str:
    return re.sub("[‐‑‒–—―−﹣－]+", "-", text)
