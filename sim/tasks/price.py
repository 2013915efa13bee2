"""What regimes cost, and how much lag they buy."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Price, TaskOptions):
    """What regimes cost the sender and the follower, and how much lag they buy."""

    name: Literal["price"] = "price"


def check(settings: Settings, task: Options) -> None:
    """See that the scenarios exist and the date is simulated."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    check_scenarios("task.against", [task.against])
    check_day(settings, "task.date", task.date, first_mean(settings))
    check_scenarios("task.scenarios", task.scenarios or ())


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compare months of lag with costs."""
    from sim.analysis.price import price
    from sim.plots.price import save_price
    from sim.settings.configs import scenario_names
    from sim.storage.files import save
    from sim.tables.regimes import price_table
    from sim.tasks.progress import bar

    scenarios = task.scenarios or tuple(scenario_names())
    runs = len({task.against, *scenarios})
    with bar(settings.ensemble.members * runs) as advance:
        priced = price(settings, task, scenarios, advance)
    save(priced, folder / "price.nc")
    save_price(priced, folder / "price.png")
    if console is not None:
        console.print(price_table(priced))
