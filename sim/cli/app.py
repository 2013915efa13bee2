"""The Hydra app: hand the arguments over, run the task, say where the results are."""

import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from sim import __version__
from sim.settings.configs import config_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for, by default those of this process.

    Returns
    -------
    int
        0 if it ran, and otherwise as `sim.cli.exit_codes.exit_code` says.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; the exit code."""
    if {"-h", "--help"} & set(arguments):
        from sim.tables.usage import usage

        print(usage())
        return 0
    if "--version" in arguments:
        print(f"sim {__version__}")
        return 0
    from sim.cli.exit_codes import exit_code
    from sim.settings.overrides import with_plus

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come out as they were raised
    configs = str(config_folder())
    try:
        import hydra

        sys.argv = ["python -m sim", *map(with_plus, arguments)]
        hydra.main(version_base="1.3", config_path=configs, config_name="config")(run_job)()
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        tasks = [word.removeprefix("task=") for word in arguments if word.startswith("task=")]
        return exit_code(error, *tasks[-1:])
    return 0


def run_job(composed: Any) -> None:
    """Run one task in the folder that Hydra made for it, alone or as a job of a sweep."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode

    from sim.cli.exit_codes import errors_end_the_command
    from sim.cli.folders import alone_in, point_latest
    from sim.cli.jobs import end_with_the_sweep
    from sim.settings.compose import settings_of
    from sim.settings.overrides import overrides_of
    from sim.tables.style import terminal
    from sim.tasks import run_task

    end_with_the_sweep()
    warnings.showwarning = _on_one_line
    hydra_config, console = HydraConfig.get(), terminal()
    folder = Path(hydra_config.runtime.output_dir)
    settings = settings_of(composed, overrides_of(hydra_config))
    is_job = hydra_config.mode == RunMode.MULTIRUN
    with nullcontext() if is_job else errors_end_the_command(), alone_in(folder):
        run_task(settings, folder, None if is_job else console)
    if not is_job:
        point_latest(folder)
    what = f"{settings.title}:" if is_job else "results in"
    console.print(what, folder, highlight=False, soft_wrap=True)


def _on_one_line(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """Show a warning as errors are shown."""
    print(f"sim: {message}", file=sys.stderr)
