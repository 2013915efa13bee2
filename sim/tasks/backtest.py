"""The task `backtest`: scores forecasts on later measurements."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Posteriors to score."""

    name: Literal["backtest"] = "backtest"
    posteriors: tuple[str, ...] = ("article", "record-2024-06")


def check(_settings: Settings, task: Options) -> None:
    """Check that the posteriors exist, and that a lag was measured after each cut-off."""
    from sim.analysis.backtest import check_posteriors

    check_posteriors(task.posteriors)


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Score forecasts of measured lags after the cut-off of each posterior."""
    import xarray as xr

    from sim.analysis.backtest import channel_shifts, lag_scores, other_forecasts, run_forecast
    from sim.calibration.posterior import load_posterior
    from sim.calibration.targets import all_targets
    from sim.plots.backtest import save_backtest
    from sim.storage.files import save
    from sim.tables.backtest import lag_table, other_table, save_scores, score_table, verdict
    from sim.tasks.progress import bar

    total = settings.ensemble.members * len(task.posteriors)
    with bar(total) as advance:
        forecasts = [
            run_forecast(name, load_posterior(name), settings, advance) for name in task.posteriors
        ]
    scores = {forecast.name: lag_scores(forecast) for forecast in forecasts}
    first = forecasts[0]
    lags = [target for target in all_targets() if target.measure == "measured_lag"]
    save_backtest(first.dataset, lags, scores, folder / "backtest.png")
    names = xr.Variable("posterior", list(scores))
    save(xr.concat(scores.values(), names, join="outer"), folder / "backtest.nc")
    save(first.dataset, folder / "forecast.nc")
    save_scores(folder / "scores.csv", scores)
    if console is None:
        return
    console.print(score_table(scores))
    console.print(lag_table(scores[first.name], first.predictions))
    console.print(other_table(other_forecasts(first)))
    console.print(verdict(scores[first.name], channel_shifts(first)), highlight=False)
