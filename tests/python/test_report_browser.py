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


def visit(browser, page_file, width):
    """The page with everything it asked for and said."""
    page = browser.new_page(viewport={"width": width, "height": 900})
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


@pytest.mark.parametrize("place", ["docs/index.html", "quality/index.html", "tables/table_2.html"])
def test_the_other_pages_open_offline(browser, publication, place):
    page, asked, _ = visit(browser, publication.published / place, 1280)
    assert asked == []
    assert len(page.inner_text("body")) > 100


def test_the_gates_page_names_every_rule_and_leads_to_its_details(browser, publication):
    from resilience.gate.suite import load_suite

    page, asked, _ = visit(browser, publication.published / "quality/index.html", 1280)
    text = page.inner_text("body")
    assert all(rule.sentence_en in text for rule in load_suite().rules)
    page.click("table a")
    assert "Expectation Validation Result" in page.inner_text("body") and asked == []
