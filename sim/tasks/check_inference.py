"""The task `check_inference`: checks by simulation whether the inference recovers known truths."""

from pathlib import Path
from typing import ClassVar, Literal

from rich.console import Console

from sim.calibration import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.CheckInference, TaskOptions):
    """Number of truths, and sizes of each inference."""

    if_stopped: ClassVar[str] = "the same command goes on from the last truth"
    name: Literal["check_inference"] = "check_inference"


def check(settings: Settings, task: Options) -> None:
    """Check that the period of a target has ended by the cut-off, and the posterior before it."""
    from sim.calibration.calibrate import simulator_of
    from sim.calibration.check_update import check_before
    from sim.calibration.posterior import load_posterior

    simulator_of(settings, task.seed)
    if task.before is not None:
        check_before(load_posterior(task.before, "task.before"), settings, task)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Rank truths among the draws of their posteriors, and save and show the ranks."""
    from sim.calibration.check import check_inference
    from sim.tables.calibration import rank_table, save_rank_summary, save_ranks
    from sim.tasks.progress import bar

    ranks = check_inference(settings, task, bars=bar)
    save_ranks(folder, ranks)
    save_rank_summary(folder / "inference.csv", ranks)
    if console is not None:
        console.print(rank_table(ranks))
