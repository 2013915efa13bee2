"""The figures of an answer, each drawn by one function from its dataset."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

import numpy as np
import xarray as xr

from sim.calibration.targets import FOLLOWER, LEADER, all_targets
from sim.dashboard.looks import (
    CHOSEN,
    GREY,
    GREY_MARKET,
    ORIGINS,
    PARTS,
    STATUS_QUO,
    SUPPLIER_COLOURS,
)
from sim.dashboard.sheet import (
    Option,
    area,
    bars,
    fan,
    fan_tooltip,
    line,
    plain,
    sheet,
    vertical_line,
)
from sim.dashboard.summaries import REGIMES
from sim.plots.palette import INK, PURPLE, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.settings.history import ARTICLE
from sim.storage.build import MONTHS_OF_MEAN

FIRST_FULL_YEAR = MONTHS_OF_MEAN - 1
"""Place of the first month with twelve months behind it, at which figures start."""


@dataclass(frozen=True)
class Figure:
    """A figure of the page.

    Attributes
    ----------
    title, caption : str
        Text above and below it.
    draw : callable
        Returns an option of ECharts, from the figure's dataset and the date on which the regime
        takes effect.
    """

    title: str
    caption: str
    draw: Callable[[xr.Dataset, date], Option]


def lag(data: xr.Dataset, since: date) -> Option:
    """Chart of the lag under both regimes, with the article's claim."""
    months = _months(data)
    chosen, reference = (_after_first(data["capability_lag_mean"], name) for name in REGIMES)
    first_difference = _first_difference(chosen, reference)
    names, series = [CHOSEN], fan(CHOSEN, chosen, SCENARIO_COLOUR)
    if first_difference is not None:
        reference[:, : max(first_difference - 1, 0)] = np.nan
        names = [STATUS_QUO, CHOSEN]
        series = fan(STATUS_QUO, reference, REFERENCE_COLOUR, "dashed") + series
    return sheet(
        months,
        [*series, _claim(months), _mark(months, since)],
        unit="months behind",
        legend=names[::-1],
        description=f"China’s lag behind the US. At the end of {months[-1]} its median is "
        f"{chosen[2, -1]:.1f} months under the chosen regime.",
        tooltip=fan_tooltip(names),
    )


def change(data: xr.Dataset, since: date) -> Option:
    """Chart of the effect of the chosen regime, as paired differences of members."""
    months = _months(data)
    values = data["capability_lag_mean_change"].values[:, FIRST_FULL_YEAR:]
    return sheet(
        months,
        [*fan(CHOSEN, values, SCENARIO_COLOUR), _mark(months, since)],
        unit="months longer",
        legend=[CHOSEN],
        description="Change of the lag against the status quo: its median at the end of "
        f"{months[-1]} is {values[2, -1]:.1f} months.",
        tooltip=fan_tooltip([CHOSEN]),
    )


def split(data: xr.Dataset, since: date) -> Option:
    """Chart of the components of the lag at the ends of some months."""
    ends = [str(month) for month in data["month"].values]
    names = {"chosen": "chosen", "reference": STATUS_QUO}
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
        [f"{_short_month(month)}, {names[regime]}" for regime, month in columns],
        series,
        unit="months",
        legend=[name for name, _ in PARTS.values()],
        description="Months of lag that each channel accounts for, which add up to the mean lag.",
    )


def compute(data: xr.Dataset, since: date) -> Option:
    """Chart of the chips that labs own, and of those that China's labs rent abroad."""
    months, series = _months(data), []
    for region in (LEADER, FOLLOWER):
        name, colour = ORIGINS[region]
        stock = data["compute_stock"].sel(owner=region) / 1e6
        low, _, median, _, high = _after_first(stock, "chosen")
        reference = _after_first(stock, "reference")[2]
        series += [
            line(f"{name}, {STATUS_QUO}", reference, colour, "dashed", 1.2),
            *(line(f"{name}, 90%", edge, colour, width=0.6) for edge in (low, high)),
            line(name, median, colour, width=2.5),
        ]
    rented = data["rented_compute"].sel(regime="chosen").values[FIRST_FULL_YEAR:] / 1e6
    rented_label = "rented abroad by China"
    positive = np.where(rented > 0, rented, np.nan)
    series.append(line(rented_label, positive, PURPLE, "dotted"))
    return sheet(
        months,
        [*series, _mark(months, since)],
        unit="million H100e",
        legend=[ORIGINS[LEADER][0], ORIGINS[FOLLOWER][0], rented_label],
        description=f"Chips owned by labs. At the end of {months[-1]} China’s own {median[-1]:.3g} "
        "million H100 equivalents.",
        logarithmic=True,
    )


