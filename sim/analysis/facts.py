"""Measured series on which forecasts are scored, and what was known of them at a date.

The facts are rows of `sim/data/facts.csv`, the scores of indices rows of
`sim/data/index_scores.csv`. A period can have several vintages: a first print and revisions.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from sim.calibration.targets import months_of

CHANNELS = ("lag", "index scores", "runs", "open weights", "chips", "revenue", "investment")
"""What facts are grouped by, in the order of tables."""

QUARTER = 3
"""Months of a quarter."""


@dataclass(frozen=True)
class Fact:
    """One vintage of one value of a series.

    Attributes
    ----------
    name, channel : str
        Of the series; one of `CHANNELS`.
    pool : str
        Series of the same pool have the same units, so that their changes can be pooled.
    measure, of, region, period : str
        Function of `sim.calibration.measures` that predicts it, and its arguments.
    value : float
        As published.
    kind : str
        `value`, or `bound`: the true value is above, so that it is neither scored nor used.
    scale : str
        Errors are linear, or those of the natural logarithm.
    anchored : bool
        Whether the series has a scale of its own: only its growth is predicted.
    known_from : datetime64
        First month at whose end it could be known.
    vintage, unit : str
        When it was printed or computed; for tables.
    """

    name: str
    channel: str
    pool: str
    measure: str
    of: str
    region: str
    period: str
    value: float
    kind: Literal["value", "bound"]
    scale: Literal["linear", "log"]
    anchored: bool
    known_from: np.datetime64
    vintage: str
    unit: str

    @property
    def end(self) -> np.datetime64:
        """Last month of the period."""
        return months_of(self.period)[1]

    @property
    def scaled(self) -> float:
        """The value on the scale of its errors."""
        return float(np.log(self.value)) if self.scale == "log" else self.value

    @property
    def unit_of_errors(self) -> str:
        """Unit of errors and scores."""
        return "ln" if self.scale == "log" else self.unit


@dataclass(frozen=True)
class IndexScore:
    """A new best score of a region on an index."""

    index: str
    region: str
    month: np.datetime64
    score: float


def _rows(name: str) -> Iterable[dict[str, str]]:
    text = files("sim").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@cache
def all_facts() -> tuple[Fact, ...]:
    """Every row of `sim/data/facts.csv`."""
    kept = ("channel", "pool", "measure", "of", "region", "period", "kind", "scale", "vintage")
    return tuple(
        Fact(
            name=row["fact"],
            value=float(row["value"]),
            anchored=row["anchored"] == "yes",
            known_from=np.datetime64(row["known_from"], "M"),
            unit=row["unit"],
            **{key: row[key] for key in kept},  # type: ignore[arg-type]
        )
        for row in _rows("facts.csv")
    )


@cache
def index_scores() -> tuple[IndexScore, ...]:
    """Every row of `sim/data/index_scores.csv`."""
    return tuple(
        IndexScore(
            row["index"], row["region"], np.datetime64(row["month"], "M"), float(row["score"])
        )
        for row in _rows("index_scores.csv")
    )


def names_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Names of the series, each once."""
    return tuple(dict.fromkeys(fact.name for fact in facts))


def known_at(facts: Iterable[Fact], origin: np.datetime64) -> tuple[Fact, ...]:
    """Values known at the end of a month, in order of time.

    Of several vintages of a period, it is the latest that was known.
    """
    latest: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.kind == "value" and fact.end <= origin and fact.known_from <= origin:
            key = (fact.name, fact.period)
            if key not in latest or fact.known_from > latest[key].known_from:
                latest[key] = fact
    return tuple(sorted(latest.values(), key=lambda fact: (fact.name, fact.end)))


def final_values(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The last vintage of every period, in order of time."""
    return known_at(facts, np.datetime64("9999-12", "M"))


def due(facts: Iterable[Fact], name: str, origin: np.datetime64, horizon: int) -> Fact | None:
    """The fact that came a number of months after an origin.

    It is the last value of the series whose period ends in the quarter that the horizon ends, in
    its last vintage; none if there is no such value.

    Parameters
    ----------
    facts : iterable of Fact
        Of any series.
    name : str
        Of the series.
    origin : datetime64
        Last month whose facts may be used.
    horizon : int
        Months, at least a quarter.
    """
    month = origin + np.timedelta64(horizon, "M")
    within = [
        fact
        for fact in final_values(fact for fact in facts if fact.name == name)
        if month - np.timedelta64(QUARTER, "M") < fact.end <= month
    ]
    return within[-1] if within else None
