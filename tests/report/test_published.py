"""Pages of static files: what they say, what they link to, and that they need nothing else."""

import re
from datetime import date

import pandas as pd
import pytest
from scenarios import compose, slow

from sim.analysis.projection import project
from sim.report.published import View, publish, views_of
from sim.report.sentences_on_lag import sentence_lag
from sim.settings.errors import SettingsError
from sim.tasks import check

DAY = date(2027, 1, 1)
FEW = ("ensemble.members=16", "horizon.end=2028-12-31")
VIEWS = (
    View("current", "as_enacted"),
    View("current", "chips_only"),
    View("current", "chips_only", DAY),
    View("article", "chips_only"),
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    assert list(publish(compose(None, list(FEW)), VIEWS, ["2028-12"], folder))
    return folder


def text_of(pages, view):
    return (pages / f"{view.stem}.html").read_text(encoding="utf-8")


def test_there_is_a_view_for_each_preset_and_date_but_one_of_each_reference():
    views = views_of(("current", "article"), (DAY,))
    assert len(views) == len(set(views)) == 2 * (1 + 3 * 2)
    assert views[0] == View("current", "as_enacted")


@pytest.mark.parametrize("view", [VIEWS[2], *slow(VIEWS[1])])
def test_a_page_says_what_its_command_gives(pages, view):
    run = project(compose(view.scenario, [*FEW, *view.words]))
    assert sentence_lag(run, "2028-12") in text_of(pages, view)
    assert view.command(compose(None, list(FEW))) in text_of(pages, view)


def test_the_first_view_is_the_first_page(pages):
    assert (pages / "index.html").read_text(encoding="utf-8") == text_of(pages, VIEWS[0])


def test_every_link_leads_to_a_file_of_the_folder_and_none_to_the_network(pages):
    for page in pages.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        links = re.findall(r'(?:href|src|srcset)="(?!data:)([^"]+)"', text)
        assert links
        assert all((pages / link).is_file() for link in links)
        assert "http" not in text


def test_a_page_has_its_figure_its_numbers_its_source_and_how_to_cite_it(pages):
    text = text_of(pages, VIEWS[1])
    assert "Source: AI gap simulator" in text
    assert "How to cite" in text
    numbers = pd.read_csv(pages / f"{VIEWS[1].stem}.csv")
    assert numbers["end_of_month"].iloc[-1] == "2028-12"


def test_a_regime_from_a_later_date_is_named_by_it(pages):
    text = text_of(pages, VIEWS[2])
    assert "“chips only from 2027-01-01”" in text
    assert "Changes take effect on" in text


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("task.calibrations=[nowhere]", "calibration"),
        ("task.dates=[2042-12-31]", r"task\.dates"),
        ("task.since=[2020-01-01]", r"sanctions\.from"),
    ],
)
def test_what_cannot_be_published_is_refused(words, key):
    with pytest.raises(SettingsError, match=key):
        check(compose(None, ["task=publish", words]))


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_work_from_a_folder_without_a_network(pages, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    tab, said = context.new_page(), []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((pages / "index.html").as_uri())
    tab.get_by_role("link", name="Chips only").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/current_chips_only.html")
    assert tab.evaluate("document.querySelector('img').naturalWidth") > 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    context.close()
