"""A figure on the page: heading, legend, drawing, caption, source, table, and links to its data."""

import json
from typing import Any

import solara

from sim.dashboard.looks import IN_THE_DARK
from sim.dashboard.sheet import Option, legend_entries

ECHARTS = "echarts@5.4.0/dist/echarts.min.js"
"""Path of ECharts among the scripts that `solara-assets` installs."""

FORMATS = {"csv": "CSV", "nc": "netCDF"}


@solara.component_vue("card.vue")
def CardElement(
    title, legend, description, option, caption, source, address, formats, wide, library, dark
):
    """The element that the browser renders."""


def card(
    title: str,
    option: Option,
    caption: str = "",
    source: str = "",
    address: str = "",
    wide: bool = False,
) -> Any:
    """Create the element of a figure.

    The option is sent as JSON text, since Solara would be slow to serialise each of its numbers.

    Parameters
    ----------
    title, caption, source : str
        Text above and below the figure.
    option : dict
        Option of ECharts.
    address : str
        Address of its data, with `{kind}` in place of the format; empty for no links.
    wide : bool
        Whether it takes the full width of the page.
    """
    return CardElement(
        title=title,
        legend=[
            dict(zip(("name", "colour", "kind"), key, strict=True))
            for key in legend_entries(option)
        ],
        description=option["aria"]["label"]["description"],
        option=json.dumps(option, allow_nan=False),
        caption=caption,
        source=source,
        address=address,
        formats=FORMATS,
        wide=wide,
        library=ECHARTS,
        dark=dict(IN_THE_DARK),
    )
