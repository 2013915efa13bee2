"""Sentences about what the sender regrets, and what a lag costs."""

import numpy as np
import xarray as xr

from sim.analysis.price import frontier
from sim.tables.words import LESS_THAN_SAID, listed, months, quoted, share

FIRM = 0.9
"""Part of the resamples from which on a choice is one of all members."""


def sentence_regret(regretted: xr.Dataset) -> str:
    """The regime that is least bad in the worst case, and whether that hangs on few members."""
    name = regretted.attrs["least_bad"]
    worst = float(regretted["worst_regret"].sel(scenario=name))
    often = float(regretted["least_bad_share"].sel(scenario=name))
    few = "does not hang on few members" if often >= FIRM else "hangs on few members"
    others = f"another of the {regretted.sizes['scenario']} regimes"
    held = (
        f"on no member would {others} give a longer lag"
        if worst < LESS_THAN_SAID
        else f"on no member would {others} give more than {months(worst)} of lag more"
    )
    return (
        f"{quoted(name)} is the least bad in its worst case: {held}. It is so in {share(often)} of "
        f"resamples of the members: the choice {few}."
    )


def sentence_most_regret(regretted: xr.Dataset) -> str:
    """Whether the same regime is best on average, and which is worst."""
    means = regretted["mean_regret"]
    places = (np.argmin(means.values), np.argmax(means.values))
    best, worst = (str(means["scenario"].values[place]) for place in places)
    same = best == regretted.attrs["least_bad"]
    also = "It also has" if same else f"{quoted(best)} has"
    return (
        f"{also} the smallest regret on average, {months(float(means.min()))}; {quoted(worst)} has "
        f"the largest, {months(float(means.max()))}."
    )


def sentence_longest_lag(priced: xr.Dataset) -> str:
    """What the regime with the longest lag buys and costs."""
    means = priced.mean("member")
    first = str(means["scenario"].values[np.argmax(means["lag_gained"].values)])
    row = means.sel(scenario=first)
    gained, against = float(row["lag_gained"]), quoted(priced.attrs["against"])
    if gained < LESS_THAN_SAID:
        return f"No regime makes the lag longer than under {against} on average."
    return (
        f"{quoted(first)} makes the lag longest, {months(gained)} more than under {against} on "
        f"average. Of the sender’s designers that takes {_lost(row['revenue_lost'], 'sales')}, of "
        f"its investors {_lost(row['return_forgone'], 'returns a year')}, of the follower "
        f"{_lost(row['money_lost'], 'investment')}; the follower has {_fewer(row['compute_lost'])} "
        "chips."
    )


def _lost(amount: xr.DataArray, of: str) -> str:
    """An amount that is lost, or gained where it is negative."""
    value = float(amount)
    if round(abs(value), 1) == 0.0:
        return f"no {of}"
    return f"{abs(value):,.1f} bn USD of {of}{'' if value > 0 else ', which it gains'}"


def _fewer(part: xr.DataArray) -> str:
    value = float(part)
    return f"{share(abs(value))} {'fewer' if value >= 0 else 'more'}"


def sentence_frontier(priced: xr.Dataset) -> str:
    """Which regimes no other beats by lag and lost sales."""
    means = priced.mean("member")
    best = frontier(means["revenue_lost"].values, means["lag_gained"].values)
    order = np.argsort(means["revenue_lost"].values[best], kind="stable")
    names = [quoted(str(name)) for name in means["scenario"].values[best][order]]
    count = priced.sizes["scenario"]
    others = "each of the others is beaten" if len(names) < count else "there are no others"
    return (
        f"On average {len(names)} of {count} regimes are beaten by no other that buys as much lag "
        f"for fewer lost sales. The cheapest first: {listed(names)}; {others}."
    )


def sentence_trade_off(priced: xr.Dataset) -> str:
    """How often a regime that costs sales buys any lag."""
    of = priced.sel(scenario=priced["scenario"] != priced.attrs["against"])
    if of.sizes["scenario"] == 0:
        return ""
    means = of.mean("member")
    name = str(means["scenario"].values[np.argmax(means["revenue_lost"].values)])
    lag = float((of["lag_gained"].sel(scenario=name) > 0).mean())
    cost = float(means["revenue_lost"].sel(scenario=name))
    if cost <= 0.0:
        return f"No regime costs the sender sales against {quoted(priced.attrs['against'])}."
    return (
        f"The dearest by sales is {quoted(name)}, {cost:,.0f} bn USD, and it makes the lag longer "
        f"in {share(lag)} of members."
    )
