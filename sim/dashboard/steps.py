"""Levels of a choice that change again on a later date."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sim.dashboard.controls import CONTROLS, Level
from sim.settings.errors import SettingsError, no_such_key, shown
from sim.settings.levels import read_day

MOST_STEPS = 20
"""Most steps of a page."""

TAKES = "KEY@YYYY-MM-DD:LEVEL, separated by commas"


class Step(NamedTuple):
    """A level that an instrument or response has from a date on."""

    key: str
    day: date
    level: Level


def checked_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Check steps, and put them in the order of the controls and of their dates.

    Raises
    ------
    SettingsError
        If there is no such control, a level is not allowed, or a date stands twice.
    """
    given = [Step(*step) for step in steps]
    for step in given:
        if not isinstance(step.key, str) or step.key not in CONTROLS:
            raise no_such_key(shown(step.key), "a step", CONTROLS)
    if len(given) > MOST_STEPS:
        raise SettingsError("steps", f"{len(given)} steps", f"at most {MOST_STEPS}")
    if len({(step.key, step.day) for step in given}) < len(given):
        raise SettingsError("steps", "a date twice", "each date once for an instrument")
    order = list(CONTROLS)
    given = [step._replace(level=CONTROLS[step.key].checked(step.level)) for step in given]
    return tuple(sorted(given, key=lambda step: (order.index(step.key), step.day)))


def written_level(level: Level) -> str:
    """A level as the command line has it."""
    return "null" if level is None else f"{level:g}"


def read_level(key: str, text: str) -> Level:
    """Read a level of a control.

    Raises
    ------
    SettingsError
        If a page may not ask for it.
    """
    if text == "null":
        return CONTROLS[key].checked(None)
    try:
        number = float(text)
    except ValueError:
        return CONTROLS[key].checked(text)  # raises an error that says what is allowed
    return CONTROLS[key].checked(number)


def day_of(key: str, text: object) -> date:
    """Read a date.

    Raises
    ------
    SettingsError
        If the text is not a date.
    """
    try:
        return read_day(text)
    except ValueError as error:
        raise SettingsError(key, shown(text), str(error)) from None


def link_of(steps: Iterable[Step]) -> str:
    """Steps as a link has them."""
    return ",".join(f"{step.key}@{step.day}:{written_level(step.level)}" for step in steps)


def steps_of_link(text: str) -> tuple[Step, ...]:
    """Read the steps of a link, which is untrusted.

    Raises
    ------
    SettingsError
        If they are not as `link_of` writes them, or not allowed.
    """
    return tuple(_step(part) for part in text.split(",")) if text else ()


def _step(text: str) -> Step:
    found = re.fullmatch(r"([a-z_.]+)@([0-9-]+):([0-9.e+-]+|null)", text)
    if found is None:
        raise SettingsError("steps", shown(text), TAKES)
    key, day, level = found.groups()
    if key not in CONTROLS:
        raise no_such_key(key, "a step", CONTROLS)
    return Step(key, day_of("steps", day), read_level(key, level))
