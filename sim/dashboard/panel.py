"""The panel of settings: what it shows, and what a move means."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import solara

from sim.dashboard.choice import FIRST_END, LAST_END, Choice, day_of
from sim.dashboard.controls import CONTROLS, GROUPS, Control
from sim.dashboard.regimes import Standing
from sim.settings.configs import calibration_reasons, scenario_reasons
from sim.settings.errors import SettingsError, shown
from sim.settings.settings import Settings

SIZES = (250, 500, 1000, 2000, 4000)
ENDS = tuple(date(year, 12, 31) for year in range(FIRST_END.year, LAST_END.year + 1))
NOTHING_AHEAD = "No tighter cap is announced ahead of its date: there is nothing to stock up for"

type Change = Callable[[Callable[[Choice], Choice]], None]
"""Changes the choice of a page by a function of the one that stands."""


@solara.component_vue("panel.vue")
def Panel(
    groups, scenarios, scenario, calibrations, calibration, since, days, members, sizes, end, ends,
    changed, event_move=None, event_undo=None, event_choose=None, event_reset=None,
):  # fmt: skip
    """HTML's own controls."""


@solara.component
def SettingsPanel(
    choice: Choice, standing: Mapping[str, Standing], settings: Settings, change: Change
) -> None:
    """Every setting that a page can move."""
    Panel(
        groups=groups_of(choice, standing),
        scenarios=scenario_reasons(),
        scenario=choice.scenario,
        calibrations=calibration_reasons(),
        calibration=choice.calibration,
        since=str(choice.since or settings.sanctions.since),
        days=[str(settings.horizon.start), str(choice.end)],
        members=choice.members,
        sizes=sorted({*SIZES, choice.members}),
        end=str(choice.end),
        ends=sorted({*map(str, ENDS), str(choice.end)}),
        changed=choice != choice.reset(),
        event_move=lambda said: change(lambda old: moved(old, said)),
        event_undo=lambda key: change(lambda old: old.unmoved(str(key))),
        event_choose=lambda said: change(lambda old: chosen(old, said)),
        event_reset=lambda _: change(lambda old: old.reset()),
    )


def groups_of(choice: Choice, standing: Mapping[str, Standing]) -> list[dict[str, Any]]:
    """What the panel shows of each control."""
    levels = dict(choice.levels)
    return [
        {
            "name": name,
            "controls": [_shown(control, levels, standing[control.key]) for control in controls],
        }
        for name, controls in GROUPS.items()
    ]


def _shown(
    control: Control, levels: Mapping[str, float | None], stands: Standing
) -> dict[str, Any]:
    is_moved = control.key in levels
    level = levels[control.key] if is_moved else stands.now
    stops = control.stops_with(level)
    notes = [] if stands.has_effect else [NOTHING_AHEAD]
    if not is_moved and stands.later != stands.now:
        notes.append(f"In the end {control.said(stands.later)}")
    return {
        "key": control.key,
        "name": control.lever.title,
        "meaning": control.lever.meaning,
        "levels": list(stops),
        "words": [control.said(stop) for stop in stops],
        "place": stops.index(level),
        "moved": is_moved,
        "note": ". ".join(notes),
    }


def moved(choice: Choice, said: Any) -> Choice:
    """The choice with a slider where the browser says that it is.

    Raises
    ------
    SettingsError
        If there is no such control, or it cannot be there.
    """
    key, level = _pair(said, "key", "level")
    if not isinstance(key, str) or key not in CONTROLS:
        raise SettingsError("control", shown(key), "the key of an instrument or a response")
    return choice.moved(key, CONTROLS[key].checked(level))


def chosen(choice: Choice, said: Any) -> Choice:
    """The choice with another scenario, calibration, date, size or horizon.

    Raises
    ------
    SettingsError
        If a page may not ask for it.
    """
    what, value = _pair(said, "what", "value")
    if what in ("scenario", "calibration", "members"):
        return replace(choice, **{what: value})
    if what == "since":
        return replace(choice, since=day_of("from", value))
    if what == "end":
        return replace(choice, end=day_of("horizon.end", value))
    raise SettingsError("choice", shown(what), "scenario, calibration, members, since or end")


def _pair(said: Any, *keys: str) -> tuple[Any, ...]:
    """Two values that a browser sends together."""
    if not isinstance(said, dict) or set(said) != set(keys):
        raise SettingsError("message", shown(said), f"{' and '.join(keys)}")
    return tuple(said[key] for key in keys)
