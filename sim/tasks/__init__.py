"""What each task does with checked settings, in the folder that was made for it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from sim.settings.settings import Settings
from sim.tasks import answers, inference, project, reporting, reproduction, serving
from sim.tasks.check import check
from sim.tasks.progress import compilation_announced

__all__ = ["TASKS", "check", "run_task"]


def run_task(settings: Settings, folder: Path, console: Console | None) -> None:
    """Do the task of the settings; tables go to the console, if there is one."""
    reproduction.keep_own_posterior(settings, folder)
    with compilation_announced():
        TASKS[settings.task.name](settings, folder, console)


TASKS: Mapping[str, Callable[[Settings, Path, Console | None], None]] = MappingProxyType(
    {
        "project": project.run_project,
        "calibrate": inference.calibrate,
        "check_inference": inference.check_inference,
        "backtest": inference.backtest,
        "compare": answers.compare,
        "attribute": answers.attribute,
        "price": answers.price,
        "sensitivity": answers.sensitivity,
        "discover": answers.discover,
        "report": reporting.report,
        "reproduce": reproduction.reproduce,
        "dashboard": serving.dashboard,
    }
)
