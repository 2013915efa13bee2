"""Diagnostics of a posterior: the targets that it meets, and the parameters that it identifies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibration.posterior import Posterior
from sim.calibration.record_errors import standard_deviations
from sim.calibration.targets import Target
from sim.settings.priors import Calibration
from sim.settings.variables import MEDIAN_IN_90
from sim.world.draws import quantile
from sim.world.parameters import Parameters

IDENTIFIED_BELOW_RATIO, IDENTIFIED_ABOVE_SHIFT = 0.85, 0.4
"""Limits by which a parameter is identified, both beyond Monte Carlo error: its standard deviation
is below this share of the prior's, or its mean is shifted by more of the prior's deviations."""

QUANTILE_GRID = (np.arange(4000) + 0.5) / 4000
"""Quantile levels from which the mean and standard deviation of a prior are computed."""


@dataclass(frozen=True)
class TargetFit:
    """How a posterior compares with a target.

    Attributes
    ----------
    target : Target
        The target.
    simulated : tuple of float
        5%, 50% and 95% quantiles of members, on the scale of the target's series; for a fact, the
        share of members in which it holds, three times.
    predicted : tuple of float
        The same with the error of the record: quantiles of the posterior predictive.
    met : bool
        Whether the published value lies within the 90% posterior predictive interval; for an
        interval or bound, whether most members lie in it; for a fact, whether most members agree.
    """

    target: Target
    simulated: tuple[float, float, float]
    predicted: tuple[float, float, float]
    met: bool


def target_fits(
    predictions: np.ndarray, targets: Sequence[Target], rng: np.random.Generator
) -> list[TargetFit]:
    """Compare predictions of members, [member, target], with each target."""
    deviations = standard_deviations(targets)
    scales = _scales_of_series(predictions, targets)
    return [
        _target_fit(
            predictions[:, column].astype(float) * scales[target.series], target, deviation, rng
        )
        for column, (target, deviation) in enumerate(zip(targets, deviations, strict=True))
    ]


def _scales_of_series(
    predictions: np.ndarray, targets: Sequence[Target]
) -> dict[str, np.ndarray | float]:
    """Each member's scale of each published series: the mean of its log ratios to the record."""
    scales: dict[str, np.ndarray | float] = {"": 1.0}
    for name in {target.series for target in targets} - {""}:
        columns = [i for i, target in enumerate(targets) if target.series == name]
        values = np.array([targets[i].value for i in columns], dtype=float)
        scales[name] = np.exp((np.log(values) - np.log(predictions[:, columns])).mean(axis=1))
    return scales


def _target_fit(
    values: np.ndarray, target: Target, deviation: float, rng: np.random.Generator
) -> TargetFit:
    errors = deviation * rng.standard_normal(len(values))
    if target.kind == "fact":
        rate = float(values.mean())
        agree = 1.0 - abs(rate - float(target.value or 0.0))
        return TargetFit(target, (rate,) * 3, (rate,) * 3, agree > 0.5)
    record = values * np.exp(errors) if target.scale == "log" else values + errors
    predicted = _quantiles(record)
    if target.kind == "value":
        assert target.value is not None
        met = predicted[0] <= target.value <= predicted[2]
    else:
        high = np.inf if target.high is None else target.high
        low = -np.inf if target.low is None else target.low
        met = bool(((record >= low) & (record <= high)).mean() > 0.5)
    return TargetFit(target, _quantiles(values), predicted, met)


def _quantiles(values: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = np.nanquantile(values, MEDIAN_IN_90)
    return float(low), float(middle), float(high)


@dataclass(frozen=True)
class Width:
    """Comparison of the posterior of a parameter with its prior.

    Attributes
    ----------
    name : str
        Name of the parameter.
    prior, posterior : tuple of float
        5%, 50% and 95% quantiles.
    ratio : float
        Standard deviation of the posterior divided by that of the prior.
    shift : float
        Difference of the means, in standard deviations of the prior.
    """

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    ratio: float
    shift: float

    @property
    def is_identified(self) -> bool:
        """Whether the targets are informative about the parameter."""
        return self.ratio < IDENTIFIED_BELOW_RATIO or abs(self.shift) > IDENTIFIED_ABOVE_SHIFT


def widths(posterior: Posterior, calibration: Calibration) -> list[Width]:
    """Comparisons of posterior and prior, in the order of the parameters."""
    return [
        _width(name, posterior.parameters[:, column].astype(float), calibration)
        for column, name in enumerate(Parameters._fields)
    ]


def _width(name: str, values: np.ndarray, calibration: Calibration) -> Width:
    of_prior = quantile(calibration.parameters[name], QUANTILE_GRID)
    if np.isnan(values).all():  # the posterior lacks it, and members are drawn from the prior
        values = of_prior
    spread = float(of_prior.std())
    return Width(
        name,
        _quantiles(of_prior),
        _quantiles(values),
        ratio=float(values.std()) / spread if spread > 0.0 else 1.0,
        shift=float(values.mean() - of_prior.mean()) / spread if spread > 0.0 else 0.0,
    )
