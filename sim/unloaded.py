"""What libraries would load for nobody: a run starts sooner without it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def dask_hidden_from_xarray() -> Iterator[None]:
    """Let xarray load without Dask.

    It loads Dask wherever it finds it, for arrays that nobody asked for: most of a second.
    """
    with _hidden("dask", "xarray"):
        yield


def load_numba_without_scipy() -> None:
    """Load Numba, and have it find no SciPy, whose linear algebra no kernel calls.

    It would load SciPy to see whether it is there: a twelfth of the default run. Only for a process
    of the project's own, as compiled code that multiplies matrices would not be compiled in it.
    """
    # the module that looks; where another version of Numba has none, SciPy is loaded as ever
    with _hidden("scipy", "numba"), suppress(ImportError):
        import numba.np.arraymath  # noqa: F401


@contextmanager
def _hidden(package: str, reader: str) -> Iterator[None]:
    """Let a package count as not installed while its reader is loaded, if neither was before."""
    if reader in sys.modules or package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # as the import system wants it
    try:
        yield
    finally:
        del sys.modules[package]
