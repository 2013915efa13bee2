"""The panel of settings: the state of its controls, and the changes that they make."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import solara

from sim.dashboard.choice import FIRST_END, LAST_END, Choice, reasons_of, reference_of, scenarios_of
from sim.dashboard.controls import CONTROLS, GROUPS, Control
from sim.dashboard.regimes import CurrentLevel
from sim.dashboard.steps import Step, day_of
from sim.settings.errors import SettingsError, shown
from sim.settings.settings import Settings
from sim.tables.words import in_words

SIZES = (250, 500, 1000, 2000, 4000)
ENDS = tuple(date(year, 12, 31) for year in range(FIRST_END.year, LAST_END.year + 1))
NOTHING_TO_STOCK_UP_FOR = (
    "No tighter cap is announced ahead of its date, so there is nothing to stock up for"
)

type Change = Callable[[Callable[[Choice], Choice]], None]
"""Changes the choice of a page by a function of the current choice."""


@solara.component_vue("panel.vue")
def Panel(
    groups, scenarios, labels, scenario, calibrations, calibration, since, days, steps, takes_steps,
    members, sizes, end, ends, changed, event_move=None, event_undo=None, event_choose=None,
    event_reset=None, event_step=None, event_unstep=None,
):  # fmt: skip
    """The HTML form of the panel."""


@solara.component
def SettingsPanel(
    choice: Choice, levels_now: Mapping[str, CurrentLevel], settings: Settings, change: Change
) -> None:
    """The panel with every setting of the page."""
    reasons, known = reasons_of("scenario"), scenarios_of(choice.calibration)
    Panel(
        groups=groups_of(choice, levels_now),
        scenarios={name: reasons[name] for name in sorted({*known, choice.scenario})},
        labels={name: in_words(name) for name in (*known, choice.scenario)},
        scenario=choice.scenario,
        calibrations=dict(reasons_of("calibration")),
        calibration=choice.calibration,
        since=str(choice.since or settings.sanctions.since),
        days=[str(settings.first_date), str(choice.end)],
        steps=[_step_in_words(step) for step in choice.steps],
        takes_steps=settings.keeps_history,
        members=choice.members,
        sizes=sorted({*SIZES, choice.members}),
        end=str(choice.end),
        ends=sorted({*map(str, ENDS), str(choice.end)}),
        changed=choice != choice.reset(),
        event_move=lambda message: change(lambda old: with_slider(old, message)),
        event_undo=lambda key: change(lambda old: old.without_level(str(key))),
        event_choose=lambda message: change(lambda old: with_setting(old, message)),
        event_reset=lambda _: change(lambda old: old.reset()),
        event_step=lambda message: change(lambda old: with_step(old, message)),
        event_unstep=lambda message: change(lambda old: without_step(old, message)),
    )


def groups_of(choice: Choice, levels_now: Mapping[str, CurrentLevel]) -> list[dict[str, Any]]:
    """State of each control, by group."""
    levels = dict(choice.levels)
    return [
        {
            "name": name,
            "controls": [_state(control, levels, levels_now[control.key]) for control in controls],
        }
        for name, controls in GROUPS.items()
    ]


def _state(
    control: Control, levels: Mapping[str, float | None], level_now: CurrentLevel
) -> dict[str, Any]:
    is_changed = control.key in levels
    level = levels[control.key] if is_changed else level_now.now
    stops = control.stops_with(level)
    notes = [] if level_now.has_effect else [NOTHING_TO_STOCK_UP_FOR]
    if level_now.later != level_now.now:
        notes.append(f"At the end of the horizon: {control.in_words(level_now.later)}")
    return {
        "key": control.key,
        "name": control.lever.title,
        "meaning": control.lever.meaning,
        "levels": list(stops),
        "words": [control.in_words(stop) for stop in stops],
        "place": stops.index(level),
        "changed": is_changed,
        "note": ". ".join(notes),
    }


def with_slider(choice: Choice, message: Any) -> Choice:
    """Return the choice after a slider was moved, as the message from the browser says.

    Raises
    ------
    SettingsError
        If the control does not exist, or the level is not allowed.
    """
    key, level = _pair(message, "key", "level")
    if not isinstance(key, str) or key not in CONTROLS:
        raise SettingsError("control", shown(key), "the key of an instrument or a response")
    return choice.with_level(key, CONTROLS[key].checked(level))


def _step_in_words(step: Step) -> dict[str, str]:
    control = CONTROLS[step.key]
    words = f"{step.day}: {control.lever.title}, {control.in_words(step.level)}"
    return {"key": step.key, "day": str(step.day), "words": words}


def with_step(choice: Choice, message: Any) -> Choice:
    """Return the choice with a later step, as the message from the browser says.

    Raises
    ------
    SettingsError
        If the step is not allowed.
    """
    key, day, level = _pair(message, "key", "day", "level")
    step = Step(key, day_of("steps", day), level)
    return replace(choice, steps=(*_other_steps(choice, key, str(day)), step))


def without_step(choice: Choice, message: Any) -> Choice:
    """Return the choice without a later step.

    Raises
    ------
    SettingsError
        If the message is not one of the page.
    """
    key, day = _pair(message, "key", "day")
    return replace(choice, steps=_other_steps(choice, key, str(day)))


def _other_steps(choice: Choice, key: Any, day: str) -> tuple[Step, ...]:
    return tuple(step for step in choice.steps if (step.key, str(step.day)) != (key, day))


def with_setting(choice: Choice, message: Any) -> Choice:
    """Return the choice with another scenario, calibration, date, size or horizon.

    Raises
    ------
    SettingsError
        If the value is not allowed on a page.
    """
    what, value = _pair(message, "what", "value")
    if what in ("scenario", "members"):
        return replace(choice, **{what: value})
    if what == "calibration":
        return with_calibration(choice, value)
    if what == "since":
        return replace(choice, since=day_of("from", value))
    if what == "end":
        return replace(choice, end=day_of("horizon.end", value))
    raise SettingsError("choice", shown(what), "scenario, calibration, members, since or end")


def with_calibration(choice: Choice, name: Any) -> Choice:
    """The choice under another calibration.

    A scenario that is the reference, or that the other does not take, becomes the other's
    reference.
    """
    changed = replace(choice, calibration=name)
    is_reference = choice.scenario == reference_of(choice.calibration)
    if not is_reference and choice.scenario in scenarios_of(name):
        return changed
    return replace(changed, scenario=reference_of(name))


def _pair(message: Any, *keys: str) -> tuple[Any, ...]:
    """The values of a message from the browser, which must have exactly these keys."""
    if not isinstance(message, dict) or set(message) != set(keys):
        raise SettingsError("message", shown(message), f"{' and '.join(keys)}")
    return tuple(message[key] for key in keys)
