"""The tasks, one in each module: options, checks before anything runs, and the run itself.

A task NAME is the module `sim.tasks.NAME` with a class `Options`, `check(settings, task)` and
`run(settings, task, folder, console)`, and its defaults are `configs/task/NAME.yaml`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.settings.errors import SimulationError
from sim.settings.settings import Settings


def check(settings: Settings) -> None:
    """Check the settings of a run and its task before anything runs.

    Raises
    ------
    SettingsError
        If the settings, although valid one by one, contradict each other, or the task is
        impossible.
    """
    from sim.settings.limits import check_limits
    from sim.settings.regime_table import check_regime_table
    from sim.tasks.own_facts import check_observations, check_targets
    from sim.world import build_world
    from sim.world.draws import check_priors

    check_regime_table()
    check_observations(settings)
    if settings.task.name != "reproduce":  # it runs in the world of another run
        build_world(settings)
        check_priors(settings.calibration)
        check_limits(settings.calibration)
    check_targets()
    _module(settings).check(settings, settings.task)


def run_task(settings: Settings, folder: Path, console: Console | None) -> None:
    """Run the task of the settings, and print its tables on the console, if there is one."""
    from sim.tasks.own_facts import with_observations
    from sim.tasks.progress import compilation_announced
    from sim.tasks.reproduce import keep_own_posterior

    keep_own_posterior(settings, folder)
    with compilation_announced():
        settings = with_observations(settings, folder, console)
        with _priors_named(settings):
            _module(settings).run(settings, settings.task, folder, console)


@contextmanager
def _priors_named(settings: Settings) -> Iterator[None]:
    """Let a message on members that are not finite name the priors that were changed."""
    try:
        yield
    except SimulationError as error:
        changed = [word for word in settings.changes if word.startswith("calibration.parameters.")]
        said = f"{error}, with {', '.join(changed)}" if changed else str(error)
        raise SimulationError(said) from error


def _module(settings: Settings) -> Any:
    return import_module(f"sim.tasks.{settings.task.name}")
