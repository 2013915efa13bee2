"""The task `compare`: compares regimes on the same members."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console

from sim.settings.levels import Day
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

if TYPE_CHECKING:
    import xarray as xr

    from sim.ensemble.progress import Bars


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


def compute(settings: Settings, names: Sequence[str] | None, bars: "Bars") -> "xr.Dataset":
    """Lag, chips and investment under scenarios, or under all that fit the horizon."""
    from sim.analysis.comparison import compare
    from sim.analysis.regimes import scenarios_that_fit

    scenarios = names or scenarios_that_fit(settings)
    with bars(settings.ensemble.members * len(scenarios), "simulating") as advance:
        return compare(settings, scenarios, advance)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compare lag, chips and investment under each regime."""
    from sim.plots.comparison import save_chances, save_fans
    from sim.storage.files import save
    from sim.tables.regimes import comparison_table
    from sim.tasks.progress import bar

    comparison = compute(settings, task.scenarios, bar)
    save(comparison, folder / "comparison.nc")
    save_fans(comparison, folder / "comparison.png")
    save_chances(comparison, f"{task.dates[-1]:%Y-%m}", folder / "chances.png")
    if console is not None:
        for day in task.dates:
            console.print(comparison_table(comparison, f"{day:%Y-%m}"))
