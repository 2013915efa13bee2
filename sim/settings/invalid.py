"""What pydantic found wrong, said as the one error that a user sees."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.settings.errors import SettingsError, no_such_key, shown

TAKES = {
    "missing": "a value",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "date_type": "a date as YYYY-MM-DD",
    "literal_error": "{expected}",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "too_short": "at least {min_length}",
}
"""What a value has to be, by pydantic's type of error."""


def first_error(
    error: ValidationError, written: Mapping[str, Any], known: Iterable[str]
) -> SettingsError:
    """The first of the errors that validation found.

    Parameters
    ----------
    error : ValidationError
        As pydantic raised it.
    written : mapping
        What was validated.
    known : iterable of str
        Dotted names of all keys, for a hint at a misspelt one.
    """
    found = error.errors(include_url=False)[0]
    key = _dotted(_inside(found["loc"], written))
    if found["type"] == "extra_forbidden":
        return no_such_key(key, found["input"], known)
    cause = found.get("ctx", {}).get("error")
    if cause is not None:
        return _said_by_us(cause, key, found)
    got = "nothing" if found["type"] == "missing" else shown(found["input"])
    return SettingsError(key, got, _takes(found))


def _said_by_us(cause: ValueError, key: str, found: ErrorDetails) -> SettingsError:
    """An error of a validator of ours: whole, or only what the key takes."""
    if isinstance(cause, SettingsError):
        return cause.within(key)
    return SettingsError(key, shown(found["input"]), str(cause))


def _takes(found: ErrorDetails) -> str:
    takes = TAKES.get(found["type"])
    if takes is None:
        return found["msg"].removeprefix("Input should be ")
    return takes.format(**found.get("ctx", {}))


def _inside(location: Sequence[Any], written: Any) -> list[int | str]:
    """The part of a location that leads through what was written.

    Pydantic goes on with names of its own for the branches of a union.
    """
    path: list[int | str] = []
    for part in location:
        if not isinstance(written, dict | list):
            break
        path.append(part)
        holds = part in written if isinstance(written, dict) else isinstance(part, int)
        written = written[part] if holds else None
    return path


def _dotted(path: Iterable[int | str]) -> str:
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")
