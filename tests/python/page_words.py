"""What a page says, held against the rows of its warehouse: numbers, years, region counts, names, verdicts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from resilience.reporting.numbers import number, p_value
from resilience.warehouse import connect, read

if TYPE_CHECKING:
    from resilience.estimation.study import Study

VOID = {"br", "img", "meta", "link", "hr", "input", "path", "use", "line", "rect", "circle", "ellipse", "stop"}
NUMBER = re.compile(r"(?<![\w.−])−?\d+(?:,\d{3})*(?:\.\d+)?(?:e[−+]?\d+)?(?!\w)")
YEAR = re.compile(r"(?<![\d.,−])(?:19|20)\d\d(?![\d.,]*\d)")
RELATION = re.compile(r"\b(?:marts|quality|results|audit|reference)\.\w+")
CITED = re.compile(r"\((?:[^()]*[A-Z][a-z]+ )(?:19|20)\d\d[^()]*\)|（\S+ ?(?:19|20)\d\d[^（）]*）")
TEXTS_READ = 2000  # rows; a longer relation has no sentences
# A sentence that stands in a table of its own: the rows that its numbers were taken from.
BEHIND = {"audit.table_sentence": ("audit.sentence_evidence",)}
# Stored by verdict rules and comparisons; "holds" alone is a common word.
SECTIONS = ("claims", "replication", "printed", "added")


@dataclass
class Block:
    """Text up to a line that names its sources, in one language; `section` is the id of the heading above it."""

    section: str
    text: str = ""
    drawn: str = ""  # what stands in a drawing
    cells: list[str] = field(default_factory=list)
    sources: tuple[str, ...] = ()


class Page(HTMLParser):
    """The blocks of a page as a reader of one language sees them."""

    def __init__(self, text: str, language: str) -> None:
        super().__init__()
        self.language, self.open, self.hidden = language, [], 0
        self.blocks, self.ids = [Block("")], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.add(given["id"])
        if tag in ("h2", "section"):
            self.blocks.append(Block(given.get("id") or ""))
        if tag in VOID:
            return
        hidden = tag in ("style", "script", "metadata", "nav", "button") or (
            tag != "html" and given.get("lang") not in (None, self.language)
        )
        self.open.append((tag, hidden, given.get("class") or ""))
        self.hidden += hidden

    def handle_endtag(self, tag):
        kind = ""
        if tag in VOID:
            return
        while self.open:
            name, hidden, kind = self.open.pop()
            self.hidden -= hidden
            if name == tag:
                break
        if tag == "p" and kind == "source":
            block = self.blocks[-1]
            block.sources = tuple(RELATION.findall(block.text.splitlines()[-1]))
            block.text = "\n".join(block.text.splitlines()[:-1])
            self.blocks.append(Block(block.section))
        elif tag in ("p", "li", "tr", "h1", "h2", "h3", "figcaption", "text", "pre"):
            self.blocks[-1].text += "\n"

    def handle_data(self, data):
        if self.hidden:
            return
        tags, block = [tag for tag, _, _ in self.open], self.blocks[-1]
        if "svg" in tags:
            block.drawn += data + "\n"
        elif "td" in tags and "recomputed" not in data:
            block.cells.append(data.strip())
        elif "code" not in tags:
            block.text += data.replace("\n", " ") if data.strip() else ""


@dataclass
class Rows:
    """The warehouse's rows, and what of them a page may say."""

    file: Path
    found: dict[str, pd.DataFrame] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)

    def frame(self, relation: str) -> pd.DataFrame:
        if relation not in self.found:
            with connect(self.file) as connection:
                self.found[relation] = read(connection, f"select * from {relation}")
        return self.found[relation]

    def parameter(self, name: str, column: str = "value") -> str:
        return self.frame("marts.panel_parameter").set_index("parameter").at[name, column]

    def numbers(self, relations: tuple[str, ...]) -> set[str]:
        """Every way in which a value of these relations is printed, and how many rows of them go together."""
        behind = (each for name in relations for each in BEHIND.get(name, ()))
        return set().union(*(self._numbers_of(relation) for relation in (*relations, *behind)))

    def _numbers_of(self, relation: str) -> set[str]:
        if relation not in self.told:
            frame = self.frame(relation)
            told = counts(frame)
            for name in frame.select_dtypes("number"):
                values = frame[name].dropna()
                for value in (*values.unique(), values.sum()):
                    told |= printed(float(value))
            texts = frame.select_dtypes(["object", "string"]) if len(frame) < TEXTS_READ else frame[[]]
            for name in texts:
                for text in texts[name].dropna().astype(str).unique():
                    told |= {each for form in (text, text.replace("-", "−")) for each in NUMBER.findall(form)}
            self.told[relation] = told
        return self.told[relation]

    @property
    def n_regions(self) -> set[int]:
        panel = self.frame("marts.panel")
        fits = self.frame("results.fits")["n_regions"].dropna().astype(int)
        carriers = min(10, len(self.frame("quality.vag_variation")))
        groups = panel.groupby("macro_region")["region_code"].nunique()
        return {panel["region_code"].nunique(), carriers, *fits, *groups}

    @property
    def years(self) -> set[str]:
        return set(self.frame("marts.panel")["year"].astype(str))


