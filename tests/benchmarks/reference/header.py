"""The C header of a world's records, written from their numpy layouts so that they cannot differ.

Structs are plain where C would place every field where numpy does, and packed elsewhere; the
compiler checks the place of every field.
"""

from collections.abc import Iterator

import numpy as np

from sim.ensemble.layout import (
    BLOCK,
    DELAYS,
    YEAR,
    Sizes,
    calendar_records,
    cast_record,
    luck_record,
    parameter_record,
)
from sim.ensemble.record import record_layout
from sim.ensemble.state import state_layout
from sim.world import World
from sim.world.luck import GROUPS, PAST_YEARS, Luck
from sim.world.parameters import Parameters

SCALARS = {"f8": "double", "i8": "int64_t", "u8": "uint64_t", "b1": "_Bool"}


def header_of(world: World) -> str:
    """Text of `layout.h`: sizes and counts as constants, and one struct a record."""
    sizes = Sizes.of(world)
    parts = [
        "/* Written from the records' layouts: see header.py. */",
        "#pragma once\n#include <stddef.h>\n#include <stdint.h>",
        *(f"#define {name} {value}" for name, value in _constants(world, sizes).items()),
    ]
    cast = cast_record(world, sizes).dtype
    parts += _groups("Cast", cast, {group: f"{_singular(group)}Cast" for group in _names(cast)})
    state = state_layout(sizes)
    parts += _groups("State", state, {group: group.capitalize() for group in _names(state)})
    parts.append(_struct("Now", calendar_records(world, sizes).dtype))
    parts.append(_struct("Parameters", _parameter_layout()))
    parts.append(_struct("Luck", _luck_layout()))
    parts.append(_struct("Record", record_layout(sizes)))
    return "\n".join(parts) + "\n"


def _constants(world: World, sizes: Sizes) -> dict[str, int]:
    cast = world.cast
    room = {name.upper(): value for name, value in vars(sizes).items()}
    return room | {
        "BLOCK": BLOCK,
        "DELAYS": DELAYS,
        "YEAR": YEAR,
        "GROUPS": GROUPS,
        "PAST_YEARS": PAST_YEARS,
        "MONTHS": world.calendar.months,
        "LAB_COUNT": len(cast.labs.region),
        "INVESTOR_COUNT": len(cast.investors.region),
        "DESIGNER_COUNT": len(cast.designers.region),
        "FOUNDRY_COUNT": len(cast.foundries.region),
    }


def _parameter_layout() -> np.dtype:
    one = np.ones(1)
    return parameter_record(Parameters(*(one for _ in Parameters._fields))).dtype


def _luck_layout() -> np.dtype:
    one = np.ones(1, dtype=np.uint64)
    return luck_record(Luck(one, np.ones((1, 0, GROUPS), np.uint64), one, one, 0)).dtype


def _groups(name: str, layout: np.dtype, structs: dict[str, str]) -> Iterator[str]:
    for group, struct in structs.items():
        yield _struct(struct, layout[group])
    yield _struct(name, layout, structs)


def _struct(name: str, layout: np.dtype, structs: dict[str, str] | None = None) -> str:
    """One struct, and what the compiler has to find true of it."""
    lines, checks = [], []
    for field in _names(layout):
        of_field, offset = layout.fields[field][:2]
        declared = (structs or {}).get(field) or SCALARS[of_field.base.str[1:]]
        axes = "".join(f"[{length}]" for length in of_field.shape)
        lines.append(f"    {declared} {field}{axes};")
        checks.append(f'_Static_assert(offsetof({name}, {field}) == {offset}, "{field}");')
    packed = "" if _is_aligned(layout) else " __attribute__((packed))"
    checks.append(f'_Static_assert(sizeof({name}) == {layout.itemsize}, "{name}");')
    return "\n".join([f"typedef struct{packed} {{", *lines, f"}} {name};", *checks])


def _is_aligned(layout: np.dtype) -> bool:
    offsets = [layout.fields[name][1] for name in _names(layout)]
    return all(offset % 8 == 0 for offset in [*offsets, layout.itemsize])


def _names(layout: np.dtype) -> tuple[str, ...]:
    assert layout.names is not None
    return layout.names


def _singular(group: str) -> str:
    return {"foundries": "Foundry"}.get(group, group.removesuffix("s").capitalize())
