"""Sentences on the sender's regret, and on what a lag costs."""

import numpy as np
import xarray as xr

from sim.analysis.price import frontier, typical
from sim.tables.words import ROUNDS_TO_ZERO, join_names, months, quoted, share

ROBUST_SHARE = 0.9
"""Share of resamples above which a choice does not depend on a few members."""


def sentence_regret(regrets: xr.Dataset) -> str:
    """The regime with the smallest worst-case regret, and whether a few members decide it."""
    name = regrets.attrs["least_bad"]
    worst = float(regrets["worst_regret"].sel(scenario=name))
    often = float(regrets["least_bad_share"].sel(scenario=name))
    depends = "does not depend" if often >= ROBUST_SHARE else "depends"
    others = f"another of the {regrets.sizes['scenario']} regimes"
    bound = (
        f"in no member would {others} give a longer lag"
        if worst < ROUNDS_TO_ZERO
        else f"in no member would {others} make the lag more than {months(worst)} longer"
    )
    return (
        f"{quoted(name)} has the smallest regret in its worst case: {bound}. The same holds in "
        f"{share(often)} of resamples of the members, so the choice {depends} on a few members."
    )


def sentence_most_regret(regrets: xr.Dataset) -> str:
    """Which regimes have the smallest and the largest regret on average."""
    means = regrets["mean_regret"]
    places = (np.argmin(means.values), np.argmax(means.values))
    best, worst = (str(means["scenario"].values[place]) for place in places)
    same = best == regrets.attrs["least_bad"]
    also = "It also has" if same else f"{quoted(best)} has"
    return (
        f"{also} the smallest regret on average, {months(float(means.min()))}; {quoted(worst)} has "
        f"the largest, {months(float(means.max()))}."
    )


def sentence_longest_lag(costs: xr.Dataset) -> str:
    """What the regime with the longest lag gains and costs."""
    means = typical(costs)
    first = str(means["scenario"].values[np.argmax(means["lag_gained"].values)])
    row = means.sel(scenario=first)
    gained, against = float(row["lag_gained"]), quoted(costs.attrs["against"])
    if gained < ROUNDS_TO_ZERO:
        return f"No regime makes the lag longer than under {against} at the median."
    return (
        f"{quoted(first)} makes the lag longest, {months(gained)} more than under {against}, the "
        "median of members’ own changes. On average the losses are "
        f"{_lost(row['revenue_lost'], 'sales')} for the sender’s designers, "
        f"{_lost(row['return_forgone'], 'returns a year')} for its investors and "
        f"{_lost(row['money_lost'], 'investment')} for the follower, who has "
        f"{_fewer(row['compute_lost'])} chips."
    )


def _lost(amount: xr.DataArray, of: str) -> str:
    """An amount that is lost; a negative one is a gain."""
    value = float(amount)
    if round(abs(value), 1) == 0.0:
        return f"no {of}"
    return f"{value:,.1f} bn USD of {of}{'' if value > 0 else ' (a gain)'}"


def _fewer(part: xr.DataArray) -> str:
    value = float(part)
    return f"{share(abs(value))} {'fewer' if value >= 0 else 'more'}"


def sentence_frontier(costs: xr.Dataset) -> str:
    """Which regimes lie on the frontier of lag and lost sales."""
    means = typical(costs)
    best = frontier(means["revenue_lost"].values, means["lag_gained"].values)
    order = np.argsort(means["revenue_lost"].values[best], kind="stable")
    names = [quoted(str(name)) for name in means["scenario"].values[best][order]]
    count = costs.sizes["scenario"]
    return (
        f"For {len(names)} of {count} regimes, no other regime gives as long a lag for fewer lost "
        f"sales (median lag, mean sales). The cheapest first: {join_names(names)}."
    )


def sentence_trade_off(costs: xr.Dataset) -> str:
    """How often the regime that costs most sales makes the lag longer."""
    others = costs.sel(scenario=costs["scenario"] != costs.attrs["against"])
    if others.sizes["scenario"] == 0:
        return ""
    means = others.mean("member")
    name = str(means["scenario"].values[np.argmax(means["revenue_lost"].values)])
    lag = float((others["lag_gained"].sel(scenario=name) > 0).mean())
    cost = float(means["revenue_lost"].sel(scenario=name))
    if cost <= 0.0:
        return f"No regime costs the sender sales, compared with {quoted(costs.attrs['against'])}."
    return (
        f"The regime that costs most sales is {quoted(name)}, {cost:,.0f} bn USD; it makes the lag "
        f"longer in {share(lag)} of members."
    )
