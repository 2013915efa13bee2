"""The folder of a run in progress: after a stop, the same command resumes from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.calibration.fingerprint import hash_of
from sim.rules.cache import fingerprint, sources_of_compiled_code
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.shipped import posterior_file
from sim.storage.lock import locked
from sim.streaming.chunking import Chunks

WORK_FOLDERS = Path("outputs/unfinished")

IGNORED_SETTINGS = {"task", "engine"}
"""Parts of the settings that change no value. The size of a chunk does change the store."""


@dataclass(frozen=True)
class WorkFolder:
    """The folder of a run in progress."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings, work: Path = WORK_FOLDERS) -> "WorkFolder":
        """The folder for settings, named by a hash of everything that the values depend on."""
        # draws come from the posterior's file, which a later calibration may have replaced
        posterior = settings.calibration.posterior
        parts = [
            settings.model_dump_json(exclude=IGNORED_SETTINGS, by_alias=True),
            str(Chunks.of(settings).size),
            fingerprint(sources_of_compiled_code()),
            "" if posterior is None else posterior_file(posterior).read_bytes().hex(),
        ]
        return cls((work / hash_of(parts)).absolute())

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
