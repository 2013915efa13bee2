"""Scenarios that ship, under many of which a task runs: laid over settings composed once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sim.settings.compose import compose
from sim.settings.configs import config_folder
from sim.settings.settings import Settings


def compose_shipped(names: Sequence[str], overrides: Sequence[str] = ()) -> Settings:
    """The settings that `sim.settings.compose` gives, where only the scenario is another.

    The other configs are read once for the same overrides, which takes most of the time.

    Parameters
    ----------
    names : sequence of str
        Names of files in `configs/scenario`, of which the later win; the reference if none.
    overrides : sequence of str
        As on the command line, without leaves of the regime that a scenario sets too.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    base = _without_scenario(*overrides)
    return laid_over(base, names) if names else base


def laid_over(settings: Settings, names: Sequence[str]) -> Settings:
    """Lay scenarios that ship over settings that were composed without any."""
    from omegaconf import OmegaConf

    regime = settings.model_dump(mode="json", by_alias=True, include={"sanctions", "response"})
    files = (config_folder() / "scenario" / f"{name}.yaml" for name in names)
    changed: Any = OmegaConf.to_container(OmegaConf.merge(regime, *map(OmegaConf.load, files)))
    written = settings.model_dump(by_alias=True)
    return Settings.checked({**written, **changed, "scenario": list(names)})


@lru_cache(maxsize=64)
def _without_scenario(*overrides: str) -> Settings:
    return compose(None, overrides)
