"""The Hydra app: hand the arguments over, run the job, say where the result is."""

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

from sim.arguments import MULTIRUN, check_settings, config_dir_of, sorted_out
from sim.compose import overrides_of, settings_of, with_plus
from sim.config.settings import Settings
from sim.endings import end_of
from sim.faults import alone_in
from sim.libyaml import by_libyaml
from sim.plots.beside import load_ahead
from sim.scenarios import config_folder
from sim.stranger import check_stranger
from sim.unloaded import dask_hidden_from_xarray

OUTPUTS, LATEST = "outputs", "latest"


def run_command(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for.

    Returns
    -------
    int
        0 if it ran, that of `sim.endings.end_of` if it failed or was interrupted.
    """
    settings: list[str] = []
    try:
        flags, settings = sorted_out([with_plus(argument) for argument in arguments])
        _check_words(flags, settings)
        if not flags and not any(word.startswith("task=") for word in settings):
            load_ahead()  # one run that will draw, by all that can be told without Hydra
        _hand_over([*flags, *settings])
    except (Exception, KeyboardInterrupt) as error:
        return end_of(error, settings)
    return 0


def _check_words(flags: Sequence[str], settings: Sequence[str]) -> None:
    """See that nothing that was written, here or in a folder that it names, would run code."""
    check_settings(settings, in_a_sweep=MULTIRUN in flags)
    folder = config_dir_of(flags)
    if folder is not None:
        check_stranger(folder, settings)


def _hand_over(arguments: Sequence[str]) -> None:
    """Let Hydra check, make the folder and call the job, once or for each job of a sweep."""
    import hydra

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come out as they are, and are told above
    sys.argv = ["python -m sim", *arguments]
    app = hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")
    with _composed_once(), by_libyaml():
        app(run_job)()


@contextmanager
def _composed_once() -> Iterator[None]:
    """Keep Hydra from composing what is composed elsewhere.

    It would compose everything once more only to see whether `hydra.mode` is set, which
    `sim.arguments` refuses; and every job of a sweep once more to see that it can be, which
    `sim.callbacks` has seen.
    """
    from hydra._internal import hydra
    from hydra.plugins.sweeper import Sweeper

    internal, sweeper = cast("Any", hydra.Hydra), cast("Any", Sweeper)
    before = internal.get_mode, sweeper.validate_batch_is_legal
    internal.get_mode = sweeper.validate_batch_is_legal = lambda *_, **__: None
    try:
        yield
    finally:
        internal.get_mode, sweeper.validate_batch_is_legal = before


def run_job(composed: Any) -> None:
    """One run in the folder that Hydra made for it."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode

    from sim.calibration.members import StaleCalibrationWarning
    from sim.rules.cache import CodeNotKeptWarning

    _tell_in_one_line(StaleCalibrationWarning, CodeNotKeptWarning)
    hydra_config = HydraConfig.get()
    folder = Path(hydra_config.runtime.output_dir)
    settings = settings_of(composed, overrides_of(hydra_config))
    with alone_in(folder):
        _run_in(folder, settings, in_a_sweep=hydra_config.mode == RunMode.MULTIRUN)


def _run_in(folder: Path, settings: Settings, *, in_a_sweep: bool) -> None:
    """Do the task, and say where the results are."""
    from rich.console import Console

    from sim.callbacks import errors_end_the_command
    from sim.tasks import run_task

    console = Console()
    if in_a_sweep:
        run_task(settings, folder, console=None)
        console.print(f"{'+'.join(settings.scenario)}: {folder}", highlight=False, soft_wrap=True)
        return
    hidden = nullcontext() if settings.engine.name == "dask" else dask_hidden_from_xarray()
    with hidden, errors_end_the_command():
        run_task(settings, folder, console)
    point_latest(folder)
    console.print(f"results in {folder}", highlight=False, soft_wrap=True)


def _tell_in_one_line(*kinds: type[Warning]) -> None:
    """Show warnings of some kinds as this command shows errors, and others as Python does."""
    as_python_does = warnings.showwarning

    def show(message: Any, category: type[Warning], *place: Any, **rest: Any) -> None:
        if issubclass(category, kinds):
            print(f"sim: {message}", file=sys.stderr)
        else:
            as_python_does(message, category, *place, **rest)

    warnings.showwarning = show


def point_latest(folder: Path) -> None:
    """Let `outputs/latest` point at the newest run or sweep, in one move.

    A folder that was chosen elsewhere is left alone.
    """
    outputs = next((parent for parent in folder.parents if parent.name == OUTPUTS), None)
    if outputs is None:
        return
    fresh = outputs / f".{LATEST}-{os.getpid()}"
    fresh.symlink_to(folder.relative_to(outputs), target_is_directory=True)
    fresh.replace(outputs / LATEST)
