"""The controls of a page: one for each instrument and each response."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.settings.errors import SettingsError, shown
from sim.settings.instruments import LEVERS, Lever
from sim.settings.levels import CAP, INTERCONNECT

type Level = float | None
"""A level of a leaf; None stands for `null`, which means open."""


@dataclass(frozen=True)
class Control:
    """A slider that sets a lever."""

    lever: Lever

    @property
    def key(self) -> str:
        """Key on the command line."""
        return self.lever.key

    def checked(self, level: object) -> Level:
        """Check a level, and round it to four digits.

        Raises
        ------
        SettingsError
            If a page may not ask for it.
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

    def in_words(self, level: Level) -> str:
        """A level in words."""
        return self.lever.null_means if level is None else f"{level:g} {self.lever.suffix}".rstrip()

    def stops_with(self, *levels: Level) -> tuple[Level, ...]:
        """Stops of the slider with some levels added, from loose to tight."""
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
        heading: tuple(control for control in CONTROLS.values() if control.lever.heading == heading)
        for heading in dict.fromkeys(lever.heading for lever in LEVERS.values())
    }
)
"""All controls, by the headings of the page."""
