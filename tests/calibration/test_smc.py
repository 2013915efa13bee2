"""Sequential Monte Carlo: weights, resampling, moves, and toys whose posterior is known."""

import numpy as np
import pytest
from scipy.stats import kstest
from specimens import Toy, adaptation_of, standard_normal, target

from sim.calibration import smc
from sim.calibration.likelihood import log_likelihood
from sim.calibration.moves import MOVES
from sim.calibration.moves.difference import DifferenceStep
from sim.calibration.moves.informed import InformedStep
from sim.calibration.moves.luck import LuckStep
from sim.calibration.moves.redraw import Redraw
from sim.calibration.population import Population
from sim.calibration.smc import EFFECTIVE_SHARE, Sampler

# toys ---------------------------------------------------------------------------------------------

VALUE, TOLERANCE = 1.5, 0.5
SEEN = (target(kind="value", value=VALUE, tolerance=TOLERANCE),)


def first_score_and_some_luck(scores, luck):
    """One parameter, the luck of the first year, and half of the second's."""
    return (scores[:, :1] + luck[:, :1] + 0.5 * luck[:, 1:2]).astype(np.float64)


LINE = Toy(first_score_and_some_luck, SEEN)
EVIDENCE = 1.0 + 1.0 + 0.25 + TOLERANCE**2
"""Variance of what is seen, under the priors."""


def known(part):
    """Mean and standard deviation of a standard normal that enters what is seen by a part."""
    return part * VALUE / EVIDENCE, (1.0 - part**2 / EVIDENCE) ** 0.5


def first_score_and_stored_luck(scores, luck):
    """One parameter, half of the luck of the first year, and what is stored."""
    return (scores[:, :1] + 0.5 * luck[:, :1] + luck[:, 3:4]).astype(np.float64)


STORING = Toy(first_score_and_stored_luck, SEEN, stored=4)
"""The same evidence, of stored luck: three more scores of it do not matter."""


def luck_alone(scores, luck):
    return luck[:, :1].astype(np.float64)


def luck_of(toy, members):
    return standard_normal(members.numbers[:, :, 0])


def of_posterior(toy, targets, count):
    """A population that is distributed as the posterior, by rejection from the priors."""
    members = toy.bank(count)
    likelihood = log_likelihood(members.predictions, targets)
    kept = np.log(np.random.default_rng(2).random(count)) < likelihood
    adaptation = adaptation_of(members, targets)
    return Population(
        members.rows(kept),
        np.zeros(kept.sum()),
        likelihood[kept],
        adaptation,
        count,
        islands=1,
        tempering=1.0,
    )


def inferred(toy, draws=3000, bank=30_000, sweeps=6, last_sweeps=12, islands=1):
    rng = np.random.default_rng(4)
    sampler = Sampler(toy, toy.targets)
    population = sampler.start(toy.bank(bank).predictions, draws, rng, islands)
    while population.tempering < 1.0:
        population = sampler.step(population, sweeps, rng)
    return sampler.move(population, last_sweeps, rng)[0]


@pytest.fixture(scope="module")
def of_line():
    return inferred(LINE)


def test_the_sampler_finds_the_posterior_of_a_linear_model(of_line):
    mean, deviation = known(1.0)
    scores = of_line.members.scores[:, 0].astype(float)
    assert scores.mean() == pytest.approx(mean, abs=0.06)
    assert scores.std() == pytest.approx(deviation, rel=0.06)


def test_the_sampler_finds_the_noise_that_meets_a_target(of_line):
    luck = luck_of(LINE, of_line.members)
    for year, part in ((0, 1.0), (1, 0.5), (2, 0.0)):
        mean, deviation = known(part)
        assert luck[:, year].mean() == pytest.approx(mean, abs=0.07), year
        assert luck[:, year].std() == pytest.approx(deviation, rel=0.07), year


def test_unconstrained_parameters_keep_their_prior(of_line):
    others = of_line.members.scores[:, 1:].astype(float)
    assert others.mean(axis=0) == pytest.approx(np.zeros(11), abs=0.11)
    assert others.std(axis=0) == pytest.approx(np.ones(11), rel=0.07)


