"""Which instrument moves the lag: its change, shared out among the instruments."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Attribute, TaskOptions):
    """Share out the change of the lag between two regimes among the sender's instruments."""

    name: Literal["attribute"] = "attribute"


def check(settings: Settings, task: Options) -> None:
    """See that the other regime exists and the date is simulated."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    check_scenarios("task.against", [task.against])
    check_day(settings, "task.date", task.date, first_mean(settings))


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Share out the change of the lag among instruments."""
    from sim.analysis.attribution import attribute, coalitions
    from sim.plots.attribution import save_attribution
    from sim.storage.files import save
    from sim.tables.regimes import attribution_table, interaction_table, split_table
    from sim.tasks.progress import bar

    total = settings.ensemble.members * coalitions(settings, task)
    with bar(total) as advance:
        shared = attribute(settings, task, advance)
    save(shared, folder / "attribution.nc")
    save_attribution(shared, folder / "attribution.png")
    if console is not None:
        console.print(attribution_table(shared))
        console.print(interaction_table(shared))
        for regime in shared["regime"].values:
            title = f"What the lag consists of, {regime}, end of {task.date:%Y-%m}"
            console.print(split_table(shared["split"].sel(regime=regime), title))
