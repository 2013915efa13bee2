"""The Hydra app: hand the arguments over, run the task, say where the results are."""

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def main() -> int:
    """Run the command line of this process, and return the exit code."""
    return run(sys.argv[1:])


def run(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for.

    Returns
    -------
    int
        0 if it ran, and otherwise as `sim.cli.exit_codes.exit_code` says.
    """
    if {"-h", "--help"} & set(arguments):
        from sim.cli.usage import usage

        print(usage())
        return 0
    if "--version" in arguments:
        from sim import __version__

        print(f"sim {__version__}")
        return 0
    from sim.cli.exit_codes import exit_code
    from sim.settings.compose import with_plus

    try:
        _hand_over([with_plus(argument) for argument in arguments])
    except (Exception, KeyboardInterrupt) as error:
        return exit_code(error)
    return 0


def _hand_over(arguments: Sequence[str]) -> None:
    """Let Hydra compose, make the folder and call the job, once or for each job of a sweep."""
    import hydra

    from sim.settings.configs import config_folder

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come out as they were raised
    sys.argv = ["python -m sim", *arguments]
    hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")(
        run_job
    )()


def run_job(composed: Any) -> None:
    """Run one task in the folder that Hydra made for it."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode
    from rich.console import Console

    from sim.cli.callbacks import errors_end_the_command
    from sim.cli.folders import alone_in, point_latest
    from sim.settings.compose import overrides_of, settings_of
    from sim.tasks import run_task

    warnings.showwarning = _on_one_line
    hydra_config, console = HydraConfig.get(), Console()
    folder = Path(hydra_config.runtime.output_dir)
    settings = settings_of(composed, overrides_of(hydra_config))
    if hydra_config.mode == RunMode.MULTIRUN:
        with alone_in(folder):
            run_task(settings, folder, console=None)
        told = f"{'+'.join(settings.scenario)}: {folder}"
    else:
        with errors_end_the_command(), alone_in(folder):
            run_task(settings, folder, console)
        point_latest(folder)
        told = f"results in {folder}"
    console.print(told, highlight=False, soft_wrap=True)


def _on_one_line(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """Show a warning as errors are shown."""
    print(f"sim: {message}", file=sys.stderr)
