"""The regime month by month: what was enacted, what is set, and what is known when."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios import compose, scenarios

from sim.settings.instruments import WEIGHTS
from sim.settings.parts import Horizon
from sim.settings.settings import Response, Sanctions
from sim.world.calendar import Calendar
from sim.world.regime import Regime, build_regime

LEVELS = [
    *("lithography", "tools", "foundry", "capital", "cloud", "model_access", "open_weights"),
    *("enforcement", "stockpiling", "substitution", "retaliation"),
]
CAPS = ("tpp_cap", "interconnect_cap", "density_cap")
OPEN = np.inf, -np.inf, np.inf
DERIVED = ("intensity", "equipment_risk")

BASE = compose()
CALENDAR = Calendar.of(BASE.horizon)
SHARES = st.floats(0, 1)
DAYS = st.dates(date(2018, 1, 1), date(2032, 12, 31))


def regime_under(sanctions=None, response=None, horizon=None):
    """The regime with some leaves set, and the rest as enacted."""
    changed = BASE.model_copy(
        update={
            "horizon": horizon or Horizon(),
            "sanctions": Sanctions.model_validate(sanctions or {}),
            "response": Response.model_validate(response or {}),
        }
    )
    return build_regime(changed, Calendar.of(changed.horizon))


@cache
def regime_of(scenario):
    return build_regime(compose(scenario), CALENDAR)


def month(text):
    return CALENDAR.index(date.fromisoformat(text + "-01"))


def caps(regime, text):
    return tuple(float(getattr(regime, cap)[month(text)]) for cap in CAPS)


def coming_caps(regime, text):
    return tuple(float(getattr(regime, f"coming_{cap}")[month(text)]) for cap in CAPS)


@st.composite
def dated_lists(draw, values=SHARES):
    """A list as a config would have it, each entry announced before its effect or with it."""
    entries = []
    for effective in draw(st.lists(DAYS, min_size=1, max_size=5, unique=True)):
        announced = draw(st.dates(date(2018, 1, 1), effective))
        entries.append({"from": effective, "level": draw(values), "announced": announced})
    return entries


CAP_LISTS = {
    "tpp_cap": dated_lists(st.none() | st.floats(1, 1e5)),
    "interconnect_cap": dated_lists(st.none() | st.floats(0, 1e4)),
    "density_cap": dated_lists(st.none() | st.floats(0.01, 50)),
}


@pytest.mark.parametrize(
    ("when", "stood"),
    [
        ("2022-09", OPEN),
        ("2022-10", (4800, 600, np.inf)),
        ("2023-10", (4800, 600, np.inf)),
        ("2023-11", (4800, -np.inf, 5.92)),
        ("2032-12", (4800, -np.inf, 5.92)),
    ],
)
def test_status_quo_has_the_caps_that_were_enacted(when, stood):
    assert caps(regime_under(), when) == stood


def test_rules_are_known_from_the_month_of_their_announcement():
    regime = regime_under()
    assert coming_caps(regime, "2022-07") == OPEN
    assert coming_caps(regime, "2022-08") == (4800, 600, np.inf)
    assert coming_caps(regime, "2023-09") == (4800, 600, np.inf)
    assert coming_caps(regime, "2023-10") == (4800, -np.inf, 5.92)
    window = regime.stockpiling_window
    assert np.flatnonzero(window).tolist() == [month(m) for m in ("2022-08", "2022-09", "2023-10")]
    assert [window[month(m)] for m in ("2022-08", "2022-09", "2023-10")] == [2, 2, 1]


def test_nothing_was_enacted_after_the_article_in_status_quo():
    regime = regime_under()
    for name in Regime._fields:
        if name not in DERIVED:  # the best chip on record moves intensity without a new rule
            after = getattr(regime, name)[month("2024-04") :]
            assert (after == after[0]).all(), name


def test_as_enacted_goes_on_where_status_quo_stops():
    article = month("2024-04")
    followed, stayed = regime_under({"history_until": None}), regime_under()
    for name in Regime._fields:
        before = np.array_equal(getattr(followed, name)[:article], getattr(stayed, name)[:article])
        assert before, name
    assert caps(followed, "2025-05") == (1600, -np.inf, 5.92)
    assert caps(followed, "2026-01") == (21000, -np.inf, np.inf)
    assert followed.levy[month("2026-01")] == 0.25
    assert followed.capital[month("2025-01")] == 0.95


@pytest.mark.parametrize("until", ["2023-12-31", "2024-04-02", "2032-12-31", "2040-06-30"])
def test_intensity_as_enacted_is_1_in_december_2023_whatever_the_horizon(until):
    regime = regime_under(horizon=Horizon(end=date.fromisoformat(until)))
    assert regime.intensity[month("2023-12")] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("scenario", scenarios())
def test_intensity_is_1_in_december_2023_in_every_scenario_that_keeps_history(scenario):
    regime = regime_of(scenario)
    expected = 0.0 if scenario == "never_controlled" else 1.0
    assert regime.intensity[month("2023-12")] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("scenario", scenarios())
def test_every_scenario_stays_within_what_levels_may_be(scenario):
    regime = regime_of(scenario)
    for name in (*LEVELS, "levy", "equipment_risk"):
        path = getattr(regime, name)
        assert ((path >= 0) & (path <= 1)).all(), name
    for name, path in regime._asdict().items():
        assert path.shape == (CALENDAR.months,), name
        assert path.dtype == np.float64, name
        assert not np.isnan(path).any(), name
    assert (regime.intensity >= 0).all()


@given(level=SHARES, since=DAYS, name=st.sampled_from(LEVELS))
def test_a_level_holds_from_its_date_and_history_before_it(level, since, name):
    instrument = name in Sanctions.model_fields
    written = {"from": since, name: level}
    regime = regime_under(written if instrument else None, None if instrument else written)
    path, enacted, at = getattr(regime, name), getattr(regime_under(), name), CALENDAR.index(since)
    assert (path[at:] == level).all()
    assert np.array_equal(path[:at], enacted[:at])


@given(entries=dated_lists())
def test_a_dated_list_stands_in_place_of_history(entries):
    path = regime_under({"tools": entries}).tools
    ordered = sorted(entries, key=lambda entry: entry["from"])
    for at in range(CALENDAR.months):
        held = [e["level"] for e in ordered if CALENDAR.index(e["from"]) <= at]
        assert path[at] == (held[-1] if held else 0.0)


@given(lists=st.fixed_dictionaries(CAP_LISTS))
def test_coming_caps_are_those_of_the_next_step_that_is_announced(lists):
    regime = regime_under({"chip_exports": lists})
    for at in range(0, CALENDAR.months, 5):
        pending = [
            (CALENDAR.index(entry["from"]), CALENDAR.index(entry["announced"]))
            for entries in lists.values()
            for entry in entries
            if CALENDAR.index(entry["announced"]) <= at < CALENDAR.index(entry["from"])
        ]
        if not pending:
            assert regime.stockpiling_window[at] == 0
        else:
            step = min(effective for effective, _ in pending)
            windows = {step - known for effective, known in pending if effective == step}
            assert regime.stockpiling_window[at] in windows
        for cap, entries in lists.items():
            expected = known_level(cap, entries, at, step if pending else at)
            assert getattr(regime, f"coming_{cap}")[at] == expected


def known_level(cap, entries, at, when):
    """The cap that will hold in month `when`, by what is in effect or announced in month `at`."""
    known = [
        entry
        for entry in sorted(entries, key=lambda entry: entry["from"])
        if CALENDAR.index(entry["from"]) <= when
        and min(CALENDAR.index(entry["announced"]), CALENDAR.index(entry["from"])) <= at
    ]
    level = known[-1]["level"] if known else None
    return OPEN[CAPS.index(cap)] if level is None else level


@settings(max_examples=60)
@given(lists=st.fixed_dictionaries({"tools": dated_lists(), **CAP_LISTS}), cut=DAYS)
def test_no_month_depends_on_an_entry_that_is_not_yet_announced(lists, cut):
    at = CALENDAR.index(cut)

    def sanctions(known):
        opened = {"from": cut, "level": None}  # a list may not be empty
        kept = {name: [entry for entry in entries if known(entry)] or [opened]
                for name, entries in lists.items()}  # fmt: skip
        return {"tools": kept["tools"], "chip_exports": {cap: kept[cap] for cap in CAPS}}

    whole = regime_under(sanctions(lambda entry: True))
    seen = regime_under(sanctions(lambda entry: CALENDAR.index(entry["announced"]) < at))
    for name in Regime._fields:
        assert np.array_equal(getattr(whole, name)[:at], getattr(seen, name)[:at]), name


def test_an_announcement_is_not_seen_outside_of_stockpiling():
    entry = {"from": date(2028, 6, 1), "level": 100.0, "announced": date(2027, 6, 1)}
    dated = regime_under({"chip_exports": {"tpp_cap": [entry]}})
    sudden = regime_under({"chip_exports": {"tpp_cap": [{**entry, "announced": entry["from"]}]}})
    differing = {
        name
        for name in Regime._fields
        if not np.array_equal(getattr(dated, name), getattr(sudden, name))
    }
    assert differing == {"coming_tpp_cap", "stockpiling_window"}


def test_intensity_rises_with_every_instrument():
    stood = regime_under({"history_until": date(2018, 1, 1)}).intensity
    for name in WEIGHTS:
        closed = {"chip_exports": {"tpp_cap": 1}} if name == "chip_exports" else {name: 1.0}
        raised = regime_under({"history_until": date(2018, 1, 1), "from": "2024-04-02", **closed})
        change = raised.intensity - stood
        assert (change[month("2024-04") :] > 0).all(), name
        assert (change[: month("2024-04")] == 0).all(), name


def test_equipment_risk_is_the_mean_of_lithography_tools_and_foundry():
    regime = regime_under({"lithography": 0.3, "tools": 0.6, "foundry": 0.9})
    assert regime.equipment_risk[month("2024-04") :] == pytest.approx(0.6)
