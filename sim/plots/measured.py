"""Lags that indices of capability have measured, as points on a chart of the lag."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.calibration.targets import FOLLOWER, all_targets
from sim.plots.palette import INK
from sim.plots.style import HALO, LEGEND, is_narrow

MARKERS = {"ECI": "o", "Artificial Analysis": "^", "LMArena": "s"}
"""Marker of each index."""

NAMES = {"ECI": "Epoch index"}
"""Names of indices that are not known by their short one."""


@dataclass(frozen=True)
class MeasuredLags:
    """Lags at the ends of months on one index.

    Attributes
    ----------
    index : str
        The index, as targets name it.
    lags : dict of str to float
        Lag in months, by month as in 2024-03, in the order of months.
    """

    index: str
    lags: dict[str, float]

    @property
    def label(self) -> str:
        """Name of the index and the last month on record."""
        return f"{NAMES.get(self.index, self.index)} to {list(self.lags)[-1]}"


def measured_lags() -> list[MeasuredLags]:
    """Lags of the follower on record, by index; bounds are left out."""
    on_record = [
        target
        for target in all_targets()
        if (target.measure, target.region) == ("measured_lag", FOLLOWER)
        and target.value is not None
    ]
    by_index = {
        index: {lag.period: float(lag.value or 0.0) for lag in on_record if lag.of == index}
        for index in MARKERS
    }
    return [MeasuredLags(index, dict(sorted(lags.items()))) for index, lags in by_index.items()]


def indices_in_words() -> str:
    """The indices that lags are measured on, each with its last month."""
    return ", ".join(measured.label for measured in measured_lags())


def draw_measured_lags(axes: Axes, *, legend: bool = True) -> None:
    """Draw the lag at the ends of months on each index.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        A panel with the lag against time.
    legend : bool
        Whether a legend says which index is which, and how far each goes; points are smaller
        without one, as in small multiples.
    """
    for measured in measured_lags():
        # a month ends where the next begins
        ends = [np.datetime64(month, "M") + np.timedelta64(1, "M") for month in measured.lags]
        axes.plot(
            np.array(ends, dtype="datetime64[ns]"),
            np.array(list(measured.lags.values())),
            MARKERS[measured.index],
            color=INK,
            markersize=4 if legend else 2.5,
            markeredgewidth=1.0 if legend else 0.6,
            markerfacecolor="white",
            path_effects=HALO,
            label=measured.label,
            zorder=4,
        )
    if not legend:
        return
    # above the panel, where it covers nothing
    columns = 1 if is_narrow(axes) else len(MARKERS)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns,
                columnspacing=1.0, handletextpad=0.2, **LEGEND)  # fmt: skip
