"""What each instrument does by itself, to its channel and to the lag."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Levers, TaskOptions):
    """Move each instrument and response by itself from open to strict."""

    name: Literal["levers"] = "levers"


def check(settings: Settings, task: Options) -> None:
    """See that the months after each date are simulated."""
    from sim.analysis.levers import dates_of
    from sim.analysis.regimes import check_day, check_months_after, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    first = max(first_mean(settings), settings.first_date)
    for day in dates_of(settings, task):
        check_day(settings, "task.dates", day, first)
        check_months_after(settings, "task.months", max(task.months), day - timedelta(days=1))


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Run each instrument open and strict from each date."""
    from sim.analysis.levers import levers, runs_of
    from sim.plots.levers import save_levers
    from sim.storage.files import save
    from sim.tables.levers import channel_table, elasticity_table, lag_table, save_rows, verdict
    from sim.tasks.progress import bar

    with bar(settings.ensemble.members * runs_of(settings, task)) as advance:
        found = levers(settings, task, advance)
    save(found, folder / "levers.nc")
    save_rows(folder / "levers.csv", found)
    save_levers(found, folder / "levers.png")
    if console is None:
        return
    for day in found["date"].values:
        console.print(channel_table(found, str(day)))
        console.print(lag_table(found, str(day)))
    console.print(elasticity_table(found))
    for day in found["date"].values:
        console.print(verdict(found, str(day)), highlight=False)
