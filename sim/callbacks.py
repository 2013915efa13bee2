"""What Hydra calls: before anything runs, and when a sweep has ended.

Hydra turns the errors of its callbacks into warnings and goes on. Only `SystemExit` ends the
command, so that is what every error here becomes.
"""

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra.core.global_hydra import GlobalHydra
from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf

from sim.compose import composed_with, overrides_of, settings_of
from sim.compose_errors import key_and_value
from sim.config.errors import SettingsError, shown
from sim.endings import end_of
from sim.unloaded import load_numba_without_scipy


class CheckFirst(Callback):
    """Check all that is asked for, and only then make the folder that it will fill."""

    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command(of_hydras_own(config)):
            load_numba_without_scipy()
            from sim.tasks import check

            check(settings_of(config, overrides_of(config.hydra)))
            make_folder("hydra.run.dir", config.hydra.run.dir, _given(config))

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command(of_hydras_own(config)):
            from sim.stranger import check_composed
            from sim.sweep import jobs_of
            from sim.tasks import check

            loader = GlobalHydra.instance().config_loader()
            for job in jobs_of(overrides_of(config.hydra), loader):
                composed = composed_with(loader, [*of_hydras_own(config), *job])
                check_composed(composed, config, job)
                check(settings_of(composed, job))
            make_folder("hydra.sweep.dir", config.hydra.sweep.dir, _given(config))


class CombineRuns(Callback):
    """Make one dataset of the runs of a sweep."""

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            from sim.sweep import combine

            loader = GlobalHydra.instance().config_loader()
            combine(Path(config.hydra.sweep.dir), overrides_of(config.hydra), loader)


@contextmanager
def errors_end_the_command(overrides: Iterable[str] = ()) -> Iterator[None]:
    """End as `sim.endings.end_of` says, before Hydra adds a line of its own."""
    try:
        yield
    except Exception as error:
        raise SystemExit(end_of(error, overrides)) from None


def of_hydras_own(config: DictConfig) -> list[str]:
    """What the command line sets of Hydra's own part, as written: a reference is left alone."""
    written: Any = OmegaConf.to_container(config.hydra.overrides.hydra, resolve=False)
    return [str(override) for override in written]


def _given(config: DictConfig) -> list[str]:
    """Keys of Hydra's own that the command line sets."""
    return [key_and_value(word)[0] for word in of_hydras_own(config)]


def make_folder(key: str, folder: str, given: Collection[str]) -> None:
    """Make a folder, and try whether a file can be written there.

    Raises
    ------
    SettingsError
        If not, or if it is named by the clock and there already.
    """
    if not folder.strip():
        raise SettingsError(key, shown(folder), "a folder")
    if ".." in Path(folder).parts:
        raise SettingsError(key, folder, "a folder without .. in its path")
    if key not in given and Path(folder).exists():
        takes = "a folder that is not there yet; was the clock set back? The same command again"
        raise SettingsError(key, folder, takes)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        takes = f"a folder that can be written ({error.strerror})"
        raise SettingsError(key, folder, takes) from None
