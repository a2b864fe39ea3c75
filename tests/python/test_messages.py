"""Every sentence is a row of the seed `messages`: filled in both languages, used, and nowhere else."""

import csv
import re

import pytest

from resilience.gate.suite import CELL, OWN_PANEL_FILE, load_suite, message_id
from resilience.project.messages import SEED, filled, joined, label, message
from resilience.project.settings import PROJECT_DIR

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKS = re.compile(r"[\u3001\u3002\uff0c\uff1a\uff1b]")  # comma, stop, colon and semicolon of Chinese
LITERAL = re.compile(r"'([^'\n]*)'")
SENTENCE = re.compile(r"[a-z]{2,},? [a-z]{2,},? [a-z]{2,}")
SQL = re.compile(
    r"[(=<>]|\b(?:case|when|then|select|end|null|between)\b|^ *(?:and|or) "
)  # a template's literal that is code
NAME = re.compile(r"\{(\w+)")
# Where Chinese is read or written as others print it: labels of files and of printed tables; what they simulate.
READERS = (
    "python/resilience/ingest/",
    "python/resilience/workspace/recognise.py",  # names of columns
    "python/resilience/audit/stated_facts.py",  # the rows of words of a printed table
    "python/resilience/simulation/simulated_files.py",  # files as an office publishes them
    "tests/lab/bench/",
    "python/resilience/cli/commands.py",  # an example of a unit in a help text
    "models/staging/",
    "models/observations/landing/",
    "macros/cleaning/",
    "models/marts/dimensions/dim_source.sql",  # names of offices
)
CASES = {
    "a text": ("{a} and {b}", {"a": "x", "b": "y"}, "x and y"),
    "one": ("{n} {n|row|rows}", {"n": "1"}, "1 row"),
    "none": ("{n} {n|row|rows}", {"n": "0"}, "0 rows"),
    "many, with a text in it": ("{n|one of {b}|all {n} of {b}}", {"n": "3", "b": "b"}, "all 3 of b"),
    "an optional part": ("x‹ ({a})›", {"a": "1"}, "x (1)"),
    "an optional part without its text": ("x‹ ({a} {b})›‹, {b}›", {"a": "", "b": "b"}, "x, b"),
}


def rows():
    with (PROJECT_DIR / SEED).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sources():
    """The files whose words are looked at: path in the project and text."""
    for pattern in ("python/resilience/**/*.py", "python/resilience/**/*.j2", "python/resilience/gate/*.yml",
                    "models/**/*.sql", "macros/**/*.sql"):  # fmt: skip
        for file in sorted(PROJECT_DIR.glob(pattern)):
            yield file.relative_to(PROJECT_DIR).as_posix(), file.read_text(encoding="utf-8")


def test_no_chinese_stands_in_code():
    found = [
        path for path, text in sources()
        if not path.startswith(READERS) and (CHINESE.search(text) or (path.endswith(".sql") and MARKS.search(text)))
    ]  # fmt: skip
    assert found == [], "words belong in seeds/reference/messages.csv"


def test_no_sentence_of_a_finding_or_an_audit_stands_in_sql():
    """What is expected, found and to be done; codes of verdicts and what names a column are no sentences."""
    codes = {row["id"].partition(".")[2] for row in rows() if row["id"].startswith("verdict.")}
    codes |= {"total of regions", "customs monthly table"}  # kinds of landed files
    found = []
    for path, text in sources():
        if path.startswith(("models/quality/", "models/audit/", "macros/audit/")):
            without_notes = re.sub(r"--.*|\{#.*?#\}", "", text, flags=re.DOTALL if path.startswith("macros") else 0)
            said = {each for each in LITERAL.findall(without_notes) if SENTENCE.search(each)}
            found += [(path, each) for each in said - codes if not SQL.search(each)]
    assert found == []


def test_every_rule_of_the_gate_has_its_messages():
    """What it says, the reason of its severity, and what to do."""
    rules = [*load_suite().rules, *load_suite(OWN_PANEL_FILE).rules]
    ids = {message_id(rule) + part for rule in rules for part in ("", ".reason", ".remedy")}
    ids |= {message_id(rule) + part for rule in rules if rule.each == CELL for part in (".finding", ".expected")}
    assert ids == {row["id"] for row in rows() if row["id"].startswith("gate_rule.")}


