"""How a block of members lies in memory: one record, so that the kernel gets one pointer.

Every array of a record has a fixed place and shape. The compiler then sees that no two of them
overlap and turns loops over members into vector instructions. Numbers of agents are rounded up, so
that rosters of about the same size share one compiled kernel.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.settings.roster import REGIONS
from sim.world import World
from sim.world.cast import DATED
from sim.world.indices import INDICES
from sim.world.noise_keys import (
    BY_KEY,
    GROUPS,
    NUMBERS,
    PAST_QUARTERS,
    SEARCHING_LABS,
    STORED_INVESTORS,
    STORED_LABS,
    STORED_MONTHS,
    STORED_QUARTERS,
)
from sim.world.parameters import Parameters
from sim.world.regime import Regime

BLOCK = 64
"""Members side by side: wide enough for vectors, small enough for the cache."""

DELAYS = 20
"""Months of teachers and of knowledge that a block remembers: more than any delay."""

NO_AGENT = np.uint64(2**63)
"""Key of no agent: those of agents have 32 bits."""

YEAR = 16
"""Months of the world's frontier that a block remembers: more than twelve."""


@dataclass(frozen=True)
class Sizes:
    """Numbers of agents, rounded up."""

    labs: int
    investors: int
    designers: int
    foundries: int
    generations: int
    regions: int = len(REGIONS)
    indices: int = len(INDICES)

    @classmethod
    def of(cls, world: World) -> "Sizes":
        cast = world.cast
        return cls(
            labs=_up(len(cast.labs.region), 48),
            investors=_up(len(cast.investors.region), 8),
            designers=_up(len(cast.designers.region), 8),
            foundries=_up(len(cast.foundries.region), 4),
            generations=_up(cast.designers.launch.shape[1], 8),
        )


def _up(number: int, step: int) -> int:
    return -(-max(number, 1) // step) * step


AXES = {
    "admission": ("labs", "regions"),
    "home_bias": ("investors", "labs"),
    "sells": ("designers", "regions"),
    "serves": ("designers", "labs"),
} | {
    name: ("designers", "generations")
    for name in ("launch", "tflops", "interconnect", "area", "density", "price")
}
"""Axes of those arrays of the cast that have more than their actor's."""


def cast_record(world: World, sizes: Sizes) -> np.void:
    """Everyone's endowments, as one record; each group knows its `count`."""
    groups = {}
    for group, actors in world.cast._asdict().items():
        groups[group] = {
            name: (_as_numbers(array), AXES.get(name, (group,)))
            for name, array in actors._asdict().items()
            if name not in DATED
        }
    layout = np.dtype(
        [
            (
                group,
                [("count", np.int64)]
                + [
                    (name, array.dtype, tuple(getattr(sizes, axis) for axis in axes))
                    for name, (array, axes) in actors.items()
                ],
            )
            for group, actors in groups.items()
        ]
    )
    record = np.zeros(1, layout)[0]
    for group, actors in groups.items():
        record[group]["count"] = len(getattr(world.cast, group)[0])
        for name, (array, _) in actors.items():
            record[group][name][tuple(slice(0, length) for length in array.shape)] = array
    return record


def _as_numbers(array: np.ndarray) -> np.ndarray:
    """Truths as whole numbers: a record of the compiler's cannot hold an array of truths."""
    return array.astype(np.int64) if array.dtype == np.bool_ else array


def calendar_records(world: World, sizes: Sizes) -> np.ndarray:
    """One record a month: its number, the level of every instrument, and what is exogenous."""
    months = world.calendar.months
    dated = {
        name: np.atleast_2d(array.T).reshape(months, -1)
        for actors in world.cast
        for name, array in actors._asdict().items()
        if name in DATED
    }
    widths = {
        "pool_trend": (sizes.investors,),
        "reference_revenue": (sizes.designers,),
        "plant_investment": (),
        "reference_research": (),
        "reference_compute": (),
        "lithography_reference": (),
    }
    layout = np.dtype(
        [("month", np.int64), ("opens_quarter", np.bool_)]
        + [(name, np.float64) for name in Regime._fields]
        + [(name, np.float64, widths.get(name, (sizes.regions,))) for name in dated]
    )
    records = np.zeros(months, layout)
    records["month"] = np.arange(months)
    records["opens_quarter"] = world.calendar.opens_quarter
    for name, levels in world.regime._asdict().items():
        records[name] = levels
    for name, values in dated.items():
        if widths.get(name) == ():
            records[name] = values[:, 0]
        else:
            records[name][:, : values.shape[1]] = values
    return records


def parameter_record(parameters: Parameters) -> np.void:
    """The parameters of a block; places beyond its members repeat the last one."""
    layout = np.dtype([(name, np.float64, (BLOCK,)) for name in Parameters._fields])
    record = np.zeros(1, layout)[0]
    for name, values in parameters._asdict().items():
        record[name] = _filled(values)
    return record


def noise_key_record(noise_keys: Any) -> np.void:
    """The noise keys of a block."""
    keys = ("past_seed", "seed", "member")
    layout = np.dtype(
        [(name, np.uint64, (BLOCK,)) for name in keys]
        + [("past_member", np.uint64, (PAST_QUARTERS, GROUPS, BLOCK)), ("own_from", np.int64)]
        + [("stored_labs", np.uint64, (STORED_LABS,))]
        + [("runs", np.float32, (STORED_LABS, STORED_QUARTERS, NUMBERS, BLOCK))]
        + [("searching_labs", np.uint64, (SEARCHING_LABS,))]
        + [("octaves", np.uint8, (SEARCHING_LABS, STORED_MONTHS, BLOCK))]
        + [("stored_investors", np.uint64, (STORED_INVESTORS,))]
        + [("shocks", np.float32, (STORED_INVESTORS, STORED_QUARTERS, BLOCK))]
    )
    record = np.zeros(1, layout)[0]
    for name in keys:
        record[name] = _filled(getattr(noise_keys, name))
    record["past_member"][: noise_keys.past_member.shape[1]] = _filled(noise_keys.past_member)
    record["own_from"] = noise_keys.own_from
    for owners, luck, by_key in (
        ("stored_labs", "runs", np.nan),
        ("searching_labs", "octaves", BY_KEY),
        ("stored_investors", "shocks", np.nan),
    ):
        values = np.moveaxis(getattr(noise_keys, luck), 0, -1)
        record[owners] = NO_AGENT
        keys = getattr(noise_keys, owners)
        record[owners][: len(keys)] = keys
        record[luck][...] = by_key
        record[luck][tuple(slice(0, length) for length in values.shape)] = values
    return record


def _filled(values: np.ndarray) -> np.ndarray:
    """Members innermost, and a whole block of them: the last one again where there are fewer."""
    if len(values) < BLOCK:
        missing = np.repeat(values[-1:], BLOCK - len(values), axis=0)
        values = np.concatenate([values, missing])
    return np.moveaxis(values, 0, -1)
