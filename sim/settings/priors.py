"""What is believed of each parameter before any figure is used: `configs/calibration/`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.settings.errors import SettingsError
from sim.settings.levels import Day

LARGEST = 1e12
"""More than any parameter or amount could be, in any unit; no product of such overflows."""

Finite = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Status = Literal["article", "record", "literature", "assumption"]


class Prior(BaseModel):
    """One parameter: its distribution between two bounds, unit, meaning, source and doubt.

    `normal` has mean `centre` and standard deviation `spread`; `lognormal` has median `centre`
    and `spread` as the standard deviation of the logarithm; `uniform` and `integer` (a whole
    number of months) fill the bounds and need neither. `revised_by` is what would change one's
    mind: the observation that would move centre or range.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    shape: Literal["normal", "lognormal", "uniform", "integer"]
    centre: Finite | None = None
    spread: Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False)] | None = None
    low: Finite
    high: Finite
    unit: str
    meaning: str
    source: str
    status: Status
    revised_by: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _is_a_distribution(self) -> "Prior":
        if self.low > self.high:
            raise SettingsError("low", self.low, f"a value up to high, {self.high}")
        for end in ("low", "high") if self.shape == "integer" else ():
            if not getattr(self, end).is_integer():
                raise SettingsError(end, getattr(self, end), "a whole number, for an integer prior")
        if self.shape in ("uniform", "integer"):
            return self
        if self.centre is None or self.spread is None:
            missing = "centre" if self.centre is None else "spread"
            raise SettingsError(missing, "nothing", f"a number, for a {self.shape} prior")
        if not self.low <= self.centre <= self.high:
            raise SettingsError("centre", self.centre, f"low to high, {self.low} to {self.high}")
        if self.shape == "lognormal" and self.low <= 0:
            raise SettingsError("low", self.low, "more than 0, for a lognormal prior")
        return self


class Calibration(BaseModel):
    """A calibration as composed: one prior a parameter, and where its posterior is.

    Attributes
    ----------
    name : str
        To tell it from others.
    posterior : str or None
        Name of a shipped posterior or path of a file; nothing: members are drawn from the priors.
    targets : str
        `article`, or `record` with the series that were measured later too.
    until : date
        Cut-off: targets whose period has ended by this day are used.
    reference : str
        Scenario that changes are measured against: `status_quo`, or `as_enacted`, under which
        levels hold from the month after the cut-off.
    observations : str or None
        CSV file of the user's own facts, by which the posterior is updated.
    parameters : dict of str to Prior
        By the names of `sim.world.parameters`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    posterior: str | None
    targets: Literal["article", "record"]
    until: Day
    reference: Literal["status_quo", "as_enacted"] = "status_quo"
    observations: str | None = None
    parameters: dict[str, Prior]
