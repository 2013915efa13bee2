"""What Hydra calls: before anything runs, and when a sweep has ended.

Hydra turns the errors of its callbacks into warnings and goes on. Only `SystemExit` ends the
command, so that is what every error here becomes.
"""

import shutil
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.experimental.callback import Callback
from omegaconf import DictConfig

from sim.cli.exit_codes import errors_end_the_command
from sim.cli.folders import make_folder, point_latest
from sim.settings.compose import settings_of
from sim.settings.errors import SettingsError
from sim.settings.overrides import check_overrides, overrides_of
from sim.settings.scenario_files import check_given
from sim.tables.style import terminal
from sim.tasks import check
from sim.tasks.sweeps import combine

SHARED = ("ensemble.members", "ensemble.detail", "horizon.start", "horizon.end")
"""Keys that give the axes of a dataset, and so cannot differ between runs that become one."""


class CheckFirst(Callback):
    """Checks all that is asked for, and only then makes the folder for the results."""

    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            overrides = overrides_of(config.hydra)
            check_given(overrides)
            check(settings_of(config, overrides))
            make_folder("hydra.run.dir", config.hydra.run.dir)

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            check_launcher(config.hydra.launcher)
            for job in jobs_of(overrides_of(config.hydra)):
                composed = hydra.compose("config", job)
                check_given(job)
                check(settings_of(composed, job))
            make_folder("hydra.sweep.dir", config.hydra.sweep.dir)


class CombineRuns(Callback):
    """Makes one dataset of the runs of a sweep."""

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            folder = Path(config.hydra.sweep.dir).resolve()
            said = combine(folder, swept_values(overrides_of(config.hydra)), terminal())
            point_latest(folder)
            print(said)


def check_launcher(launcher: Mapping[str, Any]) -> None:
    """Check that there is a cluster if the jobs of a sweep go to one.

    Raises
    ------
    SettingsError
        If Slurm is asked for and is not there.
    """
    if launcher["_target_"].endswith("SlurmLauncher") and shutil.which("srun") is None:
        takes = "joblib or submitit_local on a machine without Slurm (srun is not found)"
        raise SettingsError("hydra/launcher", "submitit_slurm", takes)


def jobs_of(overrides: Sequence[str]) -> list[list[str]]:
    """The overrides of each job of a sweep.

    Raises
    ------
    SettingsError
        If there is no job, or the runs could not become one dataset.
    """
    check_overrides(overrides)  # those of a job were written anew
    for key, values in swept_values(overrides).items():
        given = ",".join(values) or "nothing"
        if key in SHARED:
            raise SettingsError(key, given, "one value for a sweep, which becomes one dataset")
        if not values or len(set(values)) < len(values):
            raise SettingsError(key, given, "one value or more, each of them once")
    choices = [
        [f"{word.get_key_element()}={value}" for value in word.sweep_string_iterator()]
        if word.is_sweep_override()
        else [word.input_line]
        for word in _parsed(overrides)
    ]
    return [list(job) for job in product(*choices)]


def swept_values(overrides: Sequence[str]) -> dict[str, list[str]]:
    """Values of each swept key as text, both in the order of the command line."""
    return {
        word.get_key_element().lstrip("+"): list(word.sweep_string_iterator())
        for word in _parsed(overrides)
        if word.is_sweep_override()
    }


def _parsed(overrides: Sequence[str]) -> list[Any]:
    loader = GlobalHydra.instance().config_loader()  # it knows the names that glob() matches
    return list(OverridesParser.create(config_loader=loader).parse_overrides(list(overrides)))
