"""How the page says numbers, months, regimes and regions."""

from collections.abc import Sequence

import numpy as np

from sim.calibration.targets import FOLLOWER, LEADER
from sim.tables.intervals import ends_of, span

REGIONS = {FOLLOWER: "China", LEADER: "the US"}
ACRONYMS = {"fdi": "FDI", "ai": "AI", "euv": "EUV", "tpp": "TPP"}

LESS_THAN_SAID = 0.05
"""Months that are rounded to none."""

FEW = 0.05
"""Part of the members that may move the other way where they agree on a direction."""


def month_said(month: str) -> str:
    """2028-12 as December 2028."""
    return np.datetime64(month, "M").item().strftime("%B %Y")


def said(name: str) -> str:
    """The name of an instrument, an input or a part, in words."""
    words = name.replace("+", " + ").replace("_", " ").split()
    return " ".join(ACRONYMS.get(word, word) for word in words)


def quoted(scenario: str) -> str:
    """The name of a regime, told apart from the words around it."""
    return f"“{said(scenario)}”"


def months(value: float) -> str:
    """A number of months, without its sign."""
    return f"{abs(value):.1f} months"


def share(value: float) -> str:
    """A part of all, in per cent; what is neither none nor all is not said to be so."""
    if 0.0 < value < 0.01:
        return "under 1%"
    if 0.99 < value < 1.0:
        return "over 99%"
    return f"{value:.0%}"


def between(values: np.ndarray, form: str = ".1f") -> str:
    """The 90% interval of members, in words."""
    return span(ends_of(values), form, " and ")


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def opposed(values: np.ndarray) -> float:
    """The part of members whose sign is not that of the mean; those at zero have none."""
    return float((np.sign(values) == -np.sign(values.mean())).mean()) if values.mean() else 0.0


def agrees(values: np.ndarray) -> bool:
    """Whether most members move as their mean does, and hardly any the other way."""
    along = float((np.sign(values) == np.sign(values.mean())).mean()) if values.mean() else 0.0
    return along > 0.5 and opposed(values) <= FEW


def sign_is(values: np.ndarray) -> str:
    """Whether members agree on the direction of a change."""
    if opposed(values) > FEW:
        verdict = "the direction is not settled"
    elif agrees(values):
        verdict = "members agree on the direction"
    else:
        verdict = "few go the other way, but most do not move"
    return f"90% of members lie between {between(values, '+.1f')} months: {verdict}."
