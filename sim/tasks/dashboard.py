"""The task `dashboard`: serves a page with a slider for each instrument."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Address of the page; port 0 means any free port."""

    name: Literal["dashboard"] = "dashboard"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8765


def check(settings: Settings, task: Options) -> None:
    """Check that packages are installed, the port is free, and a page can show the settings."""
    from sim.dashboard.listening import listen
    from sim.dashboard.regimes import choice_of
    from sim.tasks.extras import need_package

    for package in ("solara", "solara_assets", "uvicorn", "cachetools", "altair"):
        need_package(package, task.name, "dashboard")
    listen(task.host, task.port).close()
    choice_of(settings)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Serve the page until it is interrupted."""
    from sim.dashboard.regimes import choice_of
    from sim.dashboard.serving import serve

    if console is None:
        raise SettingsError("task", "dashboard in a sweep", "one run, as it does not end by itself")
    serve(
        task.host,
        task.port,
        choice_of(settings),
        say=lambda line: console.print(line, highlight=False, soft_wrap=True),
    )
