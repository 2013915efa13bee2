"""Pieces of ECharts options that figures are put together from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.plots.palette import INK

type Option = dict[str, Any]

DIGITS = 4
"""Significant digits that a browser is told."""

BAND = (0.14, 0.22, 0.14)
"""Strength of the parts of a fan: 90% of members, and the 50% in their midst."""

TEXT = {"color": INK, "fontSize": 12}

INVISIBLE = {"opacity": 0}


def plain(values: ArrayLike) -> list[float | None]:
    """Numbers as JSON has them: rounded, and null where there is none."""
    numbers = np.asarray(values, dtype=float)
    return [float(f"{x:.{DIGITS}g}") if np.isfinite(x) else None for x in numbers.tolist()]


def line(
    name: str, values: ArrayLike, colour: str, kind: str = "solid", width: float = 2.0
) -> Option:
    """A line over time."""
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
    """A line that only a tooltip speaks of."""
    return line(name, values, colour) | {"lineStyle": INVISIBLE}


def area(name: str, values: ArrayLike, colour: str, stack: str, strength: float = 0.75) -> Option:
    """An area on top of those that are stacked before it."""
    return line(name, values, colour, width=0.0) | {
        "stack": stack,
        "stackStrategy": "all",
        "areaStyle": {"color": colour, "opacity": strength},
    }


def fan(name: str, quantiles: np.ndarray, colour: str, kind: str = "solid") -> list[Option]:
    """Bands and median of a fan: six series, of which the first, fifth and last are quantiles.

    Parameters
    ----------
    name : str
        Of the regime.
    quantiles : ndarray
        [quantile, time], of `sim.settings.variables.QUANTILES`.
    colour, kind : str
        Of the median.
    """
    low, *_, high = quantiles
    bands = [
        area(f"{name}, band", step, colour, name, strength)
        for step, strength in zip(np.diff(quantiles[[0, 1, 3, 4]], axis=0), BAND, strict=True)
    ]
    base = area(f"{name}, 5%", low, colour, name, strength=0.0)
    top = hidden_line(f"{name}, 95%", high, colour)
    return [base, *bands, top, line(name, quantiles[2], colour, kind, width=2.5)]


def fan_tooltip(names: Sequence[str]) -> str:
    """What a tooltip says of fans that were drawn in the order of their names."""
    said = [
        f"{name}: <b>{{c{6 * place + 5}}}</b> ({{c{6 * place}}} to {{c{6 * place + 4}}})"
        for place, name in reversed(list(enumerate(names)))
    ]
    return "<br>".join(["{b0}", *said])


def upright(month: str) -> Option:
    """A line at a month, as a mark of a series."""
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
    said: str,
    logarithmic: bool = False,
    tooltip: str | None = None,
) -> Option:
    """A figure over time.

    Parameters
    ----------
    months : sequence of str
        On the axis below.
    series : sequence of dict
        What is drawn.
    unit : str
        Of the axis at the left.
    legend : sequence of str
        Names that are explained above the figure, where they find room on a phone.
    said : str
        What is read out in place of the figure.
    logarithmic : bool
        Whether the axis at the left is.
    tooltip : str, optional
        A template of ECharts; every series with its value by default.
    """
    return {
        "animation": False,
        "aria": {"label": {"description": said}},
        "textStyle": {"fontFamily": "inherit", "color": INK},
        "grid": {"left": 8, "right": 30, "top": 34, "bottom": 8, "containLabel": True},
        "legend": {"show": False, "data": list(legend)},
        "tooltip": {"trigger": "axis", "confine": True}
        | ({"formatter": tooltip} if tooltip else {}),
        "xAxis": {
            "type": "category",
            "data": list(months),
            "boundaryGap": False,
            "axisLabel": {"interval": 23, "hideOverlap": True} | TEXT,
            "axisLine": {"onZero": False},
        },
        "yAxis": {
            "type": "log" if logarithmic else "value",
            "name": unit,
            "nameLocation": "end",
            "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -30]} | TEXT,
            "axisLabel": TEXT,
        },
        "series": list(series),
    }


def bars(
    names: Sequence[str], series: Sequence[Option], *, unit: str, legend: Sequence[str], said: str
) -> Option:
    """A figure of bars from left to right, which leaves room for names; arguments as of `sheet`."""
    option = sheet(names, series, unit=unit, legend=legend, said=said)
    across = option["xAxis"] | {"boundaryGap": True, "inverse": True, "axisLabel": TEXT}
    along = option["yAxis"] | {"nameLocation": "middle", "nameGap": 26, "nameTextStyle": TEXT}
    grid = option["grid"] | {"top": 8, "bottom": 26}
    return option | {"xAxis": along, "yAxis": across, "grid": grid}


def keys_of(option: Option) -> list[tuple[str, str, str]]:
    """Name, colour and kind of line of what a figure's legend explains."""
    named = {series["name"]: series for series in option["series"]}
    return [
        (
            name,
            named[name]["itemStyle"]["color"],
            "area"
            if "lineStyle" not in named[name] or "areaStyle" in named[name]
            else named[name]["lineStyle"]["type"],
        )
        for name in option["legend"]["data"]
    ]
