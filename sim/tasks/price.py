"""The task `price`: costs of regimes, and the lag that they gain."""

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


class Options(options.Price, TaskOptions):
    """Costs of regimes for the sender and the follower, and the lag that they gain."""

    if_stopped: ClassVar[str] = "the same command goes on from the last finished scenario"
    name: Literal["price"] = "price"


def check(settings: Settings, task: Options) -> None:
    """Check that the scenarios exist, and that the date is within the horizon."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    check_scenarios(settings, "task.against", [task.against])
    check_day(settings, "task.date", task.date, first_mean(settings))
    check_scenarios(settings, "task.scenarios", task.scenarios or ())


def scenarios_of(settings: Settings, task: Options) -> tuple[str, ...]:
    """Scenarios whose costs are compared."""
    from sim.analysis.regimes import scenarios_that_fit

    return task.scenarios or scenarios_that_fit(settings)


def compute(
    settings: Settings, task: Options, bars: "Bars", pieces: "Pieces | None" = None
) -> "xr.Dataset":
    """Costs and gains of regimes."""
    from sim.analysis.pieces import NOTHING_KEPT
    from sim.analysis.price import price

    scenarios = scenarios_of(settings, task)
    runs = len({task.against, *scenarios})
    with bars(settings.ensemble.members * runs, "simulating") as advance:
        return price(settings, task, scenarios, advance, pieces or NOTHING_KEPT)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compute costs and gains of regimes, and save and show them."""
    from sim.analysis.pieces import kept_pieces
    from sim.plots.price import save_price
    from sim.storage.files import save
    from sim.tables.regimes import price_table
    from sim.tables.rows import save_members
    from sim.tasks.progress import bar

    with kept_pieces(settings, [task.against, *scenarios_of(settings, task)]) as pieces:
        costs = compute(settings, task, bar, pieces)
        save(costs, folder / "price.nc")
        save_members(folder / "price.csv", costs)
        save_price(costs, folder / "price.png")
    if console is not None:
        console.print(price_table(costs))
