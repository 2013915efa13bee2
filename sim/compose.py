"""Composition of settings from `configs/`, the same from Python as from the command line."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sim.compose_errors import raised_by_hydra, readable, unknown_choice
from sim.config.settings import REFERENCE, Settings
from sim.libyaml import by_libyaml
from sim.scenarios import config_folder, scenario_names


def compose(scenario: str | Sequence[str] | None = None, overrides: Iterable[str] = ()) -> Settings:
    """Checked settings of a scenario, or of a stack in which the later wins leaf by leaf.

    Parameters
    ----------
    scenario : str or sequence of str, optional
        Names of files in `configs/scenario`; `status_quo` if none.
    overrides : iterable of str
        As on the command line, `sanctions.capital=0.5`.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    names = [scenario] if isinstance(scenario, str) else list(scenario or ())
    stack = [f"+scenario=[{','.join(map(str, names))}]"] if names else []
    with _config_loader() as loader:
        known = loader.get_group_options("scenario")
        for name in names:
            if name not in known:
                raise unknown_choice("scenario", name, known)
        words = [with_plus(word) for word in (*stack, *overrides)]
        return settings_of(composed_with(loader, words), words)


def composed_with(loader: Any, overrides: Sequence[str]) -> Any:
    """What overrides compose, unchecked, from the folders that a loader of Hydra's searches.

    Raises
    ------
    SettingsError
        If they do not compose.
    """
    from hydra.types import RunMode

    try:
        return loader.load_configuration("config", list(overrides), RunMode.RUN)
    except Exception as error:
        if not raised_by_hydra(error):
            raise
        raise readable(error, overrides) from None


def settings_of(composed: Any, overrides: Sequence[str]) -> Settings:
    """Checked settings of what was composed with these overrides.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    from omegaconf.errors import OmegaConfBaseException

    own = [key for key in composed if key != "hydra"]
    try:
        written = {str(key): _plain(composed[key]) for key in own}
    except OmegaConfBaseException as error:
        raise readable(error, overrides) from None
    return Settings.checked({**written, "scenario": named_scenarios(overrides) or [REFERENCE]})


def _plain(part: Any) -> Any:
    """A part of what was composed, as mappings, lists and values."""
    from omegaconf import OmegaConf

    if not OmegaConf.is_config(part):
        return part
    return OmegaConf.to_container(part, resolve=True, throw_on_missing=True)


def with_plus(override: str) -> str:
    """`scenario=x` may be written without the plus that Hydra asks for."""
    return "+" + override if override.startswith("scenario=") else override


def named_scenarios(overrides: Iterable[str]) -> list[str]:
    """Names in `+scenario=...`: Hydra itself forgets those that are stacked.

    Raises
    ------
    SettingsError
        If keys stand where names do: Hydra would take them for settings.
    """
    from hydra.core.override_parser.overrides_parser import OverridesParser

    for override in OverridesParser.create().parse_overrides(list(overrides)):
        if override.key_or_group == "scenario":
            value = override.value()
            if isinstance(value, dict):
                raise unknown_choice("scenario", override.get_value_string(), scenario_names())
            return [str(name) for name in (value if isinstance(value, list) else [value])]
    return []


def overrides_of(hydra_config: Any) -> list[str]:
    """What the user wrote, from Hydra's own part of a config."""
    from omegaconf import OmegaConf

    written: Any = OmegaConf.to_container(hydra_config.overrides.task, resolve=False)
    return [str(override) for override in written]


@contextmanager
def _config_loader() -> Iterator[Any]:
    from hydra import initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra

    hydra = GlobalHydra.instance()
    at_work = hydra.hydra  # of an app that called us: set aside, as there can only be one
    hydra.clear()
    try:
        folder = str(config_folder())
        with by_libyaml(), initialize_config_dir(version_base="1.3", config_dir=folder):
            yield GlobalHydra.instance().config_loader()
    finally:
        GlobalHydra.instance().hydra = at_work
