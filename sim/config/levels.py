"""What a leaf of the regime takes: `history`, a level, null for open, or a dated list of levels."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import PlainValidator


@dataclass(frozen=True)
class Kind:
    """A kind of level: its range, its level when open, and how to say so."""

    low: float
    high: float
    open: float
    takes: str
    strictly: bool = False

    def admits(self, level: float) -> bool:
        above = level > self.low if self.strictly else level >= self.low
        return above and level <= self.high


SHARE = Kind(0.0, 1.0, 0.0, "a level from 0 to 1")
CAP = Kind(0.0, math.inf, math.inf, "a cap above 0, null for open", strictly=True)
INTERCONNECT = Kind(0.0, math.inf, -math.inf, "GB/s from 0, null for no condition")
MONEY = Kind(0.0, math.inf, 0.0, "bn USD a year from 0")


@dataclass(frozen=True)
class Step:
    """A level that holds from a date; the world knows of it from its announcement."""

    effective: date
    level: float
    announced: date


@dataclass(frozen=True)
class Leaf:
    """One instrument or response as set.

    Attributes
    ----------
    level : float, optional
        Holds from the regime's date, and history before it.
    steps : tuple of Step, optional
        Stand in place of all history.

    With neither, what was enacted stays.
    """

    kind: Kind
    level: float | None = None
    steps: tuple[Step, ...] | None = None


def read_leaf(value: Any, kind: Kind) -> Leaf:
    """A leaf as written: `history`, a level, null, or a dated list.

    Raises
    ------
    ValueError
        That says what the leaf takes.
    """
    if isinstance(value, Leaf):
        return value
    if value == "history":
        return Leaf(kind)
    if isinstance(value, list):
        if not value:
            raise ValueError(_takes(kind))
        steps = tuple(_read_step(entry, kind) for entry in value)
        return Leaf(kind, steps=tuple(sorted(steps, key=lambda step: step.effective)))
    return Leaf(kind, level=_read_level(value, kind))


def _takes(kind: Kind) -> str:
    return f"{kind.takes}, `history`, or a dated list of levels"


def _read_level(value: Any, kind: Kind) -> float:
    if value is None:
        return kind.open
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(_takes(kind))
    if not math.isfinite(value) or not kind.admits(float(value)):
        raise ValueError(_takes(kind))
    return float(value)


def _read_step(entry: Any, kind: Kind) -> Step:
    known = {"from", "level", "announced"}
    if not isinstance(entry, dict) or not {"from", "level"} <= set(entry) <= known:
        raise ValueError(f"{_takes(kind)}, each {{from: date, level: level, announced: date}}")
    effective = read_day(entry["from"])
    announced = read_day(entry.get("announced", effective))
    if announced > effective:
        raise ValueError("an announcement no later than its effect")
    return Step(effective, _read_level(entry["level"], kind), announced)


def read_day(value: Any) -> date:
    """A date, or its ten characters.

    Raises
    ------
    ValueError
        That says what a date takes.
    """
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("a date as YYYY-MM-DD")


def _reader(kind: Kind) -> PlainValidator:
    return PlainValidator(lambda value: read_leaf(value, kind))


ShareLeaf = Annotated[Leaf, _reader(SHARE)]
CapLeaf = Annotated[Leaf, _reader(CAP)]
InterconnectLeaf = Annotated[Leaf, _reader(INTERCONNECT)]
MoneyLeaf = Annotated[Leaf, _reader(MONEY)]
Day = Annotated[date, PlainValidator(read_day)]
