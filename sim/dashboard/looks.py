"""Names and colours of regimes, regions, suppliers and components of the lag in figures."""

from collections.abc import Mapping
from types import MappingProxyType

from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.palette import GREEN, INK, ORANGE, PURPLE, REFERENCE_COLOUR, SCENARIO_COLOUR, SKY
from sim.settings.roster import ALLY, REGIONS

CHOSEN = "chosen regime"

UNDER: Mapping[str, str] = MappingProxyType(
    {"status_quo": "under the status quo", "as_enacted": "under the measures as enacted"}
)
"""References in a sentence, by the name of their scenario."""

PAPER, RULE = "#ffffff", "#dddddd"
"""Colours of the background and of grid lines."""

IN_THE_DARK: Mapping[str, str] = MappingProxyType(
    {
        PAPER: "#16181b",
        RULE: "#3d4147",
        INK: "#dddddd",
        SCENARIO_COLOUR: "#5ab4ec",
        REFERENCE_COLOUR: "#f58d4a",
        GREEN: "#2fc79b",
    }
)
"""Colours that stand in place of others on a dark background."""

ORIGINS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        LEADER: ("the US", SCENARIO_COLOUR),
        FOLLOWER: ("China", REFERENCE_COLOUR),
        REGIONS[ALLY]: ("elsewhere", GREEN),
    }
)
"""Name and colour of each region."""

SUPPLIER_COLOURS = (SCENARIO_COLOUR, SKY, GREEN, REFERENCE_COLOUR, ORANGE)
"""Colours of suppliers, in the order of the roster."""

GREY_MARKET, GREY = "grey market", "#999999"

PARTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "training_compute": ("training compute", SCENARIO_COLOUR),
        "know_how": ("know-how", ORANGE),
        "breakthroughs": ("breakthroughs", GREEN),
        "inheritance": ("inherited from others’ models", PURPLE),
    }
)
"""Name and colour of each component of the lag."""
