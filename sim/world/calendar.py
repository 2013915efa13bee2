"""The months of a run."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.settings.parts import Horizon


@dataclass(frozen=True)
class Calendar:
    """Whole months from a start: index 0 is the month that contains it."""

    start: date
    months: int

    @classmethod
    def of(cls, horizon: Horizon) -> "Calendar":
        """The months that a horizon touches."""
        first = horizon.start.replace(day=1)
        return cls(first, cls(first, 0).index(horizon.end) + 1)

    def index(self, day: date) -> int:
        """Month that contains a day, counted from the start; may lie outside."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month

    @property
    def starts(self) -> np.ndarray:
        """Start of each month, datetime64[ns]."""
        first = np.datetime64(self.start, "M")
        return (first + np.arange(self.months)).astype("datetime64[ns]")

    @property
    def opens_quarter(self) -> np.ndarray:
        """Whether each month is the first of a quarter."""
        return (self.start.month - 1 + np.arange(self.months)) % 3 == 0
