"""Parts of the settings: the horizon, the ensemble, and where it is simulated."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, PlainValidator, field_validator, model_validator

from sim.settings.errors import SettingsError, did_you_mean, shown
from sim.settings.levels import Day
from sim.settings.variables import AGENT_DETAIL, CATALOGUE, MAIN, is_parameter

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""No horizon goes further: a slip of the hand would ask for a century of centuries."""

MOST_AT_ONCE = 1024
"""Threads, or processes, that a run may start."""


class Part(BaseModel):
    """A part of the settings: unknown keys are errors, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _whole_number(low: int, high: int, takes: str) -> PlainValidator:
    def check(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:  # true is an int to Python
            raise ValueError(takes)
        return value

    return PlainValidator(check)


MOST_MEMBERS = 10_000_000
Members = Annotated[int, _whole_number(1, MOST_MEMBERS, f"a whole number from 1 to {MOST_MEMBERS}")]
Seed = Annotated[int, _whole_number(0, 2**63 - 1, "a whole number from 0 to 2^63 - 1")]
Count = Annotated[int, _whole_number(1, 2**31 - 1, "a whole number from 1, or null")]
AtOnce = Annotated[
    int, _whole_number(1, MOST_AT_ONCE, f"a whole number from 1 to {MOST_AT_ONCE}, or null")
]


class Horizon(Part):
    """From the month of one date to the month of another."""

    start: Day = date(2018, 1, 1)
    end: Day = date(2032, 12, 31)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.start < FIRST_DAY:
            raise SettingsError("start", self.start, f"a date from {FIRST_DAY}")
        if not self.start <= self.end <= LAST_DAY:
            takes = f"a date from horizon.start, {self.start}, to {LAST_DAY}"
            raise SettingsError("end", self.end, takes)
        return self

    def contains(self, day: date) -> bool:
        return self.start.replace(day=1) <= day <= self.end


DETAIL = tuple(variable.name for variable in AGENT_DETAIL)


class Ensemble(Part):
    """How many members, their seed, whether labs are recorded one by one, and what is kept.

    `keep` names the variables that are kept by member: `main` for those of the capability lag and
    few others, `all`, or a list. Summaries hold quantiles of all.
    """

    members: Members = 1000
    seed: Seed = 1
    detail: bool = False
    keep: tuple[str, ...] | Literal["main", "all"] = "main"

    @field_validator("keep", mode="before")
    @classmethod
    def _kept_variables_exist(cls, names: Any) -> Any:
        if names in ("main", "all"):
            return names
        if not isinstance(names, list | tuple):
            raise SettingsError("", shown(names), "main, all or a list of variables")
        for name in names:
            if name not in CATALOGUE:
                hint = did_you_mean(str(name), CATALOGUE)
                raise SettingsError("", shown(name), f"names of variables{hint}, main or all")
        return tuple(names)

    def keeps(self, variable: object) -> bool:
        """Whether a variable is kept by member; parameters always are."""
        if is_parameter(variable):
            return True
        if isinstance(self.keep, tuple):
            return variable in self.keep
        return self.keep == "all" or variable in DETAIL or variable in MAIN


class Engine(Part):
    """Where members are simulated; none of it moves a bit.

    `threads` of this process (null: every core), or workers of a Dask cluster: one at `address`, or
    `workers` processes of this machine (null: one a core). `chunk` members make a task (null: one
    block, or one chunk of a store). From `stream_from` members on, a run fills a store chunk by
    chunk instead of the memory.
    """

    name: Literal["threads", "dask"] = "threads"
    threads: AtOnce | None = None
    chunk: Count | None = None
    stream_from: Count = 20_000
    address: str | None = None
    workers: AtOnce | None = None
