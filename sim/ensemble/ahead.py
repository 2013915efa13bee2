"""The first compilation by two processes: what one has compiled, the other finds in the cache.

Whoever needs the kernel compiles it in the order of the schedule. A second process compiles the
functions of the schedule from the last to the first, until the two meet: two thirds of the time.
It changes no result and may fail or be stopped at any moment; then the first compiles on by itself.
"""

import inspect
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from numba import types
from numba.core.dispatcher import Dispatcher

from sim.ensemble import (
    capital,
    chips,
    delivery,
    endow,
    measurement,
    record,
    releases,
    research,
    supply,
)
from sim.ensemble.schedule import simulate_block
from sim.rules.cache import cache_folder
from sim.second_process import second_process

BACKWARDS = (
    record, supply, releases, measurement, research, delivery, chips, capital, endow,
)  # fmt: skip
"""The modules of a month, the last of the schedule first."""


def start_second_process(arguments: Sequence[types.Type]) -> subprocess.Popen[bytes] | None:
    """Start a process that compiles from the other end; None where it could not help.

    Parameters
    ----------
    arguments : sequence of numba.types.Type
        Those for which `simulate_block` is being compiled.
    """
    if cache_folder() is None:
        return None
    try:
        with tempfile.TemporaryFile() as handed_over:
            pickle.dump(tuple(arguments), handed_over)
            handed_over.seek(0)
            # nothing is said: who compiles all of it tells of the same
            return second_process(__name__, handed_over, stderr=subprocess.DEVNULL)
    except OSError:  # no room
        return None


def compile_backwards(arguments: Sequence[types.Type]) -> None:
    """Compile the steps of a month, the last one first."""
    for step, signature in steps(types_by_name(arguments)):
        step.compile(signature)


def types_by_name(arguments: Sequence[types.Type]) -> dict[str, Any]:
    """The types under the names by which functions of the schedule take what is theirs."""
    names = inspect.signature(simulate_block).parameters
    known: dict[str, Any] = dict(zip(names, arguments, strict=True))
    state = known["state"]
    return (
        known
        | {part: state.typeof(part) for part in state.fields}
        | {"now": known["calendar"].dtype, "record": known["record"].dtype}
    )


def steps(known: Mapping[str, types.Type]) -> Iterator[tuple[Dispatcher, tuple[types.Type, ...]]]:
    """Public compiled functions that take nothing but what the schedule hands on, with its types.

    Parameters
    ----------
    known : mapping of str to numba.types.Type
        As `types_by_name` tells them.
    """
    for module in BACKWARDS:
        for name, value in vars(module).items():
            own = isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__
            if own and not name.startswith("_"):
                taken = inspect.signature(value.py_func).parameters
                if known.keys() >= taken.keys():
                    yield value, tuple(known[parameter] for parameter in taken)


if __name__ == "__main__":
    compile_backwards(pickle.load(sys.stdin.buffer))
