"""The line below each figure that says what it was computed from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.plots.measured import indices_in_words


def source_line(
    about: Mapping[Any, Any], *, measured: bool = False, drawn_from: str | None = None
) -> str:
    """What a figure was computed from: version, calibration with its last facts, and measured lags.

    Parameters
    ----------
    about : mapping
        Attributes of the dataset that is drawn; what they lack is left out.
    measured : bool
        Whether measured lags are drawn.
    drawn_from : str, optional
        What members were drawn from, where that is not one calibration.
    """
    version = f"AI gap simulator {about['sim_version']}" if "sim_version" in about else ""
    parts = [version or "AI gap simulator", drawn_from or _calibration(about)]
    if measured:
        parts.append(f"lags measured by {indices_in_words()}")
    return f"Source: {'; '.join(filter(None, parts))}."


def _calibration(about: Mapping[Any, Any]) -> str:
    if "calibration" not in about:
        return ""
    if about["calibration"] == "prior":
        return "members drawn from the priors, without calibration"
    name = Path(about["calibration"]).name  # of a file, or the calibration
    return f"calibration {name}, facts to {about['facts_until']}"
