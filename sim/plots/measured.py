"""Lags that indices of capability have measured, as points on a chart of the lag."""

import numpy as np
from matplotlib.axes import Axes

from sim.calibration.targets import FOLLOWER, all_targets
from sim.plots.palette import INK
from sim.plots.style import HALO, LEGEND

MARKERS = {"ECI": "o", "Artificial Analysis": "^", "LMArena": "s"}
"""Marker of each index."""

NAMES = {"ECI": "Epoch index"}
"""Names of indices that are not known by their short one."""


def draw_measured_lags(axes: Axes) -> None:
    """Draw the lag at the ends of months on each index, with a legend that says how far they go."""
    on_record = [
        target
        for target in all_targets()
        if (target.measure, target.region) == ("measured_lag", FOLLOWER)
        and target.value is not None
    ]
    for index, marker in MARKERS.items():
        of_index = (target for target in on_record if target.of == index)
        lags = sorted(of_index, key=lambda target: target.period)
        # a month ends where the next begins
        ends = [np.datetime64(lag.period, "M") + np.timedelta64(1, "M") for lag in lags]
        axes.plot(
            np.array(ends, dtype="datetime64[ns]"),
            np.array([lag.value for lag in lags], dtype=float),
            marker,
            color=INK,
            markersize=4,
            markerfacecolor="white",
            path_effects=HALO,
            label=f"{NAMES.get(index, index)} to {lags[-1].period}",
            zorder=4,
        )
    # above the panel, where it covers nothing
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(MARKERS),
                columnspacing=1.0, handletextpad=0.2, **LEGEND)  # fmt: skip
