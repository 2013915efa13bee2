"""Sequential Monte Carlo from the priors to the posterior.

The likelihood is tempered: its exponent rises from 0 to 1. At each step, members are weighted,
resampled and moved by Markov steps that leave the tempered posterior invariant. The moves change
noise keys as well as parameters, because the random draws, such as a bold run in the right year,
affect the targets more than any parameter.

References
----------
Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members, Simulator
from sim.calibration.likelihood import log_likelihood
from sim.calibration.moves import MOVES
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population, Step
from sim.calibration.targets import Target
from sim.calibration.weights import effective_size, pareto_k, resample, tempered_weights
from sim.ensemble.progress import Progress

EFFECTIVE_SHARE = 0.5
"""Effective sample size of each step of the tempering, as a share of the members."""

MEMBERS_FOR_SLOPES = 20_000
"""Largest number of members of the bank, the likeliest ones, from which slopes are estimated."""


@dataclass(frozen=True)
class Sampler:
    """A sampler of the posterior of some targets."""

    simulator: Simulator
    targets: tuple[Target, ...]

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
        likelihood = log_likelihood(predictions, self.targets)
        if without is not None:
            likelihood[without] = -np.inf
        parts = np.arange(len(likelihood) // islands * islands).reshape(-1, islands).T
        weights, tempering = tempered_weights(likelihood[parts], 0.0, size)
        chosen = _resampled(parts, weights, size, rng)
        # what is stored is rounded, so that a prediction may differ from the bank's
        members = self.simulator.run(self.simulator.of_priors(chosen))
        return Population(
            members=members,
            log_likelihood=log_likelihood(members.predictions, self.targets),
            adaptation=self._adaptation(predictions, likelihood),
            next_number=len(predictions),
            islands=islands,
            tempering=tempering,
            steps=(Step(tempering, effective_size(weights), _tail(weights), {}),),
        )

    def _adaptation(self, predictions: np.ndarray, likelihood: np.ndarray) -> Adaptation:
        """Initial adaptation, with slopes from the likeliest members of the bank."""
        likeliest = np.argsort(-likelihood, kind="stable")[:MEMBERS_FOR_SLOPES]
        members = self.simulator.of_priors(likeliest)
        return Adaptation.of(replace(members, predictions=predictions[likeliest]), self.targets)

    def step(
        self,
        population: Population,
        sweeps: int,
        rng: np.random.Generator,
        advance: Progress | None = None,
    ) -> Population:
        """Raise the exponent, resample, and move every member `sweeps` times."""
        parts = np.arange(len(population.members)).reshape(population.islands, -1)
        size = parts.shape[1]
        weights, tempering = tempered_weights(
            population.log_likelihood[parts], population.tempering, EFFECTIVE_SHARE * size
        )
        chosen = _resampled(parts, weights, size, rng)
        population = replace(
            population,
            members=population.members.rows(chosen),
            log_likelihood=population.log_likelihood[chosen],
            tempering=tempering,
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
        rates: dict[str, list[float]] = {}
        for sweep in range(sweeps):
            move = MOVES[sweep % len(MOVES)]
            proposal = move.propose(population, rng)
            population, rate = self._move_once(population, proposal, rng, advance)
            rates.setdefault(move.name, []).append(rate)
        return population, {name: float(np.mean(of_move)) for name, of_move in rates.items()}

    def _move_once(
        self,
        population: Population,
        proposal: Proposal,
        rng: np.random.Generator,
        advance: Progress | None,
    ) -> tuple[Population, float]:
        """Accept or reject the proposals (Metropolis); also return the acceptance rate."""
        proposed = self.simulator.run(proposal.members, advance)
        likelihood = log_likelihood(proposed.predictions, self.targets)
        gain = _gain(population, likelihood)
        accepted = np.log(rng.random(len(gain))) < gain
        adaptation = population.adaptation
        if proposal.redrawn is not None:
            adaptation = adaptation.after(proposal.redrawn, -gain, accepted)
        if proposal.widths is not None:
            adaptation = adaptation.after_luck(proposal.widths, accepted)
        if proposal.changes is not None:
            adaptation = adaptation.after_informed(proposal.changes, accepted)
        return replace(
            population,
            members=_where(accepted, proposed, population.members),
            log_likelihood=np.where(accepted, likelihood, population.log_likelihood),
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


def _gain(population: Population, likelihood: np.ndarray) -> np.ndarray:
    """Gain of tempered log likelihood of each proposal; minus infinity if it is impossible."""
    possible = np.isfinite(likelihood)
    gain = np.where(possible, likelihood, 0.0) - population.log_likelihood
    return np.where(possible, population.tempering * gain, -np.inf)


def _where(accepted: np.ndarray, proposed: Members, members: Members) -> Members:
    return Members(
        *(
            np.where(accepted.reshape(-1, *(1,) * (new.ndim - 1)), new, old)
            for new, old in zip(proposed.arrays, members.arrays, strict=True)
        )
    )
