"""The task `discover`: boxes of inputs with a long lag, and the regret of scenarios."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Discover, TaskOptions):
    """Sample, date and scenarios of the task."""

    name: Literal["discover"] = "discover"


def check(settings: Settings, task: Options) -> None:
    """Check that the scenarios exist, and that the halves share no draw."""
    from sim.analysis.discovery import check_halves
    from sim.analysis.regimes import check_day, check_scenarios
    from sim.calibration.members import check_draws

    check_day(settings, "task.date", task.date, settings.sanctions.since)
    check_draws(settings)
    check_halves(settings, task)
    check_scenarios(settings, "task.scenarios", task.scenarios or (), at_least=2)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Find boxes of inputs, and compare scenarios by regret."""
    from sim.analysis.discovery import OUTCOMES, discover, runs_of
    from sim.analysis.regret import regret
    from sim.plots.discovery import save_boxes, save_regret
    from sim.storage.files import save
    from sim.tables.sensitivity import box_table, regret_table
    from sim.tasks.progress import bar

    with bar(runs_of(settings, task)) as advance:
        boxes, regrets = discover(settings, task, advance), regret(settings, task, advance)
    save(boxes, folder / "discovery.nc")
    save(regrets, folder / "regret.nc")
    save_boxes(boxes, folder / "discovery.png")
    save_regret(regrets, folder / "regret.png")
    if console is not None:
        for outcome in OUTCOMES:
            console.print(box_table(boxes, outcome))
        console.print(regret_table(regrets))
