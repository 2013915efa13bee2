"""The page as a reader uses it, in headless Chromium."""

import pytest
import xarray as xr
from reading import CHANGE, CLOUD, COMPUTE, DRAWN, FAN, LINK, PHONE, SAYS, STATUS_QUO, WEIGHTS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def at_desk(reader):
    return reader()


@pytest.fixture
def page(at_desk):
    """A page that shows the status quo; loading one for each test would take most of the time."""
    at_desk.start_again()
    return at_desk


def test_the_page_loads_with_all_figures_and_without_errors(page, served):
    assert page.complaints == []
    assert page.tab.locator(".figures svg").count() == 7
    assert STATUS_QUO in page.said
    own = (served.address, f"blob:{served.address}", "data:")
    outside = [url for url in page.fetched if not url.startswith(own)]
    assert outside == []


def test_closing_the_cloud_takes_rented_compute_away_and_lengthens_the_lag(page):
    before = page.drawn(COMPUTE)["rented abroad by China"][-1]
    page.press(CLOUD, "End")
    after = page.drawn(COMPUTE)["rented abroad by China"][-1]
    assert before > 0
    assert after is None  # nothing is left to draw
    assert page.drawn(CHANGE)["chosen regime"][-1] > 0
    assert "longer than under the status quo" in page.said


def test_changing_the_scenario_changes_the_answer_and_the_controls(page):
    page.choose("scenario", "strict_controls")
    page.tab.wait_for_function(SAYS, arg="than under the status quo")
    page.wait()
    assert (
        page.tab.locator("#command")
        .inner_text()
        .startswith("python -m sim +scenario=strict_controls")
    )
    assert page.tab.locator(f"output[for='{CLOUD}']").inner_text() == "0.9"
    assert page.tab.get_by_role("button", name="Reset to the scenario").is_disabled()


def test_fewer_members_and_years_are_answered_too(reader):
    page = reader()
    page.choose("end", "2025-12-31")
    page.tab.wait_for_function(SAYS, arg="At the end of December 2025")
    page.choose("members", "250")
    page.tab.wait_for_function(
        "document.querySelector('.state').innerText.startsWith('250 members')"
    )
    assert page.tab.locator("#command").inner_text() == (
        "python -m sim ensemble.members=250 horizon.end=2025-12-31"
    )


def test_without_clouds_abroad_the_fan_of_the_lag_rises(page):
    page.press(CLOUD, "End")
    fan = page.drawn(FAN)
    assert fan["chosen regime"][-1] > fan["status quo"][-1] + 0.5
    assert page.complaints == []


def test_a_reset_restores_the_figures(page):
    before, said, link = page.drawn(FAN), page.said, page.link()
    page.press(WEIGHTS, "End")
    assert page.drawn(FAN) != before
    page.tab.get_by_role("button", name="Reset to the scenario").click()
    page.tab.wait_for_function(SAYS, arg=said)
    page.wait()
    assert page.drawn(FAN) == before
    assert page.link() == link


def test_one_control_is_put_back_by_itself(page):
    page.press(WEIGHTS, "End")
    with_weights = page.drawn(FAN)
    page.press(CLOUD, "End")
    page.tab.get_by_role("button", name="Put back: Cloud closed").click()
    page.tab.wait_for_function("!document.querySelector('#command').innerText.includes('cloud')")
    page.wait()
    assert page.drawn(FAN) == with_weights


def test_a_download_opens_in_xarray_and_holds_the_data_of_the_figure(page, tmp_path):
    page.press(WEIGHTS, "End")
    with page.tab.expect_download() as started:
        page.tab.get_by_role("link", name=f"{FAN}: data as netCDF").click()
    file = tmp_path / "lag.nc"
    started.value.save_as(file)
    with xr.open_dataset(file, engine="netcdf4") as lag:
        median = lag["capability_lag_mean"].sel(regime="chosen", quantile=0.5)
        assert float(median[-1]) == pytest.approx(page.drawn(FAN)["chosen regime"][-1], rel=1e-3)
        assert "sanctions.open_weights=1" in lag.attrs["command"]
        assert lag.attrs["command"] == page.tab.locator("#command").inner_text()


