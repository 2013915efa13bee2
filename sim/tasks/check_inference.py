"""Simulation-based calibration: does the inference find known truths?"""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.calibration import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.CheckInference, TaskOptions):
    """How many truths, and how large each inference is."""

    name: Literal["check_inference"] = "check_inference"


def check(settings: Settings, task: Options) -> None:
    """See that targets have ended by the cut-off."""
    from sim.calibration.calibrate import simulator_of

    simulator_of(settings, task.seed)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Rank truths among the draws of their posteriors."""
    from sim.calibration.check import check_inference
    from sim.tables.calibration import rank_table, save_rank_summary, save_ranks
    from sim.tasks.progress import bar

    ranks = check_inference(settings, task, bars=bar)
    save_ranks(folder, ranks)
    save_rank_summary(folder / "inference.csv", ranks)
    if console is not None:
        console.print(rank_table(ranks))
