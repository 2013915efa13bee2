"""Text alternatives of figures, for readers who cannot see them; computed from the same data."""

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.score_rows import best_opponent
from sim.report.sentences_on_causes import by_size
from sim.report.sentences_on_lag import lag_at
from sim.tables.run import reported_months
from sim.tables.sensitivity import OUTCOME_NAMES, leading
from sim.tables.words import (
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
    medians = [f"{np.median(lag_at(run, month)):z.1f} in {month_in_words(month)}" for month in ends]
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
        f"average {change.mean():+z.1f} months at the end."
    )


def _first_mean(run: xr.Dataset) -> str:
    """The first month for which there is a mean over twelve months."""
    return str(run["time"].values.astype("datetime64[M]")[min(11, run.sizes["time"] - 1)])


def alt_text_of_attribution(attribution: xr.Dataset) -> str:
    """Describe the bars of the instruments and the heat map of pairs."""
    means = attribution["shapley"].mean("member")
    entries = [
        f"{in_words(name)} {float(means.sel(instrument=name)):+z.1f}"
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
            [f"{in_words(name)} {float(total.sel(input=name)):z.2f}" for name in names]
        )
        parts.append(f"for {OUTCOME_NAMES[outcome]}, the largest are {entries}")
    return f"Total-order index of each input, points with intervals: {'; '.join(parts)}."


def alt_text_of_costs(costs: xr.Dataset) -> str:
    """Describe the regret against the costs to the sender, the least regret first."""
    order = np.argsort(costs["mean_regret"].values, kind="stable")[:MOST_ENTRIES]
    sales = costs["revenue_lost"].mean("member").values
    entries = [
        f"{quoted(str(costs['scenario'].values[place]))} "
        f"{months(float(costs['mean_regret'].values[place]))} for {sales[place]:z,.0f} bn USD"
        for place in order
    ]
    return (
        "Scatter plots of regimes: mean regret against lost sales and against forgone returns. "
        f"The least regret: {'; '.join(entries)}."
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
