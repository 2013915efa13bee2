"""Scenario files: what a file names is what runs, or it is refused."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from sim.settings.errors import SettingsError, shown, unknown_choice
from sim.settings.overrides import check_overrides, ignored_in, scenarios_in

GROUP = "scenario"

SEARCH_PATH = "hydra.searchpath="

GLOBAL = "_global_"
"""Package of a config whose keys are those of the run, and not of a part named after its folder."""


def check_given(overrides: Iterable[str]) -> None:
    """Check overrides, and the scenario files that they name, beyond what Hydra does.

    Parameters
    ----------
    overrides : iterable of str
        Of which Hydra, which is still at work, has composed a config.

    Raises
    ------
    SettingsError
        That names the first override or file that would be ignored, in whole or in part.
    """
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.object_type import ObjectType

    words = list(overrides)
    check_overrides(words)
    loader = GlobalHydra.instance().config_loader()
    for name in scenarios_in(words):
        options = loader.get_group_options(GROUP, ObjectType.CONFIG)
        if name not in options and any(word.startswith(SEARCH_PATH) for word in words):
            continue  # Hydra has found it in a folder of which its loader does not tell
        if name not in options:
            raise unknown_choice(GROUP, name, options)
        config = f"{GROUP}/{name}"
        source = next(source for source in loader.get_sources() if source.is_config(config))
        _check_file(Path(source.path, f"{config}.yaml"), source.load_config(config))


def _check_file(file: Path, loaded: Any) -> None:
    """Check that what a scenario file holds reaches the settings."""
    text = file.read_text(encoding="utf-8")
    if loaded.header["package"] != GLOBAL:
        first = next(iter(text.splitlines()), "")
        takes = f"`# @package {GLOBAL}`, without which nothing in the file would be used"
        raise SettingsError(GROUP, f"{shown(first)} in {file}, line 1", takes)
    if not set(loaded.config) - {"hydra"}:
        takes = "at least one, such as `sanctions: {capital: 1.0}`"
        raise SettingsError(GROUP, f"no setting in {file}", takes)
    for node, key, got, takes in ignored_in(yaml.compose(text, Loader=yaml.SafeLoader), ""):
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        raise SettingsError(key, f"{got} in {file}, line {line}, column {column}", takes)
