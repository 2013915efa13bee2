"""The task `leave_out`: what each target of a calibration does for the lag."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Leave out each target of the run's calibration in turn."""

    name: Literal["leave_out"] = "leave_out"


def check(settings: Settings, _task: Options) -> None:
    """Check that the calibration has targets."""
    from sim.analysis.leave_out import check_posterior

    check_posterior(settings)


def run(settings: Settings, _task: Options, folder: Path, console: Console | None) -> None:
    """Reweight the posterior without each target, and compare the lag."""
    from sim.analysis.leave_out import leave_out
    from sim.storage.atomic import write_frame
    from sim.storage.files import save
    from sim.tables.leave_out import leave_out_table, to_frame, verdict
    from sim.tasks.progress import bar

    with bar(settings.ensemble.members) as advance:
        found = leave_out(settings, advance)
    save(found, folder / "leave_out.nc")
    write_frame(folder / "leave_out.csv", to_frame(found))
    if console is not None:
        console.print(leave_out_table(found))
        console.print(verdict(found), highlight=False)
