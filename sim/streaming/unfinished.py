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
        """The folder, for one process at a time; a lock ends with the process that holds it.

        Raises
        ------
        SettingsError
            If another process is making the same run.
        """
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "lock")
        try:
            with lock.acquire(timeout=0):
                yield self.folder
        except Timeout:
            takes = "a run that no other process is making at this time"
            raise SettingsError("ensemble", f"the run in {self.folder}", takes) from None
