"""Composition of settings from `configs/`, the same from Python as from the command line."""

import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sim.config.errors import SettingsError
from sim.config.settings import Settings
from sim.scenarios import config_folder, scenario_names


def compose(
    scenario: str | Sequence[str] | None = None, overrides: Iterable[str] = ()
) -> Settings:
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
    return compose_overrides([f"+scenario=[{','.join(names)}]", *overrides] if names else overrides)


def compose_overrides(overrides: Iterable[str]) -> Settings:
    """Checked settings of overrides as Hydra takes them, `+scenario=name` among them.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    overrides = list(overrides)
    names = named_scenarios(overrides)
    try:
        with initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
            composed = hydra_compose("config", overrides=overrides)
    except (HydraException, OmegaConfBaseException) as error:
        raise readable(error, overrides) from None
    return settings_of(composed, names)


def settings_of(composed: Any, scenario: Sequence[str]) -> Settings:
    """Checked settings of a composed config.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        written = OmegaConf.to_container(composed, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        raise readable(error, ()) from None
    assert isinstance(written, dict)  # configs are mappings
    named = {str(key): value for key, value in written.items() if key not in ("hydra", "scenario")}
    return Settings.checked(named, tuple(scenario) or ("status_quo",))


def named_scenarios(overrides: Iterable[str]) -> list[str]:
    """Names that `+scenario=...` asks for.

    Raises
    ------
    SettingsError
        If a name has no file; it lists the real ones.
    """
    known = scenario_names()
    for override in overrides:
        key, _, value = override.partition("=")
        if key.lstrip("+") != "scenario":
            continue
        names = [name.strip(" '\"") for name in value.strip("[] ").split(",")]
        for name in names:
            if name not in known:
                raise SettingsError("scenario", name or "nothing", _one_of(name, known))
        return names
    return []


def _one_of(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return ", ".join(known) + (f" (did you mean {near[0]}?)" if near else "")


def readable(error: Exception, overrides: Iterable[str]) -> SettingsError:
    """A composition error of Hydra's as one of ours."""
    text = str(error)
    unknown = re.search(r"Could not override '([^']+)'", text)
    if unknown:
        key = unknown[1]
        given = [o.partition("=")[2] for o in overrides if o.lstrip("+~").startswith(f"{key}=")]
        return SettingsError(key, given[0] if given else "a value", f"no such key{_near(key)}")
    group = re.search(r"Could not find '([^/']+)/([^']+)'", text)
    if group:
        options = sorted(path.stem for path in (config_folder() / group[1]).glob("*.yaml"))
        takes = _one_of(group[2], options) if options else f"no such key{_near(group[1])}"
        return SettingsError(group[1], group[2], takes)
    first = next((line for line in text.splitlines() if line.strip()), type(error).__name__)
    at_fault = [o for o in overrides if o.partition("=")[2] and o.partition("=")[2] in text]
    return SettingsError(at_fault[0].partition("=")[0] if at_fault else "overrides", first,
                         "overrides as key=value")  # fmt: skip


def _near(key: str) -> str:
    """A hint at the known key that is closest to a misspelt one."""
    from omegaconf import OmegaConf

    known = OmegaConf.to_container(OmegaConf.load(Path(config_folder()) / "config.yaml"))
    near = difflib.get_close_matches(key, list(_dotted(known)), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _dotted(tree: Any, prefix: str = "") -> Iterable[str]:
    if isinstance(tree, dict):
        for name, branch in tree.items():
            yield f"{prefix}{name}"
            yield from _dotted(branch, f"{prefix}{name}.")
