"""The task `report`: runs all analyses and writes a report as an HTML page."""

import shlex
from pathlib import Path
from typing import ClassVar, Literal

from rich.console import Console

from sim.report import options
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

PAGE = "report.html"


class Options(options.Report, TaskOptions):
    """Month, regimes and sizes of the analyses."""

    if_stopped: ClassVar[str] = "the same command goes on from the last finished piece"
    name: Literal["report"] = "report"


def check(settings: Settings, task: Options) -> None:
    """Check that packages, scenarios and parameters exist, and that the regimes differ."""
    from sim.analysis.attribution import coalitions
    from sim.analysis.regimes import check_day, check_scenarios
    from sim.analysis.sensitivity import check_parameters
    from sim.calibration.members import check_draws
    from sim.report.subtasks import attribution_of
    from sim.tasks.extras import need_package

    for package in ("jinja2", "SALib"):
        need_package(package, task.name, "report")
    check_draws(settings)
    check_scenarios(settings, "task.against", [task.against])
    check_day(settings, "task.date", task.date, settings.sanctions.since)
    check_parameters(task.parameters)
    check_scenarios(settings, "task.scenarios", task.scenarios or (), at_least=2)
    coalitions(settings, attribution_of(task))  # raises an error if the regimes do not differ


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Run all analyses, and save the page and its data."""
    from sim.analysis.pieces import kept_pieces
    from sim.report.page import page
    from sim.report.results import run_analyses
    from sim.report.sections import answer
    from sim.report.subtasks import scenarios_of
    from sim.storage.atomic import replacing
    from sim.storage.files import save
    from sim.tasks.progress import bar

    with kept_pieces(settings, [task.against, *scenarios_of(settings, task)]) as pieces:
        results = run_analyses(settings, task, bar, pieces)
        datasets = {
            "projection": results.run,
            "attribution": results.attribution,
            "sensitivity": results.indices,
            "price": results.costs,
        }
        for name, dataset in datasets.items():
            save(dataset, folder / f"{name}.nc")
        with replacing(folder / PAGE) as unfinished:
            unfinished.write_text(page(results, command_of_run()), encoding="utf-8")
    if console is not None:
        for sentence in answer(results):
            console.print(sentence, highlight=False)
        console.print(f"page: {folder / PAGE}", highlight=False, soft_wrap=True)


def command_of_run() -> str | None:
    """The command line of the run; None if the task was called from Python."""
    from hydra.core.hydra_config import HydraConfig

    from sim.settings.overrides import overrides_of

    if not HydraConfig.initialized():
        return None
    return shlex.join(["python", "-m", "sim", *overrides_of(HydraConfig.get())])
