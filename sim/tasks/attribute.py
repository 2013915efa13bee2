"""The task `attribute`: contributions of the sender's instruments to a change of the lag."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

if TYPE_CHECKING:
    import xarray as xr

    from sim.analysis.pieces import Pieces
    from sim.ensemble.progress import Bars


class Options(options.Attribute, TaskOptions):
    """Attribute the change of the lag between two regimes to the sender's instruments."""

    if_stopped: ClassVar[str] = "the same command goes on from the last finished coalition"
    name: Literal["attribute"] = "attribute"


def check(settings: Settings, task: Options) -> None:
    """Check that the other regime exists, and that the date is within the horizon."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    check_scenarios(settings, "task.against", [task.against])
    check_day(settings, "task.date", task.date, first_mean(settings))


def compute(
    settings: Settings, task: Options, bars: "Bars", pieces: "Pieces | None" = None
) -> "xr.Dataset":
    """Attribute the change of the lag to instruments."""
    from sim.analysis.attribution import attribute, coalitions
    from sim.analysis.pieces import NOTHING_KEPT

    total = settings.ensemble.members * coalitions(settings, task)
    with bars(total, "simulating") as advance:
        return attribute(settings, task, advance, pieces or NOTHING_KEPT)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Attribute the change of the lag to instruments, and save and show the result."""
    from sim.analysis.pieces import kept_pieces
    from sim.plots.attribution import save_attribution
    from sim.storage.files import save
    from sim.tables.regimes import attribution_table, interaction_table, split_table
    from sim.tables.rows import save_members
    from sim.tables.words import regime_in_words
    from sim.tasks.progress import bar

    with kept_pieces(settings, [task.against]) as pieces:
        attribution = compute(settings, task, bar, pieces)
        save(attribution, folder / "attribution.nc")
        save_members(folder / "attribution.csv", attribution)
        save_attribution(attribution, folder / "attribution.png")
    if console is not None:
        console.print(attribution_table(attribution))
        console.print(interaction_table(attribution))
        for regime in attribution["regime"].values:
            title = (
                f"Components of the lag, {regime_in_words(str(regime))}, end of {task.date:%Y-%m}"
            )
            console.print(split_table(attribution["split"].sel(regime=regime), title))
