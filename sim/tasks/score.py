"""The task `score`: scores an old forecast on what has become known since."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions
from sim.tasks.forecast import FORECAST_FILE

if TYPE_CHECKING:
    import xarray as xr

    from sim.calibration.targets import Target


class Options(TaskOptions):
    """The forecast, and facts to score it on; null: measured lags that ship."""

    name: Literal["score"] = "score"
    run: Annotated[str, Field(min_length=1)] = "outputs/latest"
    facts: Annotated[str, Field(min_length=1)] | None = None


def check(settings: Settings, task: Options) -> None:
    """Check that the forecast is as it was made, and that something is known since."""
    _forecast_and_facts(settings, task)


def _forecast_and_facts(
    settings: Settings, task: Options
) -> "tuple[xr.Dataset, list[Target], int]":
    """The forecast, what it is scored on, and the number of facts that there are."""
    from sim.analysis.forecast import facts_since, forecast_of, known_facts
    from sim.calibration.observations import read_observations
    from sim.storage.signed import read_signed

    named = Path(task.run)
    file = named / FORECAST_FILE if named.is_dir() else named
    content, digest = read_signed("task.run", file, "a forecast as task=forecast wrote it")
    found = forecast_of("task.run", file, content).assign_attrs(sha256=digest)
    known = (
        known_facts()
        if task.facts is None
        else read_observations("task.facts", Path(task.facts), list(settings.roster.designers))
    )
    facts = facts_since(found, known)
    months = f"{found['month'].values[0]} to {found['month'].values[-1]}"
    if not facts and task.facts:
        takes = f"measured lags of single months from {months}, after the forecast's cut-off"
        raise SettingsError("task.facts", f"no such row in {task.facts}", takes)
    if not facts:
        last = max(fact.period for fact in known)
        takes = f"one of months up to {last}, the last whose lags ship, or later ones in task.facts"
        raise SettingsError("task.run", f"a forecast of {months}", takes)
    return found, facts, len(known)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Score the forecast, and save and show the scores."""
    from sim.analysis.forecast import score
    from sim.storage.files import save
    from sim.tables.forecast import save_scores, score_table, verdict

    found, facts, known = _forecast_and_facts(settings, task)
    scored = score(found, facts)
    save(scored, folder / "score.nc")
    save_scores(folder / "score.csv", scored)
    if console is not None:
        console.print(score_table(scored))
        console.print(verdict(scored), highlight=False)
        if task.facts and len(facts) < known:
            said = f"Of {known} rows of {task.facts}, {known - len(facts)} are not scored"
            console.print(f"{said}: no measured lags of single months of the forecast.")
