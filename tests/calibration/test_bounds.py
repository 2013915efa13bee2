"""Draws of a posterior lie within the priors of a run, or the run is refused."""

from dataclasses import replace

import pytest
from scenarios import compose, refusal

from sim.calibration.bounds import check_within
from sim.calibration.posterior import load_posterior
from sim.settings.errors import SettingsError
from sim.settings.shipped import shipped_names
from sim.world.parameters import Parameters


@pytest.mark.parametrize("calibration", ["prior", "article", "current"])
@pytest.mark.parametrize("name", shipped_names())
def test_the_draws_of_a_posterior_that_ships_lie_within_the_priors(name, calibration):
    priors = compose(None, [f"calibration={calibration}"]).calibration
    check_within(load_posterior(name), priors)


def test_a_run_with_priors_that_exclude_draws_is_refused_in_one_line():
    said = refusal("calibration.parameters.sanction_share.high=0.5")
    assert said.startswith("calibration.posterior: got article with ")
    assert "draws of sanction_share outside its prior, such as 0." in said
    assert said.endswith("takes draws from 0.1 to 0.5, or calibration=prior")


def test_a_posterior_with_a_draw_outside_the_priors_is_refused():
    article = load_posterior("article")
    draws = article.parameters.copy()
    draws[7, Parameters._fields.index("utilisation")] = 0.9
    with pytest.raises(SettingsError, match=r"1 of \d+ draws of utilisation outside its prior"):
        check_within(replace(article, parameters=draws), compose(None).calibration)


def test_other_priors_may_be_calibrated_anew():
    compose(None, ["task=calibrate", "calibration.parameters.sanction_share.high=0.5"])
