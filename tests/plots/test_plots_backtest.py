"""The figure of the back-test."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.backtest import MODEL, OPPONENTS, backtest
from sim.analysis.origins import Origin
from sim.analysis.score_rows import summary
from sim.calibration.posterior import load_posterior
from sim.plots.backtest import (
    DRAWN,
    FORECASTERS,
    origins_drawn,
    save_backtest,
    score_figure,
)
from sim.plots.measured import MARKERS
from sim.world.indices import INDICES


@pytest.fixture(scope="module")
def found():
    posterior = load_posterior("article")
    origins = [
        Origin(f"to {day}", replace(posterior, until=day))
        for day in (date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31))
    ]
    return backtest(compose("as_enacted", ["ensemble.members=16"]), origins)


@pytest.mark.slow
def test_the_figure_is_an_image_that_is_not_blank(found, tmp_path):
    from matplotlib.image import imread

    save_backtest(found.cases, found.fans, tmp_path / "figure.png")
    image = imread(tmp_path / "figure.png")
    assert min(image.shape[:2]) > 1000
    assert len(np.unique(image[..., 0])) > 20


@pytest.mark.slow
def test_a_fan_is_drawn_from_the_first_origin_of_each_year(found):
    assert origins_drawn(found.fans) == ["to 2023-09-30", "to 2024-03-31"]


@pytest.mark.slow
def test_scores_are_drawn_for_each_posterior(found):
    (axes,) = score_figure(summary(found.cases)).axes
    assert len(axes.get_yticks()) == 3


def test_every_index_and_every_forecaster_has_a_mark():
    assert set(MARKERS) == set(INDICES)
    assert set(FORECASTERS) == {MODEL, *OPPONENTS}
    assert set(DRAWN) <= set(FORECASTERS)
    assert len({look for look in FORECASTERS.values()}) == len(FORECASTERS)
