"""What a leaf of the regime takes: `history`, a level, null for open, or a dated list of levels."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, PlainValidator

from sim.settings.errors import SettingsError, shown

HISTORY = "history"
"""The word for what was enacted."""


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
        Stand in place of all history; open before the first.

    With neither, what was enacted stays.
    """

    kind: Kind
    level: float | None = None
    steps: tuple[Step, ...] | None = None

    def written(self) -> Any:
        """The leaf as a config would say it."""
        if self.steps is not None:
            return [self._written_step(step) for step in self.steps]
        return HISTORY if self.level is None else _written_level(self.level)

    def _written_step(self, step: Step) -> dict[str, Any]:
        announced = {"announced": str(step.announced)} if step.announced < step.effective else {}
        return {"from": str(step.effective), "level": _written_level(step.level), **announced}


def _written_level(level: float) -> float | None:
    return level if math.isfinite(level) else None


def read_leaf(value: Any, kind: Kind) -> Leaf:
    """A leaf as written: `history`, a level, null, or a dated list.

    Raises
    ------
    ValueError
        That says what the leaf takes.
    """
    if isinstance(value, Leaf):
        return value
    if value == HISTORY:
        return Leaf(kind)
    if isinstance(value, list):
        if not value:
            raise ValueError(_takes(kind))
        steps = [_read_step(f"[{place}]", entry, kind) for place, entry in enumerate(value)]
        if len({step.effective for step in steps}) < len(steps):
            raise ValueError(f"each date once in a {_DATED}")
        return Leaf(kind, steps=tuple(sorted(steps, key=lambda step: step.effective)))
    if not _is_level(value, kind):
        raise ValueError(_takes(kind))
    return Leaf(kind, level=_level(value, kind))


def _takes(kind: Kind) -> str:
    return f"{kind.takes}, `{HISTORY}`, or a {_DATED}"


_DATED = "dated list of levels"


def _is_level(value: Any, kind: Kind) -> bool:
    if value is None:
        return True
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and kind.admits(float(value))


def _level(value: float | None, kind: Kind) -> float:
    return kind.open if value is None else float(value)


def _read_step(place: str, entry: Any, kind: Kind) -> Step:
    if not isinstance(entry, dict) or not {"from", "level"} <= set(entry) <= _STEP_KEYS:
        takes = "{from: date, level: level}, and announced: date if it was known before"
        raise SettingsError(place, shown(entry), takes)
    if not _is_level(entry["level"], kind):
        raise SettingsError(f"{place}.level", shown(entry["level"]), kind.takes)
    effective = _day_of(place, entry, "from")
    announced = _day_of(place, entry, "announced") if "announced" in entry else effective
    if announced > effective:
        takes = f"a date no later than its effect, {effective}"
        raise SettingsError(f"{place}.announced", announced, takes)
    return Step(effective, _level(entry["level"], kind), announced)


_STEP_KEYS = {"from", "level", "announced"}


def _day_of(place: str, entry: dict[str, Any], key: str) -> date:
    try:
        return read_day(entry[key])
    except ValueError as error:
        raise SettingsError(f"{place}.{key}", shown(entry[key]), str(error)) from None


def read_day(value: Any) -> date:
    """A date, or its ten characters.

    Raises
    ------
    ValueError
        That says what a date takes.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:  # ISO weeks and dates without dashes
        raise ValueError("a date as YYYY-MM-DD")
    return day


def leaf_type(kind: Kind) -> Any:
    """The type of a field that holds a leaf of a kind: read, checked and written as a config."""
    reader = PlainValidator(lambda value: read_leaf(value, kind))
    return Annotated[Leaf, reader, PlainSerializer(Leaf.written)]


Day = Annotated[date, BeforeValidator(read_day)]
