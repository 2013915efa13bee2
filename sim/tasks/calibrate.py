"""The task `calibrate`: infers parameters and noise from the targets."""

from pathlib import Path
from typing import ClassVar, Literal

from rich.console import Console

from sim.calibration import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Calibrate, TaskOptions):
    """Sizes and seed of the inference."""

    if_stopped: ClassVar[str] = "the same command goes on from the last step of the tempering"
    name: Literal["calibrate"] = "calibrate"


def check(settings: Settings, task: Options) -> None:
    """Check that the period of a target has ended by the cut-off."""
    from sim.calibration.calibrate import simulator_of

    simulator_of(settings, task.seed)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Calibrate, and save the posterior and its comparison with targets and priors."""
    import numpy as np

    from sim.calibration.calibrate import calibrate
    from sim.calibration.diagnostics import target_fits, widths
    from sim.tables.calibration import save_tables, target_fit_table, width_table
    from sim.tasks.progress import bar

    calibrated = calibrate(settings, task, bars=bar)
    calibrated.posterior.save(folder / "posterior.npz")
    fits = target_fits(
        calibrated.members.predictions,
        calibrated.simulator.targets,
        np.random.default_rng(task.seed),
    )
    comparisons = widths(calibrated.posterior, settings.calibration)
    save_tables(folder, fits, comparisons)
    if console is not None:
        console.print(target_fit_table(fits))
        console.print(width_table(comparisons))
