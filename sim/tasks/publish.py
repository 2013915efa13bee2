"""The task `publish`: writes pages of static files, for readers who cannot run the model."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.levels import Day
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

FOLDER = "pages"


class Options(TaskOptions):
    """Presets under `calibrations`, from the date of each and from those of `since`.

    The lag is told at the ends of the months of `dates`; the sentences are on the first of them.
    """

    name: Literal["publish"] = "publish"
    calibrations: Annotated[tuple[str, ...], Field(min_length=1)] = ("current", "article")
    since: tuple[Day, ...] = (date(2027, 1, 1),)
    dates: Annotated[tuple[Day, ...], Field(min_length=1)] = (
        date(2028, 12, 31),
        date(2030, 12, 31),
        date(2032, 12, 31),
    )


def check(settings: Settings, task: Options) -> None:
    """Check that the calibrations exist, and that the dates are within the horizon."""
    from sim.analysis.regimes import check_day
    from sim.calibration.members import check_draws
    from sim.report.published import views_of
    from sim.tasks.extras import need_package

    need_package("jinja2", task.name, "report")
    for view in views_of(task.calibrations, task.since):
        of_view = view.settings(settings)
        check_draws(of_view)
        for day in task.dates:
            check_day(of_view, "task.dates", day, of_view.sanctions.since)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Simulate every view, and write its page."""
    from sim.report.published import FIRST_PAGE, publish, views_of
    from sim.tasks.progress import bar

    views = views_of(task.calibrations, task.since)
    pages = folder / FOLDER
    pages.mkdir(exist_ok=True)
    written = list(publish(settings, views, [f"{day:%Y-%m}" for day in task.dates], pages, bar))
    if console is not None:
        size = sum(file.stat().st_size for file in pages.iterdir()) / 1e6
        console.print(f"{len(written)} pages, {size:.1f} MB: open {pages / FIRST_PAGE}",
                      highlight=False, soft_wrap=True)  # fmt: skip
