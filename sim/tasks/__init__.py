"""What each task does with checked settings, in the folder that was made for it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from sim.config.settings import Settings
from sim.tasks import answers, inference, reporting, reproduction, serving
from sim.tasks.check import check

__all__ = ["TASKS", "check", "run_task"]


def run_task(settings: Settings, folder: Path, console: Console | None) -> None:
    """Do the task of the settings; tables go to the console, if there is one."""
    reproduction.keep_own_posterior(settings, folder)
    TASKS[settings.task.name](settings, folder, console)


def _project(settings: Settings, folder: Path, console: Console | None) -> None:
    from sim.projection import projected_to

    with projected_to(settings, folder, progress=True) as dataset:
        if console is None:
            return
        # it imports xarray, which by now has been imported beside the kernel
        from sim.report import article_table, quantile_table, summary_table

        if "quantile" in dataset.dims:
            console.print(quantile_table(dataset))
            return
        console.print(summary_table(dataset))
        console.print(article_table(dataset))


TASKS: Mapping[str, Callable[[Settings, Path, Console | None], None]] = MappingProxyType(
    {
        "project": _project,
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
