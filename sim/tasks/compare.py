"""The task `compare`: compares regimes on the same members."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field
from rich.console import Console

from sim.settings.errors import SettingsError
from sim.settings.levels import Day
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

if TYPE_CHECKING:
    import xarray as xr

    from sim.ensemble.progress import Bars


class Options(TaskOptions):
    """Compare regimes on the same members, or runs that were made before, at the ends of months.

    `scenarios` are names of files in configs/scenario; null: all that the calibration accepts.
    `runs` are folders of runs; with them nothing is simulated.
    """

    name: Literal["compare"] = "compare"
    scenarios: tuple[str, ...] | None = None
    runs: tuple[str, ...] = ()
    dates: Annotated[tuple[Day, ...], Field(min_length=1)] = (
        date(2025, 12, 31),
        date(2028, 12, 31),
        date(2032, 12, 31),
    )


def check(settings: Settings, task: Options) -> None:
    """Check that the scenarios or runs exist, and that the dates are within the horizon."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    if task.runs:
        _check_runs(task)
        return
    check_draws(settings)
    check_scenarios(settings, "task.scenarios", task.scenarios or ())
    for day in task.dates:
        check_day(settings, "task.dates", day, first_mean(settings))


def _check_runs(task: Options) -> None:
    """Check that there are runs to compare, and that all have the months that are asked for."""
    from sim.analysis.stored_runs import KEY, months_in_common

    if len(task.runs) < 2 or len(set(task.runs)) < len(task.runs):
        raise SettingsError(KEY, ", ".join(task.runs), "folders of two runs or more, each once")
    if task.scenarios is not None:
        raise SettingsError(KEY, ", ".join(task.runs), "runs or task.scenarios, not both")
    months = months_in_common(task.runs)
    first = months[0] + np.timedelta64(11, "M")  # of a mean over twelve months
    for day in task.dates:
        if not first <= np.datetime64(day, "M") <= months[-1]:
            takes = f"a month from {first} to {months[-1]}, which all runs have"
            raise SettingsError("task.dates", day, takes)


def compute(settings: Settings, names: Sequence[str] | None, bars: "Bars") -> "xr.Dataset":
    """Lag, chips and investment under scenarios, or under all that the calibration accepts."""
    from sim.analysis.comparison import compare
    from sim.analysis.regimes import scenarios_that_fit

    scenarios = names or scenarios_that_fit(settings)
    with bars(settings.ensemble.members * len(scenarios), "simulating") as advance:
        return compare(settings, scenarios, advance)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compare lag, chips and investment under each regime or in each run."""
    from sim.analysis.stored_runs import compare_runs
    from sim.plots.comparison import save_chances, save_fans
    from sim.storage.files import save
    from sim.tables.regimes import comparison_table, is_paired
    from sim.tables.rows import save_members
    from sim.tasks.progress import bar

    comparison = compare_runs(task.runs) if task.runs else compute(settings, task.scenarios, bar)
    save(comparison, folder / "comparison.nc")
    at_dates = comparison["time"].isin(np.array(task.dates, dtype="datetime64[M]"))
    save_members(folder / "comparison.csv", comparison.sel(time=at_dates))
    save_fans(comparison, folder / "comparison.png")
    if is_paired(comparison):
        save_chances(comparison, f"{task.dates[-1]:%Y-%m}", folder / "chances.png")
    if console is not None:
        for day in task.dates:
            console.print(comparison_table(comparison, f"{day:%Y-%m}"))
