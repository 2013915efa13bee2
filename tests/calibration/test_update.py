"""A posterior updated by further facts: keys of later years, weights, draws and what is refused."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose, refusal
from specimens import made_up_posterior

from sim.analysis.update import lag_before_and_after, months_shown, moved_parameters
from sim.calibration.likelihood import log_likelihood
from sim.calibration.members import members_of
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import all_targets
from sim.calibration.update import (
    extended,
    out_of_reach,
    predictions_of,
    reweighted,
)
from sim.settings.errors import SettingsError
from sim.tables.update import (
    lag_table,
    out_of_reach_in_words,
    parameter_table,
    save_changes,
    weights_in_words,
)
from sim.tasks.own_facts import UPDATED, with_observations
from sim.world.parameters import Parameters

HEAD = "id,measure,of,region,period,kind,value,tolerance"
BY_ID = {target.id: target for target in all_targets()}
FACT = BY_ID["F030"]
RNG = np.random.default_rng(1)
COLUMN = Parameters._fields.index("utilisation")


@pytest.fixture(scope="module")
def article():
    return load_posterior("article")


@pytest.fixture(scope="module")
def settings():
    return compose(None, ["ensemble.members=64", "horizon.end=2026-12-31"])


@pytest.fixture(scope="module")
def few(article):
    """A posterior of few draws, so that its predictions take a second."""
    return article.rows(np.arange(64))


@pytest.fixture
def facts(tmp_path):
    def write(*rows):
        file = tmp_path / "my.csv"
        file.write_text("\n".join([HEAD, *rows]))
        return file

    return write


# later years --------------------------------------------------------------------------------------


def test_an_extended_posterior_keeps_its_past_and_has_new_keys_for_each_later_quarter(article):
    later = extended(article, date(2024, 9, 30))
    quarters = article.past_member.shape[1]
    assert later.until == date(2024, 9, 30)
    assert later.past_member.shape[1] == quarters + 2
    np.testing.assert_array_equal(later.past_member[:, :quarters], article.past_member)
    for quarter in (quarters, quarters + 1):
        assert len(np.unique(later.past_member[:, quarter, 0])) == len(article)
    later.check()


def test_a_posterior_is_not_extended_into_its_past(article):
    assert extended(article, date(2023, 6, 30)).until == article.until


def test_members_of_an_extended_posterior_have_its_random_events_up_to_its_end(few, settings):
    draws = members_of(extended(few, date(2025, 6, 30)), settings, 8, seed=5)
    assert draws.own_from == (2025 - 2018) * 12 + 6
    assert draws.past_member.shape[1] == 4 * (2025 - 2018) + 2


def test_what_draws_show_does_not_change_when_they_are_resampled(few, settings):
    later = extended(few, date(2024, 9, 30))
    shown = predictions_of(later, settings, [FACT])
    chosen = np.array([3, 3, 10])
    picked = later.rows(chosen)
    np.testing.assert_array_equal(predictions_of(picked, settings, [FACT]), shown[chosen])


# weights ------------------------------------------------------------------------------------------


def test_weights_are_the_likelihoods_of_the_facts(article):
    shown = RNG.normal(12.0, 4.0, (len(article), 1))
    update = reweighted(article, shown, [FACT], np.random.default_rng(2))
    expected = np.exp(log_likelihood(shown, [FACT]))
    np.testing.assert_allclose(update.weights, expected / expected.sum())
    assert update.pareto_k < 0.7
    assert 100 < update.effective_size < len(article)


def test_resampled_draws_agree_with_the_weights(article):
    shown = 15.6 + 4.0 * (article.parameters[:, [COLUMN]] - article.parameters[:, COLUMN].mean())
    update = reweighted(article, 40.0 * (shown - 15.6) + 15.6, [FACT], np.random.default_rng(2))
    weighted = update.weights @ article.parameters[:, COLUMN]
    spread = article.parameters[:, COLUMN].std()
    assert abs(update.after.parameters[:, COLUMN].mean() - weighted) < 0.05 * spread
    assert update.after.account["observations"]["ids"] == [FACT.id]


def test_resampled_draws_take_their_keys_and_stored_luck_along():
    before = made_up_posterior(60)
    shown = np.linspace(0.0, 30.0, 60)[:, None]
    after = reweighted(before, shown, [FACT], np.random.default_rng(2)).after
    rows = [before.parameters[:, 0].tolist().index(value) for value in after.parameters[:, 0]]
    assert rows != list(range(60))
    np.testing.assert_array_equal(after.past_member, before.past_member[rows])
    np.testing.assert_array_equal(after.luck, before.luck[rows])


def test_facts_that_say_nothing_move_nothing(article):
    update = reweighted(article, np.full((len(article), 1), 3.0), [FACT], np.random.default_rng(2))
    assert update.effective_size == pytest.approx(len(article))
    np.testing.assert_array_equal(update.after.parameters, article.parameters)
    assert not moved_parameters(update)["moved"].any()


def test_weights_degenerate_where_a_few_draws_carry_nearly_all(article):
    shown = np.abs(np.random.default_rng(4).standard_cauchy((len(article), 1))) * 30.0 + 40.0
    update = reweighted(article, shown, [replace(FACT, tolerance=0.5, discrepancy=0.0)], RNG)
    assert update.pareto_k > 0.7
    assert update.degenerates
    assert update.draws_that_count < 20


def test_facts_that_share_a_discrepancy_with_the_targets_add_less():
    before = made_up_posterior(60)
    shown = np.repeat(np.linspace(0.0, 30.0, 60)[:, None], 2, axis=1)
    known = replace(FACT, id="earlier")
    apart = replace(known, of="LMArena")
    together, alone = (
        reweighted(before, shown, [FACT], np.random.default_rng(2), [row]) for row in (known, apart)
    )
    assert together.effective_size > alone.effective_size


def test_facts_that_no_draw_allows_are_refused(article):
    largest = BY_ID["C096"]  # on a logarithmic scale, so that zero is impossible
    with pytest.raises(SettingsError, match=r"^calibration\.observations: got facts that no draw"):
        reweighted(article, np.zeros((len(article), 1)), [largest], RNG)


def test_a_fact_that_no_draw_comes_near_is_told_with_what_the_draws_show():
    shown = np.array([[3.0, 11.0], [4.0, 12.5]])
    far, near = replace(FACT, id="far", value=-500.0), replace(FACT, id="near", value=12.0)
    assert out_of_reach(shown, [far, near]) == [0]
    said = out_of_reach_in_words(shown[:, 0], far)
    assert "of far, -500: they show 3 to 4." in said


def test_facts_that_draws_can_show_are_within_reach():
    kinds = [BY_ID["F030"], replace(FACT, kind="fact", value=1.0, tolerance=0.1)]
    assert out_of_reach(np.array([[15.0, 0.0]]), kinds) == []


# before and after ---------------------------------------------------------------------------------


def test_the_parameter_that_explains_a_fact_moves_first(article):
    z = article.parameters[:, [COLUMN]] - article.parameters[:, COLUMN].mean()
    shown = FACT.value + 10.0 * (z / z.std() - 1.0)
    update = reweighted(article, shown, [FACT], np.random.default_rng(2))
    moved = moved_parameters(update)
    assert moved["parameter"].values[0] == "utilisation"
    assert bool(moved["moved"][0])
    assert float(moved["shift"][0]) > 0.5
    assert parameter_table(moved).row_count == min(12, int(moved["moved"].sum()))


def test_lags_are_shown_as_far_as_the_horizon_goes(settings):
    assert months_shown(settings, date(2024, 9, 30)) == ["2024-09", "2025-09", "2026-09"]


def test_without_weights_the_lag_is_the_same_before_and_after(few, settings, tmp_path):
    later = extended(few, date(2024, 9, 30))
    flat = np.full((len(few), 1), 3.0)
    update = reweighted(later, flat, [FACT], np.random.default_rng(2))
    lag = lag_before_and_after(settings, update)
    np.testing.assert_array_equal(lag.sel(when="before"), lag.sel(when="after"))
    assert lag_table(lag).row_count == 3
    assert "worth 64 equal ones" in weights_in_words(update)
    save_changes(tmp_path / "it.csv", lag, moved_parameters(update), update)
    lines = (tmp_path / "it.csv").read_text().splitlines()
    assert len(lines) == 1 + 9 + len(Parameters._fields) + 3


# in a run -----------------------------------------------------------------------------------------


def asked(file, *words):
    return compose(
        None, ["ensemble.members=32", "horizon.end=2026-12-31",
               f"calibration.observations={file}", *words],
    )  # fmt: skip


def test_a_run_draws_from_the_updated_posterior(facts, few, tmp_path):
    few.save(tmp_path / "few.npz")
    file = facts("mine,measured_lag,ECI,CN,2024-06,value,12,4")
    settings = asked(file, f"calibration.posterior={tmp_path / 'few.npz'}")
    updated = with_observations(settings, tmp_path, None)
    assert updated.calibration.posterior == str(tmp_path / UPDATED)
    assert updated.calibration.until == date(2024, 6, 30)
    assert load_posterior(str(tmp_path / UPDATED)).account["observations"]["ids"] == ["mine"]
    assert (tmp_path / "observations.csv").is_file()


def test_settings_without_observations_stay_as_they_are(settings, tmp_path):
    assert with_observations(settings, tmp_path, None) is settings


@pytest.mark.parametrize(
    ("row", "words", "says"),
    [
        ("mine,measured_lag,ECI,CN,2024-06,value,x,4", (), "line 2, column value, takes a number"),
        ("S001,measured_lag,ECI,CN,2024-06,value,5,4", (), "S001 in "),
        ("mine,measured_lag,ECI,CN,2027-06,value,5,4", (), "got facts up to 2027-06-30"),
        ("mine,chips_sold,Chinese designer,CN,2017,value,5,4", (), "got mine of 2017-01, takes"),
        ("mine,measured_lag,ECI,CN,2024-06,value,5,4", ("calibration=prior",), "null without"),
        ("mine,measured_lag,ECI,CN,2024-06,value,5,4", ("task=patterns",), "null with task="),
    ],
)
def test_facts_that_a_run_cannot_use_are_refused(facts, row, words, says):
    file = facts(row)
    said = refusal("horizon.end=2026-12-31", f"calibration.observations={file}", *words)
    assert said.startswith("calibration.observations: got ")
    assert says in said


def test_draws_that_facts_have_updated_take_no_further_file(facts, few, tmp_path):
    few.save(tmp_path / "few.npz")
    file = facts("mine,measured_lag,ECI,CN,2024-06,value,12,4")
    with_observations(asked(file, f"calibration.posterior={tmp_path / 'few.npz'}"), tmp_path, None)
    said = refusal(
        f"calibration.posterior={tmp_path / UPDATED}", f"calibration.observations={file}"
    )
    assert "takes null with draws that other facts have updated: one file with all facts" in said


def test_levels_hold_from_the_month_after_the_facts_under_current(facts):
    from sim.tasks.own_facts import _facts_of, _until_the_facts

    file = facts("mine,measured_lag,ECI,CN,2026-03,value,5,4")
    words = ["calibration=current", "sanctions.capital=1", f"calibration.observations={file}"]
    settings = compose(None, words)
    later = _until_the_facts(settings, _facts_of(settings))
    assert later.sanctions.since == date(2026, 4, 1)
    early = compose(None, [*words, "sanctions.from=2026-02-01"])
    with pytest.raises(SettingsError, match=r"^sanctions\.from: got 2026-02-01, takes a date from"):
        _until_the_facts(early, _facts_of(early))
