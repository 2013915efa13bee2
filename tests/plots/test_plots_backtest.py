"""The figure of the back-test."""

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.backtest import lag_scores, run_forecast
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import all_targets
from sim.plots.backtest import FORECASTERS, MARKS, save_backtest
from sim.world.indices import INDICES

LAGS = [target for target in all_targets() if target.measure == "measured_lag"]


@pytest.fixture(scope="module")
def made():
    settings = compose("as_enacted", ["ensemble.members=16"])
    return run_forecast("article", load_posterior("article"), settings)


@pytest.mark.slow
def test_the_figure_is_an_image_that_is_not_blank(made, tmp_path):
    from matplotlib.image import imread

    scored = lag_scores(made)
    save_backtest(made.dataset, LAGS, {"article": scored}, tmp_path / "figure.png")
    image = imread(tmp_path / "figure.png")
    assert min(image.shape[:2]) > 1000
    assert len(np.unique(image[..., 0])) > 20


@pytest.mark.slow
def test_every_index_and_every_forecaster_has_a_mark(made):
    assert set(MARKS) == set(INDICES)
    assert list(FORECASTERS) == lag_scores(made)["forecaster"].values.tolist()
