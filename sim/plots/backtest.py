"""The figure of the back-test: measured lags over the fan, scores against rivals, ranks."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.calibration.targets import FOLLOWER, LEADER, Target, months_of
from sim.plots.fan import draw_fan
from sim.plots.palette import GREEN, INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.style import (
    LEGEND,
    add_title,
    draw_zero,
    dress,
    new_figure,
    save_figure,
)

MARKS = {"ECI": "o", "Artificial Analysis": "^", "LMArena": "s"}
FORECASTERS = {
    "model": ("D", SCENARIO_COLOUR),
    "random_walk": ("x", REFERENCE_COLOUR),
    "it_stays": ("+", GREEN),
    "know_nothing": ("|", INK),
}
"""Mark and colour of each forecaster, from the palette of Okabe and Ito."""

RANK_BINS = 5
FIRST_MONTH_DRAWN = np.datetime64("2022-01")


def save_backtest(
    dataset: xr.Dataset,
    lags: Sequence[Target],
    scored: Mapping[str, xr.Dataset],
    path: str | Path,
) -> None:
    """Save the figure of the back-test.

    Parameters
    ----------
    dataset : xarray.Dataset
        Members of the first posterior, to the end of the record.
    lags : sequence of Target
        Measured lags and bounds, before the cut-off and after.
    scored : mapping of str to Dataset
        Scores by posterior; the first one is that of the members.
    path : str or Path
        PNG file to write.
    """
    figure = new_figure(7.4)
    grid = figure.add_gridspec(2, 2, height_ratios=(1.5, 1))
    first = next(iter(scored.values()))
    _draw_lags(figure.add_subplot(grid[0, :]), dataset, lags, first)
    _draw_scores(figure.add_subplot(grid[1, 0]), scored)
    _draw_ranks(figure.add_subplot(grid[1, 1]), first)
    add_title(figure, f"Forecasts of {first.attrs['posterior']} after {first.attrs['until']}")
    save_figure(figure, path)


def _draw_lags(axes: Axes, dataset: xr.Dataset, lags: Sequence[Target], first: xr.Dataset) -> None:
    series = dataset["measured_capability_lag"].sel(region=FOLLOWER)
    months = dataset["time_bnds"].isel(bnds=1).values
    drawn = months >= FIRST_MONTH_DRAWN
    pooled = series.transpose("index", "member", "time").values
    pooled = pooled.reshape(-1, pooled.shape[-1])[:, drawn]
    draw_fan(axes, months[drawn], pooled, SCENARIO_COLOUR)
    for target in lags:
        end = (months_of(target.period)[1] + np.timedelta64(1, "M")).astype("datetime64[D]")
        later = target.id in first["target"].values
        bound = target.kind == "bound"
        axes.plot(
            end,
            float((target.low if bound else target.value) or 0.0),
            marker=r"$\uparrow$" if bound else MARKS[target.of],
            color=REFERENCE_COLOUR if later else INK,
            markerfacecolor=REFERENCE_COLOUR if later else "white",
            markersize=7,
            linestyle="none",
        )
    for name, mark in MARKS.items():
        axes.plot([], [], mark, color=INK, markerfacecolor="white", label=name)
    axes.plot([], [], marker=r"$\uparrow$", color=INK, label="a lower bound", linestyle="none")
    axes.plot([], [], "o", color=REFERENCE_COLOUR, label="after the cut-off")
    axes.axvline(
        date2num(date.fromisoformat(first.attrs["until"])), color=INK, linewidth=0.8, linestyle=":"
    )
    draw_zero(axes, "y")
    axes.legend(loc="upper left", ncols=2, **LEGEND)
    dress(axes, y=f"measured lag of {FOLLOWER} behind the {LEADER}, months", grid="both")


def score_figure(scores: pd.DataFrame) -> Figure:
    """Draw only the scores.

    Parameters
    ----------
    scores : pandas.DataFrame
        Result of `sim.calibration.shipped.shipped_scores`, a row for each posterior.
    """
    figure = new_figure(1.6 + 0.45 * len(scores))
    _draw_means(
        figure.subplots(),
        {
            str(posterior): {name: float(row[f"crps_{name}"]) for name in FORECASTERS}
            for posterior, row in scores.iterrows()
        },
    )
    return figure


def _draw_scores(axes: Axes, scored: Mapping[str, xr.Dataset]) -> None:
    means = {}
    for posterior, of_posterior in scored.items():
        crps = of_posterior["crps"].groupby("release").mean().mean("release")
        means[posterior] = {name: float(crps.sel(forecaster=name)) for name in FORECASTERS}
    _draw_means(axes, means)


def _draw_means(axes: Axes, means: Mapping[str, Mapping[str, float]]) -> None:
    """Draw the mean score of each forecaster, a line for each posterior."""
    for place, of_posterior in enumerate(means.values()):
        for name, (mark, colour) in FORECASTERS.items():
            axes.plot(
                of_posterior[name],
                -place,
                mark,
                color=colour,
                markersize=8,
                label=name.replace("_", " ") if place == 0 else None,
            )
    axes.set_yticks([-place for place in range(len(means))], list(means))
    axes.set_xlim(left=0)
    axes.set_ylim(-len(means) + 0.5, 0.9)
    axes.legend(loc="upper right", ncols=2, **LEGEND)
    dress(axes, x="CRPS, months (lower is better)", grid="both")


def _draw_ranks(axes: Axes, first: xr.Dataset) -> None:
    axes.hist(
        first["rank"].values, bins=np.linspace(0, 1, RANK_BINS + 1).tolist(), color=SCENARIO_COLOUR
    )
    axes.axhline(first.sizes["target"] / RANK_BINS, color=INK, linewidth=0.8, linestyle=":")
    dress(axes, x="rank of the measurement among members", y="measurements", grid="both")
