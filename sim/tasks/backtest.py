"""The task `backtest`: scores forecasts from past origins on what came."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import Count, TaskOptions

if TYPE_CHECKING:
    from sim.analysis.backtest import Backtest
    from sim.analysis.origins import Origin
    from sim.ensemble.progress import Bars


class Options(TaskOptions):
    """Posteriors to score, null for all that ship; members on each rung of the ablation ladder."""

    name: Literal["backtest"] = "backtest"
    posteriors: tuple[str, ...] | None = None
    ladder_members: Count | None = 256


def check(_settings: Settings, task: Options) -> None:
    """Check that the posteriors exist, and that a lag was measured after each cut-off."""
    from sim.analysis.origins import origins_of

    origins_of(task.posteriors)


def compute(settings: Settings, origins: "Sequence[Origin]", bars: "Bars") -> "Backtest":
    """Score forecasts from past cut-offs."""
    from sim.analysis.backtest import backtest, runs_of

    with bars(settings.ensemble.members * runs_of(origins), "simulating") as advance:
        return backtest(settings, origins, advance)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Score forecasts after the cut-off of each posterior, and print what was found."""
    from sim.analysis.origins import origins_of
    from sim.analysis.score_rows import to_frame
    from sim.plots.backtest import save_backtest
    from sim.storage.atomic import write_frame
    from sim.storage.files import save
    from sim.tables import backtest as tables
    from sim.tasks.progress import bar

    origins = origins_of(task.posteriors)
    found = compute(settings, origins, bar)
    save(found.cases, folder / "backtest.nc")
    save(found.fans, folder / "fans.nc")
    write_frame(folder / "scores.csv", to_frame(found.cases))
    save_backtest(found.cases, found.fans, folder / "backtest.png")
    if console is not None:
        for table in (tables.origin_table, tables.rival_table, tables.horizon_table,
                      tables.fact_table, tables.goal_table):  # fmt: skip
            console.print(table(found.cases))
        console.print(tables.verdict(found.cases), highlight=False)
        if errors := tables.sentences_on_errors(found.cases):
            console.print(errors, highlight=False)
        for origin, shifts in found.shifts.items():
            console.print(tables.sentence_on_shifts(origin, shifts), highlight=False)
    if task.ladder_members is not None:
        _run_ladder(settings, origins, task.ladder_members, folder, console)


def _run_ladder(
    settings: Settings,
    origins: "Sequence[Origin]",
    members: int,
    folder: Path,
    console: Console | None,
) -> None:
    """Score the model without each of its parts."""
    from sim.analysis.ladder import ladder, runs_of
    from sim.analysis.score_rows import ladder_frame
    from sim.storage.atomic import write_frame
    from sim.storage.files import save
    from sim.tables.ladder import ladder_table, ladder_verdict
    from sim.tasks.progress import bar

    ensemble = settings.ensemble.model_copy(update={"members": members})
    with bar(members * runs_of(origins), "without each part") as advance:
        found = ladder(settings.model_copy(update={"ensemble": ensemble}), origins, advance)
    save(found, folder / "ladder.nc")
    write_frame(folder / "ladder.csv", ladder_frame(found))
    if console is not None:
        console.print(ladder_table(found))
        console.print(ladder_verdict(found), highlight=False)
