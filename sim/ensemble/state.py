"""The state of a block of members: one record with the fields of `sim.ensemble.fields`."""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.ensemble.fields import STATE, Field
from sim.ensemble.layout import BLOCK, Sizes


@cache
def state_layout(sizes: Sizes) -> np.dtype:
    """Layout of a state in memory, by who owns what, member innermost."""
    return np.dtype(
        [(owner, [_column(field, sizes) for field in fields]) for owner, fields in STATE.items()]
    )


def _column(field: Field, sizes: Sizes) -> tuple[str, type, tuple[int, ...]]:
    lengths = (axis if isinstance(axis, int) else getattr(sizes, axis) for axis in field.axes)
    return field.name, field.kind, (*lengths, BLOCK)


class Frontiers(NamedTuple):
    """Records of frontiers, open weights and largest runs [R, N, B], of scores [I, R, N, B]."""

    times: np.ndarray
    values: np.ndarray
    open_times: np.ndarray
    open_values: np.ndarray
    run_times: np.ndarray
    run_values: np.ndarray
    score_times: np.ndarray
    score_values: np.ndarray


def fresh_state(sizes: Sizes) -> np.void:
    """Zeroed state of a block; the kernel puts the endowments in."""
    return np.zeros(1, state_layout(sizes))[0]


def fresh_frontiers(sizes: Sizes, months: int) -> Frontiers:
    """Room for every lab to lift a frontier every month; pages never touched cost nothing.

    A block that follows may use them again: what lies beyond the counts is never read.
    """
    shape = (sizes.regions, months * sizes.labs + 1, BLOCK)
    of_scores = (sizes.indices, *shape)
    return Frontiers(
        **{
            name: np.zeros(of_scores if name.startswith("score") else shape)
            for name in Frontiers._fields
        }
    )
