"""The page as a browser shows it: headless Chromium, no network."""

import example_results as examples
import pytest

from sim.report.page import page

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def example_page(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(page(examples.results(), "python -m sim task=report"), encoding="utf-8")
    return file


@pytest.fixture(scope="module", params=["made up", "of the task"])
def file(request):
    if request.param == "made up":
        return request.getfixturevalue("example_page")
    return request.getfixturevalue("reported").file("report.html")


class Shown:
    """A page that is open, with what the browser complained of and fetched."""

    def __init__(self, tab, file):
        self.tab, self.complaints, self.fetched = tab, [], []
        tab.on("console", lambda said: self._complain(said.type, said.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("requestfailed", lambda request: self.complaints.append(request.url[:80]))
        tab.on("request", lambda request: self.fetched.append(request.url))
        tab.goto(file.as_uri())
        tab.wait_for_load_state()

    def _complain(self, kind, text):
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def ask(self, script):
        return self.tab.evaluate(script)


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def shown(request, browser, file):
    context = browser.new_context(viewport=request.param, offline=True)
    context.set_default_timeout(20_000)
    yield Shown(context.new_page(), file)
    context.close()


def test_the_browser_complains_of_nothing(shown):
    assert shown.complaints == []


def test_the_browser_fetches_the_file_and_nothing_else(shown):
    outside = [url for url in shown.fetched if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert sum(url.startswith("file:") for url in shown.fetched) == 1


def test_the_page_does_not_scroll_sideways(shown):
    assert shown.ask("document.documentElement.scrollWidth <= window.innerWidth")
    assert shown.ask("document.body.scrollWidth <= window.innerWidth")


def test_what_is_wide_scrolls_in_its_own_box(shown):
    beyond = shown.ask(
        """[...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .filter(e => !e.closest('.box') && e.getBoundingClientRect().width > 0)
        .map(e => e.tagName)"""
    )
    assert beyond == []


def test_the_table_of_parameters_can_be_scrolled_on_a_phone(browser, example_page):
    context = browser.new_context(viewport=PHONE, offline=True)
    tab = context.new_page()
    tab.goto(example_page.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    box = "document.querySelector('#parameters-1 + .box')"
    assert tab.evaluate(f"{box}.scrollWidth > {box}.clientWidth")
    assert tab.evaluate(f"({box}.scrollLeft = 100, {box}.scrollLeft)") == 100
    context.close()


def test_folded_the_page_is_no_longer_than_eight_screens(shown):
    if shown.ask("window.innerWidth") < DESK["width"]:
        pytest.skip("screens are those of a desk")
    shown.ask("document.querySelectorAll('details').forEach(each => each.open = false)")
    assert shown.ask("document.documentElement.scrollHeight") <= 8 * DESK["height"]


def test_every_figure_fits_the_page(shown):
    widths = shown.ask(
        "[...document.images].map(i => [i.getBoundingClientRect().right, window.innerWidth])"
    )
    assert all(right <= width for right, width in widths)


def number_of_figures(shown):
    return shown.ask("document.querySelectorAll('figure').length")


def test_every_figure_is_drawn_and_has_words_in_its_place(shown):
    drawn = shown.ask("[...document.images].map(i => [i.complete, i.naturalWidth, i.alt.length])")
    assert len(drawn) == number_of_figures(shown)
    assert all(complete and width > 100 and words > 40 for complete, width, words in drawn)


def test_text_on_a_phone_is_not_smaller_than_a_reader_can_bear(shown):
    sizes = shown.ask(
        """[...document.querySelectorAll('p, li, td, th, a, figcaption, small, dd, dt')]
        .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 12


def test_the_contents_lead_to_their_sections(shown):
    shown.tab.click("nav a[href='#price']")
    assert shown.ask("location.hash") == "#price"
    top = shown.ask("document.getElementById('price').getBoundingClientRect().top")
    assert -1 <= top < shown.ask("window.innerHeight")


def test_the_first_key_stroke_leads_to_the_answer(browser, example_page):
    context = browser.new_context(viewport=DESK, offline=True)
    tab = context.new_page()
    tab.goto(example_page.as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#answer"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    context.close()


def test_the_browser_reads_headings_and_figures_as_such(shown):
    tab = shown.tab
    assert tab.get_by_role("heading", level=1).count() == 1
    assert tab.get_by_role("heading", name="The answer", exact=True).is_visible()
    assert tab.get_by_role("img").first.is_visible()
    tab.get_by_text("Show 2 tables").first.click()
    assert tab.get_by_role("table").first.is_visible()


def test_the_page_prints_without_its_contents_and_within_the_sheet(browser, example_page):
    context = browser.new_context(viewport={"width": 720, "height": 1000}, offline=True)
    tab = context.new_page()
    tab.goto(example_page.as_uri())
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert tab.pdf().startswith(b"%PDF")
    context.close()
