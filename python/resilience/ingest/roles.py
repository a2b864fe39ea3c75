"""Words by which the columns of a table are known: what labels say, what identifies, what remarks, what is missing."""

from __future__ import annotations

import re
import unicodedata

from resilience.ingest.text import plain
from resilience.ingest.written_number import is_number

PLACE = (
    "region|province|prov|state|county|city|district|prefecture|municipality|country|geo|area|territory|ref_?area|"
    "reference_?area|location|地区|地區|省份|省|省市|省市区|省区市|城市|市|地市|区县|县"
)
NAMED = r"(?:_?names?|名称|名|\(labels\))?"
ROLES = {
    "region": rf"(?:{PLACE}){NAMED}",
    "year": r"年份|年度|年|时间|日期|会计年度|统计年度|year|yr|time|period|time_?period|date|ref_?year|calendar_?year",
    "indicator": rf"(?:指标|指標|项目|indicators?|variable|series|measure|subject(?:_descriptor)?|item|na_item){NAMED}",
    "code": r"指标代码|indicator_?code",
    "industry": rf"(?:行业|行业门类|industry|sector|naics|nace(?:_r2)?|isic){NAMED}",
    "unit": r"单位|單位|计量单位|units?|unit_?of_?measure",
    "scale": r"scale|powercode|unit_?mult(?:iplier)?",
    "value": r"数值|值|values?|obs_?value|observation_?value",
}
ROLE = {role: re.compile(words, re.IGNORECASE) for role, words in ROLES.items()}
ABOVE = re.compile(
    r"(数据库|指标|指標|时间|时期|地区|单位|單位|database|indicators?|time|region|unit)\s*[:：]\s*(.*)", re.IGNORECASE
)
MEANS = {
    "指标": "indicator",
    "指標": "indicator",
    "indicators": "indicator",
    "地区": "region",
    "单位": "unit",
    "單位": "unit",
}
REGION_CODE = re.compile(
    rf"(?:{PLACE})_?(?:code|id|no)|geo_?fips|fips|geoid|nuts|adcode|.*(?:行政|区划|地区|省份?)代码", re.IGNORECASE
)
IDENTIFIER = re.compile(
    r"(?:.*_)?(?:id|ids|no\.?|nr|index|idx|key|fips)|#|unnamed.*|row_?(?:id|number|names?)|.*(?:code|codes|代码|编号|编码|序号|索引)|序",
    re.IGNORECASE,
)  # fmt: skip
REMARK = re.compile(
    r"备注|注释|说明|.*(?:remarks?|notes?|footnotes?|flags?|obs_?(?:flag|status)|observation_?status.*)", re.IGNORECASE
)
MISSING = frozenset(
    ("-", "--", "—", "——", "–", "…", "……", ".", "..", "...", "/", ":", "na", "n/a", "nan", "(na)", "null", "x", "(d)")
)
LATIN = re.compile(r"[A-Za-z][A-Za-z .,&'\-()]*")


def role_of(text: str) -> str | None:
    """What a column of this name says of its rows; None where it says nothing. Camel case and blanks are one."""
    name = key(text)
    if len(parts := re.split(r"[\\/、|]", name)) == 2 and {role_of(part) for part in parts} == {"region", "year"}:
        return "region"  # a corner that names both of its sides
    for form in dict.fromkeys((name, plain(text), LATIN.sub("", plain(text)))):  # the last of a name in two languages
        if role := next((role for role, words in ROLE.items() if words.fullmatch(form)), None):
            return role
    return None


def key(name: str) -> str:
    """Provinz-Name, provinceName, Province name -> province_name."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", unicodedata.normalize("NFKC", name).strip())
    return re.sub(r"[\s_.\-]+", "_", parted).lower()


def is_number_or_mark(text: str) -> bool:
    """Whether a text is a number or a mark for a missing one."""
    return is_number(text) or plain(text).lower() in MISSING


def is_identifier(name: str) -> bool:
    """Whether a column of this name holds identifiers."""
    return any(IDENTIFIER.fullmatch(form) or REGION_CODE.fullmatch(form) for form in (key(name), plain(name)))
