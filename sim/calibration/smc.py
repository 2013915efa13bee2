"""Sequential Monte Carlo from the priors to the posterior.

The likelihood is tempered: its exponent rises from 0 to 1. At each step, members are weighted,
resampled and moved by Markov steps that leave the tempered posterior invariant. The moves change
noise keys as well as parameters, because the random draws, such as a bold run in the right year,
affect the targets more than any parameter.

References
----------
Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sim.calibration.adaptation import Adaptation, least_squares_slopes
from sim.calibration.bank import Members, Simulator, with_new_keys
from sim.calibration.likelihood import log_likelihood
from sim.calibration.moves import MOVES
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population, Step
from sim.calibration.targets import Target
from sim.calibration.weights import effective_size, pareto_k, resample, tempered_weights
from sim.ensemble.progress import Bars, Progress, without_bars

EFFECTIVE_SHARE = 0.5
"""Effective sample size of each step of the tempering, as a share of the members."""

MEMBERS_FOR_SLOPES = 20_000
"""Largest number of members of the bank, the likeliest ones, from which slopes are estimated."""


@dataclass(frozen=True)
class Sampler:
    """A sampler of the posterior of some targets.

    Attributes
    ----------
    simulator : Simulator
        Predicts the targets of its members, in the order of `targets`.
    targets : tuple of Target
        All targets.
    known : collection of str
        Ids of targets that count in full from the first step on, as the first members are draws of
        their posterior. None if they are draws of the priors.
    """

    simulator: Simulator
    targets: tuple[Target, ...]
    known: frozenset[str] = frozenset()

    def start(
        self,
        predictions: np.ndarray,
        size: int,
        rng: np.random.Generator,
        islands: int = 1,
        without: int | None = None,
    ) -> Population:
        """Resample the bank at the highest exponent with the wanted effective sample size.

        Parameters
        ----------
        predictions : ndarray
            Predictions of the first members of the priors, [member, target]. Each island has its
            own part of them.
        size : int
            Number of members to resample on each island, and effective sample size.
        rng : numpy.random.Generator
            Generator for the resampling.
        islands : int
            Number of islands.
        without : int, optional
            A member to leave out.
        """
        _, likelihood = self._likelihoods(predictions)
        if without is not None:
            likelihood[without] = -np.inf
        parts = np.arange(len(likelihood) // islands * islands).reshape(-1, islands).T
        weights, tempering = tempered_weights(likelihood[parts], 0.0, size)
        chosen = _resampled(parts, weights, size, rng)
        # what is stored is rounded, so that a prediction may differ from the bank's
        first = self.simulator.with_octaves(self.simulator.of_priors(chosen))
        members = self.simulator.run(first)
        known, tempered = self._likelihoods(members.predictions)
        return Population(
            members=members,
            known=known,
            tempered=tempered,
            adaptation=self.adaptation(predictions, likelihood),
            next_number=len(predictions),
            islands=islands,
            tempering=tempering,
            steps=(Step(tempering, effective_size(weights), _tail(weights), {}),),
        )

    def go_on(self, population: Population, slopes: np.ndarray) -> Population:
        """A population of the posterior of the known targets, with an exponent of 0 for the others.

        Parameters
        ----------
        population : Population
            Its members may have keys of fewer quarters; they get new ones for the others.
        slopes : ndarray
            Of all targets, [target, parameter].
        """
        members, size = population.members, len(population.members)
        numbers = with_new_keys(members.numbers, self.simulator.quarters, population.next_number)
        first = self.simulator.with_octaves(replace(members, numbers=numbers))
        adaptation = population.adaptation.with_more(numbers[0].size, slopes)
        next_number = population.next_number + size
        population = replace(population, adaptation=adaptation, next_number=next_number)
        return self.with_members(population, self.simulator.run(first))

    def with_members(self, population: Population, members: Members) -> Population:
        """A population of other members, which have been simulated, with an exponent of 0."""
        known, tempered = self._likelihoods(members.predictions)
        return replace(
            population,
            members=members,
            known=known,
            tempered=tempered,
            tempering=0.0,
            steps=(),
            ancestors=np.arange(len(members)),
        )

    def _likelihoods(self, predictions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log likelihood of the known targets, and of the others given them, [member]."""
        places = [i for i, target in enumerate(self.targets) if target.id in self.known]
        of_known = log_likelihood(predictions[:, places], [self.targets[i] for i in places])
        known = np.where(np.isfinite(of_known), of_known, 0.0)
        return known, log_likelihood(predictions, self.targets) - known

    def adaptation(self, predictions: np.ndarray, likelihood: np.ndarray) -> Adaptation:
        """Initial adaptation, with slopes from the likeliest members of the bank."""
        likeliest = np.argsort(-likelihood, kind="stable")[:MEMBERS_FOR_SLOPES]
        scores = self.simulator.scores_of_priors(likeliest)
        slopes = least_squares_slopes(scores, predictions[likeliest], self.targets)
        return Adaptation.before_moves(slopes, self.simulator.keys)

    def run(
        self,
        population: Population,
        sweeps: int,
        last_sweeps: int,
        rng_of: Callable[[int], np.random.Generator],
        bars: Bars = without_bars,
        save: Callable[[Population], None] | None = None,
    ) -> tuple[Population, dict[str, float]]:
        """Raise the exponent to 1 in steps, and move every member at each and after the last.

        Parameters
        ----------
        population : Population
            At any exponent.
        sweeps, last_sweeps : int
            Moves of each member at each step, and after the last.
        rng_of : callable
            Generator of a step, by the number of steps before it.
        bars : callable
            Makes a progress bar of a number of members and a description.
        save : callable, optional
            Given the population after each step.

        Returns
        -------
        Population, dict of str to float
            Of the posterior; and the acceptance rate of each move after the last step.
        """
        size = len(population.members)
        while population.tempering < 1.0:
            rng = rng_of(len(population.steps))
            with bars(size * sweeps, f"tempering {population.tempering:.2f}") as advance:
                population = self.step(population, sweeps, rng, advance)
            if save is not None:
                save(population)
        rng = rng_of(len(population.steps))
        with bars(size * last_sweeps, "final moves") as advance:
            return self.move(population, last_sweeps, rng, advance)

    def step(
        self,
        population: Population,
        sweeps: int,
        rng: np.random.Generator,
        advance: Progress | None = None,
    ) -> Population:
        """Raise the exponent, resample, and move every member `sweeps` times."""
        size = len(population.members) // population.islands
        return self.step_to(population, size, EFFECTIVE_SHARE * size, sweeps, rng, advance)

    def step_to(
        self,
        population: Population,
        size: int,
        effective: float,
        sweeps: int,
        rng: np.random.Generator,
        advance: Progress | None = None,
    ) -> Population:
        """Raise the exponent to an effective size, resample `size` members an island, and move."""
        parts = np.arange(len(population.members)).reshape(population.islands, -1)
        weights, tempering = tempered_weights(
            population.tempered[parts], population.tempering, effective
        )
        chosen = _resampled(parts, weights, size, rng)
        population = replace(
            population,
            members=population.members.rows(chosen),
            known=population.known[chosen],
            tempered=population.tempered[chosen],
            tempering=tempering,
            ancestors=None if population.ancestors is None else population.ancestors[chosen],
        )
        moved, accepted = self.move(population, sweeps, rng, advance)
        step = Step(tempering, effective_size(weights), _tail(weights), accepted)
        return replace(moved, steps=(*population.steps, step))

    def move(
        self,
        population: Population,
        sweeps: int,
        rng: np.random.Generator,
        advance: Progress | None = None,
    ) -> tuple[Population, dict[str, float]]:
        """Move every member `sweeps` times; also return the acceptance rate of each move."""
        population = replace(population, earlier=population.members.scores)
        rates: dict[str, list[float]] = {}
        for sweep in range(sweeps):
            move = MOVES[sweep % len(MOVES)]
            proposal = move.propose(population, rng)
            population, rate = self._move_once(population, move.name, proposal, rng, advance)
            rates.setdefault(move.name, []).append(rate)
        return population, {name: float(np.mean(of_move)) for name, of_move in rates.items()}

    def _move_once(
        self,
        population: Population,
        name: str,
        proposal: Proposal,
        rng: np.random.Generator,
        advance: Progress | None,
    ) -> tuple[Population, float]:
        """Accept or reject what a move proposes (Metropolis); also return the acceptance rate."""
        proposed = self.simulator.run(proposal.members, advance)
        known, tempered = self._likelihoods(proposed.predictions)
        gain = _gain(population, known, tempered)
        if proposal.log_prior_ratio is not None:
            gain = gain + proposal.log_prior_ratio
        accepted = np.log(rng.random(len(gain))) < gain
        adaptation = population.adaptation
        if proposal.redrawn is not None:
            adaptation = adaptation.after(proposal.redrawn, -gain, accepted)
        if proposal.kinds is not None:
            adaptation = adaptation.after_steps(name, proposal.kinds, accepted)
        return replace(
            population,
            members=_where(accepted, proposed, population.members),
            known=np.where(accepted, known, population.known),
            tempered=np.where(accepted, tempered, population.tempered),
            adaptation=adaptation,
            next_number=population.next_number + len(gain),
        ), float(accepted.mean())


def _resampled(
    parts: np.ndarray, weights: np.ndarray, size: int, rng: np.random.Generator
) -> np.ndarray:
    """Indices of the members that are drawn from the part of each island, one after the other."""
    return np.concatenate(
        [part[resample(shares, size, rng)] for part, shares in zip(parts, weights, strict=True)]
    )


def _tail(weights: np.ndarray) -> float:
    """Shape of the tail of the weights of the worst island."""
    return max(pareto_k(of_island) for of_island in weights)


def _gain(population: Population, known: np.ndarray, tempered: np.ndarray) -> np.ndarray:
    """Gain of tempered log likelihood of each proposal; minus infinity if it is impossible."""
    possible = np.isfinite(tempered)
    gain = np.where(possible, tempered, 0.0) - population.tempered
    return np.where(possible, known - population.known + population.tempering * gain, -np.inf)


def _where(accepted: np.ndarray, proposed: Members, members: Members) -> Members:
    return Members(
        *(
            np.where(accepted.reshape(-1, *(1,) * (new.ndim - 1)), new, old)
            for new, old in zip(proposed.arrays, members.arrays, strict=True)
        )
    )
