"""The world as plain arrays: calendar, regime and cast, from which both paths start."""

from dataclasses import dataclass

from sim.settings.errors import SettingsError
from sim.settings.roster import REGIONS
from sim.settings.settings import Settings
from sim.world.calendar import Calendar
from sim.world.cast import Cast, Names
from sim.world.indices import INDICES
from sim.world.regime import Regime, build_regime
from sim.world.roster import build_cast


@dataclass(frozen=True)
class World:
    """What a run starts from and what is done to it."""

    calendar: Calendar
    regime: Regime
    cast: Cast
    names: Names

    @property
    def regions(self) -> tuple[str, ...]:
        return REGIONS

    @property
    def indices(self) -> tuple[str, ...]:
        return INDICES

    @property
    def supplier_names(self) -> tuple[str, ...]:
        return self.names.designers

    @property
    def lab_names(self) -> tuple[str, ...]:
        return self.names.labs


def build_world(settings: Settings) -> World:
    """The world of checked settings.

    Raises
    ------
    SettingsError
        If the horizon does not start where the roster's endowments stand, or a region has no lab.
    """
    calendar = Calendar.of(settings.horizon)
    if calendar.index(settings.roster.endowed) != 0:
        raise SettingsError(
            "horizon.start",
            settings.horizon.start,
            f"{settings.roster.endowed}, the date of the roster's endowments",
        )
    cast, names = build_cast(settings.roster, calendar)
    regime = build_regime(settings, calendar)
    return World(calendar=calendar, regime=regime, cast=cast, names=names)
