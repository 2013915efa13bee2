"""One file a task: its settings, what it checks before anything runs, what it runs and shows.

A task NAME is the module `sim.tasks.NAME` with a class `Options`, `check(settings, task)` and
`run(settings, task, folder, console)`, and its defaults are `configs/task/NAME.yaml`.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.settings.settings import Settings


def check(settings: Settings) -> None:
    """Make what a task starts from, so that errors come before anything runs.

    Raises
    ------
    SettingsError
        If the settings, each sound by itself, do not make a world, or the task cannot be done.
    """
    from sim.world import build_world
    from sim.world.draws import check_priors

    if settings.task.name != "reproduce":  # it runs in the world of another run
        build_world(settings)
        check_priors(settings.calibration)
    _module(settings).check(settings, settings.task)


def run_task(settings: Settings, folder: Path, console: Console | None) -> None:
    """Do the task of the settings; tables go to the console, if there is one."""
    from sim.tasks.progress import compilation_announced
    from sim.tasks.reproduce import keep_own_posterior

    keep_own_posterior(settings, folder)
    with compilation_announced():
        _module(settings).run(settings, settings.task, folder, console)


def _module(settings: Settings) -> Any:
    return import_module(f"sim.tasks.{settings.task.name}")
