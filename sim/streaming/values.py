"""The values of a chunk as they are counted and written: one series of members after the other."""

import math
from collections.abc import Mapping

import numpy as np

from sim.settings.variables import DERIVED
from sim.world import World
from sim.world.shapes import shapes

Shapes = Mapping[str, tuple[int, ...]]
"""Shape of each variable without its members, by name."""


def shapes_of_all(world: World, detail: bool) -> dict[str, tuple[int, ...]]:
    """Shapes of the variables that a run records and of those derived from them."""
    recorded = shapes(world, detail)
    return recorded | {variable.name: recorded["capability_lag"] for variable in DERIVED}


def series_by_name(known: Shapes) -> dict[str, slice]:
    """The series of each variable: one for each month, and region or other agent."""
    series, first = {}, 0
    for name, shape in known.items():
        series[name] = slice(first, first + math.prod(shape))
        first = series[name].stop
    return series


def members_last(shape: tuple[int, ...], members: int, dtype: type) -> np.ndarray:
    """An array [member, ...], not filled, in which members lie side by side in memory."""
    return np.moveaxis(np.empty((*shape, members), dtype), -1, 0)


class Values:
    """Room for all variables of some members, in single precision.

    Attributes
    ----------
    series : ndarray
        [series, member]
    by_name : dict of str to ndarray
        The same memory, [member, time, ...].
    """

    def __init__(self, known: Shapes, members: int):
        total = sum(map(math.prod, known.values()))
        self.series = np.empty((total, members), dtype=np.float32)
        self.by_name = {
            name: np.moveaxis(self.series[rows].reshape(*known[name], members), -1, 0)
            for name, rows in series_by_name(known).items()
        }
