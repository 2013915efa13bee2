"""What stands in overrides, as on the command line."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from sim.settings.errors import SettingsError

OF_THE_WORLD = ("sanctions.", "response.", "roster", "calibration.parameters.")
"""How keys begin that change the regime, or what it acts on."""


def with_plus(override: str) -> str:
    """`scenario=x` may be written without the plus that Hydra asks for."""
    return "+" + override if override.startswith("scenario=") else override


def overrides_of(hydra_config: Any) -> list[str]:
    """What the user wrote, from Hydra's own part of a config."""
    from omegaconf import OmegaConf

    written: Any = OmegaConf.to_container(hydra_config.overrides.task, resolve=False)
    return [str(override) for override in written]


def changes_of_regime(overrides: Iterable[str]) -> list[str]:
    """What of some overrides changes the regime or the world beside the scenario."""
    return [word.lstrip("+") for word in overrides if word.lstrip("+").startswith(OF_THE_WORLD)]


def scenarios_in(overrides: Iterable[str]) -> list[Any]:
    """What stands in `+scenario=...`, which Hydra does not keep where names are stacked."""
    from hydra.core.override_parser.overrides_parser import OverridesParser

    parsed = OverridesParser.create().parse_overrides(list(overrides))
    values = (word.value() for word in parsed if word.key_or_group == "scenario")
    return next((value if isinstance(value, list) else [value] for value in values), [])


def check_overrides(overrides: Iterable[str]) -> None:
    """Check that nothing in some overrides would be ignored.

    Of a key that is given twice Hydra keeps the last, and an empty part leaves everything as it is.

    Raises
    ------
    SettingsError
        That names the first part that would be ignored.
    """
    for override in overrides:
        key, _, value = override.lstrip("+").partition("=")
        spaced = re.sub(r":(?=\S)", ": ", value)  # YAML wants the space that Hydra does not
        try:
            node = yaml.compose(f"[{spaced}]", Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            continue  # valid for Hydra, as an interpolation is
        for part in node.value if isinstance(node, yaml.SequenceNode) else ():
            for _, where, got, takes in ignored_in(part, key):
                raise SettingsError(where, got, takes)


def ignored_in(node: yaml.Node | None, key: str) -> Iterator[tuple[yaml.Node, str, str, str]]:
    """Parts of a text that would be ignored: the node, its key, what it got and what it takes."""
    if isinstance(node, yaml.MappingNode):
        names = [str(name.value) for name, _ in node.value]
        if not names:
            yield node, key, "{}", "keys and values: an empty part changes nothing"
        for place, (name, value) in enumerate(node.value):
            if names[place] in names[:place]:
                yield name, key, f"{names[place]} twice", "each key once"
            yield from ignored_in(value, f"{key}.{names[place]}".removeprefix("."))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from ignored_in(value, f"{key}[{place}]")
