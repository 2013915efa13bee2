"""Sequential Monte Carlo: from the priors to the posterior by steps that few members feel.

The likelihood is raised to a power that grows from nothing to one. At each step members are
weighed, resampled, and moved by steps that leave the tempered posterior as it is. Luck has to move
as well as parameters: which member had a bold run in the right year decides more than any of them.

References
----------
Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.calibration.bank import Members, Simulator
from sim.calibration.likelihood import log_likelihood
from sim.calibration.moves import Proposal, Terrain, drawn_anew, informed
from sim.calibration.targets import Target
from sim.calibration.weights import effective_size, pareto_k, power_weights, resampled
from sim.ensemble.engine import Progress

LEAST_EFFECTIVE = 0.5
"""Part of the members that stays effective in one step of the power."""

KINDS = 2
"""Moves in a round: coordinates drawn anew, an informed step."""

LIKELIEST = 20_000
"""Members of the bank over which slopes are taken, at most."""


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
    terrain : Terrain
        What moves have learnt.
    next_number : int
        First number that no luck has used yet.
    power : float
        0 at the priors, 1 at the posterior.
    steps : tuple of Step
        How it came here.
    """

    members: Members
    log_likelihood: np.ndarray
    terrain: Terrain
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
            terrain=self._terrain(shown, likelihood),
            next_number=len(shown),
            power=power,
            steps=(Step(power, effective_size(weights), pareto_k(weights), {}),),
        )

    def _terrain(self, shown: np.ndarray, likelihood: np.ndarray) -> Terrain:
        """Slopes among the likeliest members of the bank."""
        likeliest = np.argsort(-likelihood, kind="stable")[:LIKELIEST]
        members = self.simulator.of_priors(likeliest)
        return Terrain.of(replace(members, shown=shown[likeliest]), self.targets)

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
        taken: dict[str, list[float]] = {}
        for sweep in range(sweeps):
            proposal = _proposal(population, sweep, luck)
            population, part = self._moved_once(population, proposal, luck, advance)
            taken.setdefault(proposal.kind, []).append(part)
        return population, {kind: float(np.mean(parts)) for kind, parts in taken.items()}

    def _moved_once(
        self,
        population: Population,
        proposal: Proposal,
        luck: np.random.Generator,
        advance: Progress | None,
    ) -> tuple[Population, float]:
        """Metropolis: take what is likelier, and what is less likely in proportion."""
        proposed = self.simulator.run(proposal.scores, proposal.numbers, advance)
        likelihood = log_likelihood(proposed.shown, self.targets)
        gain = _gain(population, likelihood)
        accepted = np.log(luck.random(len(gain))) < gain
        terrain = population.terrain
        if proposal.redrawn is not None:
            terrain = terrain.after(proposal.redrawn, -gain, accepted)
        return replace(
            population,
            members=_where(accepted, proposed, population.members),
            log_likelihood=np.where(accepted, likelihood, population.log_likelihood),
            terrain=terrain,
            next_number=population.next_number + len(gain),
        ), float(accepted.mean())


def _gain(population: Population, likelihood: np.ndarray) -> np.ndarray:
    """Tempered log likelihood that each member would gain; who goes on is never impossible."""
    possible = np.isfinite(likelihood)
    gain = np.where(possible, likelihood, 0.0) - population.log_likelihood
    return np.where(possible, population.power * gain, -np.inf)


def _proposal(population: Population, sweep: int, luck: np.random.Generator) -> Proposal:
    """The move whose turn it is."""
    members, terrain = population.members, population.terrain
    if sweep % KINDS:
        return informed(members, terrain, population.power, luck)
    return drawn_anew(members, terrain, population.next_number, luck)


def _where(accepted: np.ndarray, proposed: Members, members: Members) -> Members:
    kept = accepted[:, None]
    return Members(
        np.where(kept, proposed.scores, members.scores),
        np.where(kept[:, :, None], proposed.numbers, members.numbers),
        np.where(kept, proposed.shown, members.shown),
    )
