"""The back-test: scores of forecasts on measurements after the posteriors' cut-offs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.analysis import scores
from sim.calibration.measures import measured
from sim.calibration.members import members_of
from sim.calibration.posterior import Posterior, load_posterior
from sim.calibration.targets import FOLLOWER, LEADER, Target, all_targets, last_day, months_of
from sim.ensemble import simulate_by
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.storage.build import build
from sim.world import build_world

RIVALS = ("random_walk", "it_stays", "know_nothing")
INTERVAL_LEVELS = (0.5, 0.9)


@dataclass(frozen=True)
class Forecast:
    """A posterior's members under the measures as enacted, and their predictions of each target.

    Attributes
    ----------
    name : str
        Name of the posterior.
    posterior : Posterior
        Its draws and cut-off.
    dataset : xarray.Dataset
        Ensemble of its members, to the end of the record.
    later : tuple of Target
        Targets that end after the cut-off.
    predictions : dict of str to ndarray
        Prediction of each target, [member].
    """

    name: str
    posterior: Posterior
    dataset: xr.Dataset
    later: tuple[Target, ...]
    predictions: dict[str, np.ndarray]


def check_posteriors(names: Sequence[str]) -> None:
    """Check that posteriors exist, and that a lag was measured after the cut-off of each.

    Raises
    ------
    SettingsError
        If not.
    """
    last = max(end_of(target) for target in _lags())
    if not names:
        raise SettingsError("task.posteriors", "nothing", "at least one posterior")
    for name in names:
        try:
            until = load_posterior(name).until
        except SettingsError as error:
            raise SettingsError("task.posteriors", error.got, error.takes) from None
        if np.datetime64(until, "M") >= last:
            takes = f"posteriors that end before {last}, the month of the last measured lag"
            raise SettingsError("task.posteriors", name, takes)
        try:
            scores.walk_spread(_measurements_by(np.datetime64(until, "M")))
        except ValueError:
            takes = "posteriors that end after an index was measured twice: the walk needs a step"
            raise SettingsError("task.posteriors", name, takes) from None


def _lags() -> list[Target]:
    """All measured lags on record, without lower bounds, on which no forecast is scored."""
    return [t for t in all_targets() if t.measure == "measured_lag" and t.kind == "value"]


def end_of(target: Target) -> np.datetime64:
    """Last month of a target's period, at whose end it is compared."""
    return months_of(target.period)[1]


def run_forecast(
    name: str, posterior: Posterior, settings: Settings, progress: Progress | None = None
) -> Forecast:
    """Run a posterior's members under the enacted measures, to the last month of the record."""
    cut_off = np.datetime64(posterior.until, "M")
    targets = all_targets()
    later = tuple(t for t in targets if end_of(t) > cut_off and t.kind in ("value", "interval"))
    enacted = settings.as_enacted(last_day(targets))
    world = build_world(enacted)
    draws = members_of(posterior, enacted, settings.ensemble.members, settings.ensemble.seed)
    results = simulate_by(settings.engine, world, draws, progress=progress)
    dataset = build(results, results, world=world, settings=enacted, draws=draws)
    values = measured(dataset, later)
    return Forecast(
        name, posterior, dataset, later, {key: value.values for key, value in values.items()}
    )


def lag_scores(forecast: Forecast) -> xr.Dataset:
    """Scores of the model and its rivals on the measured lags after the cut-off.

    Returns
    -------
    xarray.Dataset
        By `target`: the observation, the release that it rests on, CRPS of the `forecaster`s, rank
        share, and whether it lies in the intervals of each `part`.
    """
    lags = [target for target in _lags() if target in forecast.later]
    if not lags:
        takes = "posteriors that end before the last measured lag"
        raise SettingsError(
            "task.posteriors", f"{forecast.name}, {forecast.posterior.until}", takes
        )
    known = _measurements_by(np.datetime64(forecast.posterior.until, "M"))
    spread = scores.walk_spread(known)
    rows = [_row(target, forecast.predictions[target.id], known, spread) for target in lags]
    forecasters = ("model", *RIVALS)
    return xr.Dataset(
        {
            "observed": ("target", [target.value for target in lags], {"units": "month"}),
            "crps": (
                ("target", "forecaster"),
                [[row[name] for name in forecasters] for row in rows],
                {"units": "month", "long_name": "continuous ranked probability score"},
            ),
            "rank": ("target", [row["rank"] for row in rows], {"units": "1"}),
            "within": (("target", "part"), [row["within"] for row in rows]),
        },
        {
            "target": [target.id for target in lags],
            "index": ("target", [target.of for target in lags]),
            "month": ("target", [target.period for target in lags]),
            "release": ("target", [target.release for target in lags]),
            "forecaster": list(forecasters),
            "part": list(INTERVAL_LEVELS),
        },
        {"posterior": forecast.name, "until": str(forecast.posterior.until), "walk_spread": spread},
    )


