"""Errors that a user sees: which key, what it got, what it takes; or what does not hold."""

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError

TAKES = {
    "missing": "a value",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "too_short": "a longer list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
}
"""What a value has to be where pydantic's own words are those of a programmer."""


class InputError(ValueError):
    """What the user gave cannot be used; the message is one line."""


class SettingsError(InputError):
    """A setting that is not what it takes.

    Parameters
    ----------
    key : str
        Dotted name of the setting.
    got : object
        What it got.
    takes : str
        What it takes.
    """

    def __init__(self, key: str, got: object, takes: str):
        super().__init__(key, got, takes)
        self.key, self.got, self.takes = key, got, takes

    def __str__(self) -> str:
        """One line; what a terminal cannot show, or would act on, is written out."""
        text = f"{self.key}: got {self.got}, takes {self.takes}"
        return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)

    def within(self, part: str) -> "SettingsError":
        """The same, said of a key inside a part of the settings."""
        dot = "" if not part or not self.key or self.key.startswith("[") else "."
        return SettingsError(f"{part}{dot}{self.key}", self.got, self.takes)


class Failed(Exception):  # noqa: N818  # said to a user: a task failed, the program did not
    """A task ran as it should, and what it was to show does not hold."""


class SimulationError(RuntimeError):
    """Members with values that are not finite; they are named, never dropped."""


def first_error(error: "ValidationError", known: Iterable[str]) -> SettingsError:
    """The first of the errors that pydantic found, with a hint at the known key that is meant."""
    found = error.errors(include_url=False)[0]
    path = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"]]
    key = "".join(path).removeprefix(".").removesuffix(".[key]")
    kind, got = found["type"], found["input"]
    if kind == "extra_forbidden":
        return no_such_key(key, got, known)
    cause = found.get("ctx", {}).get("error")  # of a validator of ours
    if isinstance(cause, SettingsError):
        return cause.within(key)
    takes = str(cause or TAKES.get(kind) or found["msg"].removeprefix("Input should be "))
    takes = f"a number {takes}" if takes.startswith(("greater", "less")) else takes
    return SettingsError(key, "nothing" if kind == "missing" else shown(got), takes)


def shown(value: object) -> str:
    """A value on one line of sixty characters, as the command line would say it."""
    text = " ".join(_written(value).split()) or "nothing"
    return text if len(text) <= 60 else text[:57] + "..."


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return str(value)


def unknown_choice(group: str, name: object, options: Iterable[str]) -> SettingsError:
    """The error of a name that has no file in a group of configs."""
    known = sorted(options)
    hint = did_you_mean(str(name).lower(), known)
    return SettingsError(group, shown(name), ", ".join(known) + hint)


def no_such_key(key: str, value: object, known: Iterable[str]) -> SettingsError:
    """The error of a key that does not exist, with a hint at the one that may be meant.

    A known key is one of a task or an engine that was not chosen.
    """
    names = list(known)
    why = "unknown setting" + did_you_mean(key, names)
    if key in names:
        why = "a setting of a task or an engine that is not chosen"
    return SettingsError(key, shown(value), f"no value: {why}")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is closest to a misspelt one; empty where none is close.

    `strict_controls` is also found by `strict`, with which no other begins, and
    `ensemble.members` by its last part.
    """
    names, last = list(known), name.rsplit(".", 1)[-1]
    by_last = {full.rsplit(".", 1)[-1]: full for full in reversed(names)}
    begun = [full for full in names if name and full.startswith(name)]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.8)
    near = near or (begun if len(begun) == 1 else [])
    near = near or [by_last[part] for part in difflib.get_close_matches(last, by_last, n=1)]
    return f" (did you mean {near[0]}?)" if near else ""
