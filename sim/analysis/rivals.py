"""Rivals of the model: simple probabilistic forecasts, fitted to what was known at an origin.

Each rival takes what was known (`Past`) and a number of months after the origin, and returns
equally likely values, or none where too little had been measured to fit it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
from scipy.stats import linregress, norm, qmc, truncnorm

from sim.analysis.facts import Fact, IndexScore, known_at
from sim.calibration.targets import FOLLOWER, LEADER

SIZE = 512
"""Number of equally likely values of a forecast."""

QUANTILE_LEVELS = (np.arange(SIZE) + 0.5) / SIZE

SHORTEST_STEP, LONGEST_STEP = 3, 12
"""Distances of two measurements, months, from which errors are fitted.

A measured lag grows by one each month between releases, so that monthly steps would show only that.
"""

WINDOW = 24
"""Months before an origin over which the pace of an index is fitted."""

MONTHS_OF_GAP = 12
"""Months before an origin over which the error of a gap is fitted."""

TREND_VALUES = 8
"""Number of last values of a series through which a trend is fitted, at most."""

FEWEST_FOR_TREND = 3
"""Number of points of a line below which its error cannot be estimated."""

LONGEST_LAG = 60.0
"""Months at which lags are cut off where a pace is next to zero."""


@dataclass(frozen=True)
class Past:
    """What a rival may know at an origin.

    Attributes
    ----------
    origin : int
        Month, counted from 1970.
    own : ndarray
        Month and value of the series to forecast, [measurement, 2], in order of time.
    pool : tuple of ndarray
        The same of all series of its kind, its own among them.
    leader, follower : ndarray
        Month and score of new bests on the index of the series; empty for other series.
    on_index : bool
        Whether the series is a lag on an index.
    """

    origin: int
    own: np.ndarray
    pool: tuple[np.ndarray, ...]
    leader: np.ndarray
    follower: np.ndarray
    on_index: bool = False


def past_of(
    name: str, origin: np.datetime64, facts: Iterable[Fact], scores: Iterable[IndexScore]
) -> Past:
    """What was known of a series at the end of a month.

    Parameters
    ----------
    name : str
        Of the series.
    origin : datetime64
        The month.
    facts : iterable of Fact
        Of all series; later ones and later vintages are left out.
    scores : iterable of IndexScore
        Of all indices; later ones are left out.
    """
    facts, scores = tuple(facts), tuple(scores)
    example = next(fact for fact in facts if fact.name == name)
    known = known_at((fact for fact in facts if fact.pool == example.pool), origin)
    series: dict[str, list[Fact]] = {key: [] for key in (name, *(fact.name for fact in known))}
    for fact in known:
        series[fact.name].append(fact)
    tables = {
        key: _table((fact.end, fact.scaled) for fact in of_key) for key, of_key in series.items()
    }
    bests = {
        region: _table(
            (s.month, s.score)
            for s in scores
            if (s.index, s.region) == (example.of, region) and s.month <= origin
        )
        for region in (LEADER, FOLLOWER)
    }
    return Past(
        origin=int(origin.astype(int)),
        own=tables[name],
        pool=tuple(tables.values()),
        leader=bests[LEADER],
        follower=bests[FOLLOWER],
        on_index=example.measure == "measured_lag",
    )


def _table(points: Iterable[tuple[np.datetime64, float]]) -> np.ndarray:
    return np.array(
        [(int(month.astype(int)), value) for month, value in points], dtype=np.float64
    ).reshape(-1, 2)


def _changes(pool: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Months between two measurements of one series, and the change of the value."""
    pairs = [
        (after[0] - before[0], after[1] - before[1])
        for series in pool
        for before, after in combinations(series, 2)
    ]
    months, changes = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    usual = (months >= SHORTEST_STEP) & (months <= LONGEST_STEP)
    chosen = usual if usual.any() else months > 0
    return months[chosen], changes[chosen]


def _normal(centre: float, spread: float) -> np.ndarray:
    return np.asarray(centre + spread * norm.ppf(QUANTILE_LEVELS))


def random_walk(past: Past, months: int) -> np.ndarray | None:
    r"""Normal about the last value, with a variance that grows with time.

    .. math:: \sigma^2 = \operatorname{mean} \Delta^2 / h

    over pairs of measurements of a series, h months apart.
    """
    distances, changes = _changes(past.pool)
    if not len(past.own) or not len(changes):
        return None
    last_month, last = past.own[-1]
    variance = (changes**2 / distances).mean() * (past.origin + months - last_month)
    return _normal(last, float(np.sqrt(variance)))


def it_stays(past: Past, months: int) -> np.ndarray | None:
    """Normal about the last value, with the root mean square of past changes at any horizon."""
    changes = _changes(past.pool)[1]
    if not len(past.own) or not len(changes):
        return None
    return _normal(past.own[-1, 1], float(np.sqrt((changes**2).mean())))


def mean_so_far(past: Past, months: int) -> np.ndarray | None:
    """Normal about the mean of all values so far, with their pooled standard deviation."""
    freedom = sum(len(series) - 1 for series in past.pool if len(series))
    if not len(past.own) or freedom < 1:
        return None
    squares = sum(((series[:, 1] - series[:, 1].mean()) ** 2).sum() for series in past.pool if
                  len(series))  # fmt: skip
    spread = np.sqrt(squares / freedom * (1 + 1 / len(past.own)))
    return _normal(past.own[:, 1].mean(), float(spread))


