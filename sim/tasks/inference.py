"""Tasks that infer, and that ask whether the inference was any good."""

from pathlib import Path

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import Backtest, Calibrate, CheckInference


def calibrate(settings: Settings, folder: Path, console: Console | None) -> None:
    """Find draws that meet the targets."""
    import numpy as np

    from sim.calibration.calibrate import calibrate
    from sim.calibration.diagnostics import meetings, widths
    from sim.tables.calibration import meeting_table, save_tables, width_table
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Calibrate)
    found = calibrate(settings, task, bars=bar)
    found.posterior.save(folder / "posterior.npz")
    met = meetings(found.members.shown, found.simulator.targets, np.random.default_rng(task.seed))
    known = widths(found.posterior, settings.calibration)
    save_tables(folder, met, known)
    if console is not None:
        console.print(meeting_table(met))
        console.print(width_table(known))


def backtest(settings: Settings, folder: Path, console: Console | None) -> None:
    """Score forecasts on what was measured later."""
    import xarray as xr

    from sim.analysis.backtest import channel_shifts, forecast, lag_scores, other_quantities
    from sim.calibration.posterior import load_posterior
    from sim.calibration.targets import all_targets
    from sim.plots.backtest import save_backtest
    from sim.storage.files import save
    from sim.tables.backtest import lag_table, other_table, save_scores, score_table, verdict
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Backtest)
    total = settings.ensemble.members * len(task.posteriors)
    with bar(total) as advance:
        made = [forecast(name, load_posterior(name), settings, advance) for name in task.posteriors]
    scored = {of.name: lag_scores(of) for of in made}
    first = made[0]
    lags = [target for target in all_targets() if target.measure == "measured_lag"]
    save_backtest(first.dataset, lags, scored, folder / "backtest.png")
    names = xr.Variable("posterior", list(scored))
    save(xr.concat(scored.values(), names, join="outer"), folder / "backtest.nc")
    save(first.dataset, folder / "forecast.nc")
    save_scores(folder / "scores.csv", scored)
    if console is None:
        return
    console.print(score_table(scored))
    console.print(lag_table(scored[first.name], first.shown))
    console.print(other_table(other_quantities(first)))
    console.print(verdict(scored[first.name], channel_shifts(first)), highlight=False)


def check_inference(settings: Settings, folder: Path, console: Console | None) -> None:
    """Rank truths among the draws of their posteriors."""
    from sim.calibration.check import check_inference
    from sim.tables.calibration import rank_table, save_rank_summary, save_ranks
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, CheckInference)
    ranks = check_inference(settings, task, bars=bar)
    save_ranks(folder, ranks)
    save_rank_summary(folder / "inference.csv", ranks)
    if console is not None:
        console.print(rank_table(ranks))
