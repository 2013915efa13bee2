"""Controls: one for each leaf of a regime, from loose to tight, and nothing off its scale."""

import pytest

from sim.dashboard.controls import CONTROLS
from sim.settings.errors import SettingsError
from sim.settings.settings import Response, Sanctions, leaves

CAPS = "sanctions.chip_exports."


def test_every_instrument_and_every_response_has_a_control():
    assert set(CONTROLS) == {key for key, _, _ in leaves(Sanctions(), Response())}


def test_a_control_is_of_the_kind_of_its_leaf():
    for key, leaf, _ in leaves(Sanctions(), Response()):
        assert CONTROLS[key].lever.kind == leaf.kind, key


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_stops_are_valid_and_go_from_loose_to_tight(control):
    assert control.stops_with() == control.lever.stops
    assert [control.checked(stop) for stop in control.lever.stops] == list(control.lever.stops)


@pytest.mark.parametrize(
    ("key", "level", "before", "after"),
    [
        ("sanctions.capital", 0.42, 0.4, 0.45),
        (f"{CAPS}tpp_cap", 5000, 10000, 4800),
        (f"{CAPS}interconnect_cap", 50, 100, None),
        ("response.ai_plus", 1.5, 0, 2),
    ],
)
def test_a_level_between_two_stops_finds_its_place(key, level, before, after):
    stops = CONTROLS[key].stops_with(level)
    place = stops.index(level)
    assert stops[place - 1 : place + 2] == (before, level, after)


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("sanctions.capital", 1.01),
        ("sanctions.capital", -0.1),
        ("sanctions.capital", None),
        ("sanctions.capital", True),
        ("sanctions.capital", "0.5"),
        ("sanctions.capital", float("nan")),
        (f"{CAPS}tpp_cap", 0),
        ("response.ai_plus", 1e300),
    ],
)
def test_a_level_outside_its_range_is_refused(key, level):
    with pytest.raises(SettingsError, match=f"^{key}: got .*, takes a level from"):
        CONTROLS[key].checked(level)
