"""What a calibration decides about regimes: the reference, and the day from which levels hold.

Under `status_quo`, the reference of `article` and `prior`, levels hold from the day of the article,
and enacted measures end with it. Under `as_enacted`, the reference of `current`, they hold from the
month after the calibration's data, and what was enacted before is not rewritten unless asked for.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import ValidationError

from sim.settings.errors import SettingsError
from sim.settings.priors import Calibration

ARTICLE = date(2024, 4, 2)
"""The day of the article: what stood then is the history of `status_quo`."""

REFERENCE = "status_quo"
"""What a change is measured against, and what runs when no scenario is named, by default."""

OF_THE_CALIBRATION = "reference"
"""In place of `sanctions.history_until`: what the reference of the calibration has."""


def months_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of a day."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def first_day(calibration: Calibration) -> date:
    """The day from which levels hold where nothing else is said."""
    if calibration.reference == REFERENCE:
        return ARTICLE
    return months_after(calibration.until, 1)


def history_until(calibration: Calibration) -> date | None:
    """The last day of enacted measures under the reference; nothing: all on record."""
    return ARTICLE if calibration.reference == REFERENCE else None


def with_dates_of_the_calibration(written: Any) -> Any:
    """Settings as written, with what they leave to the calibration filled in."""
    if not isinstance(written, dict):
        return written
    try:
        calibration = Calibration.model_validate(written.get("calibration"))
        first, until = first_day(calibration), history_until(calibration)
    except (ValidationError, SettingsError):
        first, until = ARTICLE, ARTICLE  # what is wrong is told when the calibration is checked
    parts = {name: written.get(name) for name in ("sanctions", "response")}
    return written | {
        name: part | _dates_for(part, first, until)
        for name, part in parts.items()
        if isinstance(part, dict)
    }


def _dates_for(part: dict[str, Any], first: date, until: date | None) -> dict[str, Any]:
    dates: dict[str, Any] = {}
    if "from" in part and part["from"] is None:
        dates["from"] = first
    if part.get("history_until") == OF_THE_CALIBRATION:
        dates["history_until"] = until
    return dates


def check_history(
    calibration: Calibration, until: date | None, dates: Iterable[tuple[str, date]]
) -> None:
    """Check that nothing is set for the time before the end of the data.

    Parameters
    ----------
    calibration : Calibration
        Whose reference is `as_enacted`.
    until : date or None
        The last day of enacted measures.
    dates : iterable of (str, date)
        Keys, and the days from which something is set by them.

    Raises
    ------
    SettingsError
        That names the first key that is too early.
    """
    first, rewrite = first_day(calibration), "sanctions.rewrite_history=true"
    for key, day in dates:
        if day < first:
            takes = f"a date from {first}, after the data of the calibration, or {rewrite}"
            raise SettingsError(key, day, takes)
    if until is not None:
        takes = (
            "null, or a scenario that does not set it, under a calibration whose reference is "
            f"as_enacted, or {rewrite}"
        )
        raise SettingsError("sanctions.history_until", until, takes)
