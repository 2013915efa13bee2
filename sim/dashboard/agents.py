"""Charts of the agents of one run, month by month."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sim.agents.model import AIGapModel
from sim.dashboard.looks import ORIGINS
from sim.dashboard.sheet import TEXT, Option, bars, line, plain, sheet
from sim.plots.palette import SCENARIO_COLOUR
from sim.settings.roster import REGIONS
from sim.tables.words import month_in_words


def state_in_words(model: AIGapModel) -> str:
    """The date and the lag of a run, in a sentence."""
    if model.steps == 0:
        return (
            f"Before the first month, {month_in_words(model.date)}. Play, or step month by month."
        )
    return (
        f"End of {month_in_words(model.date)}: China is {model.capability_lag:.1f} months behind "
        f"the US, {model.capability_gap:.2f} orders of magnitude of effective compute."
    )


def labs(model: AIGapModel) -> Option:
    """Chart of labs, each by the chips it owns and its best model."""
    series = []
    for region in ORIGINS:
        name, colour = ORIGINS[region]
        points = [
            {"name": lab.name, "value": plain([lab.compute_stock, lab.capability])}
            for lab in model.labs
            if lab.region.name == region and lab.trains and lab.compute_stock > 0
        ]
        series.append(
            {
                "type": "scatter",
                "name": name,
                "data": points,
                "symbolSize": 11,
                "itemStyle": {"color": colour, "opacity": 0.8},
            }
        )
    option = sheet(
        [], series, unit="capability", legend=_names(), description="Labs by chips and capability."
    )
    along = {
        "type": "log",
        "name": "chips owned, H100e",
        "nameLocation": "middle",
        "nameGap": 26,
        "nameTextStyle": TEXT,
        "axisLabel": {"hideOverlap": True} | TEXT,
    }
    grid = option["grid"] | {"bottom": 26}
    across = option["yAxis"] | {"scale": True}
    tooltip = {"trigger": "item", "confine": True, "formatter": "{b}"}
    return option | {"xAxis": along, "yAxis": across, "grid": grid, "tooltip": tooltip}


def lag(model: AIGapModel) -> Option:
    """Chart of the lag so far, from Mesa's data collector."""
    history = model.datacollector.model_vars
    months = [month_in_words(month) for month in history["date"]]
    series = [line("lag", history["capability_lag"], SCENARIO_COLOUR)]
    description = "The lag of China behind the US, month by month."
    return sheet(months, series, unit="months behind", legend=[], description=description)


def investors(model: AIGapModel) -> Option:
    """Chart of what each investor commits this quarter."""
    names = [investor.name for investor in model.investors]
    series = [
        _bars(
            region,
            [i.commitment if i.region.name == region else None for i in model.investors],
        )
        for region in ORIGINS
    ]
    description = "What investors commit, by origin."
    return bars(names, series, unit="bn $ in the quarter", legend=_names(), description=description)


def suppliers(model: AIGapModel) -> Option:
    """Chart of what each supplier delivers this month, by destination."""
    names = [designer.name for designer in model.designers]
    series = [
        _bars(region, [d.delivered[REGIONS.index(region)] / 1e3 for d in model.designers])
        for region in ORIGINS
    ]
    description = "What suppliers deliver, by destination."
    return bars(
        names, series, unit="thousand H100e in the month", legend=_names(), description=description
    )


VIEWS: Mapping[str, Callable[[AIGapModel], Option]] = MappingProxyType(
    {
        "Labs, by chips and capability": labs,
        "The lag of this run": lag,
        "What investors commit": investors,
        "What suppliers deliver, and where": suppliers,
    }
)
"""Charts of the view of agents, by heading."""


def _names() -> list[str]:
    return [name for name, _ in ORIGINS.values()]


def _bars(region: str, values: list[float | None]) -> Option:
    name, colour = ORIGINS[region]
    numbers = [0.0 if value is None else value for value in values]
    return {
        "type": "bar",
        "name": name,
        "stack": "all",
        "itemStyle": {"color": colour},
        "data": plain(numbers),
    }
