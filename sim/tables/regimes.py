"""Comparisons, attributions, costs and splits as tables for the terminal."""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from rich.table import Table

from sim.analysis.price import on_frontier, typical
from sim.calibration.measures import at_end_of
from sim.calibration.targets import FOLLOWER
from sim.tables.effects import SHARES, effect_cells, effect_header
from sim.tables.intervals import mean_with_interval, median_with_interval
from sim.tables.style import narrow_table
from sim.tables.words import in_words, join_names, quoted, regime_in_words


def comparison_table(comparison: xr.Dataset, month: str, follower: str = FOLLOWER) -> Table:
    """Lag, compute and investment of each regime at the end of a month.

    Parameters
    ----------
    comparison : xarray.Dataset
        Result of `compare`.
    month : str
        Month such as 2028-12.
    follower : str
        A region.
    """
    at_end = comparison.sel(region=follower).map(at_end_of, month=month)
    names = comparison["scenario"].values.tolist()
    reference = comparison.attrs["reference"]
    reference = reference if reference in names else names[0]
    table = narrow_table(
        f"Regimes at the end of {month}, {follower}", _how_to_read_regimes(comparison)
    )
    table.add_column("regime", no_wrap=True)
    headers = ["lag, months"]
    if is_paired(comparison):
        headers += [effect_header(reference), SHARES]
    headers += [header for name, (header, _) in AMOUNTS.items() if name in comparison]
    for header in headers:
        table.add_column(header, justify="right")
    for row in _rows_of_regimes(at_end, reference):
        table.add_row(*row)
    return table


AMOUNTS = {
    "compute_stock": ("chips,\nm H100e", "chips that labs own"),
    "rented_compute": ("rented,\nm H100e", "chips that they rent abroad"),
    "investment": ("money,\nbn USD", "money invested in twelve months, from all regions"),
}
"""Header and meaning of the columns of amounts; a comparison of stored runs may lack some."""


def is_paired(comparison: xr.Dataset) -> bool:
    """Whether the members of all regimes are the same, so that each has a change of its own."""
    return bool(comparison.attrs.get("paired", 1))


def _how_to_read_regimes(comparison: xr.Dataset) -> str:
    changes = "changes those of each member, with the shares whose lag is longer, the same and "
    if not is_paired(comparison):
        changes = "the runs have different members, so that no member has a change of its own"
    else:
        changes += "shorter, in %"
    amounts = "; ".join(meaning for name, (_, meaning) in AMOUNTS.items() if name in comparison)
    return (
        f"{comparison.sizes['member']:,} members; medians [90% interval]; lags are means over "
        f"twelve months; {changes}; {amounts}"
    )


def _rows_of_regimes(at_end: xr.Dataset, reference: str) -> Iterator[tuple[str, ...]]:
    base = at_end["capability_lag_mean"].sel(scenario=reference)
    for name in at_end["scenario"].values:
        of_regime = at_end.sel(scenario=name)
        change = (of_regime["capability_lag_mean"] - base).values
        effect = ("", "") if name == reference else effect_cells(change)
        yield (
            regime_in_words(str(name)),
            median_with_interval(of_regime["capability_lag_mean"].values, ".1f"),
            *(effect if is_paired(at_end) else ()),
            *(_amount(of_regime[amount]) for amount in AMOUNTS if amount in at_end),
        )


def _amount(values: xr.DataArray) -> str:
    """Median of an amount: chips in millions, money as it is."""
    median = float(np.median(values.values))
    return f"{median:,.0f}" if values.name == "investment" else f"{median / 1e6:z.2f}"


def attribution_table(attribution: xr.Dataset) -> Table:
    """Each instrument's share in the change of the lag, the largest first."""
    scenario, against = (
        regime_in_words(attribution.attrs[name]) for name in ("scenario", "against")
    )
    change = (attribution["lag"] - attribution["lag_against"]).values
    table = narrow_table(
        f"Shares of instruments: {scenario} against {against}, end of {attribution.attrs['date']}",
        f"months, mean of {attribution.sizes['member']:,} members [90% interval], and the shares "
        "of members in which it makes the lag longer, the same and shorter, in %; Shapley values "
        f"over {2 ** attribution.sizes['instrument']} coalitions; they add up to the mean change; "
        f"the follower's response is that under {scenario} throughout",
    )
    table.add_column("instrument")
    for header in ("share in the change", SHARES):
        table.add_column(header, justify="right")
    means = attribution["shapley"].mean("member")
    for name in attribution["instrument"].values[np.argsort(-np.abs(means.values))]:
        values = attribution["shapley"].sel(instrument=name).values
        table.add_row(
            in_words(str(name)), mean_with_interval(values, "+.2f"), effect_cells(values)[1]
        )
    table.add_section()
    median, shares = effect_cells(change)
    table.add_row("all", mean_with_interval(change, "+.2f"), shares)
    table.add_row("all, median", median, "")
    return table


