"""Sweeps: every job is checked before the first one starts, and their runs are combined."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from hydra.experimental.callback import Callback
from omegaconf import DictConfig

from sim.compose import compose_overrides, readable
from sim.config.errors import SettingsError
from sim.scenarios import config_folder


def check_jobs(arguments: Sequence[str]) -> None:
    """Compose and check every job that the arguments ask for.

    Raises
    ------
    SettingsError
        If one of them is not what it takes, or a sweep has no job.
    """
    from sim.world import build_world

    overrides = overrides_of(arguments)
    jobs = expand(overrides) if {"-m", "--multirun"} & set(arguments) else [overrides]
    if not jobs:
        raise SettingsError("sweep", " ".join(overrides), "values that name at least one run")
    for job in jobs:
        build_world(compose_overrides(job))


def overrides_of(arguments: Sequence[str]) -> list[str]:
    """The arguments that are overrides, not flags."""
    return [argument for argument in arguments if not argument.startswith("-")]


def expand(overrides: Sequence[str]) -> list[list[str]]:
    """The overrides of each job of a sweep, in Hydra's order."""
    from hydra import initialize_config_dir
    from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    with initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
        try:
            parser = OverridesParser.create(config_loader=GlobalHydra.instance().config_loader())
            parsed = parser.parse_overrides(list(overrides))
            batches = BasicSweeper.split_arguments(parsed, max_batch_size=None)
        except HydraException as error:
            raise readable(error, overrides) from None
    return [job for batch in batches for job in batch]


def swept_values(overrides: Sequence[str]) -> dict[str, list[str]]:
    """Values of each swept key as text, both in the order of the command line."""
    from hydra import initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.override_parser.overrides_parser import OverridesParser

    with initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
        parser = OverridesParser.create(config_loader=GlobalHydra.instance().config_loader())
        return {
            override.get_key_element().lstrip("+"): list(override.sweep_string_iterator())
            for override in parser.parse_overrides(list(overrides))
            if override.is_sweep_override()
        }


class CombineRuns(Callback):
    """Hydra's callback at the end of a sweep."""

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:
        """Combine the runs into one dataset; a failure ends the command, as Hydra would hide it."""
        try:
            combine(Path(config.hydra.sweep.dir), list(config.hydra.overrides.task))
        except Exception as error:
            if isinstance(error, SettingsError):
                print(f"sim: {error}", file=sys.stderr)
                raise SystemExit(2) from None
            traceback.print_exc()
            raise SystemExit(1) from None


def combine(folder: Path, overrides: Sequence[str]) -> None:
    """Combine what the jobs of a sweep left in its folder."""
    from sim.command import point_latest
    from sim.dataset import combine_sweep

    folder = folder.resolve()
    swept = swept_values(overrides)
    point_latest(folder)
    if not swept:
        return
    jobs = []
    for job in sorted(folder.glob("*/.hydra/overrides.yaml")):
        given = yaml.safe_load(job.read_text(encoding="utf-8"))
        values = dict(override.lstrip("+").split("=", 1) for override in given)
        jobs.append((job.parents[1], {key: values[key] for key in swept}))
    file = combine_sweep(folder, jobs, swept)
    print(f"sweep combined in {file}")