def test_two_pages_at_once_do_not_mix(reader):
    one, other = reader(), reader(f"{LINK}&scenario=detente")
    said, drawn = other.said, other.drawn(FAN)
    one.press(WEIGHTS, "End")
    other.press(CLOUD, "End")
    moved = [person.tab.locator("#command").inner_text() for person in (one, other)]
    assert "sanctions.open_weights=1" in moved[0]
    assert "cloud" not in moved[0]
    assert "+scenario=detente" in moved[1]
    assert "open_weights" not in moved[1]
    other.tab.get_by_role("button", name="Put back: Cloud closed").click()
    other.tab.wait_for_function(SAYS, arg=said)
    other.wait()
    assert other.drawn(FAN) == drawn
    assert one.control(WEIGHTS).input_value() == "20"


def test_a_link_carries_the_settings(page, reader):
    page.press(WEIGHTS, "End")
    link = page.link()
    assert page.tab.url == link
    again = reader(link.split("?")[1])
    assert again.said == page.said
    assert again.drawn(FAN) == page.drawn(FAN)


def test_an_invalid_link_is_reported_in_one_line(reader):
    page = reader("ensemble.members=64&horizon.end=2026-12-31&sanctions.capital=7")
    assert page.tab.get_by_role("alert").inner_text() == (
        "sanctions.capital: got 7.0, takes a level from 0 to 1"
    )


def test_a_date_beyond_the_horizon_is_reported_in_one_line(page):
    page.press(WEIGHTS, "End")
    said = page.said
    page.tab.locator("#since").fill("2029-01-01")
    page.tab.locator("#since").press("Tab")
    alert = page.tab.get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text().startswith("sanctions.from: got 2029-01-01, takes a date from")
    assert page.said == said


def test_a_dragged_slider_stays_where_it_was_released(page):
    for _ in range(12):
        page.control(WEIGHTS).press("ArrowRight")
    page.tab.wait_for_function(
        "document.querySelector('#command').innerText.includes('open_weights=0.6')"
    )
    page.wait()
    page.press(CLOUD, "End")  # an answer after which none is on its way
    assert page.control(WEIGHTS).input_value() == "12"
    assert page.complaints == []


def test_agents_step_by_month_and_start_again(page):
    page.tab.get_by_role("tab", name="One run, agent by agent").click()
    standing = page.tab.locator(".standing")
    standing.wait_for()
    assert standing.inner_text().startswith("Before the first month")
    for month in ("January", "February"):
        page.tab.get_by_role("button", name="Step").click()
        page.tab.wait_for_function(
            "month => document.querySelector('.standing').innerText.includes(month)", arg=month
        )
    assert standing.inner_text().startswith("End of February 2018: China is")
    # figures come after the text
    page.tab.wait_for_function(
        f"name => ({DRAWN})(name).lag.length === 2", arg="The lag of this run"
    )
    assert sum(map(len, page.drawn("Labs, by chips and capability").values())) > 10
    page.tab.get_by_role("button", name="Reset", exact=True).click()
    page.tab.wait_for_function(
        "document.querySelector('.standing').innerText.startsWith('Before the first month')"
    )
    assert page.complaints == []


def test_a_phone_shows_answer_and_chart_first_and_does_not_scroll_sideways(reader):
    page = reader(viewport=PHONE)
    assert page.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    wide = page.tab.evaluate(
        """[...document.querySelectorAll('.dashboard *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .filter(e => !e.closest('.numbers')).map(e => e.tagName + '.' + e.className)"""
    )
    assert wide == []
    tops = [page.top(part) for part in (".sentence", ".chart", ".panel", ".numbers")]
    assert tops == sorted(tops)
    assert tops[1] + 250 < PHONE["height"]  # most of the chart without scrolling
    assert not page.tab.get_by_role("slider").first.is_visible()
    page.tab.get_by_text("Settings", exact=True).click()
    assert page.tab.get_by_role("slider").first.is_visible()


