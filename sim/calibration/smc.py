"""Sequential Monte Carlo: from the priors to the posterior by steps that few members feel.

The likelihood is tempered: its exponent grows from 0 to 1. At each step members are weighted,
resampled, and moved by steps that leave the tempered posterior as it is. Luck has to move
as well as parameters: which member had a bold run in the right year decides more than any of them.

References
----------
Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.calibration.bank import Members, Simulator
from sim.calibration.likelihood import log_likelihood
from sim.calibration.moves import MOVES
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population, Step
from sim.calibration.targets import Target
from sim.calibration.terrain import Terrain
from sim.calibration.weights import effective_size, pareto_k, resampled, tempered_weights
from sim.ensemble.progress import Progress

LEAST_EFFECTIVE = 0.5
"""Part of the members that stays effective in one step of the tempering."""

LIKELIEST = 20_000
"""Members of the bank over which slopes are taken, at most."""


@dataclass(frozen=True)
class Sampler:
    """What does not change between steps."""

    simulator: Simulator
    targets: tuple[Target, ...]

    def start(
        self,
        predictions: np.ndarray,
        size: int,
        rng: np.random.Generator,
        without: int | None = None,
    ) -> Population:
        """Choose members of the bank at the highest exponent at which so many of them count.

        Parameters
        ----------
        predictions : ndarray
            What the first members of the priors show, [member, target].
        size : int
            Members that go on.
        rng : numpy.random.Generator
            For the choice.
        without : int, optional
            A member that is left out.
        """
        likelihood = log_likelihood(predictions, self.targets)
        if without is not None:
            likelihood[without] = -np.inf
        weights, tempering = tempered_weights(likelihood, 0.0, size)
        chosen = resampled(weights, size, rng)
        members = self.simulator.of_priors(chosen)
        return Population(
            members=replace(members, predictions=predictions[chosen]),
            log_likelihood=likelihood[chosen],
            terrain=self._terrain(predictions, likelihood),
            next_number=len(predictions),
            tempering=tempering,
            steps=(Step(tempering, effective_size(weights), pareto_k(weights), {}),),
        )

    def _terrain(self, predictions: np.ndarray, likelihood: np.ndarray) -> Terrain:
        """Slopes among the likeliest members of the bank."""
        likeliest = np.argsort(-likelihood, kind="stable")[:LIKELIEST]
        members = self.simulator.of_priors(likeliest)
        return Terrain.of(replace(members, predictions=predictions[likeliest]), self.targets)

    def step(
        self,
        population: Population,
        sweeps: int,
        rng: np.random.Generator,
        advance: Progress | None = None,
    ) -> Population:
        """Temper less, resample, and move every member a number of times."""
        size = len(population.members)
        weights, tempering = tempered_weights(
            population.log_likelihood, population.tempering, LEAST_EFFECTIVE * size
        )
        chosen = resampled(weights, size, rng)
        population = replace(
            population,
            members=population.members.rows(chosen),
            log_likelihood=population.log_likelihood[chosen],
            tempering=tempering,
        )
        moved, accepted = self.moved(population, sweeps, rng, advance)
        step = Step(tempering, effective_size(weights), pareto_k(weights), accepted)
        return replace(moved, steps=(*population.steps, step))

    def moved(
        self,
        population: Population,
        sweeps: int,
        rng: np.random.Generator,
        advance: Progress | None = None,
    ) -> tuple[Population, dict[str, float]]:
        """Move every member a number of times; also the acceptance rate of each move."""
        rates: dict[str, list[float]] = {}
        for sweep in range(sweeps):
            move = MOVES[sweep % len(MOVES)]
            proposal = move.propose(population, rng)
            population, rate = self._moved_once(population, proposal, rng, advance)
            rates.setdefault(move.name, []).append(rate)
        return population, {name: float(np.mean(of_move)) for name, of_move in rates.items()}

    def _moved_once(
        self,
        population: Population,
        proposal: Proposal,
        rng: np.random.Generator,
        advance: Progress | None,
    ) -> tuple[Population, float]:
        """Metropolis: take what is likelier, and what is less likely in proportion."""
        proposed = self.simulator.run(proposal.scores, proposal.numbers, advance)
        likelihood = log_likelihood(proposed.predictions, self.targets)
        gain = _gain(population, likelihood)
        accepted = np.log(rng.random(len(gain))) < gain
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
    return np.where(possible, population.tempering * gain, -np.inf)


def _where(accepted: np.ndarray, proposed: Members, members: Members) -> Members:
    kept = accepted[:, None]
    return Members(
        np.where(kept, proposed.scores, members.scores),
        np.where(kept[:, :, None], proposed.numbers, members.numbers),
        np.where(kept, proposed.predictions, members.predictions),
    )
