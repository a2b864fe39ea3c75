"""The pages of README and docs: links and paths lead somewhere, examples run, numbers are those of the publication."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from lab.pictures import FIGURE, figure
from resilience.cli.commands import group
from resilience.project.settings import PROJECT_DIR
from resilience.project.warehouse import connect

README = PROJECT_DIR / "README.md"
LISTED = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
PAGES = sorted(
    PROJECT_DIR / name
    for name in subprocess.run(LISTED, cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout.splitlines()
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
ROOTS = ("analysis/", "docs/", "examples/", "macros/", "models/", "python/", "seeds/", "tests/")
MADE = re.compile(r"<!--.*?-->.*?<!--.*?-->", re.DOTALL)  # tables that a command writes


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(language: str) -> list[tuple[Path, str]]:
    return [(page, code) for page in PAGES for found, code in FENCE.findall(text_of(page)) if found == language]


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are reached, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT_DIR)))
def test_links_and_anchors_lead_somewhere(page):
    for link in LINK.findall(FENCE.sub("", text_of(page))):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=lambda page: page.stem)
def test_paths_that_a_page_names_exist(page):
    for path in re.findall(r"`([\w./-]+/[\w./*-]*)`", text_of(page)):
        if path.startswith(ROOTS) and not re.search(r"NN_|__\*", path):
            assert any(PROJECT_DIR.glob(path.rstrip("/"))), path


def test_every_page_of_the_docs_is_reached_from_the_index():
    linked = {(PROJECT_DIR / "docs" / link.split("#")[0]).resolve() for link in LINK.findall(text_of(
        PROJECT_DIR / "docs/index.md"))}  # fmt: skip
    pages = {page for page in (PROJECT_DIR / "docs").glob("*.md") if page.name != "index.md"}
    assert pages - linked == set()


def test_the_readme_is_short_and_has_the_two_commands():
    assert len(text_of(README).split()) <= 800
    targets = re.findall(r"^([a-z-]+):", text_of(PROJECT_DIR / "Makefile"), re.MULTILINE)
    named = {target for page in PAGES for target in re.findall(r"`?make ([a-z][a-z-]+)`", text_of(page))}
    assert {"run", "test"} <= set(re.findall(r"^make (\w+)", text_of(README), re.MULTILINE))
    assert named - set(targets) == set()


def commands() -> list[tuple[str, list[str]]]:
    """Each line of the pages' examples that calls `resilience`, and each such call inside a sentence."""
    found = []
    for page in PAGES:
        if page.name == "CHANGELOG.md":
            continue
        inline = re.findall(r"`(resilience [^`…]+?)`", re.sub(r"\n", " ", FENCE.sub("", text_of(page))))
        lines = [line for _, code in FENCE.findall(text_of(page)) for line in code.replace("\\\n", " ").splitlines()]
        for line in [*inline, *lines]:
            if line.startswith("resilience "):
                found.append((page.name, shlex.split(line.replace("…", ""), comments=True)[1:]))
    return found


def test_commands_and_options_of_the_examples_exist():
    known = commands()
    assert len(known) > 20
    for page, words in known:
        command: click.Command = group
        while words:
            word = words.pop(0)
            if isinstance(command, click.Group) and not word.startswith("-"):
                assert word in command.commands, (page, word)
                command = command.commands[word]
            elif word.startswith("-"):
                options = {name: each for each in command.params for name in each.opts}
                assert word in {*options, "--help", "--version"}, (page, command.name, word)
                if word in options and not getattr(options[word], "is_flag", False):
                    words.pop(0) if words else None


def test_saved_questions_that_pages_name_exist():
    names = [file.stem for file in map(Path, map(str, (PROJECT_DIR / "analysis").glob("*.sql")))]
    for page, words in commands():
        if words[:1] == ["ask"] and len(words) > 1 and not words[1].startswith("-"):
            asked = words[1]
            assert any(asked in name or name.startswith(f"{int(asked):02}_" if asked.isdigit() else "-")
                       for name in names), (page, asked)  # fmt: skip


def test_no_sentence_stands_in_two_pages():
    seen: dict[str, Path] = {}
    twice = []
    for page in PAGES:
        if page.name == "CHANGELOG.md":
            continue
        prose = MADE.sub("", FENCE.sub("", text_of(page))).replace("\n", " ")
        for sentence in re.split(r"(?<=[.:;])\s+|\|", prose):
            words = " ".join(re.findall(r"\w+", sentence.lower()))
            if len(words.split()) >= 8 and seen.setdefault(words, page) != page:
                twice.append((sentence, seen[words].name, page.name))
    assert twice == []


