"""Parts of ECharts options, from which figures are put together."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.dashboard.looks import PAPER, RULE
from sim.plots.palette import INK

type Option = dict[str, Any]

DIGITS = 4
"""Significant digits of the numbers that are sent to the browser."""

BAND_OPACITIES = (0.14, 0.22, 0.14)
"""Opacity of the bands of a fan, from the lowest: outer, inner (50% of members), outer."""

FONTS = 'system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif'

TEXT = {"color": INK, "fontSize": 12}

INVISIBLE = {"opacity": 0}


def plain(values: ArrayLike) -> list[float | None]:
    """Convert numbers for JSON: rounded, and None (null) where missing."""
    numbers = np.asarray(values, dtype=float)
    return [float(f"{x:.{DIGITS}g}") if np.isfinite(x) else None for x in numbers.tolist()]


def line(
    name: str, values: ArrayLike, colour: str, kind: str = "solid", width: float = 2.0
) -> Option:
    """Create a line over time."""
    return {
        "type": "line",
        "name": name,
        "data": plain(values),
        "symbol": "none",
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "type": kind, "width": width},
        "emphasis": {"disabled": True},
    }


def hidden_line(name: str, values: ArrayLike, colour: str) -> Option:
    """Create an invisible line whose values appear in the tooltip."""
    return line(name, values, colour) | {"lineStyle": INVISIBLE}


def area(name: str, values: ArrayLike, colour: str, stack: str, strength: float = 0.75) -> Option:
    """Create an area, stacked on the areas before it."""
    return line(name, values, colour, width=0.0) | {
        "stack": stack,
        "stackStrategy": "all",
        "areaStyle": {"color": colour, "opacity": strength},
    }


def fan(name: str, quantiles: np.ndarray, colour: str, kind: str = "solid") -> list[Option]:
    """Create the six series of a fan: base, three bands, upper quantile and median.

    Parameters
    ----------
    name : str
        Name of the regime.
    quantiles : ndarray
        [quantile, time], at the levels of `sim.settings.variables.QUANTILES`.
    colour, kind : str
        Colour and kind of the median's line.
    """
    low, *_, high = quantiles
    bands = [
        area(f"{name}, band", step, colour, name, strength)
        for step, strength in zip(
            np.diff(quantiles[[0, 1, 3, 4]], axis=0), BAND_OPACITIES, strict=True
        )
    ]
    base = area(f"{name}, 5%", low, colour, name, strength=0.0)
    top = hidden_line(f"{name}, 95%", high, colour)
    return [base, *bands, top, line(name, quantiles[2], colour, kind, width=2.5)]


def points(name: str, values: ArrayLike, symbol: str) -> Option:
    """Create points over time, in outline."""
    return {
        "type": "scatter",
        "name": name,
        "data": plain(values),
        "symbol": symbol,
        "symbolSize": 7,
        "itemStyle": {"color": PAPER, "borderColor": INK, "borderWidth": 1.2},
        "z": 4,
    }


def columns_of(series: Sequence[Option], names: Sequence[str]) -> list[Option]:
    """Places of the series that tooltips and tables give by name: median, lower and upper end.

    The ends of an interval are the series whose names end in 5% and 95%, if there are any.
    """
    places = {each["name"]: place for place, each in enumerate(series)}
    return [
        {
            "name": name,
            "places": [
                places[each] for each in (name, f"{name}, 5%", f"{name}, 95%") if each in places
            ],
        }
        for name in names
    ]


def vertical_line(month: str) -> Option:
    """Create a vertical line at a month, as the mark of a series."""
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": INK, "type": "dotted", "width": 1},
        "label": {"show": False},
        "data": [{"xAxis": month}],
    }


def sheet(
    months: Sequence[str],
    series: Sequence[Option],
    *,
    unit: str,
    legend: Sequence[str],
    description: str,
    logarithmic: bool = False,
    from_zero: bool = True,
    shown: Sequence[str] = (),
) -> Option:
    """Create the option of a figure over time.

    Parameters
    ----------
    months : sequence of str
        Labels of the horizontal axis.
    series : sequence of dict
        Series to draw.
    unit : str
        Unit of the vertical axis.
    legend : sequence of str
        Names of the series in the legend.
    description : str
        Text that screen readers read in place of the figure.
    logarithmic : bool
        Whether the vertical axis is logarithmic.
    from_zero : bool
        Whether the vertical axis has to contain zero.
    shown : sequence of str
        Names of the series that tooltips and tables give; by default those of the legend, or all.
    """
    names = shown or legend or [each["name"] for each in series]
    return {
        "animation": False,
        "aria": {"label": {"description": description}},
        "textStyle": {"fontFamily": FONTS, "color": INK},
        "grid": {"left": 8, "right": 30, "top": 34, "bottom": 8, "containLabel": True},
        "legend": {"show": False, "data": list(legend)},
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "backgroundColor": PAPER,
            "borderColor": RULE,
            "textStyle": TEXT,
        },
        "xAxis": _axis_below(months),
        "yAxis": _axis_at_left(unit, logarithmic=logarithmic, from_zero=from_zero),
        "series": list(series),
        "columns": columns_of(series, names),
    }


def _axis_below(months: Sequence[str]) -> Option:
    return {
        "type": "category",
        "data": list(months),
        "boundaryGap": False,
        "axisLabel": {"interval": 23, "hideOverlap": True} | TEXT,
        "axisLine": {"onZero": False, "lineStyle": {"color": INK}},
        "splitLine": {"show": False, "lineStyle": {"color": RULE}},
    }


def _axis_at_left(unit: str, *, logarithmic: bool, from_zero: bool) -> Option:
    return {
        "type": "log" if logarithmic else "value",
        "name": unit,
        "nameLocation": "end",
        "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -8]} | TEXT,
        "axisLabel": TEXT,
        "splitLine": {"lineStyle": {"color": RULE}},
        "scale": not from_zero,
    }


def bars(
    names: Sequence[str],
    series: Sequence[Option],
    *,
    unit: str,
    legend: Sequence[str],
    description: str,
) -> Option:
    """Create the option of a figure with horizontal bars; arguments as in `sheet`."""
    option = sheet(names, series, unit=unit, legend=legend, description=description)
    across = option["xAxis"] | {"boundaryGap": True, "inverse": True, "axisLabel": TEXT}
    along = option["yAxis"] | {"nameLocation": "middle", "nameGap": 26, "nameTextStyle": TEXT}
    grid = option["grid"] | {"top": 8, "bottom": 26}
    return option | {"xAxis": along, "yAxis": across, "grid": grid}


def legend_entries(option: Option) -> list[tuple[str, str, str]]:
    """Name, colour and kind of mark of each entry of a figure's legend."""
    named = {series["name"]: series for series in option["series"]}
    return [_entry(named[name]) for name in option["legend"]["data"]]


def _entry(series: Option) -> tuple[str, str, str]:
    style = series["itemStyle"]
    if "symbolSize" in series:
        return (
            series["name"],
            style.get("borderColor", style["color"]),
            series.get("symbol", "circle"),
        )
    is_area = "lineStyle" not in series or "areaStyle" in series
    return series["name"], style["color"], "area" if is_area else series["lineStyle"]["type"]
