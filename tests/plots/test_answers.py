"""Figures of answers: they carry what they say they carry, and are drawn without a warning."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.attribution import attribution_of_game
from sim.plots.attribution import attribution_figure, save_attribution
from sim.plots.comparison import chances, fans
from sim.plots.price import price_figure
from sim.plots.sweep import heat_map, intervals_by_setting, save_sweep
from sim.tables.sweep import swept

LUCK = np.random.default_rng(1)
MONTHS = np.arange("2018-01", "2020-01", dtype="datetime64[M]").astype("datetime64[ns]")


@pytest.fixture(scope="module")
def compared():
    names = ["status_quo", "strict_controls", "detente", "no_controls"]
    lags = LUCK.normal(10, 3, (4, 30, len(MONTHS), 2))
    return xr.Dataset(
        {"capability_lag_mean": (("scenario", "member", "time", "region"), lags)},
        {
            "scenario": names,
            "time": MONTHS,
            "region": ["US", "CN"],
            "time_bnds": (("time", "bnds"), np.stack([MONTHS, MONTHS], axis=-1)),
        },
        {"reference": "status_quo"},
    )


def test_each_regime_has_a_panel_and_the_reference_is_dashed_in_the_others(compared):
    figure = fans(compared)
    visible = [axes for axes in figure.axes if axes.get_visible()]
    titles = [axes.get_title(loc="left") for axes in visible]
    assert titles == list(compared["scenario"].values)
    dashed = [any(line.get_linestyle() == "--" for line in axes.lines) for axes in visible]
    assert dashed == [False, True, True, True]


def test_the_chances_are_written_into_their_cells(compared):
    figure = chances(compared, "2019-12")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert len(texts) == 12
    assert all(0 <= int(text) <= 100 for text in texts)


def test_instruments_are_ordered_by_their_share(tmp_path):
    values = np.array([[0.0], [1.0], [5.0], [6.0]]) + LUCK.normal(0, 0.1, (4, 40))
    shared = attribution_of_game(values, ["capital", "chip_exports"])
    shared = shared.assign_attrs(scenario="strict", against="none", date="2028-12")
    figure = attribution_figure(shared)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["capital", "chip_exports"]
    save_attribution(shared, tmp_path / "attribution.png")
    assert (tmp_path / "attribution.png").stat().st_size > 10_000


def test_regimes_are_numbered_the_longest_lag_first():
    names = ["none", "strict", "loose"]
    gains = np.array([[0.0], [6.0], [2.0]]) + np.zeros((3, 20))
    priced = xr.Dataset(
        {
            name: (("scenario", "member"), gains * factor)
            for name, factor in (("lag_gained", 1), ("revenue_lost", 9), ("return_forgone", 2))
        },
        {"scenario": names},
        {"against": "none", "date": "2028-12"},
    )
    figure = price_figure(priced)
    listed = figure.axes[-1].texts[-1].get_text().split("\n")
    assert listed == ["1  strict", "2  loose", "3  none"]


def a_sweep(*dims):
    sizes = [len(values) for _, values in dims]
    lag = LUCK.normal(10, 3, (*sizes, 20, len(MONTHS), 2))
    names = tuple(name for name, _ in dims)
    variable = ((*names, "member", "time", "region"), lag)
    return xr.Dataset(
        {"capability_lag": variable, "capability_lag_mean": variable},
        {"time": MONTHS, "region": ["US", "CN"]}
        | {name: (name, values, {"long_name": f"a.{name}"}) for name, values in dims},
    )


def test_a_sweep_over_two_settings_is_a_heat_map_with_open_caps_named():
    sweep = a_sweep(("enforcement", [0.0, 1.0]), ("cap", [1600.0, 4800.0, np.inf]))
    figure = heat_map(sweep)
    axes = figure.axes[0]
    assert swept(sweep) == ["enforcement", "cap"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1600", "4800", "open"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("a.cap", "a.enforcement")
    assert len(axes.texts) == 6


def test_a_sweep_over_one_setting_is_a_row_of_intervals():
    figure = intervals_by_setting(a_sweep(("scenario", ["detente", "strict_controls"])))
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["detente", "strict_controls"]


def test_a_sweep_over_three_settings_has_no_figure(tmp_path):
    sweep = a_sweep(("a", [0, 1]), ("b", [0, 1]), ("c", [0, 1]))
    assert save_sweep(sweep, tmp_path / "sweep.png") is False
    assert list(tmp_path.iterdir()) == []
