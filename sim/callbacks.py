"""What Hydra calls: before anything runs, and when a sweep has ended.

Hydra turns the errors of its callbacks into warnings and goes on. Only `SystemExit` ends the
command, so that is what every error here becomes.
"""

import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra.core.global_hydra import GlobalHydra
from hydra.experimental.callback import Callback
from omegaconf import DictConfig

from sim.compose import compose_with, overrides_of, settings_of
from sim.config.errors import SettingsError


class CheckFirst(Callback):
    """Check all that is asked for, and only then make the folder that it will fill."""

    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            from sim.tasks import check

            check(settings_of(config, overrides_of(config.hydra)))
            make_folder("hydra.run.dir", config.hydra.run.dir)

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            from sim.sweep import jobs_of
            from sim.tasks import check

            loader = GlobalHydra.instance().config_loader()
            for job in jobs_of(overrides_of(config.hydra), loader):
                check(compose_with(loader, job))
            make_folder("hydra.sweep.dir", config.hydra.sweep.dir)


class CombineRuns(Callback):
    """Make one dataset of the runs of a sweep."""

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:
        with errors_end_the_command():
            from sim.sweep import combine

            loader = GlobalHydra.instance().config_loader()
            combine(Path(config.hydra.sweep.dir), overrides_of(config.hydra), loader)


@contextmanager
def errors_end_the_command() -> Iterator[None]:
    """End with one line and 2 for a setting that is wrong, with a traceback and 1 for a defect."""
    try:
        yield
    except SettingsError as error:
        print(f"sim: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except Exception:
        traceback.print_exc()
        raise SystemExit(1) from None


def make_folder(key: str, folder: str) -> None:
    """Make a folder, and try whether a file can be written there.

    Raises
    ------
    SettingsError
        If not.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        takes = f"a folder that can be written ({error.strerror})"
        raise SettingsError(key, folder, takes) from None