def test_predictions_of_a_population_match_its_scores_and_noise(of_line):
    members = of_line.members
    again = LINE.run(members).predictions
    np.testing.assert_array_equal(members.predictions, again)
    np.testing.assert_allclose(of_line.log_likelihood, log_likelihood(again, SEEN))


def test_the_account_of_the_steps_has_the_effective_sample_sizes(of_line):
    exponents = [step.tempering for step in of_line.steps]
    assert exponents == sorted(exponents)
    assert exponents[-1] == of_line.tempering == 1.0
    assert all(step.effective >= EFFECTIVE_SHARE * 3000 * (1 - 1e-6) for step in of_line.steps)


def test_moves_change_the_noise_if_only_the_noise_matters():
    toy = Toy(luck_alone, (target(kind="value", value=1.5, tolerance=0.4),), parameters=4)
    # hardly more in the bank than go on: without fresh luck a few runs would stand for all
    found = inferred(toy, draws=1500, bank=1600, last_sweeps=60)
    luck = luck_of(toy, found.members)[:, 0]
    assert luck.mean() == pytest.approx(1.5 / 1.16, abs=0.05)
    assert luck.std() == pytest.approx((0.16 / 1.16) ** 0.5, rel=0.08)
    assert len(np.unique(found.members.numbers[:, 0, 0])) > 1200
    assert found.members.scores.astype(float).std(axis=0) == pytest.approx(np.ones(4), rel=0.1)


def test_the_sampler_finds_the_stored_luck_that_meets_a_target():
    luck = inferred(STORING).members.luck.astype(float)
    mean, deviation = known(1.0)
    assert luck[:, 0].mean() == pytest.approx(mean, abs=0.06)
    assert luck[:, 0].std() == pytest.approx(deviation, rel=0.06)
    assert luck[:, 1:].mean(axis=0) == pytest.approx(np.zeros(3), abs=0.11)
    assert luck[:, 1:].std(axis=0) == pytest.approx(np.ones(3), rel=0.07)


@pytest.mark.parametrize(
    "move",
    [LuckStep(), Redraw(), DifferenceStep(), pytest.param(InformedStep(), marks=pytest.mark.slow)],
    ids=lambda move: move.name,
)  # fmt: skip
def test_moves_leave_a_posterior_invariant(move, monkeypatch):
    monkeypatch.setattr(smc, "MOVES", (move,))
    population = of_posterior(STORING, SEEN, count=120_000)
    sampler, rng = Sampler(STORING, SEEN), np.random.default_rng(5)
    before = population.members
    for _ in range(4):
        population, accepted = sampler.move(population, 2, rng)
    assert accepted[move.name] > 0.2
    after = population.members
    went = (after.scores != before.scores).any(axis=1)
    went |= (after.numbers != before.numbers).any(axis=(1, 2))
    went |= (after.luck != before.luck).any(axis=1)
    assert went.mean() > 0.5
    size = len(before)
    assert size > 20_000
    shown = {1.0: (after.scores[:, 0], after.luck[:, 0]), 0.5: (luck_of(STORING, after)[:, 0],)}
    for part, coordinates in shown.items():
        mean, deviation = known(part)
        for values in coordinates:
            assert values.astype(float).mean() == pytest.approx(mean, abs=0.02)
            assert values.astype(float).std() == pytest.approx(deviation, abs=0.02)
            assert kstest((values - mean) / deviation, "norm").statistic < 2.0 / size**0.5
    predictions = kstest(after.predictions[:, 0], before.predictions[:, 0])
    assert predictions.pvalue > 0.001


def test_every_sweep_moves_every_member_once():
    told = []
    population = of_posterior(STORING, SEEN, count=2000)
    sampler = Sampler(STORING, SEEN)
    moved, accepted = sampler.move(population, len(MOVES), np.random.default_rng(1), told.append)
    assert sum(told) == len(MOVES) * len(population.members)
    assert set(accepted) == {move.name for move in MOVES}
    assert moved.next_number == population.next_number + len(MOVES) * len(population.members)


