"""The Hydra app: check everything, hand over, say where the result is."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from sim.compose import named_scenarios, settings_of
from sim.config.errors import SettingsError
from sim.scenarios import config_folder
from sim.sweep import check_jobs

LATEST = "latest"


def run_command(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for.

    Returns
    -------
    int
        0 if it ran, 2 for bad input, which is named in one line. A failure of the run itself keeps
        its traceback and gives 1.
    """
    arguments = [_with_plus(argument) for argument in arguments]
    try:
        check_jobs(arguments)
        return _hand_over(arguments)
    except SettingsError as error:
        print(f"sim: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        print(
            f"sim: hydra.run.dir: got {error.filename} ({error.strerror}), takes a folder that can "
            "be written",
            file=sys.stderr,
        )
        return 2
    except Exception:  # a defect: shown whole, never swallowed
        traceback.print_exc()
        return 1


def _with_plus(argument: str) -> str:
    """`scenario=x` may be written without the plus that Hydra asks for."""
    return "+" + argument if argument.startswith("scenario=") else argument


def _hand_over(arguments: Sequence[str]) -> int:
    """Let Hydra make the folder and call the job, once or for each job of a sweep."""
    import hydra
    from omegaconf import DictConfig

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come out as they are, and are told above
    sys.argv = ["python -m sim", *arguments]
    app = hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")

    def job(composed: DictConfig) -> None:
        run_job(composed)

    app(job)()
    return 0


def run_job(composed: object) -> None:
    """One run in the folder that Hydra made for it."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode
    from rich.console import Console

    from sim.projection import project_to
    from sim.report import article_table, summary_table

    hydra_config = HydraConfig.get()
    folder = Path(hydra_config.runtime.output_dir)
    settings = settings_of(composed, named_scenarios(hydra_config.overrides.task))
    dataset = project_to(settings, folder, progress=True)
    console = Console()
    if hydra_config.mode == RunMode.MULTIRUN:
        console.print(f"{'+'.join(settings.scenario)}: {folder}", highlight=False, soft_wrap=True)
        return
    point_latest(folder)
    console.print(summary_table(dataset))
    console.print(article_table(dataset))
    console.print(f"results in {folder}", highlight=False, soft_wrap=True)


def point_latest(folder: Path) -> None:
    """Let `outputs/latest` point at the newest run or sweep, in one move."""
    outputs = folder.parents[1]
    fresh = outputs / f".{LATEST}-{os.getpid()}"
    fresh.symlink_to(folder.relative_to(outputs), target_is_directory=True)
    fresh.replace(outputs / LATEST)


