"""The members of a run: draws of the posterior with their luck, or of the priors."""

import warnings

import numpy as np

from sim.calibration.fingerprint import fingerprints
from sim.calibration.posterior import Posterior, load_posterior
from sim.calibration.targets import targets_of
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.world.calendar import Calendar
from sim.world.draws import Draws, check_priors, draw, drawn_from_prior
from sim.world.parameters import Parameters


class StaleCalibrationWarning(UserWarning):
    """A posterior was made under other rules, priors, targets or another cast than the run's."""


def check_draws(settings: Settings) -> None:
    """See that the calibration of the settings can be drawn from, and draw nothing.

    Raises
    ------
    SettingsError
        If the calibration is not there, or is not one of this version's parameters.
    """
    check_priors(settings.calibration)
    if settings.calibration.posterior is None:
        return
    posterior = load_posterior(settings.calibration.posterior)
    years = -(-_own_from(posterior, settings) // 12)
    if years > posterior.past_member.shape[1]:
        first = posterior.until.year + 1 - posterior.past_member.shape[1]
        takes = f"{first}-01-01 or later, as the draws of {settings.calibration.posterior} begin"
        raise SettingsError("horizon.start", settings.horizon.start, takes)


def draws_of(
    settings: Settings, members: int | None = None, seed: int | None = None, first: int = 0
) -> Draws:
    """One row a member, of the calibration that the settings name.

    Member m takes draw m modulo their number, with that draw's luck up to the calibration's date
    and its own after it.

    Parameters
    ----------
    settings : Settings
        Calibration, horizon, and members and seed where they are not given.
    members, seed : int, optional
        Number of members, seed of their own luck.
    first : int
        Number of the first of them: an ensemble can be drawn part by part.

    Raises
    ------
    SettingsError
        If the calibration is not there, or is not one of this version's parameters.

    Warns
    -----
    StaleCalibrationWarning
        If the posterior was made under something else.
    """
    members = settings.ensemble.members if members is None else members
    seed = settings.ensemble.seed if seed is None else seed
    if settings.calibration.posterior is None:
        return draw(settings.calibration, members, seed, first)
    check_draws(settings)
    posterior = load_posterior(settings.calibration.posterior)
    if posterior.lacks:
        warnings.warn(
            f"calibration {settings.calibration.posterior} was made without "
            f"{', '.join(posterior.lacks)}: drawn from the prior",
            StaleCalibrationWarning,
            stacklevel=2,
        )
    if stale := changed_since(posterior, settings):
        warnings.warn(
            f"calibration {settings.calibration.posterior} was made with other "
            f"{' and '.join(stale)}: its draws are used as they are. Make it again with "
            "task=calibrate, or draw from the priors with calibration=prior",
            StaleCalibrationWarning,
            stacklevel=2,
        )
    return members_of(posterior, settings, members, seed, first)


def changed_since(posterior: Posterior, settings: Settings) -> list[str]:
    """What is no longer as it was when a posterior was made."""
    targets = targets_of(settings.calibration.targets, posterior.until)
    now = fingerprints(settings, targets)
    stale = [
        name for name, made_with in posterior.fingerprints.items() if now.get(name) != made_with
    ]
    return stale + (["until"] if posterior.until != settings.calibration.until else [])


def members_of(
    posterior: Posterior, settings: Settings, members: int, seed: int, first: int = 0
) -> Draws:
    """Members that take the draws of a posterior in turn."""
    numbers = np.arange(first, first + members, dtype=np.uint64)
    rows = numbers.astype(np.int64) % len(posterior)
    values = {
        name: posterior.parameters[rows, column].astype(np.float64)
        for column, name in enumerate(Parameters._fields)
    }
    for name in posterior.lacks:
        values[name] = drawn_from_prior(settings.calibration, name, seed, numbers)
    return Draws(
        values=values,
        past_seed=np.full(members, posterior.seed, dtype=np.uint64),
        past_member=posterior.past_member[rows].astype(np.uint64),
        seed=np.full(members, seed, dtype=np.uint64),
        member=numbers,
        own_from=_own_from(posterior, settings),
    )


def _own_from(posterior: Posterior, settings: Settings) -> int:
    """First month of a run in which a member has its own luck."""
    return Calendar.of(settings.horizon).index(posterior.until) + 1
