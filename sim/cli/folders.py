"""Folders of results: made before a run, used by one run at a time, and the latest of them."""

import os
import tempfile
from contextlib import AbstractContextManager, suppress
from itertools import chain
from pathlib import Path

from sim.settings.errors import SettingsError
from sim.storage.atomic import UNFINISHED
from sim.storage.lock import locked

OUTPUTS, LATEST = "outputs", "latest"

RESULTS = ("*/*/.*", "*/*/*/.*")
"""Hidden files in the folders of runs and of jobs of sweeps; stores below have many files."""


def make_folder(key: str, folder: str) -> None:
    """Make the folder that a key names, and see that a file can be written there."""
    if Path(folder).absolute().parts[-2:] == (OUTPUTS, LATEST):
        takes = f"another folder, as {OUTPUTS}/{LATEST} points at the newest run"
        raise SettingsError(key, folder, takes)
    try:
        str(Path(folder).resolve()).encode("utf-8")
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except UnicodeEncodeError:
        raise SettingsError(key, Path(folder).resolve(), "a path in UTF-8, for netCDF") from None
    except OSError as error:
        takes = f"a folder that can be written ({error.strerror})"
        raise SettingsError(key, folder or "nothing", takes) from None


def clear_leftovers(folder: str) -> None:
    """Remove the unfinished files of runs that were killed, in the `outputs` of a run's folder."""
    outputs = _outputs_of(Path(folder).absolute())
    if outputs is None:
        return
    for file in chain.from_iterable(map(outputs.glob, RESULTS)):
        if UNFINISHED.fullmatch(file.name) and file.is_file():
            # a folder that another run is writing to stays as it is
            with suppress(SettingsError), alone_in(file.parent):
                file.unlink(missing_ok=True)


def _outputs_of(folder: Path) -> Path | None:
    return next((parent for parent in folder.parents if parent.name == OUTPUTS), None)


def alone_in(folder: Path) -> AbstractContextManager[None]:
    """Keep other runs out of a folder that is written to."""
    takes = "a folder that no other run is writing to"
    return locked(folder, SettingsError("hydra.run.dir", folder, takes))


def point_latest(folder: Path) -> None:
    """Let `outputs/latest` point at a run or sweep that lies in `outputs`, in one move."""
    outputs = _outputs_of(folder)
    if outputs is not None:
        fresh = outputs / f".{LATEST}-{os.getpid()}"
        fresh.symlink_to(folder.relative_to(outputs), target_is_directory=True)
        fresh.replace(outputs / LATEST)
