"""Regimes and starting points that readers choose from, with their labels."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sim.settings.history import REFERENCE
from sim.tables.words import in_words

STARTS: Mapping[str, str] = MappingProxyType(
    {"current": "From today", "article": "From the article, April 2024"}
)
"""Points in time from which regimes can be changed, by calibration."""

SCENARIOS: Mapping[str, str] = MappingProxyType(
    {
        "full_decoupling": "Everything closed from {start}",
        "chips_only": "Chips only",
        "detente": "Detente",
    }
)
"""Scenarios that are presets beside the reference."""


def labels_of(reference: str, since: date | None = None) -> dict[str, str]:
    """Labels of the presets, by scenario; the reference comes first.

    Parameters
    ----------
    reference : str
        Name of the scenario that changes are measured against.
    since : date, optional
        When changes take effect, if that is not the date of the calibration.
    """
    start = "April 2024" if reference == REFERENCE else "today"
    if since is not None:
        start = f"{since:%B %Y}"
    others = {name: label.format(start=start) for name, label in SCENARIOS.items()}
    return {reference: in_words(reference).capitalize(), **others}
