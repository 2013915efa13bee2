"""Files that appear whole: a reader never sees half of one, and a failure leaves what was there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


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
    fresh = path.with_name(f".{path.name}.{uuid4().hex}")
    temporary = path.with_suffix(".part") if again else fresh
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