def test_the_pages_quote_the_tables_that_commands_write():
    """The first paragraph gives the answer; its numbers are those of the table below."""
    for name in ("audit", "speed"):
        text = text_of(PROJECT_DIR / f"docs/{name}.md")
        answer, table = text.split("\n\n")[1], " ".join(MADE.findall(text))
        numbers = re.findall(r"\d+\.\d+|\d,\d{3}", answer)
        assert numbers and [each for each in numbers if each not in table] == [], name


def test_an_excerpt_of_a_file_is_in_the_file():
    cells = text_of(PROJECT_DIR / "examples/audit/correct/cells.csv")
    for _, code in fences("csv"):
        assert code.strip() in cells


@pytest.mark.slow
def test_queries_of_the_pages_run(publication):
    queries = [code for _, code in fences("sql")]
    queries += [query for page in PAGES for query in re.findall(r'make sql Q="([^"]+)"', text_of(page))]
    queries += [words[-1] for _, words in commands() if words[:1] == ["sql"] and words[-1].startswith("select ")]
    assert len(queries) >= 3
    with connect(publication.published_file) as connection:
        for query in queries:
            assert connection.execute(query).fetchall(), query


PRINTED = "statistic = 'estimate' and table_id = 'table_2' and variable = 'vag'"
# What the README and docs/reliability.md say of what was found: words around the numbers of a query.
FOUND = {
    "Official figures of {} regions, {}–{}": """
        select count(distinct region_code), min(year), max(year) from marts.panel""",
    "a positive coefficient of virtual agglomeration in {} of {} columns of its Table 2": f"""
        select count(*) filter (where published_value > 0), count(*) from audit.replication where {PRINTED}""",
    "{} of {} are positive": f"""
        select count(*) filter (where recomputed_value > 0), count(*) from audit.replication where {PRINTED}""",
    "{} of {} are statistically different from zero (smallest adjusted p {:.3f})": """
        select count(*) filter (where p_adjusted_low <= 0.05), count(*), min(p_adjusted_low) from audit.careful_test
        where table_id = 'table_2' and term = 'vag'""",
    "is {:.2f} to {:.2f} standard deviations": """
        select min(value), max(value) from results.diagnostics
        where table_id = 'table_2' and diagnostic = 'minimum_detectable_effect' and item = 'vag'""",
    "Of {} claims {} are confirmed": """
        select count(*), count(*) filter (where verdict like 'confirmed%') from audit.claims""",
    "{} contradicted by its own numbers, {} not confirmed, {} inconclusive, {} not tested by the study, "
    "{} not decidable": """
        select
            count(*) filter (where verdict = 'contradicted by its own numbers'),
            count(*) filter (where verdict = 'not confirmed'), count(*) filter (where verdict = 'inconclusive'),
            count(*) filter (where verdict = 'not tested by the study'),
            count(*) filter (where verdict = 'not decidable')
        from audit.claims""",
    "Of {} checks of the printed numbers** {} hold, {} are not decidable, {} contradict each other or the text, "
    "and {} numbers are impossible": """
        select
            count(*), count(*) filter (where verdict = 'holds'), count(*) filter (where verdict = 'not decidable'),
            count(*) filter (where verdict = 'contradicts'), count(*) filter (where verdict = 'impossible')
        from audit.consistency""",
    "{} carries {:.1f} % of the variation": """
        select region_name_en, 100 * variation_share from quality.vag_variation
        order by variation_share desc limit 1""",
    "correlates {:.4f} with": "select own_quotient_correlation from quality.spillover_composition",
    "The panel has {} clusters": "select count(distinct region_code) from marts.panel",
    "the information industry ranks {}th to {}th of {} by |t|": """
        select min(t_rank), max(t_rank), min(n_industries) from audit.placebo_standing where table_id = 'table_2'""",
    "reject a true zero in {:.1f} to {:.1f} % of simulated draws": """
        select 100 * min(rejection), 100 * max(rejection) from results.test_size
        where table_id = 'table_2' and term = 'vag' and se_type = 'CRV1(region)' and effect = 0""",
}  # fmt: skip


@pytest.mark.slow
def test_the_pages_say_what_was_found(publication):
    text = " ".join([*text_of(README).split(), *text_of(PROJECT_DIR / "docs/reliability.md").split()])
    with connect(publication.published_file) as connection:
        for words, query in FOUND.items():
            said = words.format(*connection.execute(query).fetchone())
            assert said in text, said
        verdict = connection.execute("select verdict from audit.claims where claim_id = 6").fetchone()[0]
        check = connection.execute("select verdict from audit.consistency where check_id like 'sign_reversal%'")
        assert (verdict, check.fetchone()[0]) == ("contradicted by its own numbers", "contradicts")


@pytest.mark.slow
def test_the_figure_of_the_readme_is_the_published_one(publication):
    drawn = text_of(PROJECT_DIR / "docs" / FIGURE)
    assert drawn == figure(publication.published), "run `python -m lab pictures` after a run and commit docs/"
