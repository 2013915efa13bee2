"""What is done with the settings: one model a task, and what each takes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sim.config.errors import SettingsError, shown
from sim.config.invalid import first_error

Count = Annotated[int, Field(ge=1, le=10_000_000)]
Sweeps = Annotated[int, Field(ge=0, le=10_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]


def _enough(key: str, asked: int, there: int) -> None:
    if asked > there:
        raise SettingsError(key, asked, f"at most {there}, as many as task.bank leaves")


class TaskPart(BaseModel):
    """A task: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Project(TaskPart):
    """Simulate the scenario and its reference, and leave a dataset and a figure."""

    name: Literal["project"] = "project"


class Inference(TaskPart):
    """Sequential Monte Carlo: how many members, how often they are moved, and with which seed.

    `bank` members are simulated from the priors, `draws` go on and are moved `sweeps` times at each
    step of the likelihood's power, and at the end until `effective` different lucks count, at the
    median of years and groups of agents, at most `most_sweeps` times. With `ship` the result takes
    the place of the one that the package carries.
    """

    bank: Count = 300_000
    draws: Count
    sweeps: Sweeps
    effective: Count
    most_sweeps: Sweeps
    seed: Seed = 1
    ship: bool = False

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
    """Score forecasts of posteriors on what was measured after their cut-off.

    With `ship` the scores take the place of those that the package carries.
    """

    name: Literal["backtest"] = "backtest"
    posteriors: tuple[str, ...] = ("article", "record-2023-12", "record-2024-06", "record-2024-12")
    ship: bool = False


TASKS: Mapping[str, type[TaskPart]] = {
    "project": Project,
    "calibrate": Calibrate,
    "check_inference": CheckInference,
    "backtest": Backtest,
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


Task = Annotated[Project | Calibrate | CheckInference | Backtest, BeforeValidator(_of_its_name)]