def printed(value: float) -> set[str]:
    """The forms in which the report prints a number."""
    if not math.isfinite(value):
        return set()
    told = {number(value, digits) for digits in (0, 1, 2, 3, 4, 6)} | {
        number(100 * value, digits) for digits in (0, 1, 2)
    }
    told |= {f"{100 * value:.{digits}f}" for digits in (0, 1, 2)}
    told |= {f"{value:.3g}", f"{value:.0e}", f"{100 * value:.2g}", p_value(abs(value)).lstrip("<")}
    if value:
        significant = round(value, 1 - math.floor(math.log10(abs(value))))
        told |= {repr(significant), repr(significant).removesuffix(".0"), f"{significant:g}"}
    if value == round(value):
        told |= {f"{int(value)}", f"{int(value):,}"}
    return {text.replace("-", "−") for text in told}


def counts(frame: pd.DataFrame) -> set[str]:
    """How many rows there are, in all and of one kind; of n columns of a table any number may have a property."""
    sizes = {len(frame)}
    for name in ("table_id", "verdict", "statistic", "diagnostic"):
        if name in frame:
            sizes |= set(frame[name].value_counts())
    if "column_id" in frame and len(frame):
        sizes |= set(range(frame.groupby("table_id")["column_id"].nunique().max() + 1))
    elif len(frame) < 40:
        sizes |= set(range(len(frame) + 1))
    return {str(size) for size in sizes} | {f"{size:,}" for size in sizes}


def faults(html: str, file: Path, study: Study, language: str, rows: Rows | None = None) -> list[str]:
    """What the page says that the rows do not, in one language."""
    rows, page = rows or Rows(file), Page(html, language)
    own = [block for block in page.blocks if block.section not in ("sources", "findings")]
    return [
        *_names(rows, own, study, language),
        *(fault for block in own for fault in (*_years(rows, block, study), *_regions(rows, block))),
        *(fault for block in own for fault in _numbers(rows, block)),
        *_statements(rows, own, language),
        *_verdicts(rows, page, study, language),
    ]


def _years(rows: Rows, block: Block, study) -> list[str]:
    text = CITED.sub("", block.text)
    allowed = rows.years | set(re.findall(r"\d{4}", rows.parameter("vintage_as_of")))
    allowed |= {year for row in rows.frame("reference.series_links")["joint_year"] for year in (str(row),)}
    allowed |= set(re.findall(r"\d{4}", repr([*study.samples.values(), *study.tables])))
    if "quality.study_departure" in block.sources:
        allowed |= set(re.findall(r"\d{4}", " ".join(rows.frame("quality.study_departure")["expected_value"])))
    return [f"year {year} in: {_around(text, year)}" for year in YEAR.findall(text) if year not in allowed]


def _regions(rows: Rows, block: Block) -> list[str]:
    said = re.findall(r"(\d+)(?: to (\d+))? regions|(\d+)(?:至(\d+))?个地区", block.text)
    found = {int(n) for each in said for n in each if n}
    return [f"{n} regions in: {_around(block.text, str(n))}" for n in found - rows.n_regions]


def _names(rows: Rows, blocks: list[Block], study, language: str) -> list[str]:
    """Regions and industries that the page names."""
    name, code = f"region_name_{language}", "region_code"
    panel, regions = set(rows.frame("marts.panel")[code]), rows.frame("marts.dim_region")
    outside = regions.loc[~regions[code].isin(panel), name]
    industries = rows.frame("marts.dim_industry").set_index("industry_code")[f"industry_name_{language}"]
    own = industries[rows.parameter("spillover_industry")]
    standing = rows.frame("audit.placebo_standing")
    allowed = {own, *(standing[f"strongest_name_{language}"] if len(standing) else ())}
    found = []
    for block in blocks:
        if "quality.study_departure" in block.sources:
            continue
        text = f"{block.text}\n{block.drawn}\n" + "\n".join(block.cells)
        if block.section != "done":  # the table of parameters, which names the excluded regions
            found += [f"region outside the panel: {each}" for each in outside if _says(text, each)]
        other = [each for each in industries if each not in allowed and (" " in each or not each.isascii())]
        found += [f"another industry: {each}" for each in other if _says(text, each)]
    return found


