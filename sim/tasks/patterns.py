"""Hold facts at many levels against what calibrations say of them."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Whose members are compared with the facts: calibrations, or null for the run's."""

    name: Literal["patterns"] = "patterns"
    calibrations: tuple[str, ...] | None = None


def check(settings: Settings, task: Options) -> None:
    """See that the calibrations exist and the horizon starts before the last fact."""
    from sim.analysis.patterns import check_calibrations

    check_calibrations(settings, task.calibrations)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Compare patterns with each calibration under the measures as enacted."""
    from sim.analysis.patterns import calibrations_of, compare_patterns
    from sim.plots.patterns import save_patterns
    from sim.storage.files import save
    from sim.tables.patterns import pattern_table, save_pattern_rows, summary
    from sim.tasks.progress import bar

    calibrations = calibrations_of(settings, task.calibrations)
    with bar(settings.ensemble.members * len(calibrations)) as advance:
        compared = compare_patterns(settings, calibrations, progress=advance)
    save(compared, folder / "patterns.nc")
    save_pattern_rows(folder / "patterns.csv", compared)
    save_patterns(compared, folder / "patterns.png")
    if console is None:
        return
    for name in calibrations:
        console.print(pattern_table(compared.sel(calibration=name)))
    for name in calibrations:
        console.print(summary(compared.sel(calibration=name)), highlight=False)
