"""A posterior given a user's own facts: its draws are weighted by them and resampled.

Where a few draws carry nearly all the weight, they are moved instead (`sim.calibration.moving`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.calibration.bank import CHUNK, Simulator, with_new_keys
from sim.calibration.likelihood import log_likelihood
from sim.calibration.members import members_of, quarter_of
from sim.calibration.posterior import Posterior
from sim.calibration.targets import Target, last_day
from sim.calibration.weights import (
    LARGEST_PARETO_K,
    distinct,
    effective_size,
    pareto_k,
    resample,
    weights_of,
)
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings

KEY = "calibration.observations"

OUT_OF_REACH = 5.0
"""Standard errors within which no draw comes of a fact whose value, unit or period may be wrong."""

FIRST_NEW_NUMBER = 3_000_000_000
"""Noise keys of quarters after the posterior's: larger than the number of any member of a bank."""


@dataclass(frozen=True)
class Update:
    """A posterior given further facts.

    Attributes
    ----------
    before, after : Posterior
        The draws extended to the end of the facts, and those that have met the facts.
    weights : ndarray
        Normalised, [draw].
    effective_size, pareto_k : float
        Effective sample size of the weights, and the shape of their tail.
    draws_that_count : float
        Effective number of draws before from which those after descend (Kish).
    moved : bool
        Whether the draws were moved, and not only resampled by their weights.
    """

    before: Posterior
    after: Posterior
    weights: np.ndarray
    effective_size: float
    pareto_k: float
    draws_that_count: float
    moved: bool = False

    @property
    def degenerates(self) -> bool:
        """Whether a few draws carry nearly all the weight, so that weights do not suffice."""
        return self.pareto_k > LARGEST_PARETO_K

    def with_moved(self, after: Posterior, ancestors: float) -> "Update":
        """The update with draws that were moved in place of those that were resampled."""
        after = replace(after, account=self.after.account)
        return replace(self, after=after, draws_that_count=ancestors, moved=True)


def extended(posterior: Posterior, until: date) -> Posterior:
    """A posterior whose draws have random events of their own up to a later day.

    Random events of the posterior's last quarter stay those of its key; each later quarter gets a
    new key for each draw.
    """
    until = max(until, posterior.until)
    known = posterior.past_member
    quarters = known.shape[1] + quarter_of(until) - quarter_of(posterior.until)
    numbers = with_new_keys(known, quarters, FIRST_NEW_NUMBER)
    return replace(posterior, past_member=numbers, until=until)


def predictions_of(
    posterior: Posterior,
    settings: Settings,
    targets: Sequence[Target],
    progress: Progress | None = None,
) -> np.ndarray:
    """What the draws of a posterior show of some targets, as enacted, [draw, target]."""
    enacted = settings.as_enacted(posterior.until)
    simulator = Simulator.as_enacted(settings, posterior.until, targets, posterior.seed)
    parts = []
    for start in range(0, len(posterior), CHUNK):
        count = min(CHUNK, len(posterior) - start)
        draws = members_of(posterior, enacted, count, posterior.seed, first=start)
        parts.append(simulator.predict(draws))
        if progress is not None:
            progress(count)
    return np.concatenate(parts)


def out_of_reach(predictions: np.ndarray, targets: Sequence[Target]) -> list[int]:
    """Places of facts that no draw comes near.

    Parameters
    ----------
    predictions : ndarray
        What the draws show, [draw, target].
    targets : sequence of Target
        The facts.
    """
    likeliest = [
        log_likelihood(predictions[:, [place]], [target]).max()
        for place, target in enumerate(targets)
    ]
    return np.flatnonzero(np.array(likeliest) < -0.5 * OUT_OF_REACH**2).tolist()


def reweighted(
    posterior: Posterior,
    predictions: np.ndarray,
    targets: Sequence[Target],
    rng: np.random.Generator,
    known: Sequence[Target] = (),
) -> Update:
    """Weigh the draws of a posterior by further facts, and resample them.

    A draw's weight is the likelihood of the facts given the targets of the posterior, with which
    they may share a discrepancy of the model.

    Parameters
    ----------
    posterior : Posterior
        Extended to the end of the facts.
    predictions : ndarray
        What its draws show, [draw, target]: of the facts, then of `known`.
    targets : sequence of Target
        The facts.
    rng : numpy.random.Generator
        For the resampling.
    known : sequence of Target
        Targets of the posterior.

    Raises
    ------
    SettingsError
        If no draw agrees with the facts.
    """
    of_all = log_likelihood(predictions, [*targets, *known])
    of_known = log_likelihood(predictions[:, len(targets) :], known)
    likelihood = of_all - np.where(np.isfinite(of_known), of_known, 0.0)
    if not np.isfinite(likelihood).any():
        raise SettingsError(KEY, "facts that no draw of the posterior allows", "other facts")
    weights = weights_of(likelihood, 1.0)
    size, shape = effective_size(weights), pareto_k(weights)
    chosen = resample(weights, len(posterior), rng)
    about = {"ids": [target.id for target in targets], "effective_size": size, "pareto_k": shape}
    after = replace(posterior.rows(chosen), account=posterior.account | {"observations": about})
    return Update(posterior, after, weights, size, shape, distinct(chosen[:, None]))


def end_of_facts(targets: Sequence[Target], until: date) -> date:
    """The day on which the last fact's period ends, or the end of the posterior's data if later."""
    return max(last_day(target.period for target in targets), until)
