"""The task `discover`: boxes of inputs with a long lag, and regret and costs of scenarios."""

from pathlib import Path
from typing import ClassVar, Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Discover, TaskOptions):
    """Sample, date and scenarios of the task."""

    if_stopped: ClassVar[str] = "the same command goes on from the last finished regimes"
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
    """Find boxes of inputs, and compare scenarios by regret and costs."""
    from sim.analysis.discovery import OUTCOMES, discover, regimes_compared, runs_of
    from sim.analysis.options import Price
    from sim.analysis.pieces import kept_pieces
    from sim.analysis.price import price
    from sim.plots.discovery import save_boxes
    from sim.plots.price import save_price
    from sim.storage.files import save
    from sim.tables.regimes import price_table
    from sim.tables.rows import save_members
    from sim.tables.sensitivity import box_table
    from sim.tasks.progress import bar

    pricing = Price(against=settings.reference().title, date=task.date)
    compared = regimes_compared(settings, task)
    with kept_pieces(settings, compared) as pieces:
        with bar(runs_of(settings, task)) as advance:
            boxes = discover(settings, task, advance, pieces)
            costs = price(settings, pricing, compared, advance, pieces)
        save(boxes, folder / "discovery.nc")
        save(costs, folder / "price.nc")
        save_members(folder / "price.csv", costs)
        save_boxes(boxes, folder / "discovery.png")
        save_price(costs, folder / "price.png")
    if console is not None:
        for outcome in OUTCOMES:
            console.print(box_table(boxes, outcome))
        console.print(price_table(costs))
