"""A calibration is a table of parameter draws and noise keys; here they come from the priors."""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from sim.rules import noise
from sim.rules.numerics import compiled, normal_quantile
from sim.settings.errors import SettingsError, SimulationError
from sim.settings.priors import Calibration, Prior
from sim.world.noise_keys import GROUPS, NUMBERS, PAST_QUARTERS, QUARTER, NoiseKeys
from sim.world.parameters import SHARES, Parameters


def _nobody() -> np.ndarray:
    return np.empty(0, dtype=np.uint64)


@dataclass(frozen=True)
class Draws:
    """One row a member: parameters, and the keys of its random numbers.

    Attributes
    ----------
    values : dict of str to ndarray
        A float64 array [n] for each parameter.
    past_seed, past_member : ndarray of uint64
        Noise keys up to the calibration's date: [member], and [member, quarter since the start,
        group of agents].
    seed, member : ndarray of uint64
        Noise key after it.
    own_from : int
        First month with the member's own noise.
    stored_labs, runs : ndarray
        Keys of the labs whose luck up to then is stored, and the numbers of their runs:
        float32 [member, lab, quarter, number]; NaN stands for one that is drawn by key.
    searching_labs, octaves : ndarray
        Keys of the labs whose draws about breakthroughs are stored, and the octaves of these draws:
        uint8 [member, lab, month since the start]; 255 stands for one that is drawn by key.
    stored_investors, shocks : ndarray
        The same of investors: float32 [member, investor, quarter since the start].
    """

    values: dict[str, np.ndarray]
    past_seed: np.ndarray
    past_member: np.ndarray
    seed: np.ndarray
    member: np.ndarray
    own_from: int = 0
    stored_labs: np.ndarray = field(default_factory=_nobody)
    runs: np.ndarray | None = None
    searching_labs: np.ndarray = field(default_factory=_nobody)
    octaves: np.ndarray | None = None
    stored_investors: np.ndarray = field(default_factory=_nobody)
    shocks: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.member)

    def rows(self, chosen: np.ndarray | slice) -> "Draws":
        """Select some members."""
        luck = (self.runs, self.octaves, self.shocks)
        runs, octaves, shocks = (None if stored is None else stored[chosen] for stored in luck)
        return replace(
            self,
            values={name: values[chosen] for name, values in self.values.items()},
            past_seed=self.past_seed[chosen],
            past_member=self.past_member[chosen],
            seed=self.seed[chosen],
            member=self.member[chosen],
            runs=runs,
            octaves=octaves,
            shocks=shocks,
        )

    def check(self) -> None:
        """Name what is missing before anything runs, as it could vanish in a maximum.

        Raises
        ------
        SimulationError
            If a parameter of a member is not finite, or a quarter of its past has no noise key.
        """
        quarters = -(-self.own_from // QUARTER)
        known = self.past_member.shape[1]
        if not quarters <= known <= PAST_QUARTERS:
            raise SimulationError(
                f"past_member: keys of {known} quarters, takes from {quarters} to "
                f"{PAST_QUARTERS}, as a member's own random numbers start in month {self.own_from}"
            )
        for name, values in self.values.items():
            failed = np.flatnonzero(~np.isfinite(values))
            if len(failed) > 0:
                raise SimulationError(
                    f"{name}: {len(failed)} of {len(values)} members are not finite, the first of "
                    f"them member {failed[0]}"
                )

    def parameters(self, rows: slice) -> Parameters:
        """The parameters of some members, as contiguous arrays in the order of their names."""
        return Parameters(
            *(np.ascontiguousarray(self.values[name][rows]) for name in Parameters._fields)
        )

    def noise_keys(self, rows: slice) -> NoiseKeys:
        """The noise keys of some members."""
        return NoiseKeys(
            self.past_seed[rows],
            self.past_member[rows],
            self.seed[rows],
            self.member[rows],
            self.own_from,
            self.stored_labs,
            _rows(self.runs, rows, (len(self), 0, 0, NUMBERS)),
            self.searching_labs,
            _rows(self.octaves, rows, (len(self), 0, 0)),
            self.stored_investors,
            _rows(self.shocks, rows, (len(self), 0, 0)),
        )


def _rows(luck: np.ndarray | None, rows: slice, empty: tuple[int, ...]) -> np.ndarray:
    """The stored luck of some members; none of nobody where nothing is stored."""
    return (np.empty(empty, dtype=np.float32) if luck is None else luck)[rows]


def draw(priors: Calibration, members: int, seed: int, first: int = 0) -> Draws:
    """Draw every parameter of every member from its prior; members are numbered from the first.

    A draw is a function of seed, member and the parameter's name alone: other members and other
    parameters leave it as it is.

    Raises
    ------
    SettingsError
        If a parameter has no prior, or a prior no parameter, or reaches what is no share.
    """
    check_priors(priors)
    numbers = np.arange(first, first + members, dtype=np.uint64)
    seeds = np.full(members, seed, dtype=np.uint64)
    values = {name: drawn_from_prior(priors, name, seed, numbers) for name in Parameters._fields}
    no_past = np.empty((members, 0, GROUPS), dtype=np.uint64)
    return Draws(values, seeds, no_past, seeds, numbers)


def drawn_from_prior(priors: Calibration, name: str, seed: int, numbers: np.ndarray) -> np.ndarray:
    """Values of one parameter for members of some numbers, float64 [member]."""
    return quantile(priors.parameters[name], shares_of_prior(name, seed, numbers))


def check_priors(priors: Calibration) -> None:
    """See that each parameter has a prior, and that a share has one from nothing to all.

    Raises
    ------
    SettingsError
        If a parameter has no prior, or a prior no parameter, or reaches what is no share.
    """
    known, given = set(Parameters._fields), set(priors.parameters)
    if known != given:
        raise SettingsError(
            "calibration.parameters",
            ", ".join(sorted(given - known)) or f"none for {', '.join(sorted(known - given))}",
            "one prior for each parameter of sim/world/parameters.py",
        )
    for name in sorted(SHARES):
        for end in ("low", "high"):
            bound = getattr(priors.parameters[name], end)
            if not 0.0 <= bound <= 1.0:
                key = f"calibration.parameters.{name}.{end}"
                raise SettingsError(key, bound, "a share from 0 to 1")


def shares_of_prior(name: str, seed: int, numbers: np.ndarray) -> np.ndarray:
    """Where in a parameter's prior members lie by their random draws: uniform from 0 to 1."""
    shares = np.empty(len(numbers))
    _fill_with_draws(shares, np.uint64(seed), numbers, noise.agent_key(name))
    return shares


@compiled
def _fill_with_draws(shares, seed, numbers, key):
    for row in range(len(shares)):
        shares[row] = noise.uniforms(seed, numbers[row], 0, key, noise.PARAMETER)[0]


@compiled
def _to_normal(uniforms):
    for member in range(len(uniforms)):
        uniforms[member] = normal_quantile(uniforms[member])


def quantile(prior: Prior, shares: np.ndarray) -> np.ndarray:
    """Values of a prior below which shares of it lie; normal priors are cut at their bounds."""
    low, high = prior.low, prior.high
    if prior.shape == "uniform":
        return low + shares * (high - low)
    if prior.shape == "integer":
        return low + np.floor(shares * (high - low + 1))
    # checked when composed
    assert prior.centre is not None
    assert prior.spread is not None
    if prior.spread == 0:
        return np.full(len(shares), prior.centre)
    if prior.shape == "lognormal":
        bounds = math.log(low), math.log(high)
        return np.exp(_cut_normal(math.log(prior.centre), prior.spread, *bounds, shares))
    return _cut_normal(prior.centre, prior.spread, low, high, shares)


def _cut_normal(
    centre: float, spread: float, low: float, high: float, shares: np.ndarray
) -> np.ndarray:
    below, above = (0.5 * (1 + math.erf((x - centre) / spread / math.sqrt(2))) for x in (low, high))
    inside = np.clip(below + shares * (above - below), 1e-300, 1 - 1e-16)
    _to_normal(inside)
    return np.clip(centre + spread * inside, low, high)
