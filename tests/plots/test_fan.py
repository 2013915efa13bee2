"""The fan chart shows what the dataset holds."""

import numpy as np
import pytest
import synthetic
from matplotlib.dates import date2num

from sim.plots.bands import bands_of
from sim.plots.fan import ARTICLE_PLACE, lag_fan, save_fan

MONTHS = 180
CN = 1


@pytest.fixture(scope="module")
def reference():
    return synthetic.results(members=20, months=MONTHS, seed=1)


@pytest.fixture(scope="module")
def scenario(reference):
    """The reference, but for longer lags from 2026."""
    lag = reference["capability_lag"].copy()
    lag[:, 96:] += 7 + np.arange(20)[:, None, None]
    return reference | {"capability_lag": lag}


@pytest.fixture(scope="module")
def dataset(scenario, reference):
    return synthetic.dataset(scenario, reference)


def yearly_median(lags):
    """Median over members of the mean over twelve months, from the first full year."""
    windows = np.lib.stride_tricks.sliding_window_view(lags[:, :, CN], 12, axis=1)
    return np.median(windows.mean(axis=-1), axis=0)


def median_line(axes, style):
    """The values of the line in a style, and the months that it spans."""
    line = next(line for line in axes.lines if line.get_linestyle() == style and line.get_lw() == 2)
    values = np.asarray(line.get_ydata(), dtype=float)
    return values[~np.isnan(values)], date2num(line.get_xdata())


def texts(figure):
    return " | ".join(text.get_text() for axes in figure.axes for text in axes.texts)


def test_the_first_panel_shows_the_lag_under_the_scenario(dataset, scenario):
    values, _ = median_line(lag_fan(dataset).axes[0], "-")
    assert np.allclose(values, yearly_median(scenario["capability_lag"]))


def test_the_reference_is_drawn_from_where_the_scenario_departs_from_it(dataset, reference):
    values, months = median_line(lag_fan(dataset).axes[0], "--")
    assert np.allclose(values, yearly_median(reference["capability_lag"])[-len(values) :])
    assert months[0] == date2num(np.datetime64("2026-01-01"))  # the end of the month before


def test_the_second_panel_shows_the_paired_change(dataset, scenario, reference):
    values, _ = median_line(lag_fan(dataset).axes[1], "-")
    change = scenario["capability_lag"] - reference["capability_lag"]
    assert np.allclose(values, yearly_median(change))


def test_values_stand_at_the_months_end(dataset):
    _, months = median_line(lag_fan(dataset).axes[0], "-")
    assert months[0] == date2num(np.datetime64("2018-02-01"))
    assert months[-1] == date2num(np.datetime64("2033-01-01"))


def test_a_run_that_is_its_own_reference_has_one_panel(reference):
    figure = lag_fan(synthetic.dataset(reference, scenario=("status_quo",)))
    assert len(figure.axes) == 1
    assert "status quo" in texts(figure)


def test_the_articles_one_to_two_years_are_marked_at_its_date(dataset):
    figure = lag_fan(dataset)
    assert "article: 1-2 years" in texts(figure)
    bar = figure.axes[0].collections[-1].get_segments()[0]
    assert bar.tolist() == [[ARTICLE_PLACE, 12], [ARTICLE_PLACE, 24]]


def test_the_article_is_not_marked_for_another_follower_or_time(dataset, reference):
    assert "article" not in texts(lag_fan(dataset, follower="RoW"))
    early = {name: values[:, :60] for name, values in reference.items()}
    assert "article" not in texts(lag_fan(synthetic.dataset(early)))


def test_the_chart_names_scenario_reference_members_and_seed(dataset):
    figure = lag_fan(dataset)
    assert "strict controls" in texts(figure)
    assert "status quo" in texts(figure)
    assert "20 members, seed 7" in figure.get_supxlabel()
    assert "month" in figure.axes[0].get_ylabel()
    assert "month" in figure.axes[1].get_ylabel()


def test_the_chart_is_saved_as_an_image(dataset, tmp_path):
    save_fan(bands_of(dataset), tmp_path / "lag.png")
    assert (tmp_path / "lag.png").read_bytes().startswith(b"\x89PNG")
