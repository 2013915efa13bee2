"""Settings that a reader pins, in headless Chromium."""

import pytest
from reading import CLOUD, FAN, LINK, PHONE, SAYS

pytestmark = pytest.mark.browser

PINNED = "count => document.querySelectorAll('.pins li').length === count"
UNLINKED = "() => !document.querySelector('#link').innerText.includes('pinned')"
DRAWN_BESIDE = "name => document.querySelector('.figure .keys').innerText.includes(name)"


def rows(page):
    """The table in numbers: its rows as lists of cells."""
    return page.tab.locator(".results .numbers tbody tr").evaluate_all(
        "rows => rows.slice(0, 9).map(row => [...row.children].map(cell => cell.innerText))"
    )


def pin(page, count, name):
    page.tab.get_by_role("button", name="Pin these settings").click()
    page.tab.wait_for_function(PINNED, arg=count)
    page.tab.wait_for_function(DRAWN_BESIDE, arg=name)
    page.wait()


def test_pinned_settings_stand_beside_the_chosen_ones_and_can_be_removed(reader):
    page = reader()
    before = page.drawn(FAN)
    pin(page, 1, "pinned: status quo")
    button = page.tab.get_by_role("button", name="Pin these settings")
    assert button.is_disabled()  # they are pinned
    page.press(CLOUD, "End")
    beside = page.drawn(FAN)
    assert beside["pinned: status quo"] == before["chosen regime"]
    chosen, pinned = rows(page)[-2:]
    assert (chosen[1], pinned[1]) == ("chosen regime", "pinned: status quo")
    assert pinned[-1].startswith("+")  # the same members are further behind without clouds
    again = reader(page.link().split("?")[1])
    again.tab.wait_for_function(DRAWN_BESIDE, arg="pinned: status quo")
    assert again.drawn(FAN) == beside
    page.tab.get_by_role("button", name="Remove: status quo").click()
    page.tab.wait_for_function(PINNED, arg=0)
    page.tab.wait_for_function(UNLINKED)  # the link is drawn after the list
    assert page.complaints == []


def test_pinned_settings_fit_on_a_phone(reader):
    page = reader(f"{LINK}&scenario=detente", PHONE)
    pin(page, 1, "pinned: detente")
    page.tab.get_by_role("button", name="From today", exact=True).click()
    page.tab.wait_for_function(SAYS, arg="under the measures as enacted")
    page.wait()
    assert page.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert rows(page)[-1][-1] == "–"  # other members under another calibration
