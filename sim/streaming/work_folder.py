"""The folder of work in progress: after a stop, the same command resumes from it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.calibration.fingerprint import hash_of
from sim.rules.cache import PACKAGE, fingerprint, sources_of_compiled_code
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.shipped import posterior_file
from sim.storage.lock import locked
from sim.streaming.chunking import Chunks

WORK_FOLDERS = Path("outputs/unfinished")

IGNORED_SETTINGS = {"task", "engine"}
"""Parts of the settings that change no value. The size of a chunk does change the store."""

SOURCES_OF_RESULTS = (
    *("rules", "settings", "world", "ensemble", "storage", "calibration", "analysis", "data"),
)
"""Folders whose code and tables the results of a task depend on."""


@dataclass(frozen=True)
class WorkFolder:
    """The folder of a run or task in progress."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings, work: Path = WORK_FOLDERS) -> "WorkFolder":
        """The folder for settings, named by a hash of everything that the values depend on."""
        parts = [
            settings.model_dump_json(exclude=IGNORED_SETTINGS, by_alias=True),
            str(Chunks.of(settings).size),
            fingerprint(sources_of_compiled_code()),
            _draws(settings),
        ]
        return cls((work / hash_of(parts)).absolute())

    @classmethod
    def of_task(
        cls, settings: Settings, others: Iterable[Settings], work: Path = WORK_FOLDERS
    ) -> "WorkFolder":
        """The folder for a task and the regimes that it runs, named by a hash in the same way."""
        # a posterior updated by facts lies in the folder of the run, another each time
        changes_nothing: Any = {"engine": True, "calibration": {"posterior"}}
        parts = [
            *(each.model_dump_json(exclude=changes_nothing, by_alias=True)
              for each in (settings, *others)),
            fingerprint(_sources_of_results()),
            _draws(settings),
        ]  # fmt: skip
        return cls((work / f"{settings.task.name}-{hash_of(parts)}").absolute())

    @contextmanager
    def locked(self) -> Iterator[Path]:
        """Lock the folder for one process at a time, and give its path.

        Raises
        ------
        SettingsError
            If another process is making the same run.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        takes = "a run that no other process is making at this time"
        with locked(self.folder, SettingsError("ensemble", f"the run in {self.folder}", takes)):
            yield self.folder


def _draws(settings: Settings) -> str:
    """Content of the posterior's file, which a later calibration may have replaced."""
    posterior = settings.calibration.posterior
    return "" if posterior is None else posterior_file(posterior).read_bytes().hex()


def _sources_of_results() -> list[Path]:
    files = (file for name in SOURCES_OF_RESULTS for file in (PACKAGE / name).rglob("*.*"))
    return sorted(file for file in files if file.suffix in {".py", ".csv"})
