"""The reader's choice on a page, which converts to a command line and to a link and back."""

import shlex
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Self
from urllib.parse import parse_qsl, urlencode

import yaml

from sim.dashboard.controls import CONTROLS, Level
from sim.settings.configs import config_folder, reasons_in, scenario_names
from sim.settings.errors import SettingsError, no_such_key, shown, unknown_choice
from sim.settings.history import REFERENCE
from sim.settings.levels import read_day
from sim.settings.settings import Horizon

FEWEST_MEMBERS, MOST_MEMBERS = 64, 4000
"""Limits on the number of members that a page may ask for."""

DEFAULT_MEMBERS = 1000

FIRST_END, LAST_END = date(2024, 12, 31), Horizon().end
"""Limits on the end of a page's horizon."""

DEFAULT_CALIBRATION, DEFAULT_SCENARIO = "current", "as_enacted"
"""What a page opens with: from today, and as enacted."""

CALIBRATION_OF_COMMANDS = "article"
"""Calibration of a command line that names none."""

LONGEST_LINK = 2000
"""Largest number of characters in the settings of a link."""

GENERAL_KEYS = ("scenario", "calibration", "from", "ensemble.members", "horizon.end")
"""Keys of a link that do not belong to a control."""


@dataclass(frozen=True)
class Choice:
    """A regime, a calibration, the number of members and the end of the horizon.

    Attributes
    ----------
    scenario : str
        Scenario that the levels change.
    levels : tuple of (str, float or None)
        Levels that differ from the scenario, by key, in the order of the controls.
    since : date, optional
        Date on which the levels take effect; that of the scenario by default.
    calibration : str
        Name of a file in `configs/calibration`.
    members : int
        Number of members of the ensemble.
    end : date
        End of the horizon.

    Raises
    ------
    SettingsError
        If one of them is not allowed on a page.
    """

    scenario: str = DEFAULT_SCENARIO
    levels: tuple[tuple[str, Level], ...] = ()
    since: date | None = None
    calibration: str = DEFAULT_CALIBRATION
    members: int = DEFAULT_MEMBERS
    end: date = LAST_END

    def __post_init__(self) -> None:
        _check_name("scenario", self.scenario, scenario_names())
        _check_name("calibration", self.calibration, list(reasons_in("calibration")))
        if type(self.members) is not int or not FEWEST_MEMBERS <= self.members <= MOST_MEMBERS:
            takes = f"a whole number from {FEWEST_MEMBERS} to {MOST_MEMBERS}"
            raise SettingsError("ensemble.members", shown(self.members), takes)
        if not FIRST_END <= self.end <= LAST_END:
            takes = f"a date from {FIRST_END} to {LAST_END}"
            raise SettingsError("horizon.end", self.end, takes)
        for key in dict(self.levels).keys() - CONTROLS.keys():
            raise no_such_key(key, "a level", CONTROLS)
        given = dict(self.levels)
        levels = ((key, CONTROLS[key].checked(given[key])) for key in CONTROLS if key in given)
        object.__setattr__(self, "levels", tuple(levels))

    def with_level(self, key: str, level: Level) -> Self:
        """Return the choice with one leaf at a level."""
        return replace(self, levels=tuple((dict(self.levels) | {key: level}).items()))

    def without_level(self, key: str) -> Self:
        """Return the choice with one leaf as in the scenario."""
        return replace(self, levels=tuple(pair for pair in self.levels if pair[0] != key))

    def reset(self) -> Self:
        """Return the choice of the unchanged scenario."""
        return replace(self, levels=(), since=None)

    @property
    def overrides(self) -> list[str]:
        """Overrides of the command line, apart from the scenario."""
        calibration, members, end = CALIBRATION_OF_COMMANDS, DEFAULT_MEMBERS, LAST_END
        return [
            *([f"calibration={self.calibration}"] if self.calibration != calibration else []),
            *([f"ensemble.members={self.members}"] if self.members != members else []),
            *([f"horizon.end={self.end}"] if self.end != end else []),
            *([f"{part}.from={self.since}" for part in ("sanctions", "response") if self.since]),
            *(f"{key}={_written(level)}" for key, level in self.levels),
        ]

    @property
    def command(self) -> str:
        """The command that gives the same ensemble."""
        is_default = self.scenario == reference_of(self.calibration)
        scenario = [] if is_default else [f"+scenario={self.scenario}"]
        return shlex.join(["python", "-m", "sim", *scenario, *self.overrides])

    @property
    def query(self) -> str:
        """Query of a link: the keys of the command line, with one date for both parts."""
        pairs = [override.split("=", 1) for override in self.overrides]
        named = [("scenario", self.scenario), ("calibration", self.calibration)]
        since = [("from", str(self.since))] if self.since else []
        rest = [(key, value) for key, value in pairs if key.split(".")[-1] not in _NAMED]
        return urlencode([*named, *since, *rest])

    @classmethod
    def of_query(cls, text: str | None) -> Self:
        """Read the query of a link, which is untrusted: no part of it is run as code.

        Raises
        ------
        SettingsError
            If a key is unknown or its value is not allowed.
        """
        text = text or ""
        if len(text) > LONGEST_LINK:
            raise SettingsError("link", f"{len(text)} characters", f"at most {LONGEST_LINK}")
        pairs = parse_qsl(text.removeprefix("?"), keep_blank_values=True)
        given = dict(pairs)
        if len(given) < len(pairs):
            raise SettingsError("link", "a key twice", "each key once")
        for key in given.keys() - {*GENERAL_KEYS, *CONTROLS}:
            raise no_such_key(key, given[key], [*GENERAL_KEYS, *CONTROLS])
        calibration = given.get("calibration", DEFAULT_CALIBRATION)
        _check_name("calibration", calibration, list(reasons_in("calibration")))
        return cls(
            scenario=given.get("scenario", reference_of(calibration)),
            levels=tuple((key, _level(key, given[key])) for key in CONTROLS if key in given),
            since=day_of("from", given["from"]) if "from" in given else None,
            calibration=calibration,
            members=_whole("ensemble.members", given.get("ensemble.members", str(DEFAULT_MEMBERS))),
            end=day_of("horizon.end", given.get("horizon.end", str(LAST_END))),
        )


_NAMED = ("calibration", "from")
"""How keys end that a link has in a form of its own."""


@cache
def reference_of(calibration: str) -> str:
    """Name of the scenario that changes under a shipped calibration are measured against."""
    file = config_folder() / "calibration" / f"{calibration}.yaml"
    return str(yaml.safe_load(file.read_text(encoding="utf-8")).get("reference", REFERENCE))


def _check_name(key: str, name: object, known: list[str]) -> None:
    if name not in known:
        raise unknown_choice(key, name, known)


def _written(level: Level) -> str:
    return "null" if level is None else f"{level:g}"


def _level(key: str, text: str) -> Level:
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


def _whole(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise SettingsError(
            key, shown(text), f"a whole number from {FEWEST_MEMBERS} to {MOST_MEMBERS}"
        )
    return int(text)
