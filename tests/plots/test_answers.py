"""Figures of answers: they carry what they say they carry, and are drawn without a warning."""

import example_results as examples
import numpy as np
import pytest
import xarray as xr

from sim.analysis.attribution import attribution_of_game
from sim.plots.attribution import attribution_figure, save_attribution
from sim.plots.backtest import score_figure
from sim.plots.comparison import chances, fans
from sim.plots.fan import lag_fan
from sim.plots.price import APART, price_figure
from sim.plots.sensitivity import index_figure
from sim.plots.style import NARROW
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
    assert titles == ["status quo", "strict controls", "detente", "no controls"]
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
    assert labels == ["capital", "chip exports"]
    save_attribution(shared, tmp_path / "attribution.png")
    assert (tmp_path / "attribution.png").stat().st_size > 10_000


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_regimes_are_named_beside_regret_against_cost():
    figure = price_figure(examples.costs())
    assert [axes.get_ylabel() for axes in figure.axes] == ["regret, months"] * 2
    assert texts(figure.axes[0]) == ["no controls", "strict controls", "chips only"]


def test_names_of_regimes_do_not_overlap():
    figure = price_figure(examples.costs(gains=(0.0, 2.0, 2.0)))
    heights = sorted(text.xyann[1] for text in figure.axes[0].texts)
    assert np.diff(heights).min() >= 0.99 * APART


def test_a_cost_that_no_regime_has_is_not_drawn():
    costs = examples.costs()
    costs["return_forgone"] = costs["return_forgone"] * 0.0
    assert len(price_figure(costs).axes) == 1


def test_one_extreme_cost_is_written_and_does_not_flatten_the_others():
    costs = xr.concat([examples.costs(sales=(0.0, 50.0, most)) for most in (60.0, 900.0)],
                      "scenario").isel(scenario=[0, 1, 2, 5])  # fmt: skip
    costs["scenario"] = ["none", "strict", "loose", "extreme"]
    axes = price_figure(costs).axes[0]
    assert axes.get_xlim()[1] < 100
    assert "extreme (900)" in texts(axes)


def test_one_extreme_regime_does_not_flatten_the_fans_of_the_others(compared):
    extreme = compared.copy(deep=True)
    extreme["capability_lag_mean"][3] *= 10
    panels = fans(extreme).axes
    assert panels[0].get_ylim()[1] < 30
    clipped = [any("↑ to" in text for text in texts(axes)) for axes in panels[:4]]
    assert clipped == [False, False, False, True]


def test_measured_lags_stand_in_the_fan_of_every_regime(compared):
    panels = [axes for axes in fans(compared).axes if axes.get_visible()]
    marks = [[line for line in axes.lines if line.get_marker() == "^"] for axes in panels]
    assert [len(of_panel) for of_panel in marks] == [1] * len(panels)
    assert "Epoch index to" in fans(compared).get_supxlabel()


@pytest.mark.parametrize("draw", [
    fans,
    lambda compared: chances(compared, "2019-12"),
    lambda _: price_figure(examples.costs()),
    lambda _: attribution_figure(examples.attribution()),
    lambda _: index_figure(examples.indices()),
    lambda _: score_figure(examples.scores()),
    lambda _: lag_fan(examples.run()),
    lambda _: intervals_by_setting(a_sweep(("a", [0, 1]))),
    lambda _: heat_map(a_sweep(("a", [0, 1]), ("b", [0, 1]))),
])  # fmt: skip
def test_every_figure_names_its_source(draw, compared):
    assert "Source: AI gap simulator" in draw(compared).get_supxlabel()


@pytest.mark.parametrize(
    ("draw", "example"),
    [
        (price_figure, examples.costs),
        (attribution_figure, examples.attribution),
        (index_figure, examples.indices),
        (lag_fan, examples.run),
    ],
)
def test_a_figure_for_a_phone_is_narrow_and_has_its_panels_below_each_other(draw, example):
    figure = draw(example(), width=NARROW)
    assert figure.get_figwidth() == NARROW
    figure.draw_without_rendering()
    one, other = (axes.get_position() for axes in figure.axes[:2])
    assert one.y0 > other.y1


def test_colours_of_a_sweep_span_the_intervals_so_that_noise_has_hardly_a_colour():
    sweep = a_sweep(("a", [0, 1]), ("b", [0, 1]))
    low, high = heat_map(sweep).axes[0].images[0].get_clim()
    lag = sweep["capability_lag_mean"].sel(region="CN").isel(time=-1)
    assert low <= float(lag.quantile(0.05, "member").min())
    assert high >= float(lag.quantile(0.95, "member").max())


def test_one_extreme_setting_does_not_flatten_the_rows_of_the_others():
    sweep = a_sweep(("a", [0, 1, 2, 3]))
    sweep["capability_lag_mean"][3] *= 10
    axes = intervals_by_setting(sweep).axes[0]
    assert axes.get_xlim()[1] < 30
    assert any("→ to" in text for text in texts(axes))


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
    assert labels == ["detente", "strict controls"]


def test_a_sweep_over_three_settings_has_no_figure(tmp_path):
    sweep = a_sweep(("a", [0, 1]), ("b", [0, 1]), ("c", [0, 1]))
    assert save_sweep(sweep, tmp_path / "sweep.png") is False
    assert list(tmp_path.iterdir()) == []