# the start ----------------------------------------------------------------------------------------


def test_a_start_keeps_as_many_effective_members_as_go_on():
    predictions = LINE.bank(5000).predictions
    population = Sampler(LINE, SEEN).start(predictions, 2000, np.random.default_rng(1))
    (step,) = population.steps
    assert step.effective == pytest.approx(2000, rel=1e-3)
    assert 0.0 < population.tempering == step.tempering < 1.0
    assert population.next_number == 5000
    np.testing.assert_array_equal(
        population.members.predictions, predictions[population.members.numbers[:, 0, 0]]
    )


def test_resampled_members_take_all_that_is_theirs_along():
    sampler, rng = Sampler(LINE, SEEN), np.random.default_rng(1)
    population = sampler.start(LINE.bank(4000).predictions, 2000, rng)
    population = sampler.step(population, 0, rng)
    members = population.members
    np.testing.assert_array_equal(LINE.run(members).predictions, members.predictions)
    np.testing.assert_allclose(population.log_likelihood, log_likelihood(members.predictions, SEEN))


def test_an_excluded_member_is_not_resampled():
    predictions = LINE.bank(300).predictions
    likeliest = int(np.argmax(log_likelihood(predictions, SEEN)))
    sampler = Sampler(LINE, SEEN)
    for without, among in ((None, True), (likeliest, False)):
        rng = np.random.default_rng(1)
        population = sampler.start(predictions, 100, rng, without=without)
        assert (likeliest in population.members.numbers[:, 0, 0]) is among


def test_a_start_shows_what_its_rounded_luck_gives():
    population = Sampler(STORING, SEEN).start(
        STORING.bank(5000).predictions, 500, np.random.default_rng(1)
    )
    members = population.members
    np.testing.assert_array_equal(STORING.run(members).predictions, members.predictions)


# islands ------------------------------------------------------------------------------------------


ISLANDS = 4


def islands_of(members):
    """The keys of the third year, which matters to nothing, of the members of each island."""
    return members.numbers[:, 2, 0].reshape(ISLANDS, -1)


def on_islands():
    rng = np.random.default_rng(1)
    return Sampler(LINE, SEEN).start(LINE.bank(8000).predictions, 1000, rng, ISLANDS)


def test_each_island_starts_from_its_own_part_of_the_bank():
    population = on_islands()
    assert len(population.members) == ISLANDS * 1000
    for island, numbers in enumerate(islands_of(population.members)):
        assert set(numbers % ISLANDS) == {island}


def test_islands_never_exchange_members(monkeypatch):
    monkeypatch.setattr(smc, "MOVES", (LuckStep(), InformedStep()))  # keys stay as they are
    sampler, rng = Sampler(LINE, SEEN), np.random.default_rng(2)
    population = on_islands()
    before = [set(numbers) for numbers in islands_of(population.members)]
    assert population.tempering < 1.0
    while population.tempering < 1.0:
        population = sampler.step(population, 2, rng)
    for numbers, first in zip(islands_of(population.members), before, strict=True):
        assert set(numbers) < first


def test_the_effective_size_is_kept_on_every_island():
    sampler, rng = Sampler(LINE, SEEN), np.random.default_rng(2)
    population = on_islands()
    while population.tempering < 1.0:
        population = sampler.step(population, 2, rng)
    assert len(population.members) == ISLANDS * 1000
    kept = [step.effective for step in population.steps[1:]]
    assert kept
    assert min(kept) >= EFFECTIVE_SHARE * 1000 * (1 - 1e-6)


def test_every_island_finds_the_posterior():
    scores = inferred(LINE, draws=1500, islands=ISLANDS).members.scores[:, 0].astype(float)
    mean, deviation = known(1.0)
    for island in scores.reshape(ISLANDS, -1):
        assert island.mean() == pytest.approx(mean, abs=0.09)
        assert island.std() == pytest.approx(deviation, rel=0.09)
