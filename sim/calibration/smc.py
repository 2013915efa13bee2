"""Sequential Monte Carlo: from the priors to the posterior by steps that few members feel.

The likelihood is raised to a power that grows from nothing to one. At each step members are
weighed, resampled, and moved by steps that leave the tempered posterior as it is: parameters go
along differences between other members, or are drawn anew from their priors, with luck held fixed;
and the luck of a group of agents is drawn anew with parameters held fixed. Luck has to move as
well: which member had a bold run in the right year decides more than any parameter.

References
----------
Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers. Ter Braak and Vrugt (2008),
Differential evolution Markov chain with snooker updater and fewer chains, for the differences.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.calibration.bank import Members, Simulator
from sim.calibration.likelihood import log_likelihood
from sim.calibration.targets import Target
from sim.calibration.weights import effective_size, pareto_k, power_weights, resampled
from sim.ensemble.engine import Progress

LEAST_EFFECTIVE = 0.5
"""Part of the members that stays effective in one step of the power."""

JITTER = 0.02
"""Standard deviation that is added to a difference, normal scores: every place can be reached."""

MOVED_TOGETHER = (3, 10, 30)
"""Parameters that one move changes, about; a small step in all would go nowhere."""

REDRAWN_TOGETHER = (2, 8, 24)
"""Parameters that are drawn anew together, about."""

IN_ALL_YEARS = 0.3
"""Part of the new lucks of a group that hold in all years: of agents that decide little."""


@dataclass(frozen=True)
class Step:
    """How one step of the power went: what stayed effective, the tail of the weights, moves."""

    power: float
    effective: float
    tail: float
    accepted: dict[str, float]


@dataclass(frozen=True)
class Population:
    """Equally weighted members at a power of the likelihood.

    Attributes
    ----------
    members : Members
        Where they are, and what they show.
    log_likelihood : ndarray
        [member]
    next_number : int
        First number that no luck has used yet.
    power : float
        0 at the priors, 1 at the posterior.
    steps : tuple of Step
        How it came here.
    """

    members: Members
    log_likelihood: np.ndarray
    next_number: int
    power: float
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Sampler:
    """What does not change between steps."""

    simulator: Simulator
    targets: tuple[Target, ...]

    def start(
        self,
        shown: np.ndarray,
        size: int,
        luck: np.random.Generator,
        without: int | None = None,
    ) -> Population:
        """Choose members of the bank at the highest power at which so many of them count.

        Parameters
        ----------
        shown : ndarray
            What the first members of the priors show, [member, target].
        size : int
            Members that go on.
        luck : numpy.random.Generator
            For the choice.
        without : int, optional
            A member that is left out.
        """
        likelihood = log_likelihood(shown, self.targets)
        if without is not None:
            likelihood[without] = -np.inf
        weights, power = power_weights(likelihood, 0.0, size)
        chosen = resampled(weights, size, luck)
        members = self.simulator.of_priors(chosen)
        return Population(
            members=replace(members, shown=shown[chosen]),
            log_likelihood=likelihood[chosen],
            next_number=len(shown),
            power=power,
            steps=(Step(power, effective_size(weights), pareto_k(weights), {}),),
        )

    def step(
        self,
        population: Population,
        sweeps: int,
        luck: np.random.Generator,
        advance: Progress | None = None,
    ) -> Population:
        """Raise the power, resample, and move every member a number of times."""
        size = len(population.members)
        weights, power = power_weights(
            population.log_likelihood, population.power, LEAST_EFFECTIVE * size
        )
        chosen = resampled(weights, size, luck)
        population = replace(
            population,
            members=population.members.rows(chosen),
            log_likelihood=population.log_likelihood[chosen],
            power=power,
        )
        moved, accepted = self.moved(population, sweeps, luck, advance)
        step = Step(power, effective_size(weights), pareto_k(weights), accepted)
        return replace(moved, steps=(*population.steps, step))

    def moved(
        self,
        population: Population,
        sweeps: int,
        luck: np.random.Generator,
        advance: Progress | None = None,
    ) -> tuple[Population, dict[str, float]]:
        """Move every member a number of times; also which part of the moves was accepted."""
        archive = population.members.scores
        taken: dict[str, list[float]] = {}
        for sweep in range(sweeps):
            proposal = CYCLE[sweep % len(CYCLE)](population, archive, luck)
            proposed = self.simulator.run(proposal.scores, proposal.numbers, advance)
            population, part = self._accepted(population, proposed, proposal.prior, luck)
            taken.setdefault(proposal.kind, []).append(part)
        return population, {kind: float(np.mean(parts)) for kind, parts in taken.items()}

    def _accepted(
        self,
        population: Population,
        proposed: Members,
        prior: np.ndarray,
        luck: np.random.Generator,
    ) -> tuple[Population, float]:
        """Metropolis: take what is likelier, and what is less likely in proportion."""
        members = population.members
        likelihood = log_likelihood(proposed.shown, self.targets)
        with np.errstate(invalid="ignore"):
            gain = prior + population.power * (likelihood - population.log_likelihood)
        accepted = np.log(luck.random(len(members))) < gain
        kept = accepted[:, None]
        moved = accepted[:, None, None]
        return replace(
            population,
            members=Members(
                np.where(kept, proposed.scores, members.scores),
                np.where(moved, proposed.numbers, members.numbers),
                np.where(kept, proposed.shown, members.shown),
            ),
            log_likelihood=np.where(accepted, likelihood, population.log_likelihood),
            next_number=population.next_number + len(members),
        ), float(accepted.mean())


@dataclass(frozen=True)
class Proposal:
    """Where members might go: scores, keys, and the gain in log prior that counts."""

    kind: str
    scores: np.ndarray
    numbers: np.ndarray
    prior: np.ndarray


def _along_differences(
    population: Population, archive: np.ndarray, luck: np.random.Generator
) -> Proposal:
    """Some parameters along the difference of two other members, luck held fixed."""
    members = population.members
    size, parameters = members.scores.shape
    one, other = luck.integers(0, len(archive), (2, size))
    chosen = _some(MOVED_TOGETHER, size, parameters, luck)
    pace = 2.38 / np.sqrt(2.0 * np.maximum(chosen.sum(axis=1), 1))
    step = pace[:, None] * (archive[one] - archive[other])
    step += JITTER * luck.standard_normal((size, parameters))
    scores = (members.scores + np.where(chosen, step, 0.0)).astype(np.float32)
    prior = 0.5 * ((members.scores.astype(float) ** 2) - (scores.astype(float) ** 2)).sum(axis=1)
    return Proposal("differences", scores, members.numbers, prior)


def _redrawn(population: Population, archive: np.ndarray, luck: np.random.Generator) -> Proposal:
    """Some parameters anew from the prior: what no target knows keeps its width."""
    members = population.members
    size, parameters = members.scores.shape
    chosen = _some(REDRAWN_TOGETHER, size, parameters, luck)
    fresh = luck.standard_normal((size, parameters))
    scores = np.where(chosen, fresh, members.scores).astype(np.float32)
    # drawn from the prior, they are as likely as the prior says both ways
    return Proposal("redrawn", scores, members.numbers, np.zeros(size))


def _other_luck(population: Population, archive: np.ndarray, luck: np.random.Generator) -> Proposal:
    """The luck of a group of agents anew, in one year or in all; parameters held fixed."""
    members = population.members
    size, years, groups = members.numbers.shape
    in_year = np.equal(np.arange(years), luck.integers(0, years, (size, 1)))
    in_year |= luck.random((size, 1)) < IN_ALL_YEARS
    of_group = np.equal(np.arange(groups), luck.integers(0, groups, (size, 1)))
    fresh = (population.next_number + np.arange(size))[:, None, None]
    numbers = np.where(in_year[:, :, None] & of_group[:, None, :], fresh, members.numbers)
    return Proposal("luck", members.scores, numbers.astype(np.uint32), np.zeros(size))


def _some(
    together: tuple[int, ...], size: int, parameters: int, luck: np.random.Generator
) -> np.ndarray:
    """Which parameters each member moves: one of the numbers of them on average, at most half."""
    chance = np.minimum(luck.choice(together, size) / parameters, 0.5)
    return luck.random((size, parameters)) < chance[:, None]


CYCLE = (_other_luck, _redrawn, _redrawn, _other_luck, _redrawn, _along_differences)
"""Moves in turn: what is redrawn a few at a time, parameters and luck, is the slowest to mix."""
