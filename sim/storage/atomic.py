"""Files that appear whole: a reader never sees half of one, and a failure leaves what was there."""

import csv
import errno
import lzma
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
from numpy.lib.format import write_array

if TYPE_CHECKING:  # loads slowly, and few tasks need it
    import pandas as pd

UNREADABLE = (
    *(OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
"""What reading a file that is cut off, damaged or something else may end in."""


UNFINISHED = re.compile(r"\..+\.[0-9a-f]{32}")
"""Names of files that are not finished, and have no fixed name."""


@contextmanager
def replacing(path: Path, *, again: bool = False) -> Iterator[Path]:
    """Give the name of a file beside `path` that takes its place when all went well.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.
    again : bool
        Whether the same command will write it again: the name is then always the same, so that what
        a killed writer has left is written over. Names differ otherwise, as two may write at once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{uuid4().hex}")  # as UNFINISHED says
    temporary = path.with_suffix(".part") if again else fresh
    temporary.unlink(missing_ok=True)  # whatever it is: a link would lead the writer elsewhere
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def require_room(folder: Path, size: int) -> None:
    """Check that a disk has room: netCDF4 does not say that it failed on a full one.

    Parameters
    ----------
    folder : Path
        It has to exist.
    size : int
        Bytes that will be written, at most.

    Raises
    ------
    OSError
        If there is no room.
    """
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def write_rows_of_text(file: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV file, all or nothing."""
    with replacing(file) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)


def write_frame(file: Path, frame: "pd.DataFrame") -> None:
    """Write a frame without its index as a CSV file, all or nothing."""
    with replacing(file) as unfinished:
        frame.to_csv(unfinished, index=False)


def write_arrays(file: Path, arrays: Mapping[str, np.ndarray], *, compressed: bool = False) -> None:
    """Write named arrays as NumPy does, all or nothing.

    LZMA compresses a posterior by a fifth more than what NumPy would use, and NumPy reads it.
    """
    method = zipfile.ZIP_LZMA if compressed else zipfile.ZIP_STORED
    with replacing(file, again=True) as unfinished, zipfile.ZipFile(unfinished, "w", method) as of:
        for name, array in arrays.items():
            with of.open(f"{name}.npy", "w", force_zip64=True) as stream:
                write_array(stream, np.asanyarray(array), allow_pickle=False)


def read_arrays(file: Path) -> dict[str, np.ndarray]:
    """Read named arrays; a damaged file ends in one of `UNREADABLE`.

    It is read whole: a file that cannot be understood is closed all the same.
    """
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