def chips(data: xr.Dataset, since: date) -> Option:
    """Chart of the chips that reach China, by supplier."""
    months = _months(data)
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
    series.append(line(f"all, {STATUS_QUO}", total.values, INK, "dashed", 1.5))
    return sheet(
        months,
        [*series, _mark(months, since)],
        unit="million H100e a year",
        legend=[*suppliers, GREY_MARKET, f"all, {STATUS_QUO}"],
        description="Chips that reach China’s labs over twelve months, by supplier.",
    )


def investment(data: xr.Dataset, since: date) -> Option:
    """Chart of the investment in China's labs, by origin."""
    months, series = _months(data), []
    for region, (name, colour) in ORIGINS.items():
        money = data["ai_investment"].sel(source_region=region)
        chosen, reference = (_after_first(money, regime) for regime in REGIMES)
        series += [
            line(f"{name}, {STATUS_QUO}", reference, colour, "dashed", 1.2),
            line(name, chosen, colour, width=2.5),
        ]
    return sheet(
        months,
        [*series, _mark(months, since)],
        unit="bn $ a year",
        legend=[name for name, _ in ORIGINS.values()],
        description="Investment in China’s labs over twelve months, by where the money comes from.",
    )


def direct_investment(data: xr.Dataset, since: date) -> Option:
    """Chart of net foreign direct investment in China."""
    months = _months(data)
    chosen, reference = (_after_first(data["fdi"], regime) for regime in REGIMES)
    series = [
        line(STATUS_QUO, reference, REFERENCE_COLOUR, "dashed"),
        line(CHOSEN, chosen, SCENARIO_COLOUR, width=2.5),
    ]
    return sheet(
        months,
        [*series, _mark(months, since)],
        unit="bn $ a year",
        legend=[CHOSEN, STATUS_QUO],
        description="Foreign direct investment in China over twelve months, net of repatriation.",
    )


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "lag": Figure(
            "China’s lag behind the US",
            "Lines are medians, bands hold 50% and 90% of members; each member’s lag is averaged "
            "over the twelve months before. The black bar is the article’s one to two years.",
            lag,
        ),
        "change": Figure(
            "Effect compared with the status quo",
            "The same members with the same random draws under both regimes; above zero, China is "
            "further behind.",
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
            "Medians, with 90% of members between the thin lines; dashed: status quo. One H100e is "
            "the computing power of one H100.",
            compute,
        ),
        "chips": Figure(
            "Chips that reach China, by supplier",
            "Means of members over twelve months.",
            chips,
        ),
        "investment": Figure(
            "Investment in China’s labs, by origin",
            "Means of members over twelve months; dashed: status quo.",
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


def _after_first(values: xr.DataArray, regime: str) -> np.ndarray:
    """A regime's series from `FIRST_FULL_YEAR` on, time last."""
    return values.sel(regime=regime).transpose(..., "time").values[..., FIRST_FULL_YEAR:].copy()


def _first_difference(one: np.ndarray, other: np.ndarray) -> int | None:
    """Place at which two series first differ, if they do."""
    differ = np.flatnonzero((one != other).any(axis=0))
    return int(differ[0]) if differ.size else None


def _months(data: xr.Dataset) -> list[str]:
    return [
        _short_month(str(month))
        for month in data["time"].values.astype("datetime64[M]")[FIRST_FULL_YEAR:]
    ]


@cache
def _short_month(month: str) -> str:
    """Write 2028-12 as Dec 2028."""
    return np.datetime64(month, "M").item().strftime("%b %Y")


def _mark(months: list[str], since: date) -> Option:
    """An empty series that marks the date on which the chosen regime takes effect."""
    month = _short_month(f"{since:%Y-%m}")
    mark = vertical_line(month) if month in months else {"data": []}
    return {"type": "line", "name": "since", "data": [], "markLine": mark}


def _claim(months: list[str]) -> Option:
    """An empty series that marks the article's one to two years at its date."""
    article = next(target for target in all_targets() if target.id == "S001")
    month = _short_month(f"{ARTICLE:%Y-%m}")
    ends = [{"coord": [month, bound]} for bound in (article.low, article.high)]
    bar = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": INK, "type": "solid", "width": 4},
        "label": {"formatter": "article", "position": "end", "color": INK},
        "data": [ends] if month in months else [],
    }
    return {"type": "line", "name": "article", "data": [], "markLine": bar}
