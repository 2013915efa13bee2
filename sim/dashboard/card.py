"""A figure on the page: heading, legend, drawing, caption, source, table, and links to its data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import solara

from sim.dashboard.looks import IN_THE_DARK
from sim.dashboard.sheet import Option, legend_entries

ECHARTS = "echarts@5.4.0/dist/echarts.min.js"
"""Path of ECharts among the scripts that `solara-assets` installs."""

FORMATS = {"csv": "CSV", "nc": "netCDF"}


@dataclass(frozen=True, eq=False)
class Drawing:
    """A chart as it is sent to the browser.

    Solara walks through every list that it is given whenever the page changes, so the numbers are
    the text of a JSON document.

    Attributes
    ----------
    option : str
        Option of ECharts as JSON.
    legend : tuple of mapping
        Name, colour and kind of each series.
    description : str
        What the chart shows, for those who do not see it.
    """

    option: str
    legend: tuple[Mapping[str, str], ...]
    description: str


def drawing_of(option: Option) -> Drawing:
    """The drawing of an option of ECharts."""
    return Drawing(
        option=json.dumps(option, allow_nan=False),
        legend=tuple(
            dict(zip(("name", "colour", "kind"), key, strict=True))
            for key in legend_entries(option)
        ),
        description=option["aria"]["label"]["description"],
    )


@solara.component_vue("card.vue")
def CardElement(
    title, legend, description, option, caption, source, address, formats, wide, library, dark
):
    """The element that the browser renders."""


def card(
    title: str,
    drawing: Drawing,
    caption: str = "",
    source: str = "",
    address: str = "",
    wide: bool = False,
) -> Any:
    """Create the element of a figure.

    Parameters
    ----------
    title, caption, source : str
        Text above and below the figure.
    drawing : Drawing
        The chart.
    address : str
        Address of its data, with `{kind}` in place of the format; empty for no links.
    wide : bool
        Whether it takes the full width of the page.
    """
    return CardElement(
        title=title,
        legend=list(drawing.legend),
        description=drawing.description,
        option=drawing.option,
        caption=caption,
        source=source,
        address=address,
        formats=FORMATS,
        wide=wide,
        library=ECHARTS,
        dark=dict(IN_THE_DARK),
    )
