"""Folders of results: made before a run, used by one run at a time, and the latest of them."""

import os
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from sim.settings.errors import SettingsError
from sim.storage.leftovers import clear_leftovers
from sim.storage.lock import locked

OUTPUTS, LATEST = "outputs", "latest"


def make_folder(key: str, folder: str) -> None:
    """Make the folder that a key names, where a file can be written; clear its `outputs`."""
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
    if outputs := _outputs_of(Path(folder).absolute()):
        clear_leftovers(outputs)


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
