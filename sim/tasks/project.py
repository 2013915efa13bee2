"""The task `project`: simulates a scenario and its reference; saves a dataset, a figure, rows."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.console import Console

from sim.analysis.projection import project
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions
from sim.streaming.chunking import streams
from sim.tasks.progress import bar

if TYPE_CHECKING:
    from sim.ensemble.shared_past import SharedPast

FIGURE, ROWS = "projection.png", "projection.csv"


class Options(TaskOptions):
    """The task has no options."""

    if_stopped: ClassVar[str] = "the same command resumes if the run was streamed, else begins anew"
    name: Literal["project"] = "project"


def check(settings: Settings, _task: Options) -> None:
    """Check that there are draws, the packages for a store, and enough memory."""
    from sim.calibration.members import check_draws
    from sim.tasks.extras import check_store
    from sim.tasks.memory import check_memory

    check_draws(settings)
    check_store(settings)
    check_memory(settings)


@cache
def _past_of_sweep() -> "SharedPast":
    """What the jobs of a sweep share that run in this process; they have no console."""
    from sim.ensemble.shared_past import SharedPast

    return SharedPast()


def run(settings: Settings, _task: Options, folder: Path, console: Console | None) -> None:
    """Simulate, save data, figure and rows, and show tables of the lag."""
    from sim.plots.bands import bands_of
    from sim.plots.fan import save_fan
    from sim.storage.build import kept_of
    from sim.storage.files import RUN_FILE, SUMMARY_FILE, save
    from sim.storage.summary import summary_of
    from sim.tables.rows import save_lag
    from sim.tables.run import article_table, quantile_table, summary_table

    if streams(settings):
        from sim.streaming.run import stream_to

        dataset = stream_to(settings, folder, bar)
        tables = [quantile_table(dataset)]
    else:
        dataset = project(settings, bar, None if console is not None else _past_of_sweep())
        save(kept_of(dataset, settings.ensemble), folder / RUN_FILE)
        save(summary_of(dataset), folder / SUMMARY_FILE)
        tables = [summary_table(dataset), article_table(dataset)]
    save_fan(bands_of(dataset), folder / FIGURE)
    save_lag(folder / ROWS, dataset)
    if console is not None:
        console.print(*tables)
