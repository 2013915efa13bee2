"""The reader's choice on a page, which converts to a command line and to a link and back."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import yaml

from sim.dashboard.controls import CONTROLS, Level
from sim.dashboard.steps import (
    Step,
    checked_steps,
    day_of,
    link_of,
    read_level,
    steps_of_link,
    written_level,
)
from sim.settings.configs import config_folder, reasons_in
from sim.settings.errors import SettingsError, no_such_key, shown, unknown_choice
from sim.settings.history import REFERENCE, months_after
from sim.settings.levels import HISTORY
from sim.settings.parts import Horizon

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

GENERAL_KEYS = ("scenario", "calibration", "from", "steps", "ensemble.members", "horizon.end")
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
    steps : tuple of Step
        Levels that hold from a later date, by control and date.

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
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        _check_name("scenario", self.scenario, reasons_of("scenario"))
        _check_name("calibration", self.calibration, reasons_of("calibration"))
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
        object.__setattr__(self, "steps", checked_steps(self.steps))
        if self.steps and reference_of(self.calibration) == REFERENCE:
            takes = "calibration=current, under which later steps follow what was enacted"
            raise SettingsError("steps", f"calibration={self.calibration}", takes)

    def with_level(self, key: str, level: Level) -> Self:
        """Return the choice with one leaf at a level."""
        return replace(self, levels=tuple((dict(self.levels) | {key: level}).items()))

    def without_level(self, key: str) -> Self:
        """Return the choice with one leaf as in the scenario."""
        return replace(self, levels=tuple(pair for pair in self.levels if pair[0] != key))

    def reset(self) -> Self:
        """Return the choice of the unchanged scenario."""
        return replace(self, levels=(), since=None, steps=())

    @property
    def leaves(self) -> dict[str, Any]:
        """Leaves that differ from the scenario, by key: a level, or a dated list of levels."""
        stepped = {step.key for step in self.steps}
        given = dict(self.levels)
        return {
            key: self._dated(key) if key in stepped else given[key]
            for key in CONTROLS
            if key in given or key in stepped
        }

    def _dated(self, key: str) -> list[dict[str, Any]]:
        """The dated list of a leaf with later steps, which follows what was enacted."""
        before = dict(self.levels).get(key, leaf_of(self.scenario, key))
        if before == HISTORY:
            dated = []
        elif isinstance(before, list):
            dated = before
        else:
            dated = [{"from": self.since or first_day_of(self.calibration), "level": before}]
        later = [{"from": step.day, "level": step.level} for step in self.steps if step.key == key]
        return [*dated, *later]

    @property
    def overrides(self) -> list[str]:
        """Overrides of the command line, apart from the scenario."""
        calibration, members, end = CALIBRATION_OF_COMMANDS, DEFAULT_MEMBERS, LAST_END
        return [
            *([f"calibration={self.calibration}"] if self.calibration != calibration else []),
            *([f"ensemble.members={self.members}"] if self.members != members else []),
            *([f"horizon.end={self.end}"] if self.end != end else []),
            *([f"{part}.from={self.since}" for part in ("sanctions", "response") if self.since]),
            *(f"{key}={_written(leaf)}" for key, leaf in self.leaves.items()),
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
        pairs = [
            ("scenario", self.scenario),
            ("calibration", self.calibration),
            *([("from", str(self.since))] if self.since else []),
            *([("ensemble.members", self.members)] if self.members != DEFAULT_MEMBERS else []),
            *([("horizon.end", str(self.end))] if self.end != LAST_END else []),
            *((key, written_level(level)) for key, level in self.levels),
            *([("steps", link_of(self.steps))] if self.steps else []),
        ]
        return urlencode(pairs, safe="@:,")

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
        _check_name("calibration", calibration, reasons_of("calibration"))
        return cls(
            scenario=given.get("scenario", reference_of(calibration)),
            levels=tuple((key, read_level(key, given[key])) for key in CONTROLS if key in given),
            since=day_of("from", given["from"]) if "from" in given else None,
            calibration=calibration,
            members=_whole("ensemble.members", given.get("ensemble.members", str(DEFAULT_MEMBERS))),
            end=day_of("horizon.end", given.get("horizon.end", str(LAST_END))),
            steps=steps_of_link(given.get("steps", "")),
        )


@cache
def reasons_of(group: str) -> Mapping[str, str]:
    """What each file of a group is for, by name, read from the disk once and not for each move."""
    return MappingProxyType(reasons_in(group))


@cache
def reference_of(calibration: str) -> str:
    """Name of the scenario that changes under a shipped calibration are measured against."""
    return str(written_in("calibration", calibration).get("reference", REFERENCE))


@cache
def first_day_of(calibration: str) -> date:
    """The month after the data of a shipped calibration."""
    return months_after(written_in("calibration", calibration)["until"], 1)


def scenarios_of(calibration: str) -> list[str]:
    """Names of the scenarios that a calibration takes: from today, none rewrites the past."""
    if reference_of(calibration) == REFERENCE:
        return list(reasons_of("scenario"))
    first = first_day_of(calibration)
    return [
        name
        for name in reasons_of("scenario")
        if all(day >= first for day in _dates_in(written_in("scenario", name)))
    ]


def _dates_in(written: Any) -> Iterator[date]:
    if isinstance(written, date):
        yield written
    elif isinstance(written, dict | list):
        for part in written.values() if isinstance(written, dict) else written:
            yield from _dates_in(part)


def leaf_of(scenario: str, key: str) -> Any:
    """A leaf as a scenario has it: a level, a dated list of levels, or `history`."""
    found: Any = written_in("scenario", scenario)
    for name in key.split("."):
        found = found.get(name, HISTORY) if isinstance(found, dict) else HISTORY
    return found


@cache
def written_in(group: str, name: str) -> dict[str, Any]:
    """What a shipped scenario or calibration has in its file; nobody changes it."""
    file = config_folder() / group / f"{name}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) or {}


def _written(leaf: Any) -> str:
    """A leaf as the command line has it."""
    if not isinstance(leaf, list):
        return written_level(leaf)
    steps = (f"{{from:{step['from']},level:{written_level(step['level'])}}}" for step in leaf)
    return f"[{','.join(steps)}]"


def _check_name(key: str, name: object, known: Mapping[str, str]) -> None:
    if name not in list(known):  # which need not be hashable
        raise unknown_choice(key, name, list(known))


def _whole(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise SettingsError(
            key, shown(text), f"a whole number from {FEWEST_MEMBERS} to {MOST_MEMBERS}"
        )
    return int(text)
