"""Targets, settings and a simulator made up for tests of the inference."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import yaml
from scipy.special import ndtri

from sim.calibration.adaptation import Adaptation, least_squares_slopes
from sim.calibration.bank import Members
from sim.calibration.luck import Owners, no_octaves, rounded
from sim.calibration.posterior import Posterior
from sim.calibration.targets import Target
from sim.settings.settings import Settings
from sim.world.noise_keys import GROUPS
from sim.world.parameters import Parameters

BLANK = Target(
    id="T1", used_by="both", label="a label", quantity="a quantity", measure="capability_lag",
    of="", region="CN", period="2024-03", kind="value", value=None, low=None, high=None,
    tolerance=1.0, discrepancy=0.0, scale="linear", series="", release="", unit="months",
    status="assumption", source="a test", note="a note",
)  # fmt: skip


def target(**given) -> Target:
    """A target with some words and numbers of one's own."""
    return Target(**(vars(BLANK) | given))


def changed(settings: Settings, *overrides: str) -> Settings:
    """Settings with some keys changed, `a.b=1`: as composed, and ten times as fast."""
    written = yaml.safe_load(settings.to_yaml())
    for override in overrides:
        key, _, value = override.partition("=")
        *path, last = key.split(".")
        part = written
        for name in path:
            part = part[name]
        number = value.replace(".", "", 1).isdigit()
        part[last] = yaml.safe_load(value) if number else value
    return Settings.checked(written)


def standard_normal(numbers: np.ndarray) -> np.ndarray:
    """Standard normal luck of each year, [member, year]: a function of number and year alone."""
    years = np.arange(numbers.shape[1], dtype=np.uint64)
    mixed = numbers.astype(np.uint64) * np.uint64(1024) + years
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed + np.uint64(0x9E3779B97F4A7C15)) ^ (mixed >> np.uint64(shift))
        mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return ndtri(((mixed >> np.uint64(11)) + 0.5) / 2.0**53)


@dataclass(frozen=True)
class Toy:
    """A model of a line: what members show is a function of their scores and of their luck.

    There is one group of agents. A member's luck is that of its noise keys, a number a year, and
    after it the stored one.

    Attributes
    ----------
    shows : callable
        [member, target] of scores, [member, parameter], and luck, [member, year and stored score].
    targets : tuple of Target
        What is looked at.
    parameters, years, stored : int
        How many there are, and how many scores of luck are stored.
    """

    shows: Callable[[np.ndarray, np.ndarray], np.ndarray]
    targets: tuple[Target, ...]
    parameters: int = 12
    years: int = 3
    stored: int = 0

    @property
    def keys(self) -> int:
        """Number of noise keys of a member."""
        return self.years

    def scores_of_priors(self, numbers: np.ndarray) -> np.ndarray:
        """Scores that are standard normal, by number."""
        return self.of_priors(numbers).scores

    def of_priors(self, numbers: np.ndarray) -> Members:
        """Scores and stored luck that are standard normal, by number."""
        numbered = np.repeat(numbers[:, None], self.parameters + self.stored, axis=1) + 10_000_000
        of_years = np.repeat(numbers[:, None], self.years, axis=1).astype(np.uint32)
        normal = standard_normal(numbered)
        return Members(
            scores=normal[:, : self.parameters].astype(np.float32),
            numbers=of_years[:, :, None],
            luck=rounded(normal[:, self.parameters :]),
            octaves=no_octaves(len(numbers)),
            predictions=np.empty((len(numbers), 0), np.float32),
        )

    def with_octaves(self, members: Members) -> Members:
        """The same members: nobody searches."""
        return members

    def run(self, members: Members, progress=None) -> Members:
        """What members show."""
        if progress is not None:
            progress(len(members))
        of_years = standard_normal(members.numbers[:, :, 0])
        luck = np.concatenate([of_years, members.luck.astype(float)], axis=1)
        return replace(members, predictions=self.shows(members.scores, luck))

    def bank(self, size: int) -> Members:
        """The first members of the priors, simulated."""
        return self.run(self.of_priors(np.arange(size)))


def adaptation_of(members: Members, targets: tuple[Target, ...]) -> Adaptation:
    """What the sampler knows before the first move, from members that have been simulated."""
    slopes = least_squares_slopes(members.scores, members.predictions, targets)
    return Adaptation.before_moves(slopes, members.numbers[0].size)


def made_up_posterior(draws: int = 5, **given) -> Posterior:
    """A posterior of random numbers, with some of its parts of one's own."""
    rng = np.random.default_rng(1)
    owners = Owners(labs=(3, 2**63 + 5), investors=(11,), searching=(3, 4, 2**63 + 5))
    parts = {
        "parameters": rng.random((draws, len(Parameters._fields))).astype(np.float32),
        "past_member": rng.integers(0, 2**32 - 1, (draws, 25, GROUPS), dtype=np.uint32),
        "owners": owners,
        "luck": rng.standard_normal((draws, owners.scores)).astype(np.float16),
        "octaves": rng.geometric(0.5, (draws, 3, 60)).astype(np.uint8),
        "seed": 2**62 + 1,
        "until": date(2024, 3, 31),
        "fingerprints": {"rules": "00ff", "priors": "11ee"},
        "account": {"bank": 9, "steps": [{"tempering": 0.1, "tail": -np.inf, "accepted": {}}]},
    }
    return Posterior(**(parts | given))
