"""The checked settings of a run: types, ranges, units."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from sim.config.errors import SettingsError
from sim.config.levels import (
    CAP,
    INTERCONNECT,
    MONEY,
    SHARE,
    CapLeaf,
    Day,
    InterconnectLeaf,
    Leaf,
    MoneyLeaf,
    ShareLeaf,
)
from sim.config.priors import Priors
from sim.config.roster import Roster

ARTICLE = date(2024, 4, 2)
"""The day of the article: what stood then is the history of `status_quo`."""


class Part(BaseModel):
    """A part of the settings: unknown keys are errors, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class Horizon(Part):
    """From the month of one date to the month of another."""

    start: Day = date(2018, 1, 1)
    end: Day = date(2032, 12, 31)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"an end no earlier than the start, {self.start}")
        return self

    def contains(self, day: date) -> bool:
        return self.start.replace(day=1) <= day <= self.end


class ChipExports(Part):
    """Caps on chips that may be sold: TPP, GB/s, TPP a mm2, and a levy, a share of price."""

    tpp_cap: CapLeaf = Leaf(CAP)
    interconnect_cap: InterconnectLeaf = Leaf(INTERCONNECT)
    density_cap: CapLeaf = Leaf(CAP)
    levy: ShareLeaf = Leaf(SHARE)


class Sanctions(Part):
    """The sender's instruments."""

    since: Day = Field(default=ARTICLE, alias="from")
    history_until: Day | None = ARTICLE
    chip_exports: ChipExports = ChipExports()
    lithography: ShareLeaf = Leaf(SHARE)
    tools: ShareLeaf = Leaf(SHARE)
    foundry: ShareLeaf = Leaf(SHARE)
    capital: ShareLeaf = Leaf(SHARE)
    cloud: ShareLeaf = Leaf(SHARE)
    model_access: ShareLeaf = Leaf(SHARE)
    open_weights: ShareLeaf = Leaf(SHARE)
    enforcement: ShareLeaf = Leaf(SHARE)


class Response(Part):
    """The follower's responses; AI Plus in bn USD a year."""

    since: Day = Field(default=ARTICLE, alias="from")
    ai_plus: MoneyLeaf = Leaf(MONEY)
    stockpiling: ShareLeaf = Leaf(SHARE)
    substitution: ShareLeaf = Leaf(SHARE)
    retaliation: ShareLeaf = Leaf(SHARE)


class Ensemble(Part):
    """How many members, their seed, and whether labs are recorded one by one."""

    members: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    detail: bool = False


class Engine(Part):
    """Threads (null: every core) and members to a task (null: one block); neither moves a bit."""

    threads: Annotated[int, Field(ge=1)] | None = None
    chunk: Annotated[int, Field(ge=1)] | None = None


class Task(Part):
    """What is done with the settings."""

    name: Literal["project"] = "project"


class Settings(Part):
    """Everything that a run is told."""

    horizon: Horizon = Horizon()
    sanctions: Sanctions = Sanctions()
    response: Response = Response()
    ensemble: Ensemble = Ensemble()
    engine: Engine = Engine()
    task: Task = Task()
    roster: Roster
    calibration: Priors
    scenario: tuple[str, ...] = ("status_quo",)

    _written: Mapping[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _dates_lie_in_the_horizon(self) -> Self:
        for key, leaf, since in leaves(self):
            dated = [step.effective for step in leaf.steps or ()]
            if leaf.level is not None:
                key, dated = key.split(".")[0] + ".from", [since]
            for day in dated:
                if not self.horizon.contains(day):
                    raise SettingsError(
                        key, day, f"a date from {self.horizon.start} to {self.horizon.end}"
                    )
        return self

    @classmethod
    def checked(cls, written: Mapping[str, Any], scenario: tuple[str, ...]) -> "Settings":
        """Settings from plain containers, as composed.

        Raises
        ------
        SettingsError
            That names the first key that is not what it takes.
        """
        try:
            settings = cls.model_validate({**written, "scenario": scenario})
        except ValidationError as error:
            raise _first_error(error.errors(include_url=False)[0]) from None
        settings._written = written
        return settings

    def reference(self) -> "Settings":
        """The same under the reference regime: what stood on the day of the article."""
        reference = self.model_copy(
            update={
                "sanctions": Sanctions(),
                "response": Response(),
                "scenario": ("status_quo",),
            }
        )
        return reference

    def to_yaml(self) -> str:
        """The settings as composed, with the scenarios' names; can be composed again."""
        return yaml.safe_dump(
            {**self._written, "scenario": list(self.scenario)}, sort_keys=False, allow_unicode=True
        )


def leaves(settings: Settings) -> Iterator[tuple[str, Leaf, date]]:
    """Dotted key, leaf and date from which a level holds, of every instrument and response."""
    for group, part in (("sanctions", settings.sanctions), ("response", settings.response)):
        for name, value in part:
            if isinstance(value, Leaf):
                yield f"{group}.{name}", value, part.since
            elif isinstance(value, ChipExports):
                for cap, leaf in value:
                    yield f"{group}.{name}.{cap}", leaf, part.since


TAKES = {
    "extra_forbidden": "no such key",
    "missing": "a value",
    "finite_number": "a finite number",
    "bool_type": "true or false",
}


def _first_error(error: ErrorDetails) -> SettingsError:
    key = ".".join(str(part) for part in error["loc"] if part not in ("int", "none"))
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, SettingsError):
        return cause
    if cause is not None and ": got " in str(cause):  # said by a part of the roster or the priors
        inner, rest = str(cause).split(": got ", 1)
        got, takes = rest.rsplit(", takes ", 1)
        return SettingsError(f"{key}.{inner}", got, takes)
    got = "nothing" if error["type"] == "missing" else _shown(error["input"])
    if cause is not None:
        return SettingsError(key, got, str(cause))
    takes = TAKES.get(error["type"]) or error["msg"].removeprefix("Input should be ")
    return SettingsError(key, got, takes)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
