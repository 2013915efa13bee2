"""What each target of a calibration does for the lag: the posterior without it, by reweighting."""

from datetime import date

import numpy as np
import xarray as xr

from sim.analysis.enacted_runs import run_of
from sim.calibration.likelihood import log_likelihood
from sim.calibration.measures import VARIABLES, measured
from sim.calibration.members import members_of
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import FOLLOWER, targets_of
from sim.calibration.weights import effective_size, pareto_k, weights_of
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.storage.build import MONTHS_OF_MEAN
from sim.world import build_world

MONTHS_AFTER = (0, 12, 24)
"""Months after the cut-off at which the lag is compared."""


def check_posterior(settings: Settings) -> None:
    """Check that the calibration of the settings has targets.

    Raises
    ------
    SettingsError
        If members are drawn from the priors, or the posterior does not exist.
    """
    if settings.calibration.posterior is None:
        raise SettingsError("calibration", settings.calibration.name, "one that has targets")
    load_posterior(settings.calibration.posterior)


def leave_out(settings: Settings, progress: Progress | None = None) -> xr.Dataset:
    r"""Change of the median lag if each target in turn had not been used.

    A draw gets the weight :math:`1 / p(y_t \mid \theta, y_{-t})`, the inverse of what the target
    adds to its likelihood. Members run under the measures as enacted.

    Parameters
    ----------
    settings : Settings
        Calibration, members and seed.
    progress : callable, optional
        Told the number of members that were finished.

    Returns
    -------
    xarray.Dataset
        `change` [target, months], months of the mean lag over twelve months; `median` [months] of
        all targets; Pareto's `k` and the effective `size` [target] of the weights.
    """
    assert settings.calibration.posterior is not None  # as checked
    posterior = load_posterior(settings.calibration.posterior)
    targets = targets_of(settings.calibration.targets, posterior.until)
    cut_off = np.datetime64(posterior.until, "M")
    last: date = (cut_off + np.timedelta64(max(MONTHS_AFTER), "M")).astype("datetime64[D]").item()
    enacted = settings.as_enacted(last)
    draws = members_of(posterior, enacted, settings.ensemble.members, settings.ensemble.seed)
    run = run_of(enacted, build_world(enacted), draws, progress, VARIABLES)
    predicted = measured(run, targets)
    predictions = np.stack([predicted[target.id] for target in targets], axis=-1)
    lags, everything = _mean_lags(run, cut_off), log_likelihood(predictions, targets)
    median = np.median(lags, axis=1)
    distinct = min(len(posterior), len(draws))  # further members have draws of earlier ones
    changes, shapes, sizes = [], [], []
    for place in range(len(targets)):
        others = [row for row in range(len(targets)) if row != place]
        without = log_likelihood(predictions[:, others], [targets[row] for row in others])
        changes.append(_weighted_median(lags, _weights(without, everything)) - median)
        of_draws = _weights(without[:distinct], everything[:distinct])
        shapes.append(pareto_k(of_draws))
        sizes.append(effective_size(of_draws))
    months = {"units": "months"}
    return xr.Dataset(
        {
            "change": (("target", "months"), changes, months),
            "median": ("months", median, months),
            "k": ("target", shapes, {"long_name": "shape of the tail of the weights, Pareto’s k"}),
            "size": ("target", sizes, {"long_name": "effective number of draws"}),
        },
        {
            "target": [target.id for target in targets],
            "months": list(MONTHS_AFTER),
            "label": ("target", [target.label for target in targets]),
        },
        {
            "posterior": settings.calibration.posterior,
            "until": str(posterior.until),
            "members": len(draws),
            "impossible": int(np.isneginf(everything).sum()),
        },
    )


def _weights(without: np.ndarray, everything: np.ndarray) -> np.ndarray:
    """Normalised weights; none for members that the targets exclude, which are counted."""
    possible = np.isfinite(everything)
    ratio = np.where(possible, without, 0.0) - np.where(possible, everything, 0.0)
    return weights_of(np.where(possible, ratio, -np.inf), 1.0)


def _mean_lags(run: xr.Dataset, cut_off: np.datetime64) -> np.ndarray:
    """The follower's mean lag over twelve months, [months after the cut-off, member]."""
    lag = run["capability_lag"].sel(region=FOLLOWER)
    ends = [int((run["time"].values <= cut_off + np.timedelta64(m, "M")).sum()) for m in
            MONTHS_AFTER]  # fmt: skip
    means = [lag.isel(time=slice(end - MONTHS_OF_MEAN, end)).mean("time").values for end in ends]
    return np.stack(means)


def _weighted_median(lags: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.array([np.quantile(of, 0.5, weights=weights, method="inverted_cdf") for of in lags])
