"""Settings that are given in Python, as words of the command line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Quote, QuotedString
from hydra.errors import HydraException

type Overrides = Mapping[str, Any] | Iterable[str]


def words_of(overrides: Overrides) -> list[str]:
    """Settings as words of the command line: keys with values, or words as they are."""
    if isinstance(overrides, Mapping):
        return [f"{key}={written(value)}" for key, value in overrides.items()]
    return list(overrides)


def written(value: Any) -> str:
    """A value as on the command line."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return _quoted_if_needed(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value)


def _quoted_if_needed(text: str) -> str:
    """A text in quotation marks, unless the command line takes it for one value as it is."""
    try:
        as_it_is = not OverridesParser.create().parse_override(f"key={text}").is_sweep_override()
    except HydraException:
        as_it_is = False
    return text if as_it_is else QuotedString(text, Quote.single).with_quotes()
