"""Sentences on what a lag costs the sender, and on what the sender forgoes."""

import numpy as np
import xarray as xr

from sim.analysis.changes import lower_ends
from sim.analysis.price import typical
from sim.calibration.targets import FOLLOWER
from sim.tables.words import REGIONS, ROUNDS_TO_ZERO, money, months, quoted, share

LEAST_DIFFERENCE = 0.5
"""Difference between two costs, bn USD, below which they count as equal."""


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
    return f"{money(value)} of {of}{'' if value > 0 else ' (a gain)'}"


def _fewer(part: xr.DataArray) -> str:
    value = float(part)
    if value < -1.0:
        return f"{1.0 - value:.1f} times as many"
    return f"{share(abs(value))} {'fewer' if value >= 0 else 'more'}"


def sentence_stricter_cheaper(costs: xr.Dataset) -> str:
    """Why a stricter regime costs its sender less sales than a looser one; empty if none does."""
    names = costs["scenario"].values
    lost = costs["revenue_lost"].values
    saved = np.where(costs["stricter"].values == 1, lower_ends(lost[None, :] - lost[:, None]), 0.0)
    strict, loose = np.unravel_index(int(saved.argmax()), saved.shape)
    if saved[strict, loose] < LEAST_DIFFERENCE:
        return ""
    less = float((lost[loose] - lost[strict]).mean())
    there = costs["revenue_lost_there"].mean("member").values
    more_there = there[strict] - there[loose]
    more_elsewhere = less + more_there
    return (
        f"{quoted(str(names[strict]))} is stricter than {quoted(str(names[loose]))}, yet costs the "
        f"sender’s designers {money(less)} less in sales on average. They sell "
        f"{_more_or_less(-more_there)} in {REGIONS[FOLLOWER]} and {_more_or_less(more_elsewhere)} "
        "elsewhere."
    )


def _more_or_less(sales: float) -> str:
    if abs(sales) < LEAST_DIFFERENCE:
        return "as much"
    return f"{money(abs(sales))} {'more' if sales > 0 else 'less'}"


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
