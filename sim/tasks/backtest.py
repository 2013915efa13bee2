"""Score forecasts on what was measured later."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Which posteriors are scored."""

    name: Literal["backtest"] = "backtest"
    posteriors: tuple[str, ...] = ("article", "record-2023-12", "record-2024-06", "record-2024-12")


def check(_settings: Settings, task: Options) -> None:
    """See that the posteriors exist and something was measured after them."""
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
        made = [
            run_forecast(name, load_posterior(name), settings, advance) for name in task.posteriors
        ]
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
    console.print(lag_table(scored[first.name], first.predictions))
    console.print(other_table(other_forecasts(first)))
    console.print(verdict(scored[first.name], channel_shifts(first)), highlight=False)
