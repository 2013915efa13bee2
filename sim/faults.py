"""What a machine may do to a run: a full disk, a folder that is gone, two runs at once."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.config.errors import SettingsError

FAULTS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO),
    *(errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EMFILE),
}
"""Errors of the system that are nobody's defect."""


def fault_of(error: BaseException) -> str | None:
    """What the system refused, on one line; None if the error is of another kind."""
    for cause in _causes(error):
        number = _number(cause)
        if number in FAULTS:
            where = getattr(cause, "filename", None) or (str(cause) if _of_words(cause) else "")
            return os.strerror(number) + (f": {where}" if where else "")
    return None


def interrupted(error: BaseException) -> bool:
    """Whether an error began as an interruption: OmegaConf takes some for errors of its own.

    It hides where they came from; Python knows all the same.
    """
    return any(isinstance(cause, KeyboardInterrupt) for cause in _causes(error, hidden=True))


def _causes(error: BaseException, *, hidden: bool = False) -> Iterator[BaseException]:
    """An error and what it came from, or what that was even where it is not to be shown."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        shown = hidden or not seen.__suppress_context__
        seen = seen.__cause__ or (seen.__context__ if shown else None)


NUMBERS = (
    (FileNotFoundError, errno.ENOENT),
    (NotADirectoryError, errno.ENOTDIR),
    (IsADirectoryError, errno.EISDIR),
    (PermissionError, errno.EACCES),
)
"""Numbers of errors that a library raises in words alone, as Zarr does."""


def _of_words(error: BaseException) -> bool:
    """Whether the kind of the error is all that tells what was refused."""
    kinds = tuple(kind for kind, _ in NUMBERS)
    return isinstance(error, kinds) and error.errno is None


def _number(error: BaseException) -> int | None:
    """Number of the system's error; HDF5 tells it as a part of its text."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    for kind, number in NUMBERS:
        if isinstance(error, kind):
            return number
    told = re.search(r"errno = (\d+)", str(error))
    return int(told[1]) if told else None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder; the system ends this with the process.

    Raises
    ------
    SettingsError
        If another run is writing there.
    """
    try:
        import fcntl
    except ImportError:  # a system without such locks
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(place)
        takes = "a folder that no other run is writing to"
        raise SettingsError("hydra.run.dir", folder, takes) from None
    except OSError:
        pass  # a disk without such locks
    try:
        yield
    finally:
        os.close(place)
