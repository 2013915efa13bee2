"""What a page can move: one control for each instrument and each response."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.settings.errors import SettingsError, shown
from sim.settings.levels import CAP, INTERCONNECT, MONEY, SHARE, Kind

type Level = float | None
"""A level of a leaf; none stands for `null`, which is open."""


@dataclass(frozen=True)
class Control:
    """An instrument or a response that a page can move.

    Attributes
    ----------
    key : str
        Of the leaf, as on the command line.
    name, meaning : str
        What a reader is told.
    kind : Kind
        Of level.
    stops : tuple of float or None
        Where a slider stops, from loose to tight.
    unit : str
        Said after a level.
    null_is : str
        Said in place of `null`.
    """

    key: str
    name: str
    meaning: str
    kind: Kind = SHARE
    stops: tuple[Level, ...] = tuple(step / 20 for step in range(21))
    unit: str = ""
    null_is: str = "open"

    @property
    def leaf(self) -> str:
        """The last part of the key, which names the leaf's levels in a regime."""
        return self.key.rsplit(".", 1)[1]

    def checked(self, level: object) -> Level:
        """A level that a page may ask for, to four digits.

        Raises
        ------
        SettingsError
            If it is none.
        """
        numbers = [stop for stop in self.stops if stop is not None]
        low, high = min(numbers), max(numbers)
        if level is None and None in self.stops:
            return None
        is_number = isinstance(level, int | float) and not isinstance(level, bool)
        if not is_number or not low <= level <= high:  # type: ignore[operator]
            or_null = ", or null" if None in self.stops else ""
            raise SettingsError(
                self.key, shown(level), f"a level from {low:g} to {high:g}{or_null}"
            )
        return float(f"{level:.4g}")

    def said(self, level: Level) -> str:
        """A level in words."""
        return self.null_is if level is None else f"{level:g} {self.unit}".rstrip()

    def stops_with(self, *levels: Level) -> tuple[Level, ...]:
        """The stops with some levels among them, from loose to tight."""
        return tuple(sorted({*self.stops, *levels}, key=self._tightness))

    def _tightness(self, level: Level) -> float:
        number = self.kind.open if level is None else level
        return -number if self.kind in (CAP, INTERCONNECT) else number


CAPS = "sanctions.chip_exports."

GROUPS: Mapping[str, tuple[Control, ...]] = MappingProxyType(
    {
        "Chips that may be sold": (
            Control(f"{CAPS}tpp_cap", "Cap on performance", "TPP from which a chip may not be sold",
                    CAP, (None, 32000, 21000, 16000, 10000, 4800, 2400, 1600, 1000, 300, 1),
                    "TPP", "no cap"),
            Control(f"{CAPS}interconnect_cap", "Condition on the interconnect",
                    "GB/s from which the cap on performance applies, where density bars no less",
                    INTERCONNECT, (1200, 900, 600, 400, 200, 100, None), "GB/s", "every chip"),
            Control(f"{CAPS}density_cap", "Cap on performance density",
                    "TPP a mm² from which a chip may not be sold",
                    CAP, (None, 20, 12, 8, 5.92, 3.2, 1.6, 1, 0.1, 0.01), "TPP/mm²", "no cap"),
            Control(f"{CAPS}levy", "Levy", "Share of the price of lawful sales"),
        ),
        "How chips are made": (
            Control("sanctions.lithography", "Lithography denied", "EUV machines for China"),
            Control("sanctions.tools", "Tools denied", "Other equipment, and its servicing"),
            Control("sanctions.foundry", "Foundry orders refused", "Advanced chips made abroad"),
        ),
        "Money, computing and models": (
            Control("sanctions.capital", "Investment barred", "Money from abroad for China’s labs"),
            Control("sanctions.cloud", "Cloud closed", "Computing rented abroad"),
            Control("sanctions.model_access", "Closed models closed",
                    "Outputs of closed models that others learn from"),
            Control("sanctions.open_weights", "Open weights restrained",
                    "Release of strong models for anyone to build on"),
        ),
        "Enforcement": (
            Control("sanctions.enforcement", "Enforcement", "How far smuggling is suppressed"),
        ),
        "China’s responses": (
            Control("response.ai_plus", "AI Plus", "State money for AI, billions of dollars a year",
                    MONEY, (0, 2, 5, 8, 12, 16, 20, 25, 30, 40, 50, 75, 100), "bn $ a year"),
            Control("response.stockpiling", "Stockpiling",
                    "Orders brought forward once a measure is announced"),
            Control("response.substitution", "Substitution",
                    "Orders that must be domestic where supply allows"),
            Control("response.retaliation", "Retaliation", "Limits on critical materials"),
        ),
    }
)  # fmt: skip
"""All controls, under the headings of a page."""

CONTROLS: Mapping[str, Control] = MappingProxyType(
    {control.key: control for group in GROUPS.values() for control in group}
)
"""All controls by their key."""
