"""Figures of the lag and of its change, with the article's claim and what indices measured."""

import numpy as np
import xarray as xr

from sim.calibration.targets import all_targets
from sim.dashboard.looks import CHOSEN
from sim.dashboard.months import (
    FIRST_FULL_YEAR,
    Regimes,
    after_first_year,
    mark_of,
    months_of,
    short_month,
)
from sim.dashboard.sheet import Option, fan, points, sheet
from sim.dashboard.summaries import REGIMES
from sim.plots.measured import indices_in_words, measured_lags
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.settings.history import ARTICLE

SYMBOLS = ("circle", "triangle", "rect")
"""Symbols of indices of capability."""


def lag(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of the lag under both regimes, with the article's claim and measured lags."""
    months = months_of(data)
    chosen, reference = (after_first_year(data["capability_lag_mean"], name) for name in REGIMES)
    first_difference = _first_difference(chosen, reference)
    names, series = [CHOSEN], fan(CHOSEN, chosen, SCENARIO_COLOUR)
    if first_difference is not None:
        reference[:, : max(first_difference - 1, 0)] = np.nan
        names = [CHOSEN, regimes.reference]
        series = fan(regimes.reference, reference, REFERENCE_COLOUR, "dashed") + series
    measured = _measured(months)
    return sheet(
        months,
        [*series, *measured, _claim(months), mark_of(months, regimes.since)],
        unit="months behind",
        legend=[*names, *(each["name"] for each in measured)],
        description=f"China’s lag behind the US. At the end of {months[-1]} its median is "
        f"{chosen[2, -1]:.1f} months under the chosen regime.",
        from_zero=False,
    )


def change(data: xr.Dataset, regimes: Regimes) -> Option:
    """Chart of the effect of the chosen regime, as paired differences of members."""
    months = months_of(data)
    values = data["capability_lag_mean_change"].values[:, FIRST_FULL_YEAR:]
    return sheet(
        months,
        [*fan(CHOSEN, values, SCENARIO_COLOUR), mark_of(months, regimes.since)],
        unit="months longer",
        legend=[CHOSEN],
        description=f"Change of the lag against the reference, {regimes.reference}: its median at "
        f"the end of {months[-1]} is {values[2, -1]:.1f} months.",
        from_zero=False,
    )


def points_in_words() -> str:
    """What the points and the bar on the chart of the lag are, for its source."""
    return f"Points: {indices_in_words()}. Bar: Chosun Ilbo, {ARTICLE.day} {ARTICLE:%B %Y}."


def _first_difference(one: np.ndarray, other: np.ndarray) -> int | None:
    """Place at which two series first differ, if they do."""
    differ = np.flatnonzero((one != other).any(axis=0))
    return int(differ[0]) if differ.size else None


def _measured(months: list[str]) -> list[Option]:
    """Points of the lags that each index measured in the months of a figure."""
    return [
        points(measured.label, np.array([by_month.get(month, np.nan) for month in months]), symbol)
        for measured, symbol in zip(measured_lags(), SYMBOLS, strict=True)
        for by_month in [{short_month(month): lag for month, lag in measured.lags.items()}]
    ]


def _claim(months: list[str]) -> Option:
    """An empty series that marks the article's one to two years at its date."""
    article = next(target for target in all_targets() if target.id == "S001")
    month = short_month(f"{ARTICLE:%Y-%m}")
    ends = [{"coord": [month, bound]} for bound in (article.low, article.high)]
    bar = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": INK, "type": "solid", "width": 4},
        "label": {"formatter": "article", "position": "end", "color": INK},
        "data": [ends] if month in months else [],
    }
    return {"type": "line", "name": "article", "data": [], "markLine": bar}
