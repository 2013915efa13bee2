"""Where compiled code is kept between runs.

Numba recompiles a cached function when its own file changes, not when a rule inlined into it does,
and would then go on giving the old numbers. So the folder is named by a hash of every source that
can end up inside compiled code: any edit means a new folder.
"""

import hashlib
import os
import platform
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_SOURCES = ("rules", "ensemble", "world", "settings/roster.py")
"""What compiled code takes from the package: functions, constants, and the order of the fields of
named tuples, which Numba does not compare when it loads a kernel.
"""

VERSIONS = (platform.python_version(), numba.__version__, np.__version__)

APPLICATION = "ai-gap-sim"

config: Any = numba.config  # sets its names at run time, unseen by a type checker


def sources_of_compiled_code(package: Path = PACKAGE) -> list[Path]:
    """Every source file whose text can change what a kernel computes, sorted."""
    found: set[Path] = set()
    for name in COMPILED_SOURCES:
        place = package / name
        found.update(place.rglob("*.py") if place.is_dir() else [place])
    return sorted(source for source in found if source.is_file())


def fingerprint(sources: Iterable[Path], versions: Iterable[str] = VERSIONS) -> str:
    """Hash of the sources and of the versions that compile them, 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for version in versions:
        digest.update(version.encode() + b"\0")
    for source in sources:
        content = source.read_bytes()
        digest.update(f"{source.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def own_temporary_folder() -> Path | None:
    """Make a folder of the user's own for temporary caches; None where its name is taken.

    Cached code is executed when it is loaded, and everybody can write to the system's temporary
    folder: one that another user made is not trusted.
    """
    user = os.getuid() if hasattr(os, "getuid") else ""
    folder = Path(tempfile.gettempdir()) / f"{APPLICATION}-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        mine = not user or folder.lstat().st_uid == user
    except OSError:
        return None
    return folder if mine and not folder.is_symlink() else None


def candidates(user_choice: str) -> Iterator[Path]:
    """Folders to keep compiled code in, best first; an explicit ``NUMBA_CACHE_DIR`` leads."""
    if user_choice:
        yield Path(user_choice)
    if os.environ.get("XDG_CACHE_HOME"):
        yield Path(os.environ["XDG_CACHE_HOME"]) / APPLICATION
    with suppress(RuntimeError):  # an account without a home
        yield Path.home() / ".cache" / APPLICATION
    temporary = own_temporary_folder()
    if temporary:
        yield temporary


def writable(folder: Path) -> bool:
    """Create the folder if need be; whether files can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


@cache
def cache_folder() -> Path | None:
    """Folder for the code compiled from these very sources; None where nothing can be written.

    Sources are read once a process: start a new one after editing them.
    """
    name = fingerprint(sources_of_compiled_code())
    folders = (root / name for root in candidates(config.CACHE_DIR))
    return next((folder for folder in folders if writable(folder)), None)


@contextmanager
def cached_by_sources() -> Iterator[bool]:
    """Have functions decorated inside use `cache_folder`; yields whether there is one.

    Numba fixes the place of a function's cache when the function is decorated, so other packages
    that use Numba in the same process, before or after, keep theirs.
    """
    folder = cache_folder()
    before = config.CACHE_DIR
    config.CACHE_DIR = before if folder is None else str(folder)
    try:
        yield folder is not None
    finally:
        config.CACHE_DIR = before
