"""Counts the elementary functions that a member needs, by running its agents with counters."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from numba.extending import is_jitted

from sim.agents.model import AIGapModel
from sim.rules import noise, numerics
from sim.rules.compilation import select
from sim.settings.compose import compose

ELEMENTARY_FUNCTIONS = {
    "uniforms": noise.uniforms,
    "exponential": numerics.exponential,
    "power_of_ten": numerics.power_of_ten,
    "logarithm": numerics.logarithm,
    "log_of_ten": numerics.log_of_ten,
    "power": numerics.power,
    "normal_quantile": numerics.normal_quantile,
}
"""What a month cannot do without; `uniforms` gives four random draws at a time."""

COMPILED = (
    "sim.rules.noise",
    "sim.rules.numerics",
    "sim.rules.normal_ratios",
    "sim.rules.compilation",
)
"""Modules whose functions stay compiled: they are what is counted, or part of it."""


def calls_per_lab_month(members: int, *overrides: str) -> dict[str, float]:
    """How often a month of one lab needs each elementary function, on average.

    The months are those of the first members of the default run. A value that two agents need
    in the same month counts once, since a kernel can look it up.

    Parameters
    ----------
    members : int
        Number of members to count over.
    *overrides : str
        Changes to the default run, as on the command line.

    Returns
    -------
    dict of str to float
        Calls per lab-month of each function in `ELEMENTARY_FUNCTIONS`.
    """
    settings = compose("status_quo", overrides)
    calls: Counter[str] = Counter()
    lab_months = 0
    for member in range(members):
        model = AIGapModel(settings=settings, member=member)
        months = model.world.calendar.months
        with _requests() as requests:
            for _ in range(months):
                requests.clear()
                model.step()
                calls.update(name for name, _ in requests)
        lab_months += months * len(model.world.names.labs)
    return {name: calls[name] / lab_months for name in ELEMENTARY_FUNCTIONS}


@contextmanager
def _requests() -> Iterator[set[tuple[str, tuple[float, ...]]]]:
    """Gives the set of calls, each with its arguments, that agents and rules make from here on."""
    requests: set[tuple[str, tuple[float, ...]]] = set()
    instead = {id(do): _recording(name, do, requests) for name, do in ELEMENTARY_FUNCTIONS.items()}
    with pytest.MonkeyPatch.context() as patch:
        for module in _modules():
            for name, value in list(vars(module).items()):
                if id(value) in instead:
                    patch.setattr(module, name, instead[id(value)])
                elif value is select:
                    patch.setattr(module, name, _select_in_python)
                elif is_jitted(value) and module.__name__ not in COMPILED:
                    patch.setattr(module, name, value.py_func)
        yield requests


def _select_in_python(condition: bool, chosen: float, otherwise: float) -> float:
    return chosen if condition else otherwise


def _recording(name: str, do: Callable[..., object], requests: set) -> Callable[..., object]:
    def record_and_do(*arguments: float) -> object:
        requests.add((name, arguments))
        return do(*arguments)

    return record_and_do


def _modules() -> list[ModuleType]:
    """The model, its agents and their rules."""
    parts = ("sim.agents.model", "sim.agents", "sim.rules", "sim.rules.noise")
    return [
        module
        for name, module in list(sys.modules.items())
        if name.startswith(parts) and name != "sim.rules.numerics"
    ]
