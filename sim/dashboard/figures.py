"""The figures of an answer, each drawn by one function from its dataset."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from sim.calibration.targets import FOLLOWER, LEADER
from sim.dashboard.lags import change, lag
from sim.dashboard.looks import (
    CHOSEN,
    GREY,
    GREY_MARKET,
    ORIGINS,
    PARTS,
    SUPPLIER_COLOURS,
)
from sim.dashboard.months import (
    FIRST_FULL_YEAR,
    Regimes,
    after_first_year,
    mark_of,
    months_of,
    short_month,
)
from sim.dashboard.sheet import Option, area, bars, line, plain, sheet
from sim.dashboard.summaries import REGIMES
from sim.plots.palette import INK, PURPLE, REFERENCE_COLOUR, SCENARIO_COLOUR


@dataclass(frozen=True)
class Figure:
    """A figure of the page.

    Attributes
    ----------
    title, caption : str
        Text above and below it.
    draw : callable
        Returns an option of ECharts, from the figure's dataset and its regimes.
    """

    title: str
    caption: str
    draw: Callable[[xr.Dataset, Regimes], Option]


def split(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of the components of the lag at the ends of some months."""
    ends = [str(month) for month in data["month"].values]
    names = {"chosen": "chosen", "reference": regimes.reference}
    columns = [(regime, month) for month in ends for regime in REGIMES]
    series = [
        {
            "type": "bar",
            "name": name,
            "stack": "lag",
            "itemStyle": {"color": colour},
            "data": plain(
                [float(data["split"].sel(regime=r, month=m, part=part)) for r, m in columns]
            ),
        }
        for part, (name, colour) in PARTS.items()
    ]
    return bars(
        [f"{short_month(month)}, {names[regime]}" for regime, month in columns],
        series,
        unit="months",
        legend=[name for name, _ in PARTS.values()],
        description="Months of lag that each channel accounts for, which add up to the mean lag.",
    )


def compute(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of the chips that labs own, and of those that China's labs rent abroad."""
    months, series, shown = months_of(data), [], []
    for region in (LEADER, FOLLOWER):
        name, colour = ORIGINS[region]
        stock = data["compute_stock"].sel(owner=region) / 1e6
        low, _, median, _, high = after_first_year(stock, "chosen")
        reference = after_first_year(stock, "reference")[2]
        series += [
            line(f"{name}, {regimes.reference}", reference, colour, "dashed", 1.2),
            line(f"{name}, 5%", low, colour, width=0.6),
            line(f"{name}, 95%", high, colour, width=0.6),
            line(name, median, colour, width=2.5),
        ]
        shown += [name, f"{name}, {regimes.reference}"]
    rented = data["rented_compute"].sel(regime="chosen").values[FIRST_FULL_YEAR:] / 1e6
    rented_label = "rented abroad by China"
    positive = np.where(rented > 0, rented, np.nan)
    series.append(line(rented_label, positive, PURPLE, "dotted"))
    return sheet(
        months,
        [*series, mark_of(months, regimes.since)],
        unit="million H100e",
        legend=[ORIGINS[LEADER][0], ORIGINS[FOLLOWER][0], rented_label],
        description=f"Chips owned by labs. At the end of {months[-1]} China’s own {median[-1]:.3g} "
        "million H100 equivalents.",
        logarithmic=True,
        shown=[*shown, rented_label],
    )


def chips(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of the chips that reach China, by supplier."""
    months = months_of(data)
    sums = data.isel(time=slice(FIRST_FULL_YEAR, None)) / 1e6
    chosen, reference = (sums.sel(regime=name) for name in REGIMES)
    suppliers = [str(name) for name in data["supplier"].values]
    series = [
        area(name, chosen["chips_delivered"].sel(supplier=name).values, colour, "chips")
        for name, colour in zip(suppliers, SUPPLIER_COLOURS, strict=False)
    ]
    series.append(area(GREY_MARKET, chosen["grey_market_chips"].values, GREY, "chips"))
    total = (
        reference["chips_delivered"].sum("supplier", skipna=False) + reference["grey_market_chips"]
    )
    series.append(line(f"all, {regimes.reference}", total.values, INK, "dashed", 1.5))
    return sheet(
        months,
        [*series, mark_of(months, regimes.since)],
        unit="million H100e a year",
        legend=[*suppliers, GREY_MARKET, f"all, {regimes.reference}"],
        description="Chips that reach China’s labs over twelve months, by supplier.",
    )


def investment(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of the investment in China's labs, by origin."""
    months, series, shown = months_of(data), [], []
    for region, (name, colour) in ORIGINS.items():
        money = data["ai_investment"].sel(source_region=region)
        chosen, reference = (after_first_year(money, regime) for regime in REGIMES)
        series += [
            line(f"{name}, {regimes.reference}", reference, colour, "dashed", 1.2),
            line(name, chosen, colour, width=2.5),
        ]
        shown += [name, f"{name}, {regimes.reference}"]
    return sheet(
        months,
        [*series, mark_of(months, regimes.since)],
        unit="bn $ a year",
        legend=[name for name, _ in ORIGINS.values()],
        description="Investment in China’s labs over twelve months, by where the money comes from.",
        shown=shown,
    )


def direct_investment(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of net foreign direct investment in China."""
    months = months_of(data)
    chosen, reference = (after_first_year(data["fdi"], regime) for regime in REGIMES)
    series = [
        line(regimes.reference, reference, REFERENCE_COLOUR, "dashed"),
        line(CHOSEN, chosen, SCENARIO_COLOUR, width=2.5),
    ]
    return sheet(
        months,
        [*series, mark_of(months, regimes.since)],
        unit="bn $ a year",
        legend=[CHOSEN, regimes.reference],
        description="Foreign direct investment in China over twelve months, net of repatriation.",
    )


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "lag": Figure(
            "China’s lag behind the US",
            "Lines are medians, bands hold 50% and 90% of members; each member’s lag is averaged "
            "over the twelve months before. Points are lags that indices measured at the end of a "
            "month. The black bar is the article’s one to two years.",
            lag,
        ),
        "change": Figure(
            "Effect of the chosen regime",
            "Change against the reference, of the same members with the same random draws; above "
            "zero, China is further behind.",
            change,
        ),
        "split": Figure(
            "Lag by channel",
            "Months of lag that each channel accounts for; they add up to the mean lag. Below "
            "zero, a channel shortens it.",
            split,
        ),
        "compute": Figure(
            "Chips that labs own",
            "Medians, with 90% of members between the thin lines; dashed: the reference. One H100e "
            "is the computing power of one H100.",
            compute,
        ),
        "chips": Figure(
            "Chips that reach China, by supplier",
            "Means of members over twelve months.",
            chips,
        ),
        "investment": Figure(
            "Investment in China’s labs, by origin",
            "Means of members over twelve months; dashed: the reference.",
            investment,
        ),
        "direct_investment": Figure(
            "Foreign direct investment in China",
            "Net of repatriation; means of members over twelve months.",
            direct_investment,
        ),
    }
)
"""All figures of the page, in their order."""
