"""Pinned settings beside the chosen ones: their names, lines in the chart, rows in the table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.dashboard.answers import Answer
from sim.dashboard.headline import NO_VALUE, Headline, cells_of
from sim.dashboard.looks import CHOSEN
from sim.dashboard.months import after_first_year, months_of
from sim.dashboard.sheet import Option, columns_of, hidden_line, line
from sim.dashboard.summaries import summary_months
from sim.plots.bands import MEDIAN_PLACE
from sim.plots.palette import GREEN, ORANGE, PURPLE
from sim.tables.intervals import median_with_interval
from sim.tables.words import month_in_words, regime_in_words

LOOKS = ((GREEN, "solid"), (PURPLE, "dashed"), (ORANGE, "dotted"))
"""Colour and kind of the line of each pinned setting."""

CAPTION = (
    "The last column is the change of the same members from the pinned to the chosen settings; a "
    "dash where members differ"
)


@dataclass(frozen=True)
class Pinned:
    """Settings beside the chosen ones.

    Attributes
    ----------
    name : str
        Their title, with what else tells them from the chosen ones.
    result : Answer
        Their answer.
    """

    name: str
    result: Answer

    @property
    def label(self) -> str:
        """The name in the chart and in the table, where the reference has the name of a regime."""
        return f"pinned: {self.name}"


def named(results: Sequence[Answer], chosen: Answer) -> list[Pinned]:
    """Name pinned answers by their titles, so that no two have the same name."""
    pinned: list[Pinned] = []
    for result in results:
        name = ", ".join([regime_in_words(result.settings.title), *_otherwise(result, chosen)])
        is_taken = name in {each.name for each in pinned}
        pinned.append(Pinned(f"{name} ({len(pinned) + 1})" if is_taken else name, result))
    return pinned


def _otherwise(result: Answer, chosen: Answer) -> list[str]:
    """What differs from the chosen settings beside the regime."""
    one, other = result.choice, chosen.choice
    return [
        *([f"calibration {one.calibration}"] if one.calibration != other.calibration else []),
        *([f"{one.members:,} members"] if one.members != other.members else []),
        *([f"until {one.end}"] if one.end != other.end else []),
    ]


def lag_with(option: Option, pinned: Sequence[Pinned]) -> Option:
    """Add the medians of pinned settings to the chart of the lag.

    Tooltips and the table below the chart give their 90% intervals, too.
    """
    series = [*option["series"]]
    for each, (colour, kind) in zip(pinned, LOOKS, strict=False):
        quantiles = _in_months(each.result, option["xAxis"]["data"])
        series += [
            hidden_line(f"{each.label}, 5%", quantiles[0], colour),
            hidden_line(f"{each.label}, 95%", quantiles[-1], colour),
            line(each.label, quantiles[MEDIAN_PLACE], colour, kind),
        ]
    names = [*option["legend"]["data"], *(each.label for each in pinned)]
    legend = option["legend"] | {"data": names}
    return option | {"series": series, "legend": legend, "columns": columns_of(series, names)}


def _in_months(result: Answer, months: Sequence[str]) -> np.ndarray:
    """Quantiles of the lag in the months of a chart, [quantile, month]; NaN where there is none."""
    data = result.figures["lag"]
    values = after_first_year(data["capability_lag_mean"], "chosen")
    missing = np.full(len(values), np.nan)
    of_month = dict(zip(months_of(data), values.T, strict=True))
    return np.array([of_month.get(month, missing) for month in months]).T


def table_with(numbers: Headline, chosen: Answer, pinned: Sequence[Pinned]) -> Headline:
    """Add rows of pinned settings to the table, below the chosen ones in each month."""
    if not pinned:
        return numbers
    end, lag, _, *columns = numbers.head
    head = [end, "settings", lag, *columns, "chosen less pinned"]
    rows = []
    for month in summary_months(chosen.figures["lag"]):
        rows.append([month_in_words(month), CHOSEN, *_lag_and_change(chosen, month), NO_VALUE])
        rows += [[month_in_words(month), *_row(each, chosen, month)] for each in pinned]
    references = {each.result.settings.calibration.reference for each in pinned}
    caption = numbers.caption
    if references != {chosen.settings.calibration.reference}:
        caption += ", or than under the reference of a pinned calibration"
    return Headline(numbers.sentence, numbers.more, head, rows, f"{caption}. {CAPTION}")


def _row(pinned: Pinned, chosen: Answer, month: str) -> list[str]:
    """Cells of pinned settings; dashes after the end of their horizon."""
    if month not in pinned.result.lag["time"].dt.strftime("%Y-%m").values:
        return [pinned.label, *[NO_VALUE] * (len(_lag_and_change(chosen, month)) + 1)]
    changes = _lag_and_change(pinned.result, month)
    return [pinned.label, *changes, _paired(pinned.result, chosen, month)]


def _lag_and_change(result: Answer, month: str) -> list[str]:
    """Cells of the table without the lag of the reference, so that there is room for names."""
    lag, _, *changes = cells_of(result, month)
    return [lag, *changes]


def _paired(result: Answer, chosen: Answer, month: str) -> str:
    """The change of the same members from pinned to chosen settings."""
    one, other = result.choice, chosen.choice
    if (one.calibration, one.members) != (other.calibration, other.members):
        return NO_VALUE
    at_end, before = (each.lag.sel(time=month).isel(time=0).values for each in (chosen, result))
    return median_with_interval(at_end - before, "+.1f")
