"""A folder that one process at a time may use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import lock_descriptor

from sim.settings.errors import SettingsError


@contextmanager
def locked(folder: Path, refusal: SettingsError) -> Iterator[None]:
    """Keep other processes out of a folder until the block, or this process, ends.

    The lock is on the folder itself, so that no file is left there. Without locks, as on some
    network disks and under Windows, which opens no folder as a file, everybody is let in.

    Parameters
    ----------
    folder : Path
        It has to exist.
    refusal : SettingsError
        Raised if another process holds the folder.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        yield
        return
    try:
        if not _lock(descriptor):
            raise refusal
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether a lock was taken, or there are no locks."""
    try:
        return lock_descriptor(descriptor, blocking=False)
    except OSError:
        return True
