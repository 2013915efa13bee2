"""The figure of the back-test: fans with what came, skill by horizon, and ranks."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.analysis.backtest import MODEL, OPPONENTS
from sim.analysis.facts import Fact, all_facts
from sim.analysis.goals import BASELINE
from sim.analysis.origins import HORIZONS, rolling, select
from sim.analysis.skill_tests import compare
from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.fan import draw_bands
from sim.plots.measured import MARKERS
from sim.plots.palette import GREEN, INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    LEGEND,
    WIDTH,
    add_caption,
    add_title,
    draw_zero,
    dress,
    is_narrow,
    new_figure,
    save_figure,
)
from sim.tables.words import in_words

FORECASTERS = {
    MODEL: ("D", SCENARIO_COLOUR),
    "prior": ("o", REFERENCE_COLOUR),
    "random_walk": ("x", INK),
    "it_stays": ("+", GREEN),
    "mean_so_far": ("_", GREEN),
    "trend": ("v", INK),
    "gap_over_pace": ("s", GREEN),
    "uniform_12": ("|", REFERENCE_COLOUR),
    "uniform_24": ("|", INK),
}
"""Mark and colour of each forecaster, from the palette of Okabe and Ito."""

DRAWN = (MODEL, "prior", "it_stays", "gap_over_pace", "uniform_12")
"""Forecasters whose skill is drawn by horizon."""

RANK_BINS = 5
FIRST_MONTH_DRAWN = np.datetime64("2022-01")


def save_backtest(cases: xr.Dataset, fans: xr.Dataset, path: str | Path) -> None:
    """Save the figure of the back-test.

    Parameters
    ----------
    cases, fans : xarray.Dataset
        Scores and fans of `sim.analysis.backtest`.
    path : str or Path
        PNG file to write.
    """
    figure = new_figure(7.4)
    first_of_year = origins_drawn(fans)
    rows = figure.add_gridspec(2, 1, height_ratios=(1.3, 1))
    grid = rows[0].subgridspec(1, len(first_of_year))
    panels = np.atleast_1d(np.asarray(grid.subplots(sharey=True)))
    for axes, name in zip(panels, first_of_year, strict=True):
        _draw_fan(axes, fans.sel(origin=name))
    panels[0].set_ylabel(f"measured lag of {FOLLOWER} behind the {LEADER}, months")
    _name_marks(panels[0])
    below = rows[1].subgridspec(1, 2)
    lags = select(rolling(cases), channel="lag")
    _draw_skill(figure.add_subplot(below[0]), lags)
    _draw_ranks(figure.add_subplot(below[1]), lags)
    add_title(figure, "Forecasts of the lag from past origins, and what came")
    about = (
        f"{cases.attrs['members']:,} members, seed {cases.attrs['seed']}; bands hold 50% and 90%."
    )
    source = source_line(cases.attrs, measured=True, drawn_from=POSTERIORS)
    add_caption(figure, f"{about}\n{source}")
    save_figure(figure, path)


def origins_drawn(fans: xr.Dataset) -> list[str]:
    """The first origin of each year."""
    first: dict[str, str] = {}
    pairs = zip(fans["cut_off"].values, fans["origin"].values, strict=True)
    for cut_off, name in sorted(pairs):
        first.setdefault(str(cut_off)[:4], str(name))
    return list(first.values())


def _draw_fan(axes: Axes, fan: xr.Dataset) -> None:
    """Quantiles, averaged over indices, with the lags before and after the cut-off."""
    cut_off = np.datetime64(str(fan["cut_off"].values), "M")
    months = fan["time"].values.astype("datetime64[M]")
    drawn = months >= FIRST_MONTH_DRAWN
    ends = _end_of(months[drawn])
    values = fan["fan"].mean("index").transpose("part", "time").values[:, drawn]
    draw_bands(axes, ends, values, SCENARIO_COLOUR)
    for fact in all_facts():
        if fact.measure == "measured_lag" and fact.kind == "value":
            _mark(axes, fact, later=bool(fact.end > cut_off))
    axes.axvline(date2num(_end_of(cut_off)), color=INK, linewidth=0.8, linestyle=":")
    draw_zero(axes, "y")
    dress(axes, title=f"{fan['origin'].item()}, to {cut_off}", grid="both")
    axes.tick_params("x", rotation=45)


def _end_of(month: np.ndarray | np.datetime64) -> np.ndarray:
    return np.asarray((month + np.timedelta64(1, "M")).astype("datetime64[D]"))


def _mark(axes: Axes, fact: Fact, *, later: bool) -> None:
    colour = REFERENCE_COLOUR if later else INK
    axes.plot(
        _end_of(fact.end),
        fact.value,
        marker=MARKERS[fact.of],
        color=colour,
        markerfacecolor=colour if later else "white",
        markersize=4,
        linestyle="none",
    )


def _name_marks(axes: Axes) -> None:
    for name, mark in MARKERS.items():
        axes.plot([], [], mark, color=INK, markerfacecolor="white", label=name)
    axes.plot([], [], "o", color=REFERENCE_COLOUR, label="after the cut-off")
    axes.legend(loc="upper left", **LEGEND)


def _draw_skill(axes: Axes, lags: xr.Dataset) -> None:
    """Skill against the random walk by horizon; lines that nothing was scored on are left out."""
    for place, name in enumerate(DRAWN):
        mark, colour = FORECASTERS[name]
        found = {h: compare(select(lags, horizon=h), name, BASELINE) for h in HORIZONS}
        scored = [h for h, each in found.items() if each.cases]
        offset = 0.15 * (place - len(DRAWN) / 2)
        axes.plot(
            [h + offset for h in scored],
            [found[h].skill for h in scored],
            marker=mark,
            color=colour,
            linewidth=1,
            label=in_words(name),
        )
        if name == MODEL:
            for h in scored:
                ends = [-end / found[h].other for end in (found[h].low, found[h].high)]
                axes.plot([h + offset] * 2, ends, color=colour, linewidth=3, alpha=0.4)
    draw_zero(axes, "y")
    axes.set_xticks(HORIZONS)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, **LEGEND)
    dress(axes, x="months ahead", y=f"skill against the {in_words(BASELINE)}", grid="both")


def _draw_ranks(axes: Axes, lags: xr.Dataset) -> None:
    ranks = lags["rank"].sel(forecaster=MODEL).values
    axes.hist(ranks, bins=np.linspace(0, 1, RANK_BINS + 1).tolist(), color=SCENARIO_COLOUR)
    axes.axhline(len(ranks) / RANK_BINS, color=INK, linewidth=0.8, linestyle=":")
    dress(axes, x="rank of what came among members", y="measured lags", grid="both")


def score_figure(scores: pd.DataFrame, width: float = WIDTH) -> Figure:
    """Draw only the scores.

    Parameters
    ----------
    scores : pandas.DataFrame
        Result of `sim.analysis.score_rows.summary`, a row for each posterior.
    width : float
        Of the figure, inches.
    """
    figure = new_figure(2.4 + 0.45 * len(scores), width)
    _draw_means(
        figure.subplots(),
        {
            str(posterior): {name: float(row[f"crps_{name}"]) for name in (MODEL, *OPPONENTS)}
            for posterior, row in scores.iterrows()
        },
    )
    add_caption(figure, source_line({}, measured=True, drawn_from=POSTERIORS))
    return figure


POSTERIORS = "the posterior named, with facts to its cut-off"
"""What the members of a back-test are drawn from."""


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
                label=in_words(name) if place == 0 else None,
                linestyle="none",
            )
    axes.set_yticks([-place for place in range(len(means))], list(means))
    axes.set_xlim(left=0)
    axes.set_ylim(-len(means) + 0.5, 0.5)
    columns = 2 if is_narrow(axes) else 4
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, **LEGEND)
    dress(axes, x="CRPS, months (lower is better)", grid="both")
