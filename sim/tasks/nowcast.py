"""The task `nowcast`: the lag now, the next measurement, and when today's frontier is reached."""

from datetime import date as calendar_day
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.levels import Day
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

if TYPE_CHECKING:
    import xarray as xr

    from sim.ensemble.progress import Bars

Months = Annotated[float, Field(ge=-120, le=120, allow_inf_nan=False)]


class Options(TaskOptions):
    """The month that is now, chances of which lags are asked for, and how many months ahead."""

    name: Literal["nowcast"] = "nowcast"
    date: Day | None = None
    below: tuple[Months, ...] = (3.0, 6.0, 9.0, 12.0)
    ahead: Annotated[int, Field(ge=1, le=120)] = 3


def check(settings: Settings, task: Options) -> None:
    """Check that the months ahead are simulated, and that now is not before the data's end."""
    from sim.analysis.regimes import check_day, check_months_after
    from sim.calibration.members import check_draws

    check_draws(settings)
    day = present_day(settings, task)
    check_day(settings, "task.date", day, settings.calibration.until)
    check_months_after(settings, "task.ahead", task.ahead, day)


def present_day(settings: Settings, task: Options) -> calendar_day:
    """The day that the task names; without one today, or the end of the data if that is later."""
    return task.date or max(calendar_day.today(), settings.calibration.until)


def compute(settings: Settings, task: Options, bars: "Bars") -> "xr.Dataset":
    """What members say of the lag now and of the next measurement."""
    from sim.analysis.nowcast import nowcast

    with bars(settings.ensemble.members, "simulating") as advance:
        return nowcast(settings, present_day(settings, task), task.ahead, advance)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Simulate the members, and save and show what they say of now."""
    from sim.storage.files import save
    from sim.tables.nowcast import chance_table, lag_table, reaching, save_rows
    from sim.tasks.progress import bar

    found = compute(settings, task, bar)
    save(found, folder / "nowcast.nc")
    save_rows(folder / "nowcast.csv", found, task.below)
    if console is not None:
        console.print(lag_table(found))
        console.print(chance_table(found, task.below))
        console.print(reaching(found), highlight=False)