MOST_PAIRS_IN_TABLE = 8
"""Largest number of pairs in the table of interactions."""


def interaction_table(attribution: xr.Dataset) -> Table:
    """The pairs of instruments with the largest interactions."""
    names = [in_words(str(name)) for name in attribution["instrument"].values]
    pairs = [(i, j) for i in range(len(names)) for j in range(i)]
    values = attribution["interaction"].values
    pairs.sort(key=lambda pair: -abs(values[pair].mean()))
    table = narrow_table(
        "Interactions: the joint effect of two instruments beyond each alone",
        "months, mean [90% interval]; below zero, one has less effect if the other is in force",
    )
    table.add_column("instruments")
    table.add_column("interaction", justify="right")
    for i, j in pairs[:MOST_PAIRS_IN_TABLE]:
        pair = values[i, j]
        table.add_row(f"{names[j]}, {names[i]}", mean_with_interval(pair, "+.2f"))
    return table


def judged_table(judged: xr.Dataset) -> Table:
    """Change of the lag if the judged levels of each instrument were weaker or stronger."""
    table = narrow_table(
        f"Judged levels moved halfway to none or to full, end of {judged.attrs['month']}",
        f"change of the mean lag over twelve months, {judged.sizes['member']:,} members: median "
        "[90% interval], months",
    )
    table.add_column("instrument")
    for direction in judged["direction"].values:
        table.add_column(str(direction), justify="right")
    for name in judged["instrument"].values:
        changes = judged["change"].sel(instrument=name).values
        cells = (median_with_interval(of_way, "+.1f") for of_way in changes)
        table.add_row(in_words(str(name)), *cells)
    return table


def price_table(costs: xr.Dataset) -> Table:
    """Gains, regret and costs of each regime, the longest lag first."""
    table = narrow_table(
        f"Lag, regret and costs, compared with {in_words(costs.attrs['against'])}, "
        f"end of {costs.attrs['date'][:7]}",
        f"{costs.sizes['member']:,} members; lag: mean of twelve months, median of members' own "
        "changes; regret: months by which the best of these regimes makes the lag longer; costs: "
        "means, money in bn USD, summed from the start, except the return, which is for a year; "
        "chips and money are the follower's; negative costs are gains\n"
        f"{frontier_in_words(costs)}",
    )
    table.add_column("regime", no_wrap=True)
    for header in (
        *("lag,\nmonths", "regret,\nmean", "95% of\nmembers", "sales\nlost", "roadmap\nslowed"),
        *("return\nforgone", "chips\nlost", "money\nlost"),
    ):
        table.add_column(header, justify="right")
    means = typical(costs)
    for place in np.argsort(-means["lag_gained"].values):
        row = means.isel(scenario=int(place))
        table.add_row(
            in_words(row["scenario"].item()),
            f"{float(row['lag_gained']):+z.1f}",
            *(f"{float(row[name]):z.1f}" for name in ("mean_regret", "regret_95")),
            f"{float(row['revenue_lost']):z,.0f}",
            f"{float(row['roadmap_slowed']):z.0%}",
            f"{float(row['return_forgone']):z,.1f}",
            part_lost(float(row["compute_lost"])),
            f"{float(row['money_lost']):z,.0f}",
        )
    return table


def part_lost(part: float) -> str:
    """A lost share in per cent; if more than doubled instead, how many times as much there is."""
    return f"{part:z.0%}" if part >= -1.0 else f"{1.0 - part:z.1f} times"


def frontier_in_words(costs: xr.Dataset) -> str:
    """The regimes that no other beats at lower costs, the cheapest first."""
    sales = costs["revenue_lost"].mean("member").values
    best = on_frontier(costs)
    order = np.argsort(sales[best], kind="stable")
    names = [quoted(str(name)) for name in costs["scenario"].values[best][order]]
    return (
        f"For {len(names)} of {costs.sizes['scenario']} regimes, no other regime has as little "
        f"regret for fewer lost sales. The cheapest first: {join_names(names)}."
    )


def split_table(split: xr.DataArray, title: str) -> Table:
    """Components of the lag."""
    table = narrow_table(title, "months, mean of members [90% interval]; the components add up")
    table.add_column("the follower is behind in")
    table.add_column("months of the lag", justify="right")
    total = split.sum("part").values
    for part in split["part"].values:
        values = split.sel(part=part).values
        table.add_row(str(part).replace("_", " "), mean_with_interval(values, "+.1f"))
    table.add_section()
    table.add_row("all", mean_with_interval(total, "+.1f"))
    return table
