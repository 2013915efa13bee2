"""The luck on which targets hang: whose it is, and how it is drawn and stored.

It is that of the generations of labs that lead at times, and of the quarters of investors. It is
kept as normal scores, a row a member: first those of labs, then those of investors. A number that
the model takes as a share from 0 to 1 is the probability below its score, so that a small step of a
score is a small step of the number.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sim.rules import noise
from sim.rules.numerics import compiled, normal_quantile
from sim.world.noise_keys import (
    AT_START,
    DELAY,
    INDEX_ERROR,
    LENGTH,
    NUMBERS,
    STORED_GENERATIONS,
    STORED_QUARTERS,
)

SHARES = [LENGTH, DELAY]
"""Numbers of a generation that the model takes as uniform draws."""


ROWS = STORED_GENERATIONS + 1
"""Generations of a lab, and what is drawn when it enters the world."""


@dataclass(frozen=True)
class Owners:
    """Those whose luck is stored.

    Attributes
    ----------
    labs, investors : tuple of int
        Their keys.
    """

    labs: tuple[int, ...] = ()
    investors: tuple[int, ...] = ()

    @property
    def scores(self) -> int:
        """Number of scores of a member."""
        of_labs = len(self.labs) * ROWS * NUMBERS
        return of_labs + len(self.investors) * STORED_QUARTERS

    def split(self, luck: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Views of the scores: [member, lab, row, number], and [member, investor, quarter].

        A lab's rows are its generations, and at last its entry into the world.
        """
        of_labs = len(self.labs) * ROWS * NUMBERS
        return (
            luck[:, :of_labs].reshape(len(luck), len(self.labs), ROWS, NUMBERS),
            luck[:, of_labs:].reshape(len(luck), len(self.investors), STORED_QUARTERS),
        )

    def of_priors(self, seed: int, numbers: np.ndarray) -> np.ndarray:
        """Luck that members of the priors have by their noise keys.

        Parameters
        ----------
        seed : int
            Seed of the noise.
        numbers : ndarray
            Numbers of the members.

        Returns
        -------
        ndarray
            Normal scores, float32 [member, score], rounded by `rounded`.
        """
        luck = np.empty((len(numbers), self.scores))
        of_labs, of_investors = self.split(luck)
        members = numbers.astype(np.uint64)
        _draw_generations(of_labs, np.uint64(seed), members, _keys(self.labs))
        _draw_quarters(of_investors, np.uint64(seed), members, _keys(self.investors))
        return rounded(luck)

    def without_unused(self, luck: np.ndarray, launched: np.ndarray, quarters: int) -> np.ndarray:
        """Luck with NaN in place of what has not been used yet.

        Parameters
        ----------
        luck : ndarray
            [member, score]
        launched : ndarray
            Number of generations that each lab has launched, [member, lab].
        quarters : int
            Number of quarters since the start that have begun.

        Returns
        -------
        ndarray
            Half precision [member, score].
        """
        used = luck.astype(np.float16)
        of_labs, of_investors = self.split(used)
        later = np.arange(STORED_GENERATIONS) >= launched[:, :, None]
        of_labs[:, :, :STORED_GENERATIONS][later] = np.nan
        of_investors[:, :, quarters:] = np.nan
        return used

    def stored(self, luck: np.ndarray) -> dict[str, np.ndarray]:
        """What `sim.world.draws.Draws` stores of the luck of members."""
        of_labs, of_investors = self.split(luck.astype(np.float32))
        generations = of_labs.copy()
        generations[..., SHARES] = ndtr(of_labs[..., SHARES].astype(np.float64))
        return {
            "stored_labs": _keys(self.labs),
            "stored_investors": _keys(self.investors),
            "generations": generations,
            "shocks": of_investors,
        }


NOBODY = Owners()


def rounded(luck: np.ndarray) -> np.ndarray:
    """Luck in the precision of a posterior's file, so that a stored draw is the simulated one."""
    return luck.astype(np.float16).astype(np.float32)


def _keys(owners: tuple[int, ...]) -> np.ndarray:
    return np.array(owners, dtype=np.uint64)


@compiled
def _draw_generations(luck, seed, numbers, labs):
    for row in range(luck.shape[0]):
        for lab in range(luck.shape[1]):
            at_start = noise.uniforms(seed, numbers[row], 0, labs[lab], noise.START)
            luck[row, lab, AT_START, :] = 0.0
            luck[row, lab, AT_START, LENGTH] = normal_quantile(at_start[0])
            luck[row, lab, AT_START, DELAY] = normal_quantile(at_start[1])
            for generation in range(AT_START):
                of_run = noise.uniforms(seed, numbers[row], generation, labs[lab], noise.GENERATION)
                of_family = noise.uniforms(seed, numbers[row], generation, labs[lab], noise.FAMILY)
                for number in range(4):
                    luck[row, lab, generation, number] = normal_quantile(of_run[number])
                luck[row, lab, generation, INDEX_ERROR] = normal_quantile(of_family[0])


@compiled
def _draw_quarters(luck, seed, numbers, investors):
    for row in range(luck.shape[0]):
        for investor in range(luck.shape[1]):
            for quarter in range(luck.shape[2]):
                draws = noise.uniforms(
                    seed, numbers[row], 3 * quarter, investors[investor], noise.INVESTOR
                )
                luck[row, investor, quarter] = normal_quantile(draws[0])
