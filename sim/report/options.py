"""What a page is asked."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sim.settings.levels import Day
from sim.settings.task import Count, Options


class Report(Options):
    """One page that answers: the lag, what changes it, what it depends on, and what a regime costs.

    `scenarios` are priced and held against each other by regret; null: all that the sender can
    still choose. Instruments are attributed on `members_attributed`, or on `ensemble.members`
    where that is less; `regimes` with `members_each` are the sample of the sensitivity analysis.
    """

    date: Day = date(2028, 12, 31)
    against: str = "no_controls"
    scenarios: tuple[str, ...] | None = None
    members_attributed: Count = 500
    regimes: Annotated[int, Field(ge=4, le=100_000)] = 24
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 64
    parameters: tuple[str, ...] | None = None
