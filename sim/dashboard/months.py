"""What figures over time share: their months, and the mark of the date of the regime."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import xarray as xr

from sim.dashboard.sheet import Option, vertical_line
from sim.settings.settings import Settings
from sim.storage.build import MONTHS_OF_MEAN
from sim.tables.words import in_words

FIRST_FULL_YEAR = MONTHS_OF_MEAN - 1
"""Place of the first month with twelve months behind it, at which figures start."""


@dataclass(frozen=True)
class Regimes:
    """The regimes of a figure.

    Attributes
    ----------
    since : date
        Date on which the chosen regime takes effect.
    reference : str
        Name of the reference, in words.
    """

    since: date
    reference: str

    @classmethod
    def of(cls, settings: Settings) -> "Regimes":
        """The regimes under some settings."""
        return cls(settings.sanctions.since, in_words(settings.calibration.reference))


def months_of(data: xr.Dataset) -> list[str]:
    """Labels of the months of a figure, from `FIRST_FULL_YEAR` on."""
    months = data["time"].values.astype("datetime64[M]")[FIRST_FULL_YEAR:]
    return [short_month(str(month)) for month in months]


@cache
def short_month(month: str) -> str:
    """Write 2028-12 as Dec 2028."""
    return np.datetime64(month, "M").item().strftime("%b %Y")


def after_first_year(values: xr.DataArray, regime: str) -> np.ndarray:
    """A regime's series from `FIRST_FULL_YEAR` on, time last."""
    return values.sel(regime=regime).transpose(..., "time").values[..., FIRST_FULL_YEAR:].copy()


def mark_of(months: list[str], since: date) -> Option:
    """An empty series that marks the date on which the chosen regime takes effect."""
    month = short_month(f"{since:%Y-%m}")
    mark = vertical_line(month) if month in months else {"data": []}
    return {"type": "line", "name": "since", "data": [], "markLine": mark}
