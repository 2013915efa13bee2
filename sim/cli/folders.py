"""Folders of results: made before a run, used by one run at a time, and the latest of them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.settings.errors import SettingsError
from sim.storage.lock import locked

OUTPUTS, LATEST = "outputs", "latest"


def make_folder(key: str, folder: str) -> None:
    """Make a folder, and see that a file can be written there.

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
        raise SettingsError(key, folder or "nothing", takes) from None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder.

    Raises
    ------
    SettingsError
        If another run is writing there.
    """
    takes = "a folder that no other run is writing to"
    with locked(folder, SettingsError("hydra.run.dir", folder, takes)):
        yield


def point_latest(folder: Path) -> None:
    """Let `outputs/latest` point at the newest run or sweep, in one move.

    A folder that was chosen elsewhere is left alone.
    """
    outputs = next((parent for parent in folder.parents if parent.name == OUTPUTS), None)
    if outputs is None:
        return
    fresh = outputs / f".{LATEST}-{os.getpid()}"
    fresh.symlink_to(folder.relative_to(outputs), target_is_directory=True)
    fresh.replace(outputs / LATEST)
