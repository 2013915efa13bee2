"""What a page can move: one control for each instrument and each response."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.settings.errors import SettingsError, shown
from sim.settings.instruments import LEVERS, Lever
from sim.settings.levels import CAP, INTERCONNECT

type Level = float | None
"""A level of a leaf; none stands for `null`, which is open."""


@dataclass(frozen=True)
class Control:
    """A lever that a page can move."""

    lever: Lever

    @property
    def key(self) -> str:
        """As on the command line."""
        return self.lever.key

    def checked(self, level: object) -> Level:
        """A level that a page may ask for, to four digits.

        Raises
        ------
        SettingsError
            If it is none.
        """
        numbers = [stop for stop in self.lever.stops if stop is not None]
        low, high = min(numbers), max(numbers)
        if level is None and None in self.lever.stops:
            return None
        is_number = isinstance(level, int | float) and not isinstance(level, bool)
        if not is_number or not low <= level <= high:  # type: ignore[operator]
            or_null = ", or null" if None in self.lever.stops else ""
            raise SettingsError(
                self.key, shown(level), f"a level from {low:g} to {high:g}{or_null}"
            )
        return float(f"{level:.4g}")

    def said(self, level: Level) -> str:
        """A level in words."""
        return self.lever.null_means if level is None else f"{level:g} {self.lever.unit}".rstrip()

    def stops_with(self, *levels: Level) -> tuple[Level, ...]:
        """The stops with some levels among them, from loose to tight."""
        return tuple(sorted({*self.lever.stops, *levels}, key=self._tightness))

    def _tightness(self, level: Level) -> float:
        number = self.lever.kind.open if level is None else level
        return -number if self.lever.kind in (CAP, INTERCONNECT) else number


CONTROLS: Mapping[str, Control] = MappingProxyType(
    {key: Control(lever) for key, lever in LEVERS.items()}
)
"""All controls by their key."""

GROUPS: Mapping[str, tuple[Control, ...]] = MappingProxyType(
    {
        heading: tuple(of for of in CONTROLS.values() if of.lever.heading == heading)
        for heading in dict.fromkeys(lever.heading for lever in LEVERS.values())
    }
)
"""All controls, under the headings of a page."""
