"""Text alternatives of figures, for readers who cannot see them; computed from the same data."""

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.price import typical
from sim.analysis.score_rows import best_opponent
from sim.report.sentences_on_causes import by_size
from sim.report.sentences_on_lag import lag_at
from sim.tables.run import reported_months
from sim.tables.sensitivity import OUTCOME_NAMES, in_order, leading
from sim.tables.words import (
    ROUNDS_TO_ZERO,
    in_words,
    interval_in_words,
    join_names,
    month_in_words,
    months,
    quoted,
)

MOST_ENTRIES = 4
"""Inputs or regimes that a text lists with their values."""


def alt_text_of_fan(run: xr.Dataset) -> str:
    """Describe the fan chart: medians at set dates, the spread at the end, and the change."""
    ends = [month for month in reported_months(run) if month >= _first_mean(run)]
    medians = [f"{np.median(lag_at(run, month)):.1f} in {month_in_words(month)}" for month in ends]
    lags = lag_at(run, ends[-1])
    text = (
        f"Fan chart of the lag under {quoted(run.attrs['scenario'])} against time. Medians in "
        f"months: {', '.join(medians)}. At the end 90% of members lie between "
        f"{interval_in_words(lags)}."
    )
    change = lag_at(run, ends[-1], "capability_lag_mean_change")
    if not (change != 0).any():
        return text
    return (
        f"{text} The second panel shows the change against {quoted(run.attrs['reference'])}, on "
        f"average {change.mean():+.1f} months at the end."
    )


def _first_mean(run: xr.Dataset) -> str:
    """The first month for which there is a mean over twelve months."""
    return str(run["time"].values.astype("datetime64[M]")[min(11, run.sizes["time"] - 1)])


def alt_text_of_attribution(attribution: xr.Dataset) -> str:
    """Describe the bars of the instruments and the heat map of pairs."""
    means = attribution["shapley"].mean("member")
    entries = [
        f"{in_words(name)} {float(means.sel(instrument=name)):+.1f}"
        for name in by_size(attribution)
    ]
    return (
        "Bars with each instrument’s share in the change of the lag, and a heat map of pairs. "
        f"Means in months: {', '.join(entries)}."
    )


def alt_text_of_indices(indices: xr.Dataset) -> str:
    """Describe the indices of the inputs that matter most, of the lag and of its change."""
    parts = []
    for outcome in ("capability_lag", "capability_lag_change"):
        of_outcome = indices.sel(outcome=outcome)
        if not np.isfinite(of_outcome["total_order"]).any():
            parts.append(f"{OUTCOME_NAMES[outcome]} does not vary")
            continue
        total = of_outcome["total_order"]
        names = leading(of_outcome, MOST_ENTRIES)
        entries = join_names(
            [f"{in_words(name)} {float(total.sel(input=name)):.2f}" for name in names]
        )
        parts.append(f"for {OUTCOME_NAMES[outcome]}, the largest are {entries}")
    return f"Total-order index of each input, points with intervals: {'; '.join(parts)}."


def alt_text_of_regrets(regrets: xr.Dataset) -> str:
    """Describe the regret of regimes, the smallest worst case first."""
    ordered = in_order(regrets).isel(scenario=slice(MOST_ENTRIES))
    entries = [
        f"{quoted(str(name))} {float(ordered['mean_regret'].sel(scenario=name)):.1f} and "
        f"{float(ordered['worst_regret'].sel(scenario=name)):.1f}"
        for name in ordered["scenario"].values
    ]
    return (
        "Points with the sender’s regret under each regime, the smallest worst case on top. Mean "
        f"and largest regret in months: {'; '.join(entries)}."
    )


def alt_text_of_costs(costs: xr.Dataset) -> str:
    """Describe the lag gained against the costs to the sender."""
    means = typical(costs)
    order = np.argsort(-means["lag_gained"].values, kind="stable")[:MOST_ENTRIES]
    entries = [_lag_and_cost(means.isel(scenario=int(place))) for place in order]
    return (
        "Two scatter plots of regimes, lag gained against lost sales and against forgone returns. "
        f"The longest lags: {'; '.join(entries)}."
    )


def _lag_and_cost(row: xr.Dataset) -> str:
    gained = float(row["lag_gained"])
    lag = "no lag" if abs(gained) < ROUNDS_TO_ZERO else f"{gained:+.1f} months"
    return (
        f"{quoted(str(row['scenario'].item()))} {lag} for {float(row['revenue_lost']):,.0f} bn USD"
    )


def alt_text_of_scores(scores: pd.DataFrame) -> str:
    """Describe the error of the model and its rivals by posterior."""
    entries = []
    for name, row in scores.iterrows():
        best = float(row[f"crps_{best_opponent(row)}"])
        entries.append(f"{name} {months(float(row['crps_model']))} against {months(best)}")
    return (
        "Points with the error of the model and of its rivals for each posterior. The model "
        f"against the best rival: {'; '.join(entries)}."
    )
