"""Errors that a user sees: which key, what it got, what it takes; or what does not hold."""

import difflib
from collections.abc import Iterable

LONGEST = 60
"""Characters of a value that a message shows."""


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
        super().__init__(_legible(f"{key}: got {got}, takes {takes}"))
        self.key = key
        self.got = got
        self.takes = takes

    def __reduce__(self) -> tuple[type["SettingsError"], tuple[str, object, str]]:
        return SettingsError, (self.key, self.got, self.takes)

    def within(self, part: str) -> "SettingsError":
        """The same, said of a key inside a part of the settings."""
        dot = "" if not part or not self.key or self.key.startswith("[") else "."
        return SettingsError(f"{part}{dot}{self.key}", self.got, self.takes)


class Failed(Exception):  # noqa: N818  # said to a user: a task failed, the program did not
    """A task ran as it should, and what it was to show does not hold."""


class SimulationError(RuntimeError):
    """Members with values that are not finite; they are named, never dropped."""


def _legible(text: str) -> str:
    """The text with what a terminal cannot show, or would act on, written out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def shown(value: object) -> str:
    """A value on one line, as the command line would say it."""
    text = " ".join(_written(value).split()) or "nothing"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _written(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(part) for part in value) + "]"
    return str(value)


def no_such_key(key: str, value: object, known: Iterable[str]) -> SettingsError:
    """The error of a key that does not exist, with a hint at the one that may be meant.

    A known key is one of a task or an engine that was not chosen.
    """
    names = list(known)
    if key in names:
        takes = "no value: a setting of a task or an engine that is not chosen"
    else:
        takes = "no value: unknown setting" + did_you_mean(key, names)
    return SettingsError(key, shown(value), takes)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is closest to a misspelt one; empty where none is close.

    A name is also found by its beginning, `strict` for `strict_controls`, where no other begins so,
    and a dotted key by its last part, `members` for `ensemble.members`.
    """
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.8)
    begun = [full for full in names if name and full.startswith(name)]
    if not near and len(begun) == 1:
        near = begun
    if not near:
        by_last_part = {full.rsplit(".", 1)[-1]: full for full in reversed(names)}
        last = difflib.get_close_matches(name.rsplit(".", 1)[-1], by_last_part, n=1)
        near = [by_last_part[part] for part in last]
    return f" (did you mean {near[0]}?)" if near else ""
