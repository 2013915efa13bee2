"""The members of a run: draws of a posterior with their luck up to its cut-off, then their own."""

import warnings
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose
from specimens import changed, made_up_posterior

from sim.analysis.projection import project
from sim.calibration.measures import measured
from sim.calibration.members import (
    PoorlySampledWarning,
    StaleCalibrationWarning,
    changed_since,
    draws_of,
    members_of,
)
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import targets_of
from sim.ensemble import simulate
from sim.settings.errors import SettingsError
from sim.world import build_world
from sim.world.draws import draw
from sim.world.parameters import Parameters

CUT_OFF = "2024-03"


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", ["ensemble.members=5", "ensemble.seed=7"])


@pytest.fixture(scope="module")
def article():
    return load_posterior("article")


def few(posterior, count=3):
    return posterior.rows(np.arange(count))


def stale(settings):
    """What a run is warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        draws_of(settings)
    return [str(w.message) for w in caught if w.category is StaleCalibrationWarning]


# whose parameters, whose luck ---------------------------------------------------------------------


def test_members_take_the_draws_in_turn(settings, article):
    draws = members_of(few(article), settings, members=5, seed=7)
    for column, name in enumerate(Parameters._fields):
        expected = article.parameters[[0, 1, 2, 0, 1], column].astype(float)
        np.testing.assert_array_equal(draws.values[name], expected, err_msg=name)


def test_a_member_has_the_noise_keys_of_its_draw_up_to_the_cut_off(settings, article):
    draws = members_of(few(article), settings, members=5, seed=7)
    np.testing.assert_array_equal(draws.past_member, article.past_member[[0, 1, 2, 0, 1]])
    assert draws.past_seed.tolist() == [article.seed] * 5


def test_a_member_has_the_stored_luck_of_its_draw(settings):
    posterior = made_up_posterior(3)
    posterior.luck[1, ::5] = np.nan
    draws = members_of(posterior, settings, members=5, seed=7)
    expected = posterior.owners.stored(posterior.luck[[0, 1, 2, 0, 1]])
    assert draws.stored_labs.tolist() == list(posterior.owners.labs)
    assert draws.stored_investors.tolist() == list(posterior.owners.investors)
    np.testing.assert_array_equal(draws.runs, expected["runs"])
    np.testing.assert_array_equal(draws.shocks, expected["shocks"])


def test_a_member_has_its_own_noise_after_the_cut_off(settings, article):
    draws = members_of(few(article), settings, members=5, seed=7)
    assert draws.member.tolist() == [0, 1, 2, 3, 4]
    assert draws.seed.tolist() == [7] * 5
    assert draws.own_from == 6 * 12 + 3  # January 2018 is month 0, April 2024 the first of its own


@pytest.mark.parametrize(
    ("until", "own_from"),
    [(date(2018, 1, 31), 1), (date(2023, 12, 31), 72), (date(2024, 1, 1), 73)],
)
def test_the_month_of_the_cut_off_is_the_last_of_the_past(settings, article, until, own_from):
    draws = members_of(replace(article, until=until), settings, members=1, seed=1)
    assert draws.own_from == own_from


def test_members_and_seed_are_those_of_the_settings_unless_they_are_given(settings):
    assert (len(draws_of(settings)), draws_of(settings).seed[0]) == (5, 7)
    given = draws_of(settings, members=2, seed=9)
    assert (len(given), given.seed[0]) == (2, 9)


def test_a_member_is_the_same_in_an_ensemble_of_any_size(settings):
    one, many = draws_of(settings, members=2), draws_of(settings, members=300)
    for name in Parameters._fields:
        np.testing.assert_array_equal(one.values[name], many.values[name][:2])
    np.testing.assert_array_equal(one.past_member, many.past_member[:2])


def test_without_a_posterior_members_are_drawn_from_the_priors():
    settings = compose("status_quo", ["calibration=prior", "ensemble.members=6"])
    drawn = draws_of(settings)
    expected = draw(settings.calibration, 6, seed=1)
    for name, values in expected.values.items():
        np.testing.assert_array_equal(drawn.values[name], values, err_msg=name)
    np.testing.assert_array_equal(drawn.past_member, expected.past_member)
    assert drawn.own_from == 0


def test_a_posterior_that_is_not_there_is_named():
    with pytest.raises(SettingsError, match=r"^calibration\.posterior: got nobody, takes null"):
        draws_of(compose("status_quo", ["calibration.posterior=nobody"]))


# what has changed since ---------------------------------------------------------------------------


def test_a_posterior_that_fits_gives_no_warning(settings):
    assert stale(settings) == []


def test_draws_of_the_priors_give_no_warning(settings):
    other = changed(settings, "calibration.parameters.utilisation.low=0.26")
    of_priors = other.calibration.model_copy(update={"posterior": None})
    assert stale(other.model_copy(update={"calibration": of_priors})) == []


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (["calibration.parameters.utilisation.spread=0.06"], "priors"),
        (["roster.regions.CN.market=0.9"], "roster"),
        (["calibration.targets=record"], "targets"),
        (["roster.regions.CN.market=0.9", "calibration.targets=record"], "roster and targets"),
    ],
)
def test_a_posterior_with_other_dependencies_gives_a_warning(settings, keys, names):
    (message,) = stale(changed(settings, *keys))
    assert f"calibration article was made with other {names}:" in message
    assert "task=calibrate" in message


def test_a_posterior_of_another_cut_off_says_how_to_name_it(settings):
    (message,) = stale(changed(settings, "calibration.until=2023-12-31"))
    assert "made from facts up to 2024-03-31, not 2023-12-31" in message
    assert message.endswith("set calibration.until=2024-03-31")


def test_a_posterior_made_with_other_rules_is_recognised(settings, article):
    other = replace(article, fingerprints=article.fingerprints | {"rules": "of another day"})
    assert changed_since(other, settings) == ["rules"]


def test_draws_of_a_stale_posterior_are_used_as_they_are(settings, article):
    with pytest.warns(StaleCalibrationWarning):
        drawn = draws_of(changed(settings, "roster.regions.CN.market=0.9"), members=2)
    np.testing.assert_array_equal(drawn.past_member, article.past_member[:2])


def test_a_scenario_does_not_make_a_posterior_stale(article):
    for scenario in ("never_controlled", "as_enacted"):
        assert changed_since(article, compose(scenario, ["ensemble.seed=3"])) == []


# how well it was sampled --------------------------------------------------------------------------


def doubts(settings, posterior, file):
    """What is said of how well a posterior was sampled."""
    posterior.save(file)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        draws_of(changed(settings, f"calibration.posterior={file}"))
    return [str(w.message) for w in caught if w.category is PoorlySampledWarning]


CONVERGED = {"distinct": 180.0, "distinct_keys": 150.0, "rhat": {"0": 1.0, "5": 1.01}}


def test_a_posterior_that_fails_a_criterion_gives_a_warning_that_names_it(
    settings, article, tmp_path
):
    criteria = CONVERGED | {"distinct": 3.0}
    posterior = made_up_posterior(parameters=article.parameters[:5], account={"criteria": criteria})
    (message,) = doubts(settings, posterior, tmp_path / "mine.npz")
    assert "mine.npz does not meet every criterion: only 3 distinct values" in message


def test_a_posterior_that_meets_the_criteria_gives_no_doubt(settings, article, tmp_path):
    posterior = made_up_posterior(
        parameters=article.parameters[:5], account={"criteria": CONVERGED}
    )
    assert doubts(settings, posterior, tmp_path / "mine.npz") == []


# they meet the figures again ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def runs():
    """The same draws under two seeds, some months beyond the cut-off."""
    small = ["ensemble.members=320", "horizon.end=2024-12-31"]
    return [project(compose("status_quo", [*small, f"ensemble.seed={seed}"])) for seed in (1, 2)]


@pytest.fixture(scope="module")
def predictions(runs):
    return measured(runs[0], targets_of("article", date(2024, 3, 31)))


def test_members_meet_the_articles_lag_again(predictions):
    lag = predictions["S001"]
    assert ((lag >= 12) & (lag <= 24)).mean() > 0.8


@pytest.mark.parametrize(
    ("id_", "published", "within"),
    [
        ("S002", 33, 8),
        ("S003", 344, 17),
        ("S005", 31, 6),
        ("S012", 0.37, 0.05),
        ("B006", 25.32, 0.3),
    ],
)
def test_members_meet_a_published_value_again(predictions, id_, published, within):
    assert np.median(predictions[id_]) == pytest.approx(published, abs=within)


def test_members_have_not_reached_gpt_4_by_the_article(predictions):
    assert predictions["Q001"].mean() < 0.1


def test_members_of_any_seed_share_their_past_and_go_their_own_ways_after_it(runs):
    for name in ("capability", "capability_lag", "fdi", "venture_investment", "supplier_revenue"):
        one, two = (run[name] for run in runs)
        past = one.sel(time=slice(None, CUT_OFF))
        np.testing.assert_array_equal(past, two.sel(time=slice(None, CUT_OFF)), err_msg=name)
        assert (one.sel(time="2024-12") != two.sel(time="2024-12")).any(), name
    differs = (runs[0]["fdi"] != runs[1]["fdi"]).any(["member", "region"])
    first = differs["time"].values[differs.values.argmax()]
    assert first.astype("datetime64[M]") == np.datetime64("2024-04")


def test_members_of_one_draw_part_after_the_cut_off(settings, article):
    short = compose("status_quo", ["horizon.end=2024-12-31"])
    draws = members_of(few(article, 2), short, members=4, seed=1)
    results = simulate(build_world(short), draws, only=("fdi", "capability"))
    for values in results.values():
        np.testing.assert_array_equal(values[:2, :75], values[2:, :75])
    assert (results["fdi"][:2, 75] != results["fdi"][2:, 75]).any(axis=-1).all()


# parameters that are newer than the posterior -----------------------------------------------------


def test_a_parameter_that_a_posterior_lacks_is_drawn_from_its_prior_with_a_warning(
    settings, article, tmp_path
):
    older = article.parameters.copy()
    column = Parameters._fields.index("grey_share")
    older[:, column] = np.nan
    file = tmp_path / "older.npz"
    replace(article, parameters=older).save(file)
    named = changed(settings, f"calibration.posterior={file}")
    said = stale(named)
    assert [line for line in said if "made without grey_share: drawn from the prior" in line]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", StaleCalibrationWarning)
        draws = draws_of(named)
    from_prior = draw(settings.calibration, members=5, seed=7).values["grey_share"]
    np.testing.assert_array_equal(draws.values["grey_share"], from_prior)
    known = draws_of(settings).values["utilisation"]
    np.testing.assert_array_equal(draws.values["utilisation"], known)
