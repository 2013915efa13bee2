"""The task `compare`: compares regimes on the same members."""

from datetime import date
from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.settings.levels import Day
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Compare regimes on the same members, at the ends of some months.

    `scenarios` are names of files in configs/scenario; null: all that the calibration accepts.
    """

    name: Literal["compare"] = "compare"
    scenarios: tuple[str, ...] | None = None
    dates: tuple[Day, ...] = (date(2025, 12, 31), date(2028, 12, 31), date(2032, 12, 31))


def check(settings: Settings, task: Options) -> None:
    """Check that the scenarios exist, and that the dates are within the horizon."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    check_scenarios(settings, "task.scenarios", task.scenarios or ())
    for day in task.dates:
        check_day(settings, "task.dates", day, first_mean(settings))


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compare lag, chips and investment under each regime."""
    from sim.analysis.comparison import compare
    from sim.analysis.regimes import scenarios_that_fit
    from sim.plots.comparison import save_chances, save_fans
    from sim.storage.files import save
    from sim.tables.regimes import comparison_table
    from sim.tasks.progress import bar

    scenarios = task.scenarios or scenarios_that_fit(settings)
    with bar(settings.ensemble.members * len(scenarios)) as advance:
        comparison = compare(settings, scenarios, advance)
    save(comparison, folder / "comparison.nc")
    save_fans(comparison, folder / "comparison.png")
    save_chances(comparison, f"{task.dates[-1]:%Y-%m}", folder / "chances.png")
    if console is not None:
        for day in task.dates:
            console.print(comparison_table(comparison, f"{day:%Y-%m}"))
