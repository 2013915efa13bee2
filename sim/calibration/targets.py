"""Targets: published figures with their tolerances, and the quantities of a run to compare.

A target is a `value` that was measured with an error; an `interval` from a claim ("one to two
years"); a `bound` below the true value; or a `fact` that holds (1) or does not (0), about which the
record is wrong with a probability equal to the tolerance.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim.settings import roster
from sim.settings.roster import REGIONS

TARGETS_FILE = Path(__file__).resolve().parent.parent / "data" / "targets.csv"

LEADER, FOLLOWER, WORLD = REGIONS[roster.LEADER], REGIONS[roster.FOLLOWER], "world"
"""Labels of the regions that targets are about."""

Kind = Literal["value", "interval", "bound", "fact"]
Scale = Literal["linear", "log"]

OF_A_MONTH = ("has_reached", "capability_gain")
"""Measures that compare the end of a period with a month before it, `of`."""


@dataclass(frozen=True)
class Target:
    """One row of `sim/data/targets.csv`.

    Attributes
    ----------
    id : str
        Id in the record.
    used_by : str
        `article`, `record`, or `both`.
    label, quantity : str
        Short name for tables; published quantity.
    measure : str
        Function of `sim.calibration.measures`, called with `region`, `period` and `of`.
    kind : str
        `value`, `interval`, `bound` or `fact`.
    value, low, high : float or None
        `value` of a value or fact; `low` and `high` of an interval; `low` of a bound.
    tolerance : float
        Standard deviation of the error, on `scale`; for a fact, the probability of an error.
    discrepancy : float
        Standard deviation of what the model gets wrong of a published series for a year or so, on
        `scale`; values of the same quantity share it. 0 if that is part of the tolerance.
    scale : str
        `linear`, or `log` for a relative error.
    series : str
        Rows of a series share an unknown scale factor.
    release : str
        Rows that rest on the same release are not independent and get less weight.
    unit, status, source, note : str
        As in the record.
    """

    id: str
    used_by: str
    label: str
    quantity: str
    measure: str
    of: str
    region: str
    period: str
    kind: Kind
    value: float | None
    low: float | None
    high: float | None
    tolerance: float
    discrepancy: float
    scale: Scale
    series: str
    release: str
    unit: str
    status: str
    source: str
    note: str

    @property
    def published(self) -> str:
        """The value, interval or bound as text for a table."""
        if self.kind == "interval":
            return f"{self.low:.4g} to {self.high:.4g}"
        return f"over {self.low:.4g}" if self.kind == "bound" else f"{self.value:.4g}"

    @property
    def is_the_articles(self) -> bool:
        """Whether the article itself contains the figure."""
        return self.id[0] in "SQ"


def all_targets() -> tuple[Target, ...]:
    """Every row of `sim/data/targets.csv`."""
    text = TARGETS_FILE.read_text(encoding="utf-8")
    return tuple(_target(row) for row in csv.DictReader(text.splitlines()))


def _target(row: dict[str, Any]) -> Target:
    numbers = {key: float(row[key]) if row[key] else None for key in ("value", "low", "high")}
    errors = {key: float(row[key] or 0.0) for key in ("tolerance", "discrepancy")}
    return Target(**(row | numbers | errors))


def months_of(period: str) -> tuple[np.datetime64, np.datetime64]:
    """First and last month of a period: a year, a month, or a range of months."""
    first, _, last = period.partition("/")
    if len(first) == len("2023"):
        return np.datetime64(f"{first}-01", "M"), np.datetime64(f"{first}-12", "M")
    return np.datetime64(first, "M"), np.datetime64(last or first, "M")


def first_month(period: str, of: str) -> np.datetime64:
    """The first month on which a figure depends: of its period, or the month `of` if it is one."""
    earlier = of if of[:4].isdigit() else period
    return min(months_of(when)[0] for when in (period, earlier))


def last_day(periods: Iterable[str]) -> date:
    """The day on which the last period ends."""
    month = max(months_of(period)[1] for period in periods)
    day: date = (_following(month).astype("datetime64[D]") - np.timedelta64(1, "D")).item()
    return day


def targets_of(calibration: str, until: date) -> tuple[Target, ...]:
    """Targets of a calibration whose period has ended by a day."""
    return tuple(
        target
        for target in all_targets()
        if target.used_by in ("both", calibration) and _has_ended(target.period, until)
    )


def _has_ended(period: str, day: date) -> bool:
    """Whether a period's last month is over at the end of a day."""
    next_day = np.datetime64(day, "D") + np.timedelta64(1, "D")
    return bool(_following(months_of(period)[1]) <= next_day.astype("datetime64[M]"))


def _following(month: np.datetime64) -> np.datetime64:
    return month + np.timedelta64(1, "M")
