"""The Hydra app: hand the arguments over, run the job, say where the result is."""

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.compose import overrides_of, settings_of, with_plus
from sim.compose_errors import raised_by_hydra, readable
from sim.config.errors import SettingsError, did_you_mean
from sim.config.settings import known_keys
from sim.scenarios import config_folder

OUTPUTS, LATEST = "outputs", "latest"

FLAGS = (
    *("-m", "--multirun", "-r", "--run", "-cd", "--config-dir", "--experimental-rerun"),
    *("-c", "--cfg", "-p", "--package", "--resolve", "-i", "--info", "--hydra-help"),
    *("-cn", "--config-name", "-cp", "--config-path", "-sc", "--shell-completion"),
)
"""Flags that are left to Hydra."""


INTERRUPTED = (
    "sim: stopped; the same command takes up what a calibration or a streamed run has finished"
)
STOPPED = 130
"""What a shell gives for a command that was interrupted."""


def run_command(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for.

    Returns
    -------
    int
        0 if it ran, 2 for bad input, which is named in one line. A failure of the run itself keeps
        its traceback and gives 1; one that was interrupted gives 130.
    """
    arguments = [with_plus(argument) for argument in arguments]
    try:
        _check_flags(arguments)
        _hand_over(arguments)
    except SettingsError as error:
        return _bad_input(error)
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return STOPPED
    except Exception as error:
        if raised_by_hydra(error):
            return _bad_input(readable(error, [a for a in arguments if not a.startswith("-")]))
        traceback.print_exc()  # a defect: shown whole, never swallowed
        return 1
    return 0


def _bad_input(error: SettingsError) -> int:
    print(f"sim: {error}", file=sys.stderr)
    return 2


def _check_flags(arguments: Sequence[str]) -> None:
    for argument in arguments:
        flag, _, value = argument.partition("=")
        if flag.startswith("-") and flag not in FLAGS:
            hint = did_you_mean(flag.lstrip("-"), known_keys())
            takes = f"no value, as there is no such flag: settings are KEY=VALUE{hint}"
            raise SettingsError(flag, value or "nothing", takes)


def _hand_over(arguments: Sequence[str]) -> None:
    """Let Hydra check, make the folder and call the job, once or for each job of a sweep."""
    import hydra

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come out as they are, and are told above
    sys.argv = ["python -m sim", *arguments]
    app = hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")
    app(run_job)()


def run_job(composed: Any) -> None:
    """One run in the folder that Hydra made for it."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode
    from rich.console import Console

    from sim.calibration.members import StaleCalibrationWarning
    from sim.tasks import run_task

    _tell_in_one_line(StaleCalibrationWarning)
    hydra_config = HydraConfig.get()
    folder = Path(hydra_config.runtime.output_dir)
    settings = settings_of(composed, overrides_of(hydra_config))
    console = Console()
    if hydra_config.mode == RunMode.MULTIRUN:
        run_task(settings, folder, console=None)
        console.print(f"{'+'.join(settings.scenario)}: {folder}", highlight=False, soft_wrap=True)
        return
    run_task(settings, folder, console)
    point_latest(folder)
    console.print(f"results in {folder}", highlight=False, soft_wrap=True)


def _tell_in_one_line(kind: type[Warning]) -> None:
    """Show warnings of a kind as this command shows errors, and others as Python does."""
    as_python_does = warnings.showwarning

    def show(message: Any, category: type[Warning], *place: Any, **rest: Any) -> None:
        if issubclass(category, kind):
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
