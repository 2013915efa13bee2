"""The task `project`: simulates a scenario and its reference, and saves a dataset and a figure."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console

from sim.analysis.projection import project
from sim.ensemble.progress import without_bars
from sim.settings.compose import compose
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions
from sim.streaming.chunking import streams
from sim.tasks.progress import bar, compilation_announced

if TYPE_CHECKING:
    import xarray as xr

FIGURE = "projection.png"


class Options(TaskOptions):
    """The task has no options."""

    name: Literal["project"] = "project"


def check(settings: Settings, _task: Options) -> None:
    """Check that there are draws, the packages for a store, and enough memory."""
    from sim.calibration.members import check_draws
    from sim.tasks.extras import check_store
    from sim.tasks.memory import check_memory

    check_draws(settings)
    check_store(settings)
    check_memory(settings)


def run(settings: Settings, _task: Options, folder: Path, console: Console | None) -> None:
    """Simulate, save data and figure, and show tables of the lag."""
    from sim.plots.bands import bands_of
    from sim.plots.fan import save_fan
    from sim.storage.files import RUN_FILE, save
    from sim.tables.run import article_table, quantile_table, summary_table

    if streams(settings):
        from sim.streaming.run import stream_to

        dataset = stream_to(settings, folder, bar)
        tables = [quantile_table(dataset)]
    else:
        dataset = project(settings, bar)
        save(dataset, folder / RUN_FILE)
        tables = [summary_table(dataset), article_table(dataset)]
    save_fan(bands_of(dataset), folder / FIGURE)
    if console is not None:
        console.print(*tables)


def run_ensemble(
    scenario: str | Sequence[str] | None = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    progress: bool = False,
) -> "xr.Dataset":
    """Run an ensemble, and return its dataset.

    Parameters
    ----------
    scenario : str or sequence of str, optional
        Scenario, or a stack in which the later wins; `status_quo` if none.
    members, seed : int, optional
        Size and seed of the ensemble; those of the configs by default.
    overrides : iterable of str
        Further settings as on the command line, `sanctions.capital=0.5`.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    xarray.Dataset
        The variables of `sim.settings.variables`, float64, [member, time, ...].

    Raises
    ------
    SettingsError
        If a setting is invalid.
    """
    asked = {"ensemble.members": members, "ensemble.seed": seed}
    given = [f"{key}={value}" for key, value in asked.items() if value is not None]
    settings = compose(scenario, [*overrides, *given])
    with compilation_announced():
        return project(settings, bar if progress else without_bars)
