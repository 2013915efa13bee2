"""The task `forecast`: writes a dated forecast of the lag with a hash of its content."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

FORECAST_FILE = "forecast.json"


class Options(TaskOptions):
    """How many month ends after the calibration's data are forecast."""

    name: Literal["forecast"] = "forecast"
    months: Annotated[int, Field(ge=1, le=120)] = 24


def check(settings: Settings, task: Options) -> None:
    """Check that the months ahead are simulated."""
    from sim.analysis.regimes import check_months_after
    from sim.calibration.members import check_draws

    check_draws(settings)
    check_months_after(settings, "task.months", task.months, settings.calibration.until)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Simulate the members, and write the forecast."""
    from sim.analysis.forecast import content_of, forecast
    from sim.storage.files import save
    from sim.storage.signed import write_signed
    from sim.tables.forecast import forecast_table, save_quantiles
    from sim.tasks.progress import bar

    with bar(settings.ensemble.members) as advance:
        found = forecast(settings, task.months, advance)
    content = content_of(found, settings, date.today())
    digest = write_signed(folder / FORECAST_FILE, content)
    save(found, folder / "forecast.nc")
    save_quantiles(folder / "forecast.csv", content)
    if console is not None:
        console.print(forecast_table(found))
        console.print(
            f"{FORECAST_FILE}: made {content['created']}, sha256 {digest}", soft_wrap=True
        )