def _measurements_by(cut_off: np.datetime64) -> list[scores.Measurement]:
    return [
        scores.Measurement(target.of, int(end_of(target).astype(int)), float(target.value or 0.0))
        for target in _lags()
        if end_of(target) <= cut_off
    ]


def _row(
    target: Target, members: np.ndarray, known: Sequence[scores.Measurement], spread: float
) -> dict[str, object]:
    observed, month = float(target.value or 0.0), int(end_of(target).astype(int))
    last = max((s for s in known if s.index == target.of), key=lambda s: s.month)
    return {
        "model": scores.crps_of_members(observed, members),
        "random_walk": scores.crps_of_walk(
            observed, last.lag, spread * (month - last.month) ** 0.5
        ),
        "it_stays": scores.crps_of_staying(observed, last.lag),
        "know_nothing": scores.crps_of_knowing_nothing(observed),
        "rank": scores.rank_share(observed, members),
        "within": [scores.within(observed, members, part) for part in INTERVAL_LEVELS],
    }


def by_release(scored: xr.Dataset) -> xr.Dataset:
    """Mean scores over releases; each release counts once, even if several rows rest on it."""
    return scored[["crps", "within"]].astype(float).groupby("release").mean().mean("release")


@dataclass(frozen=True)
class OtherForecast:
    """The forecast of a quantity other than the lag, with its published value."""

    target: Target
    low: float
    middle: float
    high: float

    @property
    def is_outside(self) -> bool:
        """Whether the published value lies outside the 90% interval."""
        value = float(self.target.value or 0.0)
        return not self.low <= value <= self.high


def other_forecasts(forecast: Forecast) -> list[OtherForecast]:
    """Forecasts of chips, training runs and money after the cut-off."""
    others = []
    for target in forecast.later:
        if target.measure == "measured_lag" or target.kind != "value" or target.series:
            continue
        low, middle, high = np.quantile(forecast.predictions[target.id], [0.05, 0.5, 0.95])
        others.append(OtherForecast(target, float(low), float(middle), float(high)))
    return others


def channel_shifts(forecast: Forecast, tolerance: float = 2.5) -> dict[str, float]:
    """How the members that came close to the measured lags differ from the others.

    Members are weighed by how near their measured lags come; the weighted mean of each channel
    since the cut-off is compared with that of all members, in standard deviations.

    Parameters
    ----------
    forecast : Forecast
        With lags after its cut-off.
    tolerance : float
        Standard deviation of the weights, months.

    Returns
    -------
    dict of str to float
        The largest absolute shift first.
    """
    lags = [target for target in _lags() if target in forecast.later]
    errors = np.stack([forecast.predictions[t.id] - float(t.value or 0.0) for t in lags])
    # rows that rest on the same release count as one piece of evidence
    evidence = np.array([1.0 / sum(o.release == t.release for o in lags) for t in lags])
    weight = np.exp(-0.5 * (evidence[:, None] * (errors / tolerance) ** 2).sum(axis=0))
    weight /= weight.sum()
    shifts = {}
    for name, values in _channels(forecast).items():
        spread = values.std()
        shifts[name] = float((weight @ values - values.mean()) / spread) if spread > 0 else 0.0
    return dict(sorted(shifts.items(), key=lambda pair: -abs(pair[1])))


def _channels(forecast: Forecast) -> dict[str, np.ndarray]:
    data = forecast.dataset
    cut = int(np.searchsorted(data["time"].values, np.datetime64(forecast.posterior.until))) - 1

    def gain(name: str, region: str) -> np.ndarray:
        series = data[name].sel(region=region).values
        return series[:, -1] - series[:, cut]

    def narrowing(name: str) -> np.ndarray:
        return gain(name, FOLLOWER) - gain(name, LEADER)

    return {
        "the leader's progress": gain("capability", LEADER),
        "the follower's progress": gain("capability", FOLLOWER),
        "the gap in largest runs narrowed": narrowing("training_compute"),
        "the gap in know-how narrowed": narrowing("know_how"),
        "breakthroughs of the leader": gain("breakthroughs", LEADER),
        "breakthroughs that reached the follower": gain("breakthroughs", FOLLOWER),
        "the gap at the cut-off was small": -data["capability_gap"]
        .sel(region=FOLLOWER)
        .values[:, cut],
    }
