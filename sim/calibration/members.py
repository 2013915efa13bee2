"""The members of a run: draws of a posterior with their noise keys, or draws of the priors."""

import warnings
from collections.abc import Iterator
from datetime import date

import numpy as np

from sim.calibration.bounds import check_within
from sim.calibration.convergence import failed
from sim.calibration.fingerprint import fingerprints
from sim.calibration.posterior import Posterior, load_posterior
from sim.calibration.targets import targets_of
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.world.calendar import Calendar
from sim.world.draws import Draws, check_priors, draw, drawn_from_prior
from sim.world.noise_keys import QUARTER
from sim.world.parameters import Parameters


class StaleCalibrationWarning(UserWarning):
    """The rules, priors, targets or roster have changed since the posterior was made."""


class PoorlySampledWarning(UserWarning):
    """The sampler that made the posterior has not converged."""


def check_draws(settings: Settings) -> None:
    """Check that members can be drawn from the calibration of the settings.

    Raises
    ------
    SettingsError
        If the calibration does not exist, has draws outside its priors, or does not fit the
        parameters of this version.
    """
    check_priors(settings.calibration)
    if settings.calibration.posterior is None:
        return
    posterior = load_posterior(settings.calibration.posterior)
    check_within(posterior, settings.calibration)
    quarters = -(-_own_from(posterior, settings) // QUARTER)
    if quarters > posterior.past_member.shape[1]:
        first_quarter = quarter_of(posterior.until) + 1 - posterior.past_member.shape[1]
        first = np.datetime64(QUARTER * first_quarter, "M")
        takes = f"{first}-01 or later, as the draws of {settings.calibration.posterior} begin"
        raise SettingsError("horizon.start", settings.horizon.start, takes)


def quarter_of(day: date) -> int:
    """Number of a day's quarter, counted from that of January 1970."""
    return int(np.datetime64(day, "M").astype(int)) // QUARTER


def draws_of(
    settings: Settings, members: int | None = None, seed: int | None = None, first: int = 0
) -> Draws:
    """Draw the members of a run from the calibration of the settings.

    Member m takes draw m modulo the number of draws. It has the noise keys of that draw up to the
    cut-off of the calibration, and its own after it.

    Parameters
    ----------
    settings : Settings
        Calibration and horizon, and the default of `members` and `seed`.
    members, seed : int, optional
        Number of members, and seed of their noise after the cut-off.
    first : int
        Number of the first member, so that an ensemble can be drawn in parts.

    Raises
    ------
    SettingsError
        If the calibration does not exist, or does not fit the parameters of this version.

    Warns
    -----
    StaleCalibrationWarning
        If something that the posterior depends on has changed.
    PoorlySampledWarning
        If the posterior fails a criterion of convergence.
    """
    members = settings.ensemble.members if members is None else members
    seed = settings.ensemble.seed if seed is None else seed
    check_draws_and_warn(settings)
    return draws_unchecked(settings, members, seed, first)


def check_draws_and_warn(settings: Settings) -> None:
    """Check as `check_draws` does, and warn as `draws_of` does."""
    check_draws(settings)
    if settings.calibration.posterior is None:
        return
    posterior = load_posterior(settings.calibration.posterior)
    for said in _stale(posterior, settings):
        warnings.warn(said, StaleCalibrationWarning, stacklevel=3)
    if clauses := failed(posterior.account):
        said = f"calibration {settings.calibration.posterior} does not meet every criterion: "
        warnings.warn(said + "; ".join(clauses), PoorlySampledWarning, stacklevel=3)


def draws_unchecked(settings: Settings, members: int, seed: int, first: int) -> Draws:
    """The draws that `draws_of` gives, of settings that have been checked."""
    if settings.calibration.posterior is None:
        return draw(settings.calibration, members, seed, first)
    posterior = load_posterior(settings.calibration.posterior)
    return members_of(posterior, settings, members, seed, first)


def parameters_drawn(settings: Settings, rows: slice) -> dict[str, np.ndarray]:
    """The parameters alone of a range of members, of settings that have been checked."""
    numbers, seed = np.arange(rows.start, rows.stop, dtype=np.uint64), settings.ensemble.seed
    if settings.calibration.posterior is None:
        priors = settings.calibration
        return {name: drawn_from_prior(priors, name, seed, numbers) for name in Parameters._fields}
    posterior = load_posterior(settings.calibration.posterior)
    return _parameters(posterior, settings, seed, numbers)


def _stale(posterior: Posterior, settings: Settings) -> Iterator[str]:
    """What a posterior was made without or with another, in words."""
    name = settings.calibration.posterior
    if posterior.lacks:
        lacks = ", ".join(posterior.lacks)
        yield f"calibration {name} was made without {lacks}: drawn from the prior"
    until = settings.calibration.until
    if posterior.until != until:
        yield (
            f"calibration {name} was made from facts up to {posterior.until}, not {until}: set "
            f"calibration.until={posterior.until}"
        )
    if changed := changed_since(posterior, settings):
        yield (
            f"calibration {name} was made with other {' and '.join(changed)}: its draws are used "
            "as they are. Calibrate again with task=calibrate, or draw from the priors with "
            "calibration=prior"
        )


def changed_since(posterior: Posterior, settings: Settings) -> list[str]:
    """Names of what has changed since a posterior was made."""
    targets = targets_of(settings.calibration.targets, posterior.until)
    now = fingerprints(settings, targets)
    return [
        name for name, made_with in posterior.fingerprints.items() if now.get(name) != made_with
    ]


def members_of(
    posterior: Posterior, settings: Settings, members: int, seed: int, first: int = 0
) -> Draws:
    """Members that use the draws of a posterior in turn."""
    numbers = np.arange(first, first + members, dtype=np.uint64)
    rows = _draw_numbers(posterior, numbers)
    return Draws(
        values=_parameters(posterior, settings, seed, numbers),
        past_seed=np.full(members, posterior.seed, dtype=np.uint64),
        past_member=posterior.past_member[rows].astype(np.uint64),
        seed=np.full(members, seed, dtype=np.uint64),
        member=numbers,
        own_from=_own_from(posterior, settings),
        octaves=posterior.octaves[rows],
        **posterior.owners.stored(posterior.luck[rows]),
    )


def _parameters(
    posterior: Posterior, settings: Settings, seed: int, numbers: np.ndarray
) -> dict[str, np.ndarray]:
    """Parameters of members of some numbers, by name; those that a posterior lacks from priors."""
    rows = _draw_numbers(posterior, numbers)
    values = {
        name: posterior.parameters[rows, column].astype(np.float64)
        for column, name in enumerate(Parameters._fields)
    }
    for name in posterior.lacks:
        values[name] = drawn_from_prior(settings.calibration, name, seed, numbers)
    return values


def _draw_numbers(posterior: Posterior, numbers: np.ndarray) -> np.ndarray:
    """The draw of a posterior that each member takes."""
    return numbers.astype(np.int64) % len(posterior)


def _own_from(posterior: Posterior, settings: Settings) -> int:
    """First month of a run in which a member has its own noise."""
    return Calendar.of(settings.horizon).index(posterior.until) + 1
