"""The luck on which targets hang: whose it is, and how it is drawn and stored.

It is that of the runs of labs that lead at times, and of the quarters of investors. It is
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
    BY_KEY,
    LENGTH,
    NUMBERS,
    QUARTER,
    STORED_MONTHS,
    STORED_QUARTERS,
    group_of,
    octave_of,
)


@dataclass(frozen=True)
class Owners:
    """Those whose luck is stored.

    Attributes
    ----------
    labs, investors : tuple of int
        Their keys.
    searching : tuple of int
        Keys of the labs whose draws about breakthroughs are stored.
    """

    labs: tuple[int, ...] = ()
    investors: tuple[int, ...] = ()
    searching: tuple[int, ...] = ()

    @property
    def scores(self) -> int:
        """Number of scores of a member."""
        of_labs = len(self.labs) * STORED_QUARTERS * NUMBERS
        return of_labs + len(self.investors) * STORED_QUARTERS

    def split(self, luck: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Views of the scores: [member, lab, quarter, number], and [member, investor, quarter]."""
        of_labs = len(self.labs) * STORED_QUARTERS * NUMBERS
        return (
            luck[:, :of_labs].reshape(len(luck), len(self.labs), STORED_QUARTERS, NUMBERS),
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
        _draw_runs(of_labs, np.uint64(seed), members, _keys(self.labs))
        _draw_quarters(of_investors, np.uint64(seed), members, _keys(self.investors))
        return rounded(luck)

    def without_unused(self, luck: np.ndarray, launched: np.ndarray) -> np.ndarray:
        """Luck with NaN in place of what has not been used yet.

        Parameters
        ----------
        luck : ndarray
            [member, score]
        launched : ndarray of bool
            Whether each lab has launched a run, [member, lab, quarter], in the quarters since the
            start that have begun.

        Returns
        -------
        ndarray
            Half precision [member, score].
        """
        used = luck.astype(np.float16)
        of_labs, of_investors = self.split(used)
        quarters = launched.shape[-1]
        of_labs[:, :, :quarters][~launched] = np.nan
        of_labs[:, :, quarters:] = np.nan
        of_investors[:, :, quarters:] = np.nan
        return used

    def stored(self, luck: np.ndarray) -> dict[str, np.ndarray]:
        """What `sim.world.draws.Draws` stores of the luck of members."""
        of_labs, of_investors = self.split(luck.astype(np.float32))
        runs = of_labs.copy()
        runs[..., LENGTH] = ndtr(of_labs[..., LENGTH].astype(np.float64))
        return {
            "stored_labs": _keys(self.labs),
            "searching_labs": _keys(self.searching),
            "stored_investors": _keys(self.investors),
            "runs": runs,
            "shocks": of_investors,
        }

    def octaves(
        self, seed: int, numbers: np.ndarray, months: range, known: np.ndarray
    ) -> np.ndarray:
        """Octaves of draws about breakthroughs: those that are known, others by noise key.

        Parameters
        ----------
        seed : int
            Seed of the noise.
        numbers : ndarray
            Member numbers of the keys, [member, quarter since the start, group of agents].
        months : range
            Months since the start to store; the others are drawn by key.
        known : ndarray
            Octaves that are stored already, and stay.

        Returns
        -------
        ndarray
            uint8 [member, lab, month since the start].
        """
        octaves = np.full((len(numbers), len(self.searching), STORED_MONTHS), BY_KEY, np.uint8)
        octaves[:, : known.shape[1], : known.shape[2]] = known
        fresh, keys = octaves[:, :, months.start : months.stop], numbers.astype(np.uint64)
        _draw_octaves(fresh, np.uint64(seed), keys, _keys(self.searching), months.start)
        return octaves


NOBODY = Owners()


def no_octaves(members: int) -> np.ndarray:
    """Octaves of members of which none is stored."""
    return np.empty((members, 0, 0), dtype=np.uint8)


def rounded(luck: np.ndarray) -> np.ndarray:
    """Luck in the precision of a posterior's file, so that a stored draw is the simulated one."""
    return luck.astype(np.float16).astype(np.float32)


def _keys(owners: tuple[int, ...]) -> np.ndarray:
    return np.array(owners, dtype=np.uint64)


@compiled
def _draw_runs(luck, seed, numbers, labs):
    for row in range(luck.shape[0]):
        for lab in range(luck.shape[1]):
            for quarter in range(luck.shape[2]):
                draws = noise.uniforms(seed, numbers[row], quarter, labs[lab], noise.RUN)
                for number in range(NUMBERS):
                    luck[row, lab, quarter, number] = normal_quantile(draws[number])


@compiled
def _draw_quarters(luck, seed, numbers, investors):
    for row in range(luck.shape[0]):
        for investor in range(luck.shape[1]):
            for quarter in range(luck.shape[2]):
                draws = noise.uniforms(
                    seed, numbers[row], 3 * quarter, investors[investor], noise.INVESTOR
                )
                luck[row, investor, quarter] = normal_quantile(draws[0])


@compiled
def _draw_octaves(octaves, seed, numbers, labs, first):
    for row in range(octaves.shape[0]):
        for lab in range(octaves.shape[1]):
            for place in range(octaves.shape[2]):
                if octaves[row, lab, place] == BY_KEY:
                    month = first + place
                    number = numbers[row, month // QUARTER, group_of(labs[lab])]
                    draws = noise.uniforms(seed, number, month, labs[lab], noise.MONTH)
                    octaves[row, lab, place] = octave_of(draws[0])
