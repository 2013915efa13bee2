"""Configs in a folder of one's own, which may come from anyone: they are data, and stay it.

A file there may set whatever a run may be told. It may not touch what Hydra builds objects from,
nor choose a scheduler, which would be handed the run.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml import MarkedYAMLError

from sim.compose_errors import key_and_value
from sim.config.errors import SettingsError
from sim.scenarios import config_folder, config_groups

MOST_NODES = 100_000
"""Values of a file once its aliases are written out: a few lines can stand for billions."""

FILLED_IN = ("mode", "overrides", "runtime", "job", "run", "sweep")
"""Of Hydra's own part, what a run fills in; of these the shipped config sets folders and names."""

ADDRESS = "engine.address"


def check_folder(folder: str) -> None:
    """See that the files of a folder of configs can be read.

    Raises
    ------
    SettingsError
        If there is no such folder, or it holds configs of Hydra's own, or a file in it is not YAML
        or stands for too much.
    """
    place = Path(folder)
    if not place.is_dir():
        raise SettingsError("--config-dir", folder, "a folder of your own scenarios")
    if (place / "hydra").exists():
        raise SettingsError("--config-dir", place / "hydra", "no configs of Hydra's own")
    for group in (".", *config_groups()):
        for file in sorted((place / group).glob("*.yaml")):
            _check_file(file)


def _check_file(file: Path) -> None:
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        nodes = _nodes(root, {}, ())
    except (yaml.YAMLError, UnicodeError, OSError, RecursionError) as error:
        raise _unreadable(file, error) from None
    if not isinstance(root, yaml.MappingNode | None):
        raise SettingsError("--config-dir", file, "a file of keys and values")
    if nodes > MOST_NODES:
        takes = f"at most {MOST_NODES} values, aliases written out"
        raise SettingsError("--config-dir", f"{file} with more", takes)


def _unreadable(file: Path, error: Exception) -> SettingsError:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None) or type(error).__name__
    return SettingsError("--config-dir", f"{file}{line}", f"YAML that can be read ({problem})")


PLAIN = {
    f"tag:yaml.org,2002:{kind}"
    for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge")
}
"""Tags of values that settings are made of; others would ask for an object to be built."""


def _nodes(node: Any, known: dict[int, int], above: tuple[int, ...]) -> int:
    """How many values a node stands for, each alias counted as what it repeats."""
    if id(node) in above:
        raise MarkedYAMLError(problem="a value that holds itself", problem_mark=node.start_mark)
    if node is not None and node.tag not in PLAIN:
        raise MarkedYAMLError(problem=f"the tag {node.tag}", problem_mark=node.start_mark)
    if id(node) not in known:
        parts = node.value if isinstance(node, yaml.SequenceNode | yaml.MappingNode) else ()
        flat = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
        known[id(node)] = 1 + sum(_nodes(part, known, (*above, id(node))) for part in flat)
    return known[id(node)]


def check_composed(composed: Any, trusted: Any, overrides: Sequence[str]) -> None:
    """See that what was composed with a stranger's files leaves Hydra's own part as it was.

    Parameters
    ----------
    composed : DictConfig
        Of the files and the command line.
    trusted : DictConfig
        Of the project's configs and what the command line sets of Hydra's own.
    overrides : sequence of str
        What the command line sets.

    Raises
    ------
    SettingsError
        If a file changes what only the command line may.
    """
    asked, expected = (_hydras_own(config) for config in (composed, trusted))
    for key in sorted(asked.keys() | expected.keys()):
        if asked.get(key) != expected.get(key):
            raise SettingsError(f"hydra.{key}", "a value from a file", "values of the command line")
    given = [key_and_value(override)[0] for override in overrides]
    if composed.engine.get("address") is not None and ADDRESS not in given:
        takes = "an address on the command line, as a scheduler could run anything"
        raise SettingsError(ADDRESS, "a value from a file", takes)


def _hydras_own(config: Any) -> dict[str, Any]:
    from omegaconf import OmegaConf

    written: Any = OmegaConf.to_container(config.hydra, resolve=False)
    own = {key: value for key, value in written.items() if key not in FILLED_IN}
    job = {f"job.{key}": written["job"].get(key) for key in ("chdir", "env_set", "env_copy")}
    folders = {f"{part}.dir": written[part].get("dir") for part in ("run", "sweep")}
    return own | job | folders | {"sweep.subdir": written["sweep"].get("subdir")}


def trusted_overrides(overrides: Iterable[str]) -> list[str]:
    """Those that set something of Hydra's own."""
    return [word for word in overrides if key_and_value(word)[0].startswith("hydra")]


def check_stranger(folder: str, overrides: Sequence[str]) -> None:
    """See that a folder of configs holds data alone, before Hydra builds anything from it.

    Raises
    ------
    SettingsError
        If it does not.
    """
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra._internal.utils import create_config_search_path
    from hydra.core.config_search_path import SearchPathQuery
    from hydra.types import RunMode

    check_folder(folder)
    own, both = (create_config_search_path(str(config_folder())) for _ in range(2))
    schema = SearchPathQuery(provider="schema")
    both.prepend("command-line", f"file://{Path(folder).absolute()}", anchor=schema)
    trusted = ConfigLoaderImpl(own).load_configuration(
        "config", trusted_overrides(overrides), RunMode.MULTIRUN, validate_sweep_overrides=False
    )
    composed = ConfigLoaderImpl(both).load_configuration(
        "config", list(overrides), RunMode.MULTIRUN, validate_sweep_overrides=False
    )
    check_composed(composed, trusted, overrides)
