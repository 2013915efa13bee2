"""Find draws of parameters and random histories that meet the targets."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.calibration import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(options.Calibrate, TaskOptions):
    """How large the calibration is."""

    name: Literal["calibrate"] = "calibrate"


def check(settings: Settings, task: Options) -> None:
    """See that targets have ended by the cut-off."""
    from sim.calibration.calibrate import simulator_of

    simulator_of(settings, task.seed)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Calibrate, and leave a posterior and what the targets say."""
    import numpy as np

    from sim.calibration.calibrate import calibrate
    from sim.calibration.diagnostics import target_fits, widths
    from sim.tables.calibration import save_tables, target_fit_table, width_table
    from sim.tasks.progress import bar

    found = calibrate(settings, task, bars=bar)
    found.posterior.save(folder / "posterior.npz")
    met = target_fits(
        found.members.predictions, found.simulator.targets, np.random.default_rng(task.seed)
    )
    known = widths(found.posterior, settings.calibration)
    save_tables(folder, met, known)
    if console is not None:
        console.print(target_fit_table(met))
        console.print(width_table(known))
