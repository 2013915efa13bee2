"""The table of patterns: facts at many levels, with their sources, as rows of a file."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

CHANNELS = (
    *("lag", "lineage", "open weights", "holder", "runs", "pace", "money"),
    *("chips", "smuggling", "investment"),
)
"""What patterns are grouped by, in the order of tables and figures."""


@dataclass(frozen=True)
class Pattern:
    """One row of `sim/data/patterns.csv`.

    Attributes
    ----------
    id : str
        Of the record, or of the first and last row that it is computed from.
    channel, label : str
        One of `CHANNELS`; what is measured, for a table.
    measure : str
        A name of `PATTERN_MEASURES`, called with `region`, `period` and `of`.
    value : float
        The fact.
    low, high : float or None
        Ends of the fact's own uncertainty. One alone is a bound: at least `low`, at most `high`.
    unit, status, vintage, source, note : str
        As in the record; `status` is `verified`, `unverified` or `computed`.
    targets : tuple of str
        Targets of a calibration that say the same, or from which the fact is computed.
    """

    id: str
    channel: str
    label: str
    measure: str
    of: str
    region: str
    period: str
    value: float
    low: float | None
    high: float | None
    unit: str
    status: str
    vintage: str
    source: str
    note: str
    targets: tuple[str, ...]

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of what the fact may be: the value itself where no uncertainty is known."""
        if self.low is None and self.high is None:
            return self.value, self.value
        return (
            -np.inf if self.low is None else self.low,
            np.inf if self.high is None else self.high,
        )

    def overlaps(self, low: float, high: float) -> bool:
        """Whether an interval holds the fact, or a part of what the fact may be."""
        return bool(low <= self.ends[1] and self.ends[0] <= high)


def all_patterns() -> tuple[Pattern, ...]:
    """Every row of `sim/data/patterns.csv`."""
    text = files("sim").joinpath("data/patterns.csv").read_text(encoding="utf-8")
    return tuple(_pattern(row) for row in csv.DictReader(text.splitlines()))


def _pattern(row: dict[str, Any]) -> Pattern:
    ends = {key: float(row[key]) if row[key] else None for key in ("low", "high")}
    targets = tuple(row["targets"].split())
    return Pattern(**(row | ends | {"value": float(row["value"]), "targets": targets}))