def test_placeholders_are_those_of_both_texts():
    for row in rows():
        names = dict.fromkeys(NAME.findall(row["en"]) + NAME.findall(row["zh"]))
        assert row["placeholders"].split() == list(names), row["id"]
        assert row["en"] and row["en"].strip() == row["en"], row["id"]
        assert not CHINESE.search(row["en"]), row["id"]


@pytest.mark.parametrize("value", ["", "0", "1", "2", "1,234"])
def test_every_message_is_filled(value):
    """In both languages, with none, one and many of everything it names, and without what may be missing."""
    for row in rows():
        texts = dict.fromkeys(row["placeholders"].split(), value)
        for language in ("en", "zh"):
            said = filled(row[language], texts)
            assert not re.search(r"[{}‹›]" if value == "" else r"[{}‹›]|\(\)|（）| {2}", said), (row["id"], said)


def test_singular_and_plural_agree():
    """What follows a count of one is singular, of none or many plural."""
    things = "coefficients|columns|cells|checks|numbers|observations|claims|rows|years|pairs"
    wrong = re.compile(rf"(?<!of )\b1 (?:\w+ )?(?:{things})\b")
    for row in rows():
        counts = [name for name in row["placeholders"].split() if f"{{{name}|" in row["en"]]
        said = filled(row["en"], {name: "1" if name in counts else "x" for name in row["placeholders"].split()})
        assert not wrong.search(said), (row["id"], said)


@pytest.mark.parametrize("case", CASES)
def test_a_template_is_filled_as_in_sql(case):
    template, texts, expected = CASES[case]
    assert filled(template, texts) == expected


def test_a_message_takes_a_text_for_each_language_and_says_which_is_missing():
    assert message("label.table", table=("2", "二")) == ("Table 2", "表二")
    assert message("question.conventions.agreement", n=2, agree=True).en.endswith(" agree at 5 %.")
    assert label("verdict", "holds").zh == "成立" and label("verdict", "unheard of").zh == "unheard of"
    assert joined([message("label.table", table="1"), message("label.table", table="2")], "and").zh == "表1与表2"
    with pytest.raises(KeyError, match="table"):
        message("label.table")
    with pytest.raises(KeyError, match=r"no\.such"):
        message("no.such")


def test_every_message_is_used_and_every_used_one_exists():
    """Ids are written out in code, or begin with a group whose codes come from rows."""
    known, text = {row["id"] for row in rows()}, "\n".join(text for _, text in sources())
    named = set(re.findall(r"""\b(?:message|sentence|text|called)\(\s*['"]([a-z_]+(?:\.[a-z_ ]+)+)['"]\s*[,)]""", text))
    assert named <= known, named - known
    groups = {*re.findall(r"""['"]([a-z_]+)\.['"{]""", text), *re.findall(r"""(?:label|code)\(['"](\w+)""", text)}
    groups |= {*re.findall(r"""['"](\w+)(?:\.\w+)*\.['"] ~""", text)}
    unused = {each for each in known - named if each not in text and each.split(".")[0] not in groups}
    assert unused == set(), unused


# Words of a private dialect, each with the one that a reader of the field expects in its place.
DIALECT = {
    "刊印": "原文", "重估": "复现", "误植": "印刷错误", "野自助": "wild cluster自助法",
    "经典标准误": "普通（同方差）标准误",
    "not told from zero": "not statistically different from zero",
}  # fmt: skip


def test_no_text_that_is_shown_speaks_a_dialect():
    """Seeds, studies and saved questions, which are shown as they stand."""
    files = [file for pattern in ("seeds/**/*.csv", "python/resilience/studies/*.yml", "analysis/*.sql")
             for file in sorted(PROJECT_DIR.glob(pattern))]  # fmt: skip
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    assert [(file.name, word) for file, text in texts.items() for word in DIALECT if word in text] == []
