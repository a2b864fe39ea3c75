"""The report in a real browser, from a file, without a network."""

import os
import shutil

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"  # noqa: E501


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import Error, sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:  # an installed Chrome is off the path on macOS
            chosen = {"executable_path": found} if found else {"channel": "chrome"}
            running = playwright.chromium.launch(**chosen, args=QUIET.split())
        except Error as error:
            message = (
                f"no Chromium on this machine; `apt-get install chromium` brings one: {str(error).splitlines()[0]}"
            )
            pytest.fail(message) if found or os.environ.get("CI") else pytest.skip(message)
        yield running
        running.close()


def visit(browser, page_file, width, scheme="light"):
    """The page with everything it asked for and said."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page_file.as_uri())
    return page, [url for url in asked if not url.startswith(("file:", "data:"))], said


@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_opens_offline_and_fits(browser, publication, width):
    page, asked, said = visit(browser, publication.published / "report/index.html", width)
    assert asked == [] and said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#answer p").first.is_visible()
    figures = list((publication.published / "figures").glob("*.svg"))
    assert page.locator("figure.plot svg[aria-label]").count() == len(figures) > 10
    pages = list((publication.published / "tables").glob("*.html"))
    assert page.locator("figure.table").count() == len(pages) > 10
    assert page.evaluate(
        "[...document.querySelectorAll('figure.plot svg')].every(e => e.getBoundingClientRect().height > 100)"
    )


OVERLAPS = """() => [...document.querySelectorAll('figure.plot')].flatMap(figure => {
  const boxes = [...figure.querySelectorAll('svg text')].map(each => [each.textContent, each.getBoundingClientRect()])
  return boxes.flatMap(([text, a], i) => boxes.slice(i + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2).map(([other]) => [figure.id, text, other]))
})"""


def test_no_label_of_a_figure_covers_another(browser, publication):
    page, _, _ = visit(browser, publication.published / "report/index.html", 1280)
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_statements_stand_by_their_tables_and_numbers_open_on_demand(browser, publication, language):
    page, _, _ = visit(browser, publication.published / "report/index.html", 1280)
    if language == "zh":
        page.click("button")
    assert page.locator(f"#table_2 .says [lang={language}]").first.is_visible()
    folded = page.locator("#referee_periods")
    assert folded.locator(f".says [lang={language}]").first.is_visible() and not folded.locator("table").is_visible()
    folded.locator("summary").click()
    assert folded.locator("table").is_visible()
    asked = page.locator("#asked ~ h3[id^=asked_]")
    assert [each.get_attribute("id") for each in asked.all()] == [
        f"asked_{name}" for name in ("carrier", "conventions", "chance", "choice", "industries", "omitted", "centring")
    ]
    assert page.locator("#figure_marginal_effect_table_4_as_equations_state .note").is_visible()


def test_printing_opens_what_is_folded(browser, publication):
    page, _, _ = visit(browser, publication.published / "report/index.html", 1280)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0


def test_the_button_changes_the_language(browser, publication):
    page, _, _ = visit(browser, publication.published / "report/index.html", 1280)
    assert page.locator("h1 [lang=en]").is_visible() and not page.locator("h1 [lang=zh]").is_visible()
    page.click("button")
    assert page.locator("h1 [lang=zh]").is_visible() and not page.locator("h1 [lang=en]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_published_page_opens_offline_and_in_silence(browser, publication, scheme):
    """dbt's documentation logs errors of its own; it asks for nothing either."""
    files = sorted({*publication.published.rglob("*.html"), *publication.published.rglob("*.svg")})
    assert {file.relative_to(publication.published).parts[0] for file in files} == {
        "docs", "figures", "quality", "report", "tables",
    }  # fmt: skip
    for file in files:
        place = file.relative_to(publication.published)
        page, asked, said = visit(browser, file, 1280, scheme)
        assert asked == [], place
        assert place.parts[0] == "docs" or said == [], place
        assert place.suffix == ".svg" or len(page.inner_text("body")) > 100, place
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_findings_page_shows_the_decision_and_every_rule(browser, publication, language, scheme):
    from resilience.gate.suite import load_suite
    from resilience.project.warehouse import connect, read

    with connect(publication.published_file) as connection:
        decision = read(connection, "select * from results.gate_decisions").iloc[0]
        counts = read(connection, "select rule, count(*) as n from results.gate_findings group by rule")
        total = read(connection, "select count(*) as n from quality.findings")["n"].item()
        rules = (
            load_suite()
            .of_panel(
                *(read(connection, f"select * from {name}") for name in ("quality.gate_bound", "marts.dim_variable"))
            )
            .rules
        )
    page, _, _ = visit(browser, publication.published / "quality/index.html", 1280, scheme)
    if language == "zh":
        page.click("button")
    text = page.inner_text("body")
    assert ("Decision: " + decision["decision"] if language == "en" else "结论：通过（有发现）") in text
    assert page.locator("#rules tbody > tr:has(.meta)").count() == len(rules) == decision["n_expectations"]
    assert all(getattr(rule.sentence, language) in text for rule in rules)
    assert page.locator("#rules .v-holds").count() == len(rules) - len(counts)
    assert page.locator("#rules details, #others details").count() >= len(counts)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.locator("details tr").count() == total
    assert "Failed" not in text and page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_report_leads_to_the_findings_page(browser, publication):
    page, _, _ = visit(browser, publication.published / "report/index.html", 1280)
    page.click("a[href='../quality/index.html']")
    assert page.locator("#decision").is_visible()


def test_what_a_label_brings_is_text_in_the_browser(browser, strange):
    """The pages of a study whose labels hold markup, formulas and control characters."""
    for file in [*strange.rglob("*.html"), *strange.rglob("*.svg")]:
        page, asked, said = visit(browser, file, 1280, "dark")
        assert (asked, said) == ([], []), file
        assert page.evaluate("window.hit === undefined"), file
        page.close()
