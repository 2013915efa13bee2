"""The figure of a run is drawn by a second process, which loads matplotlib meanwhile.

To load it takes longer than to simulate, and Python loads one package at a time. The process
changes no figure and may fail or be stopped at any moment; then the first one draws. Importing this
loads nothing.
"""

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sim.second_process import second_process

if TYPE_CHECKING:
    from sim.plots.bands import Bands

_waiting: list[subprocess.Popen[bytes]] = []
"""The process that has nothing to draw yet, if there is one."""


def load_ahead() -> None:
    """Start the process that will draw, unless this one could do so at once."""
    if _waiting or "matplotlib" in sys.modules:
        return
    process = second_process(__name__, subprocess.PIPE)
    if process is not None:
        _waiting.append(process)


@contextmanager
def drawn_beside(bands: "Bands", path: Path) -> Iterator[None]:
    """Have a figure drawn while a block runs, or after it, if no process has been started."""
    process = _waiting.pop() if _waiting else None
    if process is not None:
        _hand_over(process, bands, path)
    try:
        yield
    finally:
        drawn = process is not None and process.wait() == 0
    if not drawn:
        from sim.plots.fan import save_fan

        save_fan(bands, path)


def _hand_over(process: subprocess.Popen[bytes], bands: "Bands", path: Path) -> None:
    assert process.stdin is not None
    # it may have been stopped
    with suppress(BrokenPipeError), process.stdin as pipe:
        pickle.dump((bands, path), pipe)


def draw_what_comes() -> None:
    """Draw what the first process hands over, if it comes to that."""
    from sim.plots.fan import save_fan

    with suppress(EOFError):
        bands, path = pickle.load(sys.stdin.buffer)
        save_fan(bands, path)


if __name__ == "__main__":
    gc.disable()
    try:
        draw_what_comes()
    except Exception:
        sys.exit(1)  # the first process draws once more, and tells what is wrong
    gc.freeze()
