"""Composition of settings from `configs/`, the same from Python as from the command line."""

import re
import traceback
from collections.abc import Iterable, Sequence
from typing import Any

from sim.settings.configs import config_folder, names_in
from sim.settings.errors import InputError, no_such_key, unknown_choice
from sim.settings.history import REFERENCE
from sim.settings.overrides import changes_of_regime, scenarios_in, with_plus
from sim.settings.scenario_files import check_given
from sim.settings.settings import Settings, known_keys

LONGEST = 400
"""Characters of a message of Hydra's that are shown."""


def compose(scenario: str | Sequence[str] | None = None, overrides: Iterable[str] = ()) -> Settings:
    """Checked settings of a scenario, or of a stack in which the later wins leaf by leaf.

    Parameters
    ----------
    scenario : str or sequence of str, optional
        Names of files in `configs/scenario`; the reference of the calibration if none.
    overrides : iterable of str
        As on the command line, `sanctions.capital=0.5`.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    import hydra
    from hydra.core.global_hydra import GlobalHydra

    names = [scenario] if isinstance(scenario, str) else list(scenario or ())
    stack = [f"+scenario=[{','.join(names)}]"] if names else []
    words = [with_plus(word) for word in (*stack, *overrides)]
    of_an_app = GlobalHydra.instance().hydra  # that called, set aside: there can only be one
    GlobalHydra.instance().clear()
    try:
        with hydra.initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
            composed = hydra.compose("config", words)
            check_given(words)
            return settings_of(composed, words)
    except Exception as error:
        if not raised_by_hydra(error):
            raise
        raise readable(error) from None
    finally:
        GlobalHydra.instance().hydra = of_an_app


def settings_of(composed: Any, overrides: Sequence[str]) -> Settings:
    """Checked settings of what was composed with these overrides, or the error of `compose`."""
    from omegaconf import OmegaConf

    ours = {key: composed[key] for key in composed if key != "hydra"}
    written: Any = {
        key: OmegaConf.to_container(part, resolve=True, throw_on_missing=True)
        if OmegaConf.is_config(part)
        else part
        for key, part in ours.items()
    }
    scenarios = scenarios_in(overrides) or [written["calibration"].get("reference", REFERENCE)]
    changes = changes_of_regime(overrides)
    return Settings.checked({**written, "scenario": scenarios, "changes": changes})


def raised_by_hydra(error: BaseException) -> bool:
    """Whether Hydra, or what it reads configs with, raised an error: what it was given is wrong."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    modules = [frame.f_globals.get("__name__", "").split(".")[0] for frame in frames]
    module = next((module for module in reversed(modules) if module != "codecs"), "")
    return module in ("hydra", "omegaconf", "yaml")


def readable(error: BaseException) -> InputError:
    """An error of Hydra's as one of ours, on one line.

    Keys and names that do not exist get the nearest one that does; otherwise Hydra's own words
    stand.
    """
    from hydra.errors import MissingConfigException

    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        group, _, name = error.missing_cfg_file.rpartition("/")
        if options := error.options or names_in(group):
            return unknown_choice(group, name, options)
    text = " ".join(str(error).split())
    text = text if len(text) <= LONGEST else text[:LONGEST] + "..."
    if unknown := re.search(r"Could not (?:override|delete(?: from config\.)?) '([^'=]+)", text):
        given = re.search(rf"{re.escape(unknown[1])}=(\S+)", text)
        return no_such_key(unknown[1], given[1] if given else None, known_keys())
    where = getattr(error, "override", None)  # the word that does not parse
    where = "a list of configs" if isinstance(error, TypeError) else where
    return InputError(f"{where}: {text}" if where else text)