def trend(past: Past, months: int) -> np.ndarray | None:
    """The lag between a line through each region's scores; for other series, a line through it."""
    if past.on_index:
        return _lag_between_trends(past, past.origin + months)
    line = _line(past.own[-TREND_VALUES:])
    return None if line is None else line.values_at(past.origin + months)


def _lag_between_trends(past: Past, month: int) -> np.ndarray | None:
    """Months since one region's line was where the other's is; negative if the follower leads."""
    leader, follower = (
        _line(_recent(bests, past.origin)) for bests in (past.leader, past.follower)
    )
    if leader is None or follower is None:
        return None
    gap = _shuffled(leader.values_at(month), 0) - _shuffled(follower.values_at(month), 1)
    paces = [_shuffled(line.paces(), 2 + place) for place, line in enumerate((leader, follower))]
    return _cut_off(gap / np.where(gap > 0, *paces))


def gap_over_pace(past: Past, months: int) -> np.ndarray | None:
    """The gap on an index over the leader's pace, both with their errors, at any horizon.

    The gap is that of the origin, and its error the standard deviation over the months before. The
    pace is the slope of the leader's new bests. Units cancel, so that points serve as well as dex.
    """
    leader, gaps = _line(_recent(past.leader, past.origin)), _gaps(past)
    if leader is None or len(gaps) < FEWEST_FOR_TREND:
        return None
    gap = _normal(gaps[-1], float(gaps.std(ddof=1)))
    return _cut_off(_shuffled(gap, 0) / _shuffled(leader.paces(), 1))


def _gaps(past: Past) -> np.ndarray:
    """The gap at month ends up to the origin, from where both regions have a score."""
    if not len(past.leader) or not len(past.follower):
        return np.empty(0)
    first = max(past.leader[0, 0], past.follower[0, 0], past.origin - MONTHS_OF_GAP)
    months = np.arange(first, past.origin + 1)
    return _best_by(past.leader, months) - _best_by(past.follower, months)


def _best_by(bests: np.ndarray, months: np.ndarray) -> np.ndarray:
    return np.asarray(bests[np.searchsorted(bests[:, 0], months, side="right") - 1, 1])


def _recent(bests: np.ndarray, origin: int) -> np.ndarray:
    """Scores within the window, and the best before it, which holds at its start."""
    first = max(0, int(np.searchsorted(bests[:, 0], origin - WINDOW)) - 1)
    return bests[first:]


@dataclass(frozen=True)
class _Line:
    """A line through points by least squares, and its errors."""

    months: np.ndarray
    slope: float
    intercept: float
    error_of_slope: float
    spread: float

    def values_at(self, month: int) -> np.ndarray:
        """New values about the line, equally likely."""
        centred = self.months - self.months.mean()
        far = (month - self.months.mean()) ** 2 / (centred**2).sum()
        error = self.spread * np.sqrt(1 + 1 / len(self.months) + far)
        return _normal(self.intercept + self.slope * month, float(error))

    def paces(self) -> np.ndarray:
        """Slopes with their error, cut off at zero: new bests do not fall."""
        error = max(self.error_of_slope, 1e-9)
        cut = -self.slope / error
        return np.asarray(truncnorm.ppf(QUANTILE_LEVELS, cut, np.inf, self.slope, error))


def _line(points: np.ndarray) -> _Line | None:
    """A line through the points, if they are enough for an error."""
    if len(points) < FEWEST_FOR_TREND:
        return None
    months, values = points.T
    fitted = linregress(months, values)
    slope, intercept = float(fitted.slope), float(fitted.intercept)
    squares = ((values - intercept - slope * months) ** 2).sum()
    spread = float(np.sqrt(squares / (len(points) - 2)))
    error_of_slope = spread / float(np.sqrt(((months - months.mean()) ** 2).sum()))
    return _Line(months, slope, intercept, error_of_slope, spread)


def _shuffled(values: np.ndarray, column: int) -> np.ndarray:
    """Sorted values in the order of one column of a design, so that columns are independent."""
    design = qmc.Sobol(4, rng=0).random(SIZE)
    return values[np.argsort(np.argsort(design[:, column]))]


def _cut_off(lags: np.ndarray) -> np.ndarray:
    return np.clip(np.nan_to_num(lags, posinf=LONGEST_LAG), -LONGEST_LAG, LONGEST_LAG)


def uniform_12(past: Past, months: int) -> np.ndarray | None:
    """Any lag from 0 to 12 months."""
    return 12.0 * QUANTILE_LEVELS


def uniform_24(past: Past, months: int) -> np.ndarray | None:
    """Any lag from 0 to 24 months."""
    return 24.0 * QUANTILE_LEVELS


Rival = Callable[[Past, int], np.ndarray | None]

OF_ANY_SERIES: Mapping[str, Rival] = MappingProxyType(
    {rival.__name__: rival for rival in (random_walk, it_stays, mean_so_far, trend)}
)
"""Rivals that forecast any series."""

OF_LAGS: Mapping[str, Rival] = MappingProxyType(
    {rival.__name__: rival for rival in (gap_over_pace, uniform_12, uniform_24)}
)
"""Rivals that forecast only lags on indices."""

RIVALS: Mapping[str, Rival] = MappingProxyType({**OF_ANY_SERIES, **OF_LAGS})
