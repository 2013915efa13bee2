"""Where a run waits that was stopped: the same command finds it there and goes on."""

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
from sim.streaming.cut import Chunks

UNFINISHED = Path("outputs/unfinished")

ELSEWHERE = {"task", "engine"}
"""Parts of the settings that move no value; the size of a chunk shapes the store all the same."""


@dataclass(frozen=True)
class Unfinished:
    """The folder of a run that is being made."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings, work: Path = UNFINISHED) -> "Unfinished":
        """By all that the run's values depend on."""
        # draws come from the posterior's file, which a calibration may have made anew
        posterior = settings.calibration.posterior
        parts = [
            settings.model_dump_json(exclude=ELSEWHERE, by_alias=True),
            str(Chunks.of(settings).size),
            fingerprint(sources_of_compiled_code()),
            "" if posterior is None else posterior_file(posterior).read_bytes().hex(),
        ]
        return cls((work / hash_of(parts)).absolute())

    @contextmanager
    def mine(self) -> Iterator[Path]:
        """The folder, for one process at a time.

        Raises
        ------
        SettingsError
            If another process is making the same run.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        takes = "a run that no other process is making at this time"
        with locked(self.folder, SettingsError("ensemble", f"the run in {self.folder}", takes)):
            yield self.folder
