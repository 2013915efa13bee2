"""Options of the analyses."""

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from sim.settings.instruments import SENDERS
from sim.settings.levels import Day
from sim.settings.task import Options


class Attribute(Options):
    """Attribute the change of the lag between two regimes to the sender's instruments."""

    against: str = "no_controls"
    date: Day = date(2028, 12, 31)


class Price(Options):
    """Costs of regimes for the sender and the follower, and the lag that they gain.

    `scenarios` are names of files in configs/scenario; null: all that the calibration accepts.
    """

    scenarios: tuple[str, ...] | None = None
    against: str = "no_controls"
    date: Day = date(2028, 12, 31)


class DrawnRegimes(Options):
    """Members under drawn regimes, in which some instruments vary from `sanctions.from` on.

    Everything else is as in the scenario. The lag is that at the end of the month of `date`. There
    are `regimes` combinations of levels, with `members_each` members under each. `instruments`
    null: all of the sender's.
    """

    date: Day = date(2028, 12, 31)
    instruments: tuple[str, ...] = SENDERS
    regimes: Annotated[int, Field(ge=4, le=100_000)]
    members_each: Annotated[int, Field(ge=1, le=100_000)]

    @field_validator("instruments", mode="before")
    @classmethod
    def _all_by_default(cls, names: object) -> object:
        return SENDERS if names is None else names

    @field_validator("instruments")
    @classmethod
    def _known_and_named_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not set(names) <= set(SENDERS):
            raise ValueError(f"names among {', '.join(SENDERS)}")
        if len(set(names)) < len(names):
            raise ValueError("each instrument once")
        return names


class Sensitivity(DrawnRegimes):
    """How much of the spread of the lag, and of its change, is due to each input.

    Each of the `parameters` is an input, and all others together are one; null: those that lead in
    a first look, in which each is one.
    """

    parameters: tuple[str, ...] | None = None
    regimes: Annotated[int, Field(ge=4, le=100_000)] = 64
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 64
    resamples: Annotated[int, Field(ge=20, le=100_000)] = 200


class Discover(DrawnRegimes):
    """Where the lag exceeds two years, where the follower leads, and which regime has least regret.

    A box restricts at most `most_limits` inputs. Regret compares `scenarios`; null: all that the
    sender can still choose.
    """

    regimes: Annotated[int, Field(ge=4, le=100_000)] = 2048
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 4
    most_limits: Annotated[int, Field(ge=1, le=20)] = 4
    scenarios: tuple[str, ...] | None = None


class Levers(Options):
    """What each instrument does by itself, from open to strict, from each of some dates.

    The lag is the mean of the twelve months that end `months` after a date. `dates` null: the day
    of the article, if the calibration allows it, and December 2026.
    """

    dates: tuple[Day, ...] | None = None
    months: tuple[Annotated[int, Field(ge=12, le=600)], ...] = (24, 60)

    @field_validator("dates", "months")
    @classmethod
    def _named_once(cls, values: tuple[object, ...] | None) -> tuple[object, ...] | None:
        if values is not None and len(set(values)) < max(1, len(values)):
            raise ValueError("at least one, and each once")
        return values


class Claim(Options):
    """Whether the article's claim holds: what the measures did by a month, and what comes later."""

    date: Day = date(2024, 3, 31)
