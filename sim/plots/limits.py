"""Limits of axes that many regimes share: a few extreme ones do not flatten the others."""

import numpy as np
from matplotlib.axes import Axes
from scipy.optimize import isotonic_regression

from sim.plots.palette import INK
from sim.plots.style import HALO, SMALL

FAR = 1.3
"""How many times the next value an extreme one is, at least."""

ROOM = 1.1
"""Length of a clipped axis over the largest value that it shows."""

MOST_EXTREME = 0.25
"""Largest share of values that count as extreme."""


def largest_shown(values: np.ndarray) -> float:
    """The largest of some values that an axis has to show; those above it are extreme.

    Parameters
    ----------
    values : ndarray
        One for each regime.

    Returns
    -------
    float
        The largest value, or the largest that is not extreme: a quarter of the values at most are
        extreme, and each of these is at least `FAR` times all the others.
    """
    ordered = np.sort(values)[::-1]
    for extreme in range(int(MOST_EXTREME * len(ordered)), 0, -1):
        if ordered[extreme - 1] >= FAR * ordered[extreme] > 0.0:
            return float(ordered[extreme])
    return float(ordered[0])


def clip_panels(panels: np.ndarray, tops: np.ndarray) -> None:
    """End the common axis of panels where the extreme ones do not flatten the others.

    A panel that goes beyond has an arrow at its top, with the value that its band reaches.

    Parameters
    ----------
    panels : ndarray of Axes
        They share the vertical axis.
    tops : ndarray
        Largest value of each.
    """
    end = largest_shown(tops)
    if end == tops.max():
        return
    panels[0].set_ylim(top=end * ROOM)
    for panel, top in zip(panels, tops, strict=True):
        if top > end:
            panel.annotate(f"↑ to {top:,.0f}", (0.98, 0.98), xycoords="axes fraction", ha="right",
                           va="top", fontsize=SMALL, color=INK, path_effects=HALO)  # fmt: skip


def clip_rows(axes: Axes, ends: np.ndarray) -> None:
    """End the horizontal axis where rows with extreme intervals do not flatten the others.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        A row at each whole number from zero.
    ends : ndarray
        Largest value of each row.
    """
    end = largest_shown(ends)
    if end == ends.max():
        return
    axes.set_xlim(right=end * ROOM)
    for row in np.flatnonzero(ends > end):
        axes.annotate(f"→ to {ends[row]:,.0f}", (1.0, row), xycoords=axes.get_yaxis_transform(),
                      xytext=(0, 6), textcoords="offset points", ha="right",
                      fontsize=SMALL, color=INK, path_effects=HALO)  # fmt: skip


def spread_out(places: np.ndarray, apart: float) -> np.ndarray:
    """Move places on a line as little as need be, so that neighbours are some distance apart.

    Parameters
    ----------
    places : ndarray
        In any order; the result is in the same.
    apart : float
        Smallest distance of two neighbours.
    """
    order = np.argsort(places, kind="stable")
    steps = apart * np.arange(len(places))
    # places less their steps may not fall, which is a regression on an order
    moved = isotonic_regression(places[order] - steps).x + steps
    result = np.empty(len(places))
    result[order] = moved
    return result
