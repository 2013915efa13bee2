"""A posterior given a user's own facts: its draws are weighted by them and resampled."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.calibration.bank import CHUNK, Simulator
from sim.calibration.likelihood import log_likelihood
from sim.calibration.members import members_of
from sim.calibration.posterior import Posterior
from sim.calibration.targets import Target, last_day
from sim.calibration.weights import (
    LARGEST_PARETO_K,
    effective_size,
    pareto_k,
    resample,
    weights_of,
)
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.world import build_world

KEY = "calibration.observations"

FIRST_NEW_NUMBER = 3_000_000_000
"""Noise keys of years after the posterior's: larger than the number of any member of a bank."""


class DegenerateWeightsWarning(UserWarning):
    """A few draws carry nearly all the weight, so that the update is not to be relied on."""


@dataclass(frozen=True)
class Update:
    """A posterior given further facts.

    Attributes
    ----------
    before, after : Posterior
        The draws extended to the end of the facts, and those resampled by their weights.
    weights : ndarray
        Normalised, [draw].
    effective_size, pareto_k : float
        Effective sample size of the weights, and the shape of their tail.
    """

    before: Posterior
    after: Posterior
    weights: np.ndarray
    effective_size: float
    pareto_k: float


def extended(posterior: Posterior, until: date) -> Posterior:
    """A posterior whose draws have random events of their own up to a later day.

    Random events of the posterior's last year stay those of its key; each later year gets a new
    key for each draw.
    """
    until = max(until, posterior.until)
    years = until.year - posterior.until.year
    new = FIRST_NEW_NUMBER + np.arange(len(posterior), dtype=np.uint32)
    groups = posterior.past_member.shape[2]
    added = np.broadcast_to(new[:, None, None], (len(posterior), years, groups))
    numbers = np.concatenate([posterior.past_member, added], axis=1).astype(np.uint32)
    return replace(posterior, past_member=numbers, until=until)


def predictions_of(
    posterior: Posterior,
    settings: Settings,
    targets: Sequence[Target],
    progress: Progress | None = None,
) -> np.ndarray:
    """What the draws of a posterior show of some targets, as enacted, [draw, target]."""
    enacted = settings.as_enacted(posterior.until)
    simulator = Simulator(
        world=build_world(enacted),
        priors=settings.calibration,
        targets=tuple(targets),
        seed=posterior.seed,
        threads=settings.engine.threads,
    )
    parts = []
    for start in range(0, len(posterior), CHUNK):
        count = min(CHUNK, len(posterior) - start)
        draws = members_of(posterior, enacted, count, posterior.seed, first=start)
        parts.append(simulator.predict(draws))
        if progress is not None:
            progress(count)
    return np.concatenate(parts)


def reweighted(
    posterior: Posterior,
    predictions: np.ndarray,
    targets: Sequence[Target],
    rng: np.random.Generator,
) -> Update:
    """Weigh the draws of a posterior by further facts, and resample them.

    Parameters
    ----------
    posterior : Posterior
        Extended to the end of the facts.
    predictions : ndarray
        What its draws show, [draw, target].
    targets : sequence of Target
        In the order of the columns.
    rng : numpy.random.Generator
        For the resampling.

    Raises
    ------
    SettingsError
        If no draw agrees with the facts.

    Warns
    -----
    DegenerateWeightsWarning
        If Pareto's k is above 0.7.
    """
    likelihood = log_likelihood(predictions, targets)
    if not np.isfinite(likelihood).any():
        raise SettingsError(KEY, "facts that no draw of the posterior allows", "other facts")
    weights = weights_of(likelihood, 1.0)
    size, shape = effective_size(weights), pareto_k(weights)
    if shape > LARGEST_PARETO_K:
        warnings.warn(
            f"{KEY}: the weights degenerate (Pareto's k {shape:.2f}, above {LARGEST_PARETO_K}; "
            f"effective size {size:.0f} of {len(posterior)} draws): do not rely on the update",
            DegenerateWeightsWarning,
            stacklevel=2,
        )
    chosen = resample(weights, len(posterior), rng)
    about = {"ids": [target.id for target in targets], "effective_size": size, "pareto_k": shape}
    after = replace(posterior.rows(chosen), account=posterior.account | {"observations": about})
    return Update(posterior, after, weights, size, shape)


def end_of_facts(targets: Sequence[Target], until: date) -> date:
    """The day on which the last fact's period ends, or the end of the posterior's data if later."""
    return max(last_day(targets), until)