def _says(text: str, name: str) -> bool:
    return (
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
        if name.isascii()
        else name in text
    )


def _numbers(rows: Rows, block: Block) -> list[str]:
    """Every number of a block against the relations that it names; table cells likewise."""
    if not block.sources or "quality.study_departure" in block.sources or "marts.panel_parameter" in block.sources:
        return []
    allowed = rows.numbers(block.sources) | rows.years | {"1", "2", "5", "95", "0.05", "1.96", "0.1", "0.01", "0.4"}
    allowed |= {str(n) for n in rows.n_regions} | {number(0.4 * int(rows.parameter("horizon")), 1)}
    if "audit.missing_fact" in block.sources:
        waiting = rows.frame("audit.missing_fact").groupby(["study", "fact", "table_id"])["n_checks"].max()
        allowed |= {str(n) for n in waiting.groupby(["study", "fact"]).sum()}
    if "audit.column_robustness" in block.sources:
        allowed |= rows.numbers(("results.multiple_testing",))
    text = CITED.sub("", re.sub(r"\((?:\d+)\)|（\d+）|Table \w+|表\w+|CR\w+\([^)]*\)|\d+[–—]\d+", " ", block.text))
    said = [*NUMBER.findall(_without_fixed(text)), *_in_cells(block)]
    return [
        f"{each} is no value of {', '.join(block.sources)}: {_around(block.text, each)}"
        for each in said
        if each not in allowed
    ]


# What the words of a statement fix: levels, a power, a half.
FIXED = (
    r"p<0\.\d+", r"below \d is fragile", r"小于\d为脆弱", r"1/\d+", r"n − 1", r"n−1", r"δ ?= ?1", r"k ?= ?\d+",
    r"over \d+ years?", r"10,000 \w+", r"0\.0000", r"\(log[^)]*\)", r"（\d+年）", r"HC1", r"Johnson–Neyman",
    r"4 times in 5", r"columns? \d+", r"第\d+、?\d*列", r"第\(\d+\)列", r"equation \(?\d\)?", r"5–95%分位",
    r"5th to 95th percentile",
)  # fmt: skip


def _without_fixed(text: str) -> str:
    for pattern in FIXED:
        text = re.sub(pattern, " ", text)
    return text


def _in_cells(block: Block) -> list[str]:
    cells = [re.sub(r"[()*<%†]", "", cell).strip() for cell in block.cells]
    return [cell for cell in cells if NUMBER.fullmatch(cell) and not YEAR.fullmatch(cell)]


def _statements(rows: Rows, blocks: list[Block], language: str) -> list[str]:
    """A sentence of audit.table_sentence is a row of it, word for word, behind the title of its table."""
    stored = set(rows.frame("audit.table_sentence")[f"sentence_{language}"])
    return [
        f"no statement of the warehouse: {block.text.strip()[:120]}"
        for block in blocks
        if block.sources == ("audit.table_sentence",) and block.text.strip().split(" · ")[-1] not in stored
    ]


def _verdicts(rows: Rows, page: Page, study, language: str) -> list[str]:
    """Verdicts where the panel is the study's, and only there; those of the headline as audit.claims has them."""
    departures = rows.frame("quality.study_departure")
    cells = rows.frame("reference.published_cells")
    judged = study.study in set(cells["study"]) and study.study not in set(departures["study"])
    if not judged:
        shown = [name for name in SECTIONS if name in page.ids]
        words = set(rows.frame("reference.verdict_rules")["verdict"].dropna()) - {"", "no verdict"}
        text = "\n".join(block.text for block in page.blocks)
        claims = rows.frame("audit.claims")
        given = set(claims.loc[claims["study"] == study.study, "verdict"]) - {"no verdict"}
        return [
            *(f"section {name} though no verdict is given" for name in shown),
            *(f"verdict '{word}'" for word in sorted(words) if word in text),
            *(f"audit.claims says {word}" for word in given),
            *(["the page does not say what differs"] if len(departures) and study.study in set(departures["study"])
              and "quality.study_departure" not in str([block.sources for block in page.blocks]) else []),
        ]  # fmt: skip
    claims = rows.frame("audit.claims").set_index("claim_id")
    said = "\n".join(block.text for block in page.blocks if "audit.claims" in block.sources)
    if language == "zh":
        return []
    return [
        f"headline of claim {each.claim}"
        for each in study.headline
        if f'"{each.en}": {claims.at[each.claim, "verdict"]}' not in said
    ]


def _around(text: str, word: str) -> str:
    at = max(text.find(word), 0)
    return re.sub(r"\s+", " ", text[max(0, at - 60) : at + 60])
