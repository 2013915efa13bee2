"""Numbers, months, regimes and regions in words."""

import re
from collections.abc import Sequence

import numpy as np

from sim.calibration.targets import FOLLOWER, LEADER
from sim.tables.intervals import ends_of, span

REGIONS = {FOLLOWER: "China", LEADER: "the US"}
ACRONYMS = {"fdi": "FDI", "ai": "AI", "euv": "EUV", "tpp": "TPP"}

ROUNDS_TO_ZERO = 0.05
"""Months below which a lag or change is reported as zero."""

LARGEST_OPPOSED_SHARE = 0.05
"""Largest share of members with the opposite sign for which members still agree on a direction."""


def month_in_words(month: str) -> str:
    """Write 2028-12 as December 2028."""
    return np.datetime64(month, "M").item().strftime("%B %Y")


def in_words(name: str) -> str:
    """The name of an instrument, an input or a part, in words."""
    words = name.replace("+", " + ").replace("_", " ").split()
    return " ".join(ACRONYMS.get(word, word) for word in words)


def regime_in_words(title: str) -> str:
    """The title of a regime: its scenarios in words; changed settings and folders as they are."""
    scenarios, *rest = re.split(r"( with |, )", title, maxsplit=1)
    return "".join([in_words(scenarios), *rest])


def sentence_case(words: str) -> str:
    """Words with a capital letter at the start, as a sentence begins."""
    return words[:1].upper() + words[1:]


def quoted(scenario: str) -> str:
    """The name of a regime, in quotation marks."""
    return f"“{regime_in_words(scenario)}”"


def months(value: float) -> str:
    """A number of months, without its sign."""
    return f"{abs(value):.1f} months"


def money(value: float) -> str:
    """An amount, as in 1,234.5 bn USD."""
    return f"{value:z,.1f} bn USD"


def share(value: float) -> str:
    """A share in per cent; only exactly zero and one become 0% and 100%."""
    if 0.0 < value < 0.01:
        return "under 1%"
    if 0.99 < value < 1.0:
        return "over 99%"
    return f"{value:.0%}"


def interval_in_words(values: np.ndarray, form: str = ".1f") -> str:
    """The 90% interval of members, in words."""
    return span(ends_of(values), form, " and ")


def join_names(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def opposed_share(values: np.ndarray) -> float:
    """Share of members whose sign is opposite to that of the mean; zero counts as neither."""
    return float((np.sign(values) == -np.sign(values.mean())).mean()) if values.mean() else 0.0


def members_agree(values: np.ndarray) -> bool:
    """Whether most members have the sign of the mean, and hardly any the opposite sign."""
    along = float((np.sign(values) == np.sign(values.mean())).mean()) if values.mean() else 0.0
    return along > 0.5 and opposed_share(values) <= LARGEST_OPPOSED_SHARE


def verdict_in_words(values: np.ndarray) -> str:
    """Whether members agree on the direction of a change."""
    if opposed_share(values) > LARGEST_OPPOSED_SHARE:
        return "the direction is not settled"
    if members_agree(values):
        return "members agree on the direction"
    return "few members go the other way, but most do not change"


def agreement_in_words(values: np.ndarray) -> str:
    """Where most members lie, and whether they agree on the direction of a change."""
    interval = interval_in_words(values, "+.1f")
    return f"90% of members lie between {interval} months: {verdict_in_words(values)}."
