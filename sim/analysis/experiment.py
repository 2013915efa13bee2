"""Runs members under drawn regimes: a scenario with some instruments at levels from 0 to 1."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from scipy.stats import qmc

from sim.calibration.targets import FOLLOWER
from sim.ensemble.apart import simulate_apart
from sim.ensemble.paired import NEEDED_OF_REFERENCE
from sim.ensemble.progress import Progress
from sim.settings.levels import CAP, INTERCONNECT, SHARE, Leaf
from sim.settings.parts import Part
from sim.settings.settings import Settings
from sim.world import build_world
from sim.world.draws import Draws
from sim.world.regime import Regime, build_regime

MEASURES = NEEDED_OF_REFERENCE
"""Outcomes of each member: the lag, months, and the gap, dex, at the end of the horizon."""

STRICTEST = {"tpp_cap": 1600.0, "density_cap": 1.6}
"""Caps at level 1 of `chip_exports`: those of the scenario `strict_controls`."""

REGIMES_IN_MEMORY = 256
"""Regimes that an experiment keeps, as many tables of a design share theirs."""

OPENING = 100.0
"""Ratio of the caps just above level 0 to those at level 1."""


def caps_at(level: float) -> dict[str, float]:
    r"""Caps on chips as functions of one level, which scales both by the same factor.

    .. math:: C(x) = C(1) \cdot 100^{1 - x}, \qquad C(0) = \infty

    Just above 0 the caps bar only chips with ten times the TPP of an H100; at 0.5 they bar a TPP of
    16,000, that of an H100; at 1 they are those of `strict_controls`. The caps of 2 April 2024,
    4800 and 5.92, correspond to levels of 0.76 and 0.72. As since November 2023, there is no
    condition on interconnect. A higher level bars every chip that a lower level bars.

    Parameters
    ----------
    level : float
        From 0, which bars nothing, to 1.

    Returns
    -------
    dict of str to float
        Caps on TPP and on TPP per mm2, by name.
    """
    if level <= 0.0:
        return dict.fromkeys(STRICTEST, CAP.open)
    return {name: cap * OPENING ** (1.0 - level) for name, cap in STRICTEST.items()}


def with_levels(settings: Settings, levels: Mapping[str, float]) -> Settings:
    """Set the levels of some instruments from `sanctions.from` on.

    Parameters
    ----------
    settings : Settings
        Settings to change; everything else stays, including the levy on chips.
    levels : mapping of str to float
        Levels from 0 to 1, by the names of `sim.settings.instruments.SENDERS`.
    """
    changed: dict[str, object] = {}
    for name, level in levels.items():
        if name == "chip_exports":
            changed[name] = _chip_exports(getattr(settings.sanctions, name), level)
        else:
            changed[name] = Leaf(SHARE, level=float(level))
    sanctions = settings.sanctions.model_copy(update=changed)
    return settings.model_copy(update={"sanctions": sanctions})


def _chip_exports(chip_exports: Part, level: float) -> Part:
    caps = {name: Leaf(CAP, level=cap) for name, cap in caps_at(level).items()}
    unconditional = Leaf(INTERCONNECT, level=INTERCONNECT.open)
    return chip_exports.model_copy(update={**caps, "interconnect_cap": unconditional})


def draw_levels(regimes: int, instruments: int, seed: int) -> np.ndarray:
    """Draw combinations of levels, uniformly and evenly spread over every instrument.

    They are an experimental design, not a forecast of what governments will do.

    Returns
    -------
    ndarray
        [regime, instrument], from 0 to 1: a Latin hypercube.

    References
    ----------
    McKay, Beckman and Conover (1979), Technometrics 21(2).
    """
    if instruments == 0:
        return np.empty((regimes, 0))
    rng = np.random.default_rng([seed, instruments])
    return np.asarray(qmc.LatinHypercube(instruments, rng=rng).random(regimes))


class Experiment:
    """Runs members under a scenario's regime with other levels of some instruments.

    The kernel simulates a block of members under one regime, so the rows of each regime are run
    together. Designs in which many rows share a regime are therefore cheap.

    Parameters
    ----------
    settings : Settings
        Scenario and horizon; outcomes are those of the last month.
    instruments : sequence of str
        Instruments whose levels vary.
    """

    def __init__(self, settings: Settings, instruments: Sequence[str]):
        self.settings = settings
        self.instruments = tuple(instruments)
        self.world = build_world(settings)
        self.follower = self.world.regions.index(FOLLOWER)
        self.regime = lru_cache(REGIMES_IN_MEMORY)(self._regime)

    def run(self, draws: Draws, levels: np.ndarray, progress: Progress | None = None) -> np.ndarray:
        """Simulate each row under its regime.

        Parameters
        ----------
        draws : Draws
            Parameters and noise keys, one row for each member.
        levels : ndarray
            [row, instrument], from 0 to 1.
        progress : callable, optional
            Called with the number of finished runs.

        Returns
        -------
        ndarray
            Lag and gap at the end of the horizon, [row, measure], in the order of `MEASURES`.

        Raises
        ------
        SimulationError
            If a member ends in a value that is not finite.
        """
        regimes, of_row = self._numbered(levels)
        return self._outcomes(draws, regimes, of_row[:, None], progress)[:, 0]

    def run_against(
        self,
        reference: Regime,
        draws: Draws,
        levels: np.ndarray,
        progress: Progress | None = None,
    ) -> np.ndarray:
        """Simulate each row under a reference and under one regime or several.

        Parameters
        ----------
        reference : Regime
            Of the horizon.
        draws : Draws
            Parameters and noise keys, one row for each member.
        levels : ndarray
            [row, regime, instrument], from 0 to 1.
        progress : callable, optional
            Called with the number of finished runs.

        Returns
        -------
        ndarray
            Lag and gap at the end of the horizon, [row, reference and then regimes, measure].

        Raises
        ------
        SimulationError
            If a member ends in a value that is not finite.
        """
        rows, runs, instruments = levels.shape
        regimes, numbers = self._numbered(levels.reshape(rows * runs, instruments))
        of_reference = np.full((rows, 1), len(regimes))
        of_row = np.hstack([of_reference, numbers.reshape(rows, runs)])
        return self._outcomes(draws, [*regimes, reference], of_row, progress)

    def _outcomes(
        self,
        draws: Draws,
        regimes: Sequence[Regime],
        of_row: np.ndarray,
        progress: Progress | None,
    ) -> np.ndarray:
        """Lag and gap of the follower, [row, run, measure]."""
        outcomes = simulate_apart(
            self.world,
            draws,
            regimes,
            of_row,
            only=MEASURES,
            threads=self.settings.engine.threads,
            progress=progress,
        )
        return np.stack([outcomes[name][..., self.follower] for name in MEASURES], axis=-1)

    def _numbered(self, levels: np.ndarray) -> tuple[list[Regime], np.ndarray]:
        """The regimes among rows of levels, and the number of each row's."""
        different, of_row = np.unique(levels, axis=0, return_inverse=True)
        return [self.regime(tuple(row)) for row in different.tolist()], of_row.ravel()

    def _regime(self, levels: tuple[float, ...]) -> Regime:
        """The scenario's regime with levels of the instruments, in their order."""
        of_instruments = dict(zip(self.instruments, levels, strict=True))
        return build_regime(with_levels(self.settings, of_instruments), self.world.calendar)
