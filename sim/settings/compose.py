"""Composition of settings from `configs/`, the same from Python as from the command line."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sim.settings.compose_errors import raised_by_hydra, readable, unknown_choice
from sim.settings.configs import config_folder, scenario_names
from sim.settings.errors import SettingsError
from sim.settings.settings import REFERENCE, Settings


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
    import hydra

    names = [scenario] if isinstance(scenario, str) else list(scenario or ())
    for name in names:
        if name not in scenario_names():
            raise unknown_choice("scenario", name, scenario_names())
    stack = [f"+scenario=[{','.join(names)}]"] if names else []
    words = [with_plus(word) for word in (*stack, *overrides)]
    with _hydra_of_our_own():
        try:
            return settings_of(hydra.compose("config", words), words)
        except Exception as error:
            if isinstance(error, SettingsError) or not raised_by_hydra(error):
                raise
            raise readable(error) from None


def settings_of(composed: Any, overrides: Sequence[str]) -> Settings:
    """Checked settings of what was composed with these overrides.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    from omegaconf import OmegaConf

    plain: Any = OmegaConf.masked_copy(composed, [key for key in composed if key != "hydra"])
    written: Any = OmegaConf.to_container(plain, resolve=True, throw_on_missing=True)
    return Settings.checked({**written, "scenario": named_scenarios(overrides) or [REFERENCE]})


def with_plus(override: str) -> str:
    """`scenario=x` may be written without the plus that Hydra asks for."""
    return "+" + override if override.startswith("scenario=") else override


def named_scenarios(overrides: Iterable[str]) -> list[str]:
    """Names in `+scenario=...`, which Hydra does not keep where they are stacked.

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
def _hydra_of_our_own() -> Iterator[None]:
    """Set aside the Hydra of an app that called, as there can only be one."""
    from hydra import initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra

    before = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
            yield
    finally:
        GlobalHydra.instance().hydra = before
