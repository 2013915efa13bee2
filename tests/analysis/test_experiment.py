"""Members under regimes that are drawn: what a level means, and what a row gets."""

from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.experiment import (
    MEASURES,
    STRICTEST,
    Experiment,
    caps_at,
    draw_levels,
    with_levels,
)
from sim.analysis.regimes import with_horizon_end
from sim.ensemble.engine import simulate
from sim.settings.instruments import SENDERS
from sim.settings.settings import Sanctions
from sim.world import build_world
from sim.world.draws import draw
from sim.world.regime import build_regime

DAY = date(2025, 6, 30)
SHARES = [name for name in SENDERS if name != "chip_exports"]


@pytest.fixture(scope="module")
def settings():
    return with_horizon_end(compose("status_quo", ["calibration=prior"]), DAY)


def regime_of(settings):
    return build_regime(settings, build_world(settings).calendar)


def test_the_instruments_are_those_of_the_sender():
    parts = {field.alias or name for name, field in Sanctions.model_fields.items()}
    assert set(SENDERS) == parts - {"from", "history_until", "rewrite_history"}


def test_chips_at_level_0_are_open():
    assert caps_at(0.0) == {"tpp_cap": np.inf, "density_cap": np.inf}


def test_chips_at_level_1_are_as_under_strict_controls(settings):
    strict = compose("strict_controls").sanctions.chip_exports
    closed = with_levels(settings, {"chip_exports": 1.0}).sanctions.chip_exports
    for cap in ("tpp_cap", "density_cap", "interconnect_cap"):
        assert getattr(closed, cap).level == getattr(strict, cap).level


def test_a_higher_level_never_widens_a_cap():
    caps = [caps_at(level) for level in np.linspace(0.0, 1.0, 101)]
    for name in STRICTEST:
        assert (np.diff([cap[name] for cap in caps[1:]]) < 0).all()


def test_caps_of_2023_lie_where_the_docstring_says():
    assert caps_at(0.76)["tpp_cap"] == pytest.approx(4800, rel=0.02)
    assert caps_at(0.72)["density_cap"] == pytest.approx(5.92, rel=0.02)


def test_a_cap_half_way_is_ten_times_the_strictest():
    assert caps_at(0.5)["tpp_cap"] == pytest.approx(16_000)


@pytest.mark.parametrize("name", SHARES)
def test_a_level_holds_from_the_regimes_date_and_not_before(settings, name):
    before, after = regime_of(settings), regime_of(with_levels(settings, {name: 0.35}))
    month = build_world(settings).calendar.index(settings.sanctions.since)
    np.testing.assert_array_equal(getattr(after, name)[:month], getattr(before, name)[:month])
    assert (getattr(after, name)[month:] == 0.35).all()


def test_instruments_without_a_level_stay_as_in_the_scenario():
    strict = compose("strict_controls")
    changed = with_levels(strict, {"tools": 0.1})
    assert changed.sanctions.foundry == strict.sanctions.foundry
    assert changed.sanctions.chip_exports == strict.sanctions.chip_exports
    assert changed.response == strict.response


def test_every_row_gets_its_own_levels(settings):
    """Rows in any order give what a run of their own regime gives."""
    draws = draw(settings.calibration, 6, 1)
    levels = np.array([[0.0], [1.0], [0.0], [1.0], [0.5], [0.0]])
    taken = Experiment(settings, ["open_weights"]).run(draws, levels)
    for row, (level,) in enumerate(levels):
        world = build_world(with_levels(settings, {"open_weights": float(level)}))
        alone = simulate(world, draws.rows(np.array([row])), threads=1, only=MEASURES)
        expected = [alone[name][0, -1, world.regions.index("CN")] for name in MEASURES]
        np.testing.assert_array_equal(taken[row], expected)


def test_without_levels_rows_run_under_the_scenario(settings):
    draws = draw(settings.calibration, 3, 1)
    taken = Experiment(settings, ()).run(draws, np.empty((3, 0)))
    world = build_world(settings)
    lags = simulate(world, draws, threads=1, only=("capability_lag",))["capability_lag"]
    np.testing.assert_array_equal(taken[:, 0], lags[:, -1, world.regions.index("CN")])


def test_a_shorter_horizon_changes_nothing_before_its_end(settings):
    draws = draw(settings.calibration, 3, 1)
    whole = simulate(build_world(compose()), draws, threads=1, only=("capability_lag",))
    short = simulate(build_world(settings), draws, threads=1, only=("capability_lag",))
    months = short["capability_lag"].shape[1]
    np.testing.assert_array_equal(whole["capability_lag"][:, :months], short["capability_lag"])


def test_progress_counts_every_row(settings):
    told = []
    levels = np.array([[0.0], [1.0], [1.0]])
    Experiment(settings, ["tools"]).run(draw(settings.calibration, 3, 1), levels, told.append)
    assert sum(told) == 3


def test_levels_are_spread_evenly_along_each_instrument():
    levels = draw_levels(20, 3, seed=1)
    for column in levels.T:
        np.testing.assert_array_equal(np.sort(np.floor(column * 20)), np.arange(20))


def test_the_same_seed_draws_the_same_levels():
    np.testing.assert_array_equal(draw_levels(8, 2, 7), draw_levels(8, 2, 7))


def test_no_instrument_has_no_levels():
    assert draw_levels(5, 0, 1).shape == (5, 0)
