"""What each task does with checked settings, in the folder that was made for it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from sim.config.errors import SettingsError
from sim.config.settings import Settings
from sim.config.task import Backtest, Calibrate, CheckInference, Project


def check(settings: Settings) -> None:
    """Make what a task starts from, to find what is wrong with it before anything runs.

    Raises
    ------
    SettingsError
        If the settings, each sound by itself, do not make a world, or a posterior is not there.
    """
    from sim.calibration.draws import check_names
    from sim.calibration.members import check_draws
    from sim.world import build_world

    build_world(settings)
    check_names(settings.calibration)
    if isinstance(settings.task, Project):
        check_draws(settings)
        _check_what_a_store_needs(settings)
    if isinstance(settings.task, Calibrate | CheckInference):
        from sim.calibration.calibrate import simulator_of

        simulator_of(settings, settings.task.seed)
    ships = isinstance(settings.task, Calibrate) and settings.task.ship
    if ships and settings.calibration.posterior is None:
        takes = "the name under which task.ship puts the posterior"
        raise SettingsError("calibration.posterior", "null", takes)
    if isinstance(settings.task, Backtest):
        from sim.analysis.backtest import check_posteriors

        check_posteriors(settings.task.posteriors)


def _check_what_a_store_needs(settings: Settings) -> None:
    """See that the packages of the extra `large` are there, if the run is streamed."""
    from importlib.util import find_spec

    from sim.projection import streams

    needed = ["zarr", "filelock", *(["distributed"] if settings.engine.name == "dask" else [])]
    missing = [name for name in needed if find_spec(name) is None]
    if streams(settings) and missing:
        takes = "fewer than engine.stream_from with engine.name=threads, or the extra `large`"
        got = f"{settings.ensemble.members} without {', '.join(missing)}"
        raise SettingsError("ensemble.members", got, f"{takes}: pip install 'ai-gap-sim[large]'")


def run_task(settings: Settings, folder: Path, console: Console | None) -> None:
    """Do the task of the settings; tables go to the console, if there is one."""
    TASKS[settings.task.name](settings, folder, console)


def _project(settings: Settings, folder: Path, console: Console | None) -> None:
    from sim.projection import project_to

    dataset = project_to(settings, folder, progress=True)
    if console is None:
        return
    # it imports xarray, which by now has been imported beside the kernel
    from sim.report import article_table, quantile_table, summary_table

    if "quantile" in dataset.dims:
        console.print(quantile_table(dataset))
        return
    console.print(summary_table(dataset))
    console.print(article_table(dataset))


def _calibrate(settings: Settings, folder: Path, console: Console | None) -> None:
    import numpy as np

    from sim.calibration.calibrate import calibrate
    from sim.calibration.diagnostics import meetings, widths
    from sim.calibration.posterior import load_posterior, posterior_file
    from sim.calibration.tables import meeting_table, save_tables, width_table
    from sim.progress import bar, compiling_told

    task = settings.task
    assert isinstance(task, Calibrate)
    with compiling_told():
        found = calibrate(settings, task, bars=bar)
    found.posterior.save(folder / "posterior.npz")
    met = meetings(found.members.shown, found.simulator.targets, np.random.default_rng(task.seed))
    known = widths(found.posterior, settings.calibration)
    save_tables(folder, met, known)
    if task.ship and settings.calibration.posterior is not None:
        found.posterior.save(posterior_file(settings.calibration.posterior))
        load_posterior.cache_clear()
    if console is not None:
        console.print(meeting_table(met))
        console.print(width_table(known))


def _backtest(settings: Settings, folder: Path, console: Console | None) -> None:
    import xarray as xr

    from sim.analysis.backtest import channel_shifts, forecast, lag_scores, other_quantities
    from sim.analysis.tables import lag_table, other_table, save_scores, score_table, verdict
    from sim.calibration.posterior import SHIPPED, load_posterior
    from sim.calibration.targets import all_targets
    from sim.dataset import save
    from sim.plots.backtest import save_backtest
    from sim.progress import bar, compiling_told

    task = settings.task
    assert isinstance(task, Backtest)
    total = settings.ensemble.members * len(task.posteriors)
    with bar(total) as advance, compiling_told():
        made = [forecast(name, load_posterior(name), settings, advance) for name in task.posteriors]
    scored = {of.name: lag_scores(of) for of in made}
    first = made[0]
    lags = [target for target in all_targets() if target.measure == "measured_lag"]
    save_backtest(first.dataset, lags, scored, folder / "backtest.png")
    names = xr.Variable("posterior", list(scored))
    save(xr.concat(scored.values(), names, join="outer"), folder / "backtest.nc")
    save(first.dataset, folder / "forecast.nc")
    if task.ship:
        save_scores(SHIPPED / "backtest.csv", scored)
    if console is None:
        return
    console.print(score_table(scored))
    console.print(lag_table(scored[first.name], first.shown))
    console.print(other_table(other_quantities(first)))
    console.print(verdict(scored[first.name], channel_shifts(first)), highlight=False)


def _check_inference(settings: Settings, folder: Path, console: Console | None) -> None:
    from sim.calibration.check import check_inference
    from sim.calibration.posterior import SHIPPED
    from sim.calibration.tables import rank_table, save_rank_summary, save_ranks
    from sim.progress import bar, compiling_told

    task = settings.task
    assert isinstance(task, CheckInference)
    with compiling_told():
        ranks = check_inference(settings, task, bars=bar)
    save_ranks(folder, ranks)
    if task.ship:
        save_rank_summary(SHIPPED / "inference.csv", ranks)
    if console is not None:
        console.print(rank_table(ranks))


TASKS: Mapping[str, Callable[[Settings, Path, Console | None], None]] = MappingProxyType(
    {
        "project": _project,
        "calibrate": _calibrate,
        "check_inference": _check_inference,
        "backtest": _backtest,
    }
)
