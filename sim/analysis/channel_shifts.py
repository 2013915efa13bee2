"""Which channels explain a miss: what the members that came close to the record have in common."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from sim.analysis.enacted_runs import predicted
from sim.analysis.facts import all_facts
from sim.analysis.origins import Case
from sim.calibration.targets import FOLLOWER, LEADER

SHIFT_VARIABLES = (
    *("capability", "capability_gap", "training_compute", "know_how", "breakthroughs"),
)
"""Variables that the channels need."""

TOLERANCE = 2.5
"""Standard deviation of the weights of members, months."""


def channel_shifts(run: xr.Dataset, cases: Sequence[Case]) -> dict[str, float]:
    """How the members that came close to the measured lags differ from the others.

    Members are weighed by how near their measured lags come; the weighted mean of each channel
    since the cut-off is compared with that of all members, in standard deviations.

    Parameters
    ----------
    run : xarray.Dataset
        Of the members of one origin.
    cases : sequence of Case
        Of that origin.

    Returns
    -------
    dict of str to float
        The largest absolute shift first.
    """
    lags = [case for case in cases if case.fact.channel == "lag"]
    origin = lags[0].origin.month
    errors = [
        np.asarray(predicted(run, case.fact, origin, all_facts())) - case.fact.scaled
        for case in lags
    ]
    # indices of one month measure the same releases, and count as one piece of evidence
    months = [case.fact.end for case in lags]
    evidence = np.array([1.0 / months.count(month) for month in months])
    logarithm = -0.5 * evidence @ (np.stack(errors) / TOLERANCE) ** 2
    weight = np.exp(logarithm - logarithm.max())
    weight /= weight.sum()
    shifts = {}
    for name, values in _channels(run, origin).items():
        spread = values.std()
        shifts[name] = float((weight @ values - values.mean()) / spread) if spread > 0 else 0.0
    return dict(sorted(shifts.items(), key=lambda pair: -abs(pair[1])))


def _channels(run: xr.Dataset, origin: np.datetime64) -> dict[str, np.ndarray]:
    cut = int(np.searchsorted(run["time"].values, origin))

    def gain(name: str, region: str) -> np.ndarray:
        series = run[name].sel(region=region).values
        return np.asarray(series[:, -1] - series[:, cut])

    def narrowing(name: str) -> np.ndarray:
        return gain(name, FOLLOWER) - gain(name, LEADER)

    return {
        "the leader's progress": gain("capability", LEADER),
        "the follower's progress": gain("capability", FOLLOWER),
        "the gap in largest runs narrowed": narrowing("training_compute"),
        "the gap in know-how narrowed": narrowing("know_how"),
        "breakthroughs of the leader": gain("breakthroughs", LEADER),
        "breakthroughs that reached the follower": gain("breakthroughs", FOLLOWER),
        "the gap at the cut-off was small": -run["capability_gap"]
        .sel(region=FOLLOWER)
        .values[:, cut],
    }