def test_every_control_has_a_name_that_is_read_out(page):
    tab = page.tab
    for role, count in (("slider", 16), ("combobox", 4)):
        controls = tab.get_by_role(role)
        assert controls.count() == count
        for place in range(count):
            assert controls.nth(place).evaluate("e => e.labels.length") == 1
    assert tab.get_by_role("slider", name="Cloud closed").get_attribute("aria-valuetext") == "0"
    assert tab.locator(".chart[role=img]").count() == 7


def test_the_address_without_settings_opens_what_the_command_says(reader):
    page = reader("")
    assert page.said.endswith("] under the measures as enacted.")
    today = page.tab.get_by_role("button", name="From today", exact=True)
    assert today.get_attribute("aria-pressed") == "true"
    command = "python -m sim calibration=current ensemble.members=64 horizon.end=2026-12-31"
    assert page.tab.locator("#command").inner_text() == command
    page.tab.get_by_role("button", name="From the article").click()
    page.tab.wait_for_function(SAYS, arg=STATUS_QUO)
    page.tab.wait_for_function("document.querySelector('#since').value === '2024-04-02'")
    assert page.tab.locator("html").get_attribute("lang") == "en"


def test_a_preset_is_chosen_by_keyboard(reader):
    page = reader("")
    for _ in range(20):
        page.tab.keyboard.press("Tab")
        if page.tab.evaluate("document.activeElement.innerText").startswith("Everything closed"):
            break
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_function(SAYS, arg="longer than under the measures as enacted [")
    page.wait()
    assert "+scenario=full_decoupling" in page.tab.locator("#command").inner_text()
    assert page.drawn(CHANGE)["chosen regime"][-1] > 0
    assert page.complaints == []


def test_a_later_step_is_added_and_saved_with_the_scenario(reader, tmp_path):
    page = reader("ensemble.members=64&horizon.end=2027-12-31")
    said = page.said
    page.tab.locator("#step-control").select_option(label="Cloud closed")
    page.tab.locator("#step-level").select_option(label="1")
    page.tab.locator("#step-day").fill("2026-07-01")
    page.tab.get_by_role("button", name="Add the step").click()
    page.tab.wait_for_function(SAYS, arg="than under the measures as enacted [")
    page.wait()
    assert (
        "sanctions.cloud=[{from:2026-07-01,level:1}]" in page.tab.locator("#command").inner_text()
    )
    with page.tab.expect_download() as started:
        page.tab.get_by_role("link", name="Save as YAML").click()
    started.value.save_as(tmp_path / "mine.yaml")
    assert "cloud:\n  - from: 2026-07-01\n    level: 1.0" in (tmp_path / "mine.yaml").read_text()
    page.tab.get_by_role("button", name="Remove: 2026-07-01: Cloud closed, 1").click()
    page.tab.wait_for_function(SAYS, arg=said)
    assert page.complaints == []


def test_a_figure_is_a_picture_and_a_table_too(page, tmp_path):
    for kind, first in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.tab.expect_download() as started:
            page.tab.get_by_role("button", name=f"{FAN}: picture as {kind}").click()
        started.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(first)
    assert "Source: AI gap simulator" in (tmp_path / "SVG").read_text()
    figure = page.tab.get_by_role("region", name=FAN)
    figure.get_by_text("Table", exact=True).click()
    last = figure.locator("tbody tr").last
    assert last.locator("th").inner_text() == "Dec 2026"
    shown = float(last.locator("td").first.inner_text().split(" ")[0])
    assert shown == pytest.approx(page.drawn(FAN)["chosen regime"][-1], rel=5e-3)


def test_a_dark_page_has_light_texts_in_its_charts(reader):
    page = reader(color_scheme="dark")
    background = page.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(22, 24, 27)"
    texts = page.tab.locator(".chart svg text")
    assert texts.first.get_attribute("fill") == "#dddddd"
    page.tab.get_by_role("tab", name="One run, agent by agent").click()
    step = page.tab.get_by_role("button", name="Step")
    step.wait_for()
    assert step.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(36, 40, 45)"
    assert step.evaluate("e => getComputedStyle(e).color") == "rgb(228, 228, 228)"


def test_the_page_says_when_its_server_has_gone(page, served):
    served.end()
    alert = page.tab.get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text().startswith("The server of this page has stopped")
