"""Pinned settings: up to three that a reader keeps beside the chosen ones, and their link."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote

import solara

from sim.dashboard.choice import LONGEST_LINK, Choice
from sim.settings.errors import SettingsError

MOST_PINNED = 3

KEY = "pinned"
"""Key of pinned settings in a link; the value is a link of its own."""

type Pins = tuple[Choice, ...]


@solara.component_vue("pins.vue")
def PinElement(names, reason, event_pin=None, event_unpin=None):
    """The button that pins the settings, and the names of those that are pinned."""


def reason_against(pinned: Pins, choice: Choice) -> str:
    """Why a choice cannot be pinned; empty if it can."""
    if choice in pinned:
        return "They are pinned."
    return f"{MOST_PINNED} are pinned; remove one first." if len(pinned) >= MOST_PINNED else ""


def with_pin(pinned: Pins, choice: Choice) -> Pins:
    """Pin a choice, if that can be."""
    return pinned if reason_against(pinned, choice) else (*pinned, choice)


def without_pin(pinned: Pins, place: Any) -> Pins:
    """Remove the pinned choice at a place that a browser has sent."""
    return tuple(each for number, each in enumerate(pinned) if number != place)


def link_with(choice: Choice, pinned: Sequence[Choice]) -> str:
    """The query of a link to a choice with pinned ones beside it."""
    return "&".join([choice.query, *(f"{KEY}={quote(each.query, safe='')}" for each in pinned)])


def read_link(search: str | None) -> tuple[Choice, Pins]:
    """Read a choice and the pinned ones from a link, which is untrusted.

    Raises
    ------
    SettingsError
        If a setting is not allowed, or too many are pinned.
    """
    parts = (search or "").removeprefix("?").split("&")
    own = "&".join(part for part in parts if not part.startswith(f"{KEY}="))
    queries = [part for part in parts if part.startswith(f"{KEY}=")]
    if len(queries) > MOST_PINNED:
        raise SettingsError(KEY, f"{len(queries)} settings", f"at most {MOST_PINNED}")
    pinned: Pins = ()
    for query in queries:
        if len(query) > 2 * LONGEST_LINK:
            raise SettingsError(KEY, f"{len(query)} characters", f"at most {2 * LONGEST_LINK}")
        pinned = with_pin(pinned, Choice.of_query(dict(parse_qsl(query)).get(KEY)))
    return Choice.of_query(own), pinned
