"""Results of the back-test as tables and a sentence."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table

from sim.analysis.backtest import RIVALS, OtherForecast, by_release
from sim.calibration.shipped import shipped_scores
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import median_with_interval, with_interval
from sim.tables.style import narrow_table


def score_table(scores: Mapping[str, xr.Dataset]) -> Table:
    """CRPS of the model and its rivals, and coverage, with a row for each posterior."""
    table = narrow_table(
        "Measured lags after the cut-off: CRPS, months",
        "each release counts once; skill is 1 - CRPS over the best rival's",
    )
    table.add_column("posterior")
    for header in ("rows on\nreleases", "model", *(r.replace("_", " ") for r in RIVALS)):
        table.add_column(header, justify="right")
    for header in ("skill", "in 50%", "in 90%"):
        table.add_column(header, justify="right")
    for name, of_posterior in scores.items():
        means = by_release(of_posterior)
        crps = means["crps"]
        rivals = [float(crps.sel(forecaster=rival)) for rival in RIVALS]
        model = float(crps.sel(forecaster="model"))
        table.add_row(
            name,
            f"{of_posterior.sizes['target']} on {len(np.unique(of_posterior['release']))}",
            f"{model:.2f}",
            *(f"{rival:.2f}" for rival in rivals),
            f"{1 - model / min(rivals):+.2f}",
            *(f"{float(means['within'].sel(part=part)):.0%}" for part in (0.5, 0.9)),
        )
    return table


def lag_table(scores: xr.Dataset, predictions: Mapping[str, np.ndarray]) -> Table:
    """Each measured lag with its forecast."""
    table = narrow_table(
        f"Measured lags and forecasts of {scores.attrs['posterior']}, months",
        f"monthly step of the random walk: {scores.attrs['walk_spread']:.1f} months",
    )
    for header in ("id", "index", "end of", "release"):
        table.add_column(header)
    for header in ("measured", "forecast, 90%", "rank", "CRPS"):
        table.add_column(header, justify="right")
    for row in scores["target"].values:
        of_row = scores.sel(target=row)
        table.add_row(
            str(row),
            str(of_row["index"].values),
            str(of_row["month"].values),
            str(of_row["release"].values),
            f"{float(of_row['observed']):.1f}",
            median_with_interval(predictions[str(row)], ".1f"),
            f"{float(of_row['rank']):.2f}",
            f"{float(of_row['crps'].sel(forecaster='model')):.1f}",
        )
    return table


def other_table(forecasts: Sequence[OtherForecast]) -> Table:
    """Published chips, training runs and money with their forecasts."""
    outside = sum(forecast.is_outside for forecast in forecasts)
    table = narrow_table(
        f"Other quantities: {outside} of {len(forecasts)} outside the 90% interval", "median [90%]"
    )
    for header in ("id", "quantity"):
        table.add_column(header, overflow="fold")
    for header in ("published", "forecast", ""):
        table.add_column(header, justify="right")
    for forecast in forecasts:
        table.add_row(
            forecast.target.id,
            forecast.target.label,
            forecast.target.published,
            with_interval(forecast.middle, (forecast.low, forecast.high), ".4g"),
            "outside" if forecast.is_outside else "",
        )
    return table


def save_scores(file: Path, scores: Mapping[str, xr.Dataset]) -> None:
    """Write a row for each measured lag and posterior."""
    forecasters = ("model", *RIVALS)
    head = ["posterior", "until", "target", "release", "observed", "rank", "in_50", "in_90"]
    rows = [
        _score_row(name, of_posterior, target, forecasters)
        for name, of_posterior in scores.items()
        for target in of_posterior["target"].values
    ]
    write_rows_of_text(file, [head + [f"crps_{name}" for name in forecasters], *rows])


def _score_row(
    name: str, scores: xr.Dataset, target: str, forecasters: Sequence[str]
) -> list[object]:
    row = scores.sel(target=target)
    return [
        *(name, scores.attrs["until"], target, row["release"].item()),
        *(row["observed"].item(), round(row["rank"].item(), 4)),
        *(int(row["within"].sel(part=part)) for part in (0.5, 0.9)),
        *(round(row["crps"].sel(forecaster=f).item(), 3) for f in forecasters),
    ]


def verdict(scores: xr.Dataset, shifts: Mapping[str, float]) -> str:
    """A sentence on the result of the back-test, and on the members with the best forecasts."""
    means = by_release(scores)["crps"]
    model = float(means.sel(forecaster="model"))
    rivals = {rival: float(means.sel(forecaster=rival)) for rival in RIVALS}
    best = min(rivals, key=lambda rival: rivals[rival])
    side = "beats" if model < rivals[best] else "does not beat"
    bias = float(scores["rank"].mean())
    centre = "below" if bias < 0.5 else "above"
    first, second, *_ = shifts.items()
    return (
        f"{scores.attrs['posterior']} {side} its best rival, {best.replace('_', ' ')}: CRPS "
        f"{model:.2f} against {rivals[best]:.2f} months. The measurements lie {centre} the "
        f"middle of the forecasts (mean rank {bias:.2f}). The best members differ from the rest "
        f"most in: {first[0]} ({first[1]:+.1f} sd), {second[0]} ({second[1]:+.1f} sd)."
    )


def score_rows() -> list[tuple[str, ...]]:
    """The head and a row for each posterior whose scores ship."""
    head = ("posterior", "lags on releases", "CRPS", "random walk", "it stays", "know nothing",
            "in 50%", "in 90%")  # fmt: skip
    return [
        head,
        *(
            (f"`{name}`", f"{means['rows']:.0f} on {means['releases']:.0f}",
             *(f"{means[f'crps_{who}']:.2f}"
               for who in ("model", "random_walk", "it_stays", "know_nothing")),
             *(f"{means[part]:.0%}" for part in ("in_50", "in_90")))
            for name, means in shipped_scores().iterrows()
        ),
    ]  # fmt: skip
