"""A figure on the page: its heading, what its colours mean, the drawing, and what is below it."""

import json
from typing import Any

import solara

from sim.dashboard.sheet import Option, keys_of

ECHARTS = "echarts@5.4.0/dist/echarts.min.js"
"""Of the scripts that `solara-assets` brings."""

FORMATS = {"csv": "CSV", "nc": "netCDF"}


@solara.component_vue("card.vue")
def CardElement(title, legend, said, option, caption, address, formats, wide, library):
    """What the browser makes of it."""


def card(
    title: str, option: Option, caption: str = "", address: str = "", wide: bool = False
) -> Any:
    """A figure, as an element.

    The option goes to the browser as text: Solara would walk through each of its numbers.

    Parameters
    ----------
    title, caption : str
        Above and below it.
    option : dict
        What ECharts draws.
    address : str
        Of the data behind it, with `{kind}` in place of the format; none if empty.
    wide : bool
        Whether it takes the whole width.
    """
    return CardElement(
        title=title,
        legend=[dict(zip(("name", "colour", "kind"), key, strict=True)) for key in keys_of(option)],
        said=option["aria"]["label"]["description"],
        option=json.dumps(option, allow_nan=False),
        caption=caption,
        address=address,
        formats=FORMATS,
        wide=wide,
        library=ECHARTS,
    )
