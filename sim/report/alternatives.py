"""What figures show, in words, for those who do not see them; computed as the figures are."""

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.backtest import RIVALS
from sim.report.said_of_causes import by_size
from sim.report.said_of_lag import lag_at
from sim.tables.run import reported_months
from sim.tables.sensitivity import SAID, in_order, leading
from sim.tables.words import LESS_THAN_SAID, between, listed, month_said, months, quoted, said

TOLD = 4
"""Instruments, inputs or regimes whose values are told one by one."""


def alternative_fan(run: xr.Dataset) -> str:
    """The fan chart: medians at set dates, the spread at the end, and the change."""
    ends = [month for month in reported_months(run) if month >= _first_mean(run)]
    medians = [f"{np.median(lag_at(run, month)):.1f} in {month_said(month)}" for month in ends]
    lags = lag_at(run, ends[-1])
    text = (
        f"Fan chart of the lag under {quoted(run.attrs['scenario'])} against time. Medians in "
        f"months: {', '.join(medians)}. At the end 90% of members lie between {between(lags)}."
    )
    change = lag_at(run, ends[-1], "capability_lag_mean_change")
    if not (change != 0).any():
        return text
    return (
        f"{text} The second panel shows the change against {quoted(run.attrs['reference'])}, on "
        f"average {change.mean():+.1f} months at the end."
    )


def _first_mean(run: xr.Dataset) -> str:
    """The first month at which a mean over twelve months is known."""
    return str(run["time"].values.astype("datetime64[M]")[min(11, run.sizes["time"] - 1)])


def alternative_attribution(shared: xr.Dataset) -> str:
    """Bars of instruments, and the heat map beside them."""
    means = shared["shapley"].mean("member")
    told = [f"{said(name)} {float(means.sel(instrument=name)):+.1f}" for name in by_size(shared)]
    return (
        "Bars with the part of each instrument in the change of the lag, and a heat map of pairs. "
        f"Mean months: {', '.join(told)}."
    )


def alternative_sensitivity(found: xr.Dataset) -> str:
    """Indices of the inputs that matter most, of the lag and of its change."""
    parts = []
    for outcome in ("capability_lag", "capability_lag_change"):
        of_outcome = found.sel(outcome=outcome)
        if not np.isfinite(of_outcome["total_order"]).any():
            parts.append(f"{SAID[outcome]} does not vary")
            continue
        total = of_outcome["total_order"]
        names = leading(of_outcome, TOLD)
        told = listed([f"{said(name)} {float(total.sel(input=name)):.2f}" for name in names])
        parts.append(f"for {SAID[outcome]}, the largest are {told}")
    return f"Points with intervals, the total order of each input: {'; '.join(parts)}."


def alternative_regret(regretted: xr.Dataset) -> str:
    """Mean, 95% and worst regret of regimes, those least bad in the worst case first."""
    ordered = in_order(regretted).isel(scenario=slice(TOLD))
    told = [
        f"{quoted(str(name))} {float(ordered['mean_regret'].sel(scenario=name)):.1f} and "
        f"{float(ordered['worst_regret'].sel(scenario=name)):.1f}"
        for name in ordered["scenario"].values
    ]
    return (
        "Points with the sender’s regret under each regime, the smallest worst case on top. Months "
        f"on average and of the worst member: {'; '.join(told)}."
    )


def alternative_price(priced: xr.Dataset) -> str:
    """Lag gained against what the sender pays."""
    means = priced.mean("member")
    order = np.argsort(-means["lag_gained"].values, kind="stable")[:TOLD]
    told = [_bought(means.isel(scenario=int(place))) for place in order]
    return (
        "Two scatter plots of regimes, lag gained against lost sales and against forgone returns. "
        f"The longest lags: {'; '.join(told)}."
    )


def _bought(row: xr.Dataset) -> str:
    gained = float(row["lag_gained"])
    lag = "no lag" if abs(gained) < LESS_THAN_SAID else f"{gained:+.1f} months"
    return (
        f"{quoted(str(row['scenario'].item()))} {lag} for {float(row['revenue_lost']):,.0f} bn USD"
    )


def alternative_scores(scores: pd.DataFrame) -> str:
    """Error of the model and its rivals by posterior."""
    told = []
    for name, row in scores.iterrows():
        best = min(float(row[f"crps_{rival}"]) for rival in RIVALS)
        told.append(f"{name} {months(float(row['crps_model']))} against {months(best)}")
    return (
        "Points with the error of the model and of three rivals for each posterior. The model "
        f"against the best rival: {'; '.join(told)}."
    )
