"""Buttons of the regimes and starting points that a reader chooses with one click."""

from dataclasses import replace
from typing import Any

import solara

from sim.dashboard.choice import Choice, reference_of
from sim.dashboard.panel import Change, with_calibration
from sim.settings.errors import SettingsError, shown
from sim.tables.presets import STARTS, labels_of


@solara.component_vue("presets.vue")
def Presets(starts, presets, event_start=None, event_preset=None):
    """Buttons of the starting points and of the presets."""


def presets(choice: Choice, change: Change) -> None:
    """Show the starting points and presets; a click replaces what was set before."""
    Presets(
        starts=[
            {"name": name, "label": label, "active": name == choice.calibration}
            for name, label in STARTS.items()
        ],
        presets=[
            {"name": name, "label": label, "active": choice == with_preset(choice, name)}
            for name, label in labels_of(reference_of(choice.calibration)).items()
        ],
        event_start=lambda name: change(lambda old: with_start(old, name)),
        event_preset=lambda name: change(lambda old: with_preset(old, name)),
    )


def with_preset(choice: Choice, name: Any) -> Choice:
    """Return the choice under a preset, without levels and dates of its own.

    Raises
    ------
    SettingsError
        If there is no such preset.
    """
    known = labels_of(reference_of(choice.calibration))
    if not isinstance(name, str) or name not in known:
        raise SettingsError("preset", shown(name), f"one of {', '.join(known)}")
    return replace(choice.reset(), scenario=name)


def with_start(choice: Choice, name: Any) -> Choice:
    """Return the choice from another starting point, with the date that this has by default.

    Raises
    ------
    SettingsError
        If there is no such starting point.
    """
    if not isinstance(name, str) or name not in STARTS:
        raise SettingsError("start", shown(name), f"one of {', '.join(STARTS)}")
    return with_calibration(replace(choice, since=None), name)
