"""Words by which the columns of a table are known: what labels say, what identifies, what remarks, what is missing."""

from __future__ import annotations

import re

from resilience.ingest.text import plain

PLACE = "region|province|area|state|county|city|district|prefecture|country|geo|municipality"
ROLES = {
    "region": rf"地区|地区名称|省份|省市|省市区|省区市|省|城市|地市|区县|(?:{PLACE})(?:_?name|\(labels\))?",
    "year": r"年份|年度|年|时间|year|time|period|time_?period",
    "indicator": r"指标|指标名称|indicators?|indicator_?name|variable|series_?name",
    "code": r"指标代码|indicator_?code",
    "industry": r"行业|行业门类|行业名称|industry|sector",
    "unit": r"单位|计量单位|units?",
    "value": r"数值|值|value|obs_?value",
}
ROLE = {role: re.compile(f"^({words})$", re.IGNORECASE) for role, words in ROLES.items()}
ABOVE = re.compile(r"^(数据库|指标|时间|地区|单位|database|indicator|time|region|unit)\s*[:：]\s*(.*)$", re.IGNORECASE)
MEANS = {"指标": "indicator", "地区": "region", "单位": "unit", "时间": "time", "数据库": "database"}
REGION_CODE = re.compile(
    rf"(?:{PLACE})_?(?:code|id|no)|geo_?fips|fips|geoid|adcode|.*(?:行政|区划|地区|省份?)代码", re.I
)
IDENTIFIER = re.compile(
    r"(?:.*_)?(?:id|ids|code|codes|no\.?|nr|index|idx|key|fips)|#|unnamed.*|row_?(?:id|number|names?)|(?:series|line|table|"
    r"indicator|item)_?code|.*(?:代码|编号|编码|序号|索引)|序",
    re.IGNORECASE,
)  # fmt: skip
REMARK = re.compile(r"备注|注释|说明|remarks?|notes?|footnotes?|flags?|obs_?(?:flag|status)", re.IGNORECASE)
MISSING = frozenset(
    ("-", "--", "—", "——", "–", "…", "……", ".", "..", "...", "/", ":", "na", "n/a", "nan", "(na)", "null", "x", "(d)")
)
NUMBER = re.compile(r"[-+]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
EUROSTAT = re.compile(r"\\\s*time", re.IGNORECASE)


def role_of(text: str) -> str | None:
    """What a column of this name, plain, says of its rows; None where it says nothing."""
    if len(parts := re.split(r"[\\/、|]", text)) == 2 and {role_of(part) for part in parts} == {"region", "year"}:
        return "region"  # a corner that names both of its sides
    return next((role for role, words in ROLE.items() if words.match(text)), None)


def is_number_or_mark(text: str) -> bool:
    """Whether a text is a number or a mark for a missing one."""
    return bool(NUMBER.fullmatch(plain(text))) or plain(text).lower() in MISSING


def is_identifier(name: str) -> bool:
    """Whether a column of this name, plain, holds identifiers."""
    return bool(IDENTIFIER.fullmatch(name) or REGION_CODE.fullmatch(name))
