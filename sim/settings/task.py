"""What is done with the settings: one model a task, and what each takes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from sim.settings.errors import SettingsError, shown
from sim.settings.instruments import SENDERS
from sim.settings.invalid import first_error
from sim.settings.levels import Day

Count = Annotated[int, Field(ge=1, le=10_000_000)]
Sweeps = Annotated[int, Field(ge=0, le=10_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]


def _enough(key: str, asked: int, there: int) -> None:
    if asked > there:
        raise SettingsError(key, asked, f"at most {there}, as many as task.bank leaves")


class TaskPart(BaseModel):
    """A task: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str


class Project(TaskPart):
    """Simulate the scenario and its reference, and leave a dataset and a figure."""

    name: Literal["project"] = "project"


class Inference(TaskPart):
    """Sequential Monte Carlo: how many members, how often they are moved, and with which seed.

    `bank` members are simulated from the priors, `draws` go on and are moved `sweeps` times at each
    step of the tempering, and at the end until `effective` distinct histories are left, at the
    median of years and groups of agents, at most `most_sweeps` times.
    """

    bank: Count = 300_000
    draws: Count
    sweeps: Sweeps
    effective: Count
    most_sweeps: Sweeps
    seed: Seed = 1

    @model_validator(mode="after")
    def _bank_has_enough(self) -> Self:
        _enough("draws", self.draws, self.bank)
        return self


class Calibrate(Inference):
    """Find draws of parameters and luck that meet the targets of `calibration`."""

    name: Literal["calibrate"] = "calibrate"
    draws: Count = 2560
    sweeps: Sweeps = 12
    effective: Count = 400
    most_sweeps: Sweeps = 96


class CheckInference(Inference):
    """Simulation-based calibration: infer `truths` that are drawn from the priors."""

    name: Literal["check_inference"] = "check_inference"
    truths: Count = 40
    draws: Count = 512
    sweeps: Sweeps = 12
    effective: Count = 160
    most_sweeps: Sweeps = 200

    @model_validator(mode="after")
    def _bank_has_truths_to_spare(self) -> Self:
        _enough("truths", self.truths, self.bank - 1)
        return self


class Backtest(TaskPart):
    """Score forecasts of posteriors on what was measured after their cut-off."""

    name: Literal["backtest"] = "backtest"
    posteriors: tuple[str, ...] = ("article", "record-2023-12", "record-2024-06", "record-2024-12")


class Compare(TaskPart):
    """Hold regimes against each other on the same members, at the ends of some months.

    `scenarios` are names of files in configs/scenario; null: all.
    """

    name: Literal["compare"] = "compare"
    scenarios: tuple[str, ...] | None = None
    dates: tuple[Day, ...] = (date(2025, 12, 31), date(2028, 12, 31), date(2032, 12, 31))


class Attribute(TaskPart):
    """Share out the change of the lag between two regimes among the sender's instruments."""

    name: Literal["attribute"] = "attribute"
    against: str = "no_controls"
    date: Day = date(2028, 12, 31)


class Price(TaskPart):
    """What regimes cost the sender and the follower, and how much lag they buy.

    `scenarios` are names of files in configs/scenario; null: all.
    """

    name: Literal["price"] = "price"
    scenarios: tuple[str, ...] | None = None
    against: str = "no_controls"
    date: Day = date(2028, 12, 31)


class Varied(TaskPart):
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

    name: Literal["sensitivity"] = "sensitivity"
    parameters: tuple[str, ...] | None = None
    regimes: Annotated[int, Field(ge=4, le=100_000)] = 64
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 64
    resamples: Annotated[int, Field(ge=20, le=100_000)] = 200


class Discover(Varied):
    """Where the lag exceeds two years, where the follower leads, and which regime regrets least.

    A box restricts at most `most_limits` inputs. Regret compares `scenarios`; null: all that the
    sender can still choose.
    """

    name: Literal["discover"] = "discover"
    regimes: Annotated[int, Field(ge=4, le=100_000)] = 2048
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 4
    most_limits: Annotated[int, Field(ge=1, le=20)] = 4
    scenarios: tuple[str, ...] | None = None


class Report(TaskPart):
    """One page that answers: the lag, what moves it, what it hangs on, and what a regime costs.

    `scenarios` are priced and held against each other by regret; null: all that the sender can
    still choose. Instruments are attributed on `members_attributed`, or on `ensemble.members`
    where that is less; `regimes` with `members_each` are the sample of the sensitivity analysis.
    """

    name: Literal["report"] = "report"
    date: Day = date(2028, 12, 31)
    against: str = "no_controls"
    scenarios: tuple[str, ...] | None = None
    members_attributed: Count = 500
    regimes: Annotated[int, Field(ge=4, le=100_000)] = 24
    members_each: Annotated[int, Field(ge=1, le=100_000)] = 64
    parameters: tuple[str, ...] | None = None


class Reproduce(TaskPart):
    """Make the run whose folder is `run` again, and compare every value."""

    name: Literal["reproduce"] = "reproduce"
    run: Annotated[str, Field(min_length=1)] = "outputs/latest"


class Dashboard(TaskPart):
    """Serve a page on which regimes are played with, at a port of an address of this machine.

    Port 0 is any that is free.
    """

    name: Literal["dashboard"] = "dashboard"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8765


TASKS: Mapping[str, type[TaskPart]] = {
    "project": Project,
    "calibrate": Calibrate,
    "check_inference": CheckInference,
    "backtest": Backtest,
    "compare": Compare,
    "attribute": Attribute,
    "price": Price,
    "sensitivity": Sensitivity,
    "discover": Discover,
    "report": Report,
    "reproduce": Reproduce,
    "dashboard": Dashboard,
}


def _of_its_name(written: Any) -> Any:
    """The model of a task, chosen by its name, so that errors name its own keys."""
    if not isinstance(written, dict):
        return written
    name = written.get("name", "project")
    if not isinstance(name, str) or name not in TASKS:
        raise SettingsError("name", shown(name), f"one of {', '.join(TASKS)}")
    listed = {key: tuple(v) if isinstance(v, list) else v for key, v in written.items()}
    try:
        return TASKS[name].model_validate(listed)
    except ValidationError as error:
        raise first_error(error, listed, TASKS[name].model_fields) from None


Task = Annotated[
    Project
    | Calibrate
    | CheckInference
    | Backtest
    | Compare
    | Attribute
    | Price
    | Sensitivity
    | Discover
    | Report
    | Reproduce
    | Dashboard,
    BeforeValidator(_of_its_name),
]
