"""Whether the article's claim holds: what the measures did, and whether China catches up."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Claim, TaskOptions):
    """Test the article's claim."""

    name: Literal["claim"] = "claim"


def check(settings: Settings, task: Options) -> None:
    """See that the month is simulated."""
    from sim.analysis.regimes import check_day, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    if settings.keeps_history:
        takes = "article, prior, or sanctions.rewrite_history=true: the task asks about the past"
        raise SettingsError("calibration", settings.calibration.name, takes)
    check_day(settings, "task.date", task.date, first_mean(settings))


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Run the same members with and without measures, and to the end of the horizon."""
    from sim.analysis.claim import claim, runs_of
    from sim.plots.claim import save_claim
    from sim.storage.files import save
    from sim.tables.claim import chance_table, change_table, save_rows, sentences
    from sim.tasks.progress import bar

    with bar(settings.ensemble.members * runs_of()) as advance:
        found = claim(settings, task, advance)
    save(found, folder / "claim.nc")
    save_rows(folder / "claim.csv", found)
    save_claim(found, folder / "claim.png")
    if console is None:
        return
    console.print(change_table(found))
    for scenario in found["scenario"].values:
        console.print(chance_table(found, str(scenario)))
    console.print(sentences(found), highlight=False)
