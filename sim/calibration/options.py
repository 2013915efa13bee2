"""Options of the inference: sizes, sweeps and seed."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.settings.errors import SettingsError
from sim.settings.task import Count, Options, Seed

Sweeps = Annotated[int, Field(ge=0, le=10_000)]


def _check_at_most(key: str, value: int, limit: int) -> None:
    if value > limit:
        raise SettingsError(key, value, f"at most {limit}, as many as task.bank allows")


class Inference(Options):
    """Sequential Monte Carlo: how many members, how often they are moved, and with which seed.

    `bank` members are simulated from the priors. Of these, `draws` are resampled and moved `sweeps`
    times at each step of the tempering. At the end they are moved until `effective` distinct
    histories are reached (median over years and groups of agents), at most `most_sweeps` times.
    """

    bank: Count = 300_000
    draws: Count
    sweeps: Sweeps
    effective: Count
    most_sweeps: Sweeps
    seed: Seed = 1

    @model_validator(mode="after")
    def _bank_has_enough(self) -> Self:
        _check_at_most("draws", self.draws, self.bank)
        return self


class Calibrate(Inference):
    """Infer draws of parameters and noise from the targets of `calibration`."""

    draws: Count = 2560
    sweeps: Sweeps = 12
    effective: Count = 400
    most_sweeps: Sweeps = 96


class CheckInference(Inference):
    """Simulation-based calibration: infer `truths` that are drawn from the priors."""

    truths: Count = 40
    draws: Count = 512
    sweeps: Sweeps = 12
    effective: Count = 160
    most_sweeps: Sweeps = 200

    @model_validator(mode="after")
    def _bank_has_truths_to_spare(self) -> Self:
        _check_at_most("truths", self.truths, self.bank - 1)
        return self
