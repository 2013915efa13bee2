"""The catalogue of instruments and responses: each is declared here, and only here.

Settings and their checks, the arrays of a regime, the instruments that an analysis can vary, the
sanction intensity, and the controls of the page are made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.settings.levels import CAP, INTERCONNECT, MONEY, SHARE, Kind

SANCTIONS, RESPONSE = "sanctions", "response"

CHIPS = "Chips that may be sold"
MAKING = "How chips are made"
MEANS = "Money, computing and models"
ENFORCEMENT = "Enforcement"
ANSWERS = "China’s responses"

SHARE_STOPS = tuple(step / 20 for step in range(21))


@dataclass(frozen=True)
class Lever:
    """One level that a government sets, over time.

    Attributes
    ----------
    key : str
        As on the command line, `sanctions.chip_exports.levy`.
    kind : Kind
        Of level: its range, and its value when open.
    title, meaning : str
        Heading and words of its control on the page.
    heading : str
        Under which the page shows it.
    stops : tuple of float or None
        Where a slider stops, from loose to tight; none is `null`.
    units : str
        Of a level; "1" for a share.
    suffix : str
        Written after a level on the page.
    null_means : str
        Written in place of `null`.
    """

    key: str
    kind: Kind
    heading: str
    title: str
    meaning: str
    stops: tuple[float | None, ...] = SHARE_STOPS
    units: str = "1"
    suffix: str = ""
    null_means: str = "open"

    @property
    def name(self) -> str:
        """The last part of the key, which names the array of its levels in a regime."""
        return self.key.rsplit(".", 1)[1]


@dataclass(frozen=True)
class Instrument:
    """What a government sets as one measure: one lever, or the four of chip exports.

    Attributes
    ----------
    name : str
        Of the measure.
    levers : tuple of Lever
        That it is made of.
    weight : float
        In sanction intensity, a judgement; 0 for a response.
    """

    name: str
    levers: tuple[Lever, ...]
    weight: float = 0.0


def _sanction(name: str, weight: float, heading: str, title: str, meaning: str) -> Instrument:
    """An instrument of the sender with one level from 0 to 1."""
    lever = Lever(f"{SANCTIONS}.{name}", SHARE, heading, title, meaning)
    return Instrument(name, (lever,), weight)


def _response(name: str, title: str, meaning: str) -> Instrument:
    """A response of the follower with one level from 0 to 1."""
    return Instrument(name, (Lever(f"{RESPONSE}.{name}", SHARE, ANSWERS, title, meaning),))


_CAPS = f"{SANCTIONS}.chip_exports"

CATALOGUE: tuple[Instrument, ...] = (
    Instrument(
        "chip_exports",
        (
            Lever(f"{_CAPS}.tpp_cap", CAP, CHIPS, "Cap on performance",
                  "Chips at or above this TPP may not be sold",
                  (None, 32000, 21000, 16000, 10000, 4800, 2400, 1600, 1000, 300, 1),
                  "TFLOP/s x bit", "TPP", "no cap"),
            Lever(f"{_CAPS}.interconnect_cap", INTERCONNECT, CHIPS, "Condition on the interconnect",
                  "The cap on performance applies at or above this GB/s",
                  (1200, 900, 600, 400, 200, 100, None), "GB/s", "GB/s", "every chip"),
            Lever(f"{_CAPS}.density_cap", CAP, CHIPS, "Cap on performance density",
                  "Chips at or above this TPP a mm² may not be sold",
                  (None, 20, 12, 8, 5.92, 3.2, 1.6, 1, 0.1, 0.01), "TPP/mm2", "TPP/mm²", "no cap"),
            Lever(f"{_CAPS}.levy", SHARE, CHIPS, "Levy", "Share of the price of lawful sales"),
        ),
        weight=0.3,  # the measure most written about
    ),
    _sanction("lithography", 0.1, MAKING, "Lithography denied", "EUV machines for China"),
    # the breadth of the equipment rules
    _sanction("tools", 0.15, MAKING, "Tools denied", "Other equipment, and its servicing"),
    _sanction("foundry", 0.1, MAKING, "Foundry orders refused", "Advanced chips made abroad"),
    # it is aimed at investors themselves
    _sanction("capital", 0.2, MEANS, "Investment barred", "Money from abroad for China’s labs"),
    _sanction("cloud", 0.04, MEANS, "Cloud closed", "Computing rented abroad"),
    _sanction("model_access", 0.03, MEANS, "Closed models closed",
              "Outputs of closed models that others learn from"),
    _sanction("open_weights", 0.03, MEANS, "Open weights restrained",
              "Release of strong models for anyone to build on"),
    _sanction("enforcement", 0.05, ENFORCEMENT, "Enforcement", "How far smuggling is suppressed"),
    Instrument(
        "ai_plus",
        (
            Lever(f"{RESPONSE}.ai_plus", MONEY, ANSWERS, "AI Plus",
                  "State money for AI, billions of dollars a year",
                  (0, 2, 5, 8, 12, 16, 20, 25, 30, 40, 50, 75, 100), "bn USD/yr", "bn $ a year"),
        ),
    ),
    _response("stockpiling", "Stockpiling", "Orders brought forward once a measure is announced"),
    _response("substitution", "Substitution", "Orders that must be domestic where supply allows"),
    _response("retaliation", "Retaliation", "Limits on critical materials"),
)  # fmt: skip
"""All instruments of the sender, then all responses of the follower, in the order of displays."""

LEVERS: Mapping[str, Lever] = MappingProxyType(
    {lever.key: lever for instrument in CATALOGUE for lever in instrument.levers}
)
"""Every lever by its key."""

SENDERS: tuple[str, ...] = tuple(
    instrument.name
    for instrument in CATALOGUE
    if instrument.levers[0].key.startswith(f"{SANCTIONS}.")
)
"""Names of the sender's instruments, each of which can be given one level from 0 to 1."""

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        instrument.name: instrument.weight
        for instrument in sorted(CATALOGUE, key=lambda of: (-of.weight, of.name))
        if instrument.weight
    }
)
"""Weight of each instrument in sanction intensity, the largest first; assumptions."""
