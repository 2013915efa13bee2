"""The task that writes one page for a browser."""

import shlex
from pathlib import Path

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import Report

PAGE = "report.html"


def report(settings: Settings, folder: Path, console: Console | None) -> None:
    """Run all analyses, and leave a page and the data that it was made from."""
    from sim.report.findings import findings
    from sim.report.page import page
    from sim.report.parts import answer
    from sim.storage.atomic import replacing
    from sim.storage.files import save
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Report)
    of = findings(settings, task, bar)
    parts = {
        "projection": of.run,
        "attribution": of.shared,
        "sensitivity": of.found,
        "regret": of.regretted,
        "price": of.priced,
    }
    for name, dataset in parts.items():
        save(dataset, folder / f"{name}.nc")
    with replacing(folder / PAGE) as unfinished:
        unfinished.write_text(page(of, command_of_run()), encoding="utf-8")
    if console is not None:
        for sentence in answer(of):
            console.print(sentence, highlight=False)
        console.print(f"page: {folder / PAGE}", highlight=False, soft_wrap=True)


def command_of_run() -> str | None:
    """The command that is at work; none where Python called."""
    from hydra.core.hydra_config import HydraConfig

    from sim.settings.compose import overrides_of

    if not HydraConfig.initialized():
        return None
    return shlex.join(["python", "-m", "sim", *overrides_of(HydraConfig.get())])
