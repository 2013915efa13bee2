"""What Hydra calls: before anything runs, and when a sweep has ended.

Hydra turns the errors of its callbacks into warnings and goes on. Only `SystemExit` ends the
command, so that is what every error here becomes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra.experimental.callback import Callback
from omegaconf import DictConfig

from sim.cli.exit_codes import exit_code
from sim.cli.folders import make_folder
from sim.settings.compose import overrides_of, settings_of


class CheckFirst(Callback):
    """Checks all that is asked for, and only then makes the folder for the results."""

    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        from sim.tasks import check

        with errors_end_the_command():
            check(settings_of(config, overrides_of(config.hydra)))
            make_folder("hydra.run.dir", config.hydra.run.dir)

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        import hydra

        from sim.cli.sweep import jobs_of
        from sim.tasks import check

        with errors_end_the_command():
            for job in jobs_of(overrides_of(config.hydra)):
                check(settings_of(hydra.compose("config", job), job))
            make_folder("hydra.sweep.dir", config.hydra.sweep.dir)


class CombineRuns(Callback):
    """Makes one dataset of the runs of a sweep."""

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:
        from sim.cli.sweep import combine

        with errors_end_the_command():
            combine(Path(config.hydra.sweep.dir), overrides_of(config.hydra))


@contextmanager
def errors_end_the_command() -> Iterator[None]:
    """End with a message and an exit code, before Hydra adds a line of its own."""
    try:
        yield
    except Exception as error:
        raise SystemExit(exit_code(error)) from None
