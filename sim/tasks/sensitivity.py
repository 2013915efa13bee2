"""The task `sensitivity`: Sobol indices of the lag and of its change."""

from pathlib import Path
from typing import ClassVar, Literal

from rich.console import Console

from sim.analysis import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Sensitivity, TaskOptions):
    """Date, inputs and size of the sample."""

    if_stopped: ClassVar[str] = (
        "the same command goes on from the last finished table of the design"
    )
    name: Literal["sensitivity"] = "sensitivity"


def check(settings: Settings, task: Options) -> None:
    """Check that the package is installed, and that the inputs exist."""
    from sim.analysis.regimes import check_day
    from sim.analysis.sensitivity import check_parameters
    from sim.tasks.extras import need_package

    check_day(settings, "task.date", task.date, settings.sanctions.since)
    need_package("SALib", task.name, "analysis")
    check_parameters(task.parameters)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compute the indices, and save and show them."""
    from sim.analysis.pieces import kept_pieces
    from sim.analysis.sensitivity import sensitivity
    from sim.analysis.varied_inputs import runs_of
    from sim.calibration.shipped import hash_behind_indices
    from sim.plots.sensitivity import save_indices
    from sim.storage.files import save
    from sim.tables.sensitivity import index_table, save_index_rows
    from sim.tasks.progress import bar

    with kept_pieces(settings) as pieces:
        with bar(runs_of(task)) as advance:
            indices = sensitivity(settings, task, advance, pieces)
        save(indices, folder / "sensitivity.nc")
        save_indices(indices, folder / "sensitivity.png")
        save_index_rows(folder / "indices.csv", indices, hash_behind_indices(settings))
    if console is not None:
        console.print(index_table(indices, "capability_lag"))
        console.print(index_table(indices, "capability_lag_change"))
