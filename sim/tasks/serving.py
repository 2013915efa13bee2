"""The task that serves a page until it is told to stop."""

from pathlib import Path

from rich.console import Console

from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.task import Dashboard


def dashboard(settings: Settings, folder: Path, console: Console | None) -> None:
    """Serve the page."""
    from sim.dashboard.regimes import choice_of
    from sim.dashboard.serving import serve

    task = settings.task
    assert isinstance(task, Dashboard)
    if console is None:
        raise SettingsError("task", "dashboard in a sweep", "one run, as it does not end by itself")
    serve(
        task.host,
        task.port,
        choice_of(settings),
        say=lambda line: console.print(line, highlight=False, soft_wrap=True),
    )
