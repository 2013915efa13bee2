"""Options of the inference: sizes, sweeps and seed."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.settings.errors import SettingsError
from sim.settings.task import Count, Options, Seed

Sweeps = Annotated[int, Field(ge=0, le=10_000)]

ISLANDS = 4
"""Islands of a calibration: populations that never exchange members and must agree."""

EVERY = 100
"""Moves after which draws are kept again."""


def _check_at_most(key: str, value: int, limit: int) -> None:
    if value > limit:
        raise SettingsError(key, value, f"at most {limit}, as many as task.bank allows")


class Inference(Options):
    """Sequential Monte Carlo: how many members, how often they are moved, and with which seed.

    `bank` members are simulated from the priors. Of these, `draws` are resampled and moved `sweeps`
    times at each step of the tempering, and `last_sweeps` times at the end.
    """

    bank: Count = 65_536
    draws: Count
    sweeps: Sweeps
    last_sweeps: Sweeps
    seed: Seed = 1

    @model_validator(mode="after")
    def _bank_has_enough(self) -> Self:
        _check_at_most("draws", self.draws, self.bank)
        return self


class Calibrate(Inference):
    """Infer draws of parameters and noise from the targets of `calibration`.

    A quarter of the draws lives on each of four islands, which must agree in the end. With more
    than one of the `states`, they go on, and their states after each hundred moves are draws too.
    `kept` of all, at even distances in the order of the lag that they forecast, are the posterior.
    """

    draws: Count = 1024
    states: Annotated[int, Field(ge=1, le=100)] = 1
    kept: Count = 384
    sweeps: Sweeps = 24
    last_sweeps: Sweeps = 320

    @model_validator(mode="after")
    def _draws_fill_the_islands(self) -> Self:
        for key, value in (("draws", self.draws), ("kept", self.kept)):
            if value % ISLANDS or value < 2 * ISLANDS:
                takes = f"a multiple of {ISLANDS}, for islands of one size, from {2 * ISLANDS} on"
                raise SettingsError(key, value, takes)
        if self.kept > self.draws * self.states:
            takes = f"at most {self.draws * self.states}, as many as task.draws in all states"
            raise SettingsError("kept", self.kept, takes)
        return self


class CheckInference(Inference):
    """Simulation-based calibration: infer `truths` that are drawn from the priors.

    If `before` names an earlier posterior, truths are draws of that one, and only what became known
    after it is simulated and inferred. Its draws can be moved `before_sweeps` times first, and are
    kept after each hundred moves too, so that each inference starts from more of them.
    """

    truths: Count = 200
    draws: Annotated[int, Field(ge=2, le=10_000_000)] = 128
    sweeps: Sweeps = 24
    last_sweeps: Sweeps = 320
    before: str | None = None
    before_sweeps: Annotated[int, Field(ge=0, le=100_000, multiple_of=EVERY)] = 0

    @model_validator(mode="after")
    def _bank_has_truths_to_spare(self) -> Self:
        _check_at_most("truths", self.truths, self.bank - 1)
        return self

    @model_validator(mode="after")
    def _sweeps_before_are_of_a_posterior(self) -> Self:
        if self.before_sweeps and self.before is None:
            raise SettingsError("before_sweeps", self.before_sweeps, "0 without a task.before")
        return self
