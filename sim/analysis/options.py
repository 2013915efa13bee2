"""What each analysis is asked."""

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from sim.settings.instruments import SENDERS
from sim.settings.levels import Day
from sim.settings.task import Options


class Attribute(Options):
    """Share out the change of the lag between two regimes among the sender's instruments."""

    against: str = "no_controls"
    date: Day = date(2028, 12, 31)


class Price(Options):
    """What regimes cost the sender and the follower, and how much lag they buy.

    `scenarios` are names of files in configs/scenario; null: all.
    """

    scenarios: tuple[str, ...] | None = None
    against: str = "no_controls"
    date: Day = date(2028, 12, 31)


class Varied(Options):
    """Members under regimes that are drawn: some instruments take levels from `sanctions.from` on.

    What is not drawn stays as the scenario says. The lag is that at the end of the month of
    `date`; `regimes` combinations of levels are tried, on `members_each` members each.
    """

    date: Day = date(2028, 12, 31)
    instruments: tuple[str, ...] = SENDERS
    regimes: Annotated[int, Field(ge=4, le=100_000)]
    members_each: Annotated[int, Field(ge=1, le=100_000)]

    @field_validator("instruments")
    @classmethod
    def _known_and_named_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not set(names) <= set(SENDERS):
            raise ValueError(f"names among {', '.join(SENDERS)}")
        if len(set(names)) < len(names):
            raise ValueError("each instrument once")
        return names


class Sensitivity(Varied):
    """How much of the spread of the lag, and of its change, is due to each input.

    Those of the `parameters` are inputs one by one, and all others one input; null: all one by one.
    """

    parameters: tuple[str, ...] | None = None
    regimes: Annotated[int, Field(ge=4, le=100_000)] = 64
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 64
    resamples: Annotated[int, Field(ge=20, le=100_000)] = 200


class Discover(Varied):
    """Where the lag exceeds two years, where the follower leads, and which regime regrets least.

    A box restricts at most `most_limits` inputs. Regret compares `scenarios`; null: all that the
    sender can still choose.
    """

    regimes: Annotated[int, Field(ge=4, le=100_000)] = 2048
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 4
    most_limits: Annotated[int, Field(ge=1, le=20)] = 4
    scenarios: tuple[str, ...] | None = None


class Levers(Options):
    """What each instrument does by itself, from open to strict, from each of some dates.

    The lag is the mean of the twelve months that end `months` after a date.
    """

    dates: tuple[Day, ...] = (date(2024, 4, 2), date(2026, 12, 1))
    months: tuple[Annotated[int, Field(ge=12, le=600)], ...] = (24, 60)

    @field_validator("dates", "months")
    @classmethod
    def _named_once(cls, values: tuple[object, ...]) -> tuple[object, ...]:
        if not values or len(set(values)) < len(values):
            raise ValueError("at least one, and each once")
        return values


class Claim(Options):
    """Whether the article's claim holds: what the measures did by a month, and what comes later."""

    date: Day = date(2024, 3, 31)
