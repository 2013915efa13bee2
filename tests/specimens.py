"""Targets, settings and a simulator made up for tests of the inference."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import yaml
from scipy.special import ndtri

from sim.calibration.bank import Members
from sim.calibration.targets import Target
from sim.settings.settings import Settings

BLANK = Target(
    id="T1", used_by="both", label="a label", quantity="a quantity", measure="capability_lag",
    of="", region="CN", period="2024-03", kind="value", value=None, low=None, high=None,
    tolerance=1.0, scale="linear", series="", release="", unit="months", status="assumption",
    source="a test", note="a note",
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

    There is one group of agents.

    Attributes
    ----------
    shows : callable
        [member, target] of scores, [member, parameter], and luck, [member, year].
    targets : tuple of Target
        What is looked at.
    parameters, years : int
        How many there are.
    """

    shows: Callable[[np.ndarray, np.ndarray], np.ndarray]
    targets: tuple[Target, ...]
    parameters: int = 12
    years: int = 3

    def of_priors(self, numbers: np.ndarray) -> Members:
        """Scores that are standard normal, by number."""
        repeated = np.repeat(numbers[:, None], self.parameters, axis=1) + 10_000_000
        of_years = np.repeat(numbers[:, None], self.years, axis=1).astype(np.uint32)
        scores = standard_normal(repeated).astype(np.float32)
        return Members(scores, of_years[:, :, None], np.empty((len(numbers), 0), np.float32))

    def run(self, scores: np.ndarray, numbers: np.ndarray, progress=None) -> Members:
        """What members show."""
        if progress is not None:
            progress(len(numbers))
        return Members(scores, numbers, self.shows(scores, standard_normal(numbers[:, :, 0])))

    def bank(self, size: int) -> Members:
        """The first members of the priors, simulated."""
        members = self.of_priors(np.arange(size))
        return self.run(members.scores, members.numbers)
