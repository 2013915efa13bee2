"""Where the kernel's time goes, phase by phase."""

from collections import defaultdict
from time import perf_counter
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest
from tables import show

from sim.calibration.members import draws_of
from sim.ensemble import schedule
from sim.ensemble.endow import endow
from sim.ensemble.layout import (
    BLOCK,
    Sizes,
    calendar_records,
    cast_record,
    noise_key_record,
    parameter_record,
)
from sim.ensemble.record import record_layout, record_month
from sim.ensemble.state import fresh_frontiers, fresh_state
from sim.settings.compose import compose
from sim.world import build_world

pytestmark = pytest.mark.benchmark

BLOCKS = 2
EMPTY_CALLS = 2000


class Timed:
    """Stands in for a module of the kernel: its functions, each timed under its own name."""

    def __init__(self, module: ModuleType, spent: dict[str, list[float]]):
        self.module, self.spent = module, spent

    def __getattr__(self, name: str) -> Any:
        function = getattr(self.module, name)
        label = f"{self.module.__name__.rpartition('.')[2]}.{name}"

        def call(*arguments: Any) -> None:
            start = perf_counter()
            function(*arguments)
            self.spent[label].append(perf_counter() - start)

        return call


def timed_month(spent):
    """The schedule of a month in Python, which calls its compiled phases one by one."""
    month = schedule.simulate_month.py_func
    names = {
        name: Timed(value, spent) if isinstance(value, ModuleType) else value
        for name, value in month.__globals__.items()
    }
    return FunctionType(month.__code__, names)


def as_record(values):
    """A record whose fields are attributes, as compiled code has them."""
    return values.view((np.record, values.dtype))


def run_block(world, draws, month, spent):
    sizes = Sizes.of(world)
    cast, calendar = as_record(cast_record(world, sizes)), calendar_records(world, sizes)
    everyone = slice(0, BLOCK)
    parameters = as_record(parameter_record(draws.parameters(everyone)))
    noise_keys = as_record(noise_key_record(draws.noise_keys(everyone)))
    state, frontiers = as_record(fresh_state(sizes)), fresh_frontiers(sizes, len(calendar))
    record = np.empty(len(calendar), record_layout(sizes))
    endow(cast, as_record(calendar[0]), parameters, state, frontiers)
    for number in range(len(calendar)):
        now = as_record(calendar[number])
        month(cast, now, parameters, noise_keys, state, frontiers)
        start = perf_counter()
        record_month(cast, now, state, frontiers, as_record(record[number]))
        spent["record.record_month"].append(perf_counter() - start)


def test_phases_of_a_month():
    """A call from Python costs some microseconds that the kernel does not have."""
    settings = compose("status_quo")
    world, draws = build_world(settings), draws_of(settings, members=BLOCK)
    spent = defaultdict(list)
    month = timed_month(spent)
    for _ in range(BLOCKS + 1):  # the first compiles
        spent.clear()
        run_block(world, draws, month, spent)
    total = sum(map(sum, spent.values()))
    rows = [
        [f"{sum(times) / total:.1%}", f"{1e6 * np.median(times):,.0f}", str(len(times)), name]
        for name, times in sorted(spent.items(), key=lambda item: -sum(item[1]))
    ]
    show("phases of the kernel", ["share", "us a call, median", "calls", "phase"], rows)
