"""A progress bar that appears after a second of work."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from time import monotonic
from typing import Any

COMPILING = "compiling the model, once: about two minutes"
"""What is said while the first run of a version compiles."""

SECONDS_BEFORE_BAR = 1.0
"""Seconds of work before the bar appears."""

SECONDS_BEFORE_LINES = 10.0
"""Seconds of work before lines stand for the bar where there is no terminal, as in a batch job."""


@contextmanager
def bar(total: int, description: str = "simulating") -> Iterator[Callable[[int], object]]:
    """Yield a function to call with the number of members, or truths, that were finished.

    If standard error is not a terminal, work that takes long writes a line for each tenth.
    """
    if not sys.stderr.isatty():
        yield _lines(total, description)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    display = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    task = display.add_task(description, total=total)
    appearance = Timer(SECONDS_BEFORE_BAR, display.start)
    appearance.daemon = True
    appearance.start()
    try:
        yield lambda finished: display.advance(task, finished)
    finally:
        appearance.cancel()
        appearance.join()
        if display.live.is_started:
            display.stop()


def _lines(total: int, description: str) -> Callable[[int], object]:
    """What writes a line on standard error each time that another tenth is finished."""
    start, finished, tenth, told = monotonic(), 0, 0, Lock()

    def advance(more: int) -> None:
        nonlocal finished, tenth
        with told:  # by several threads
            finished += more
            seconds = monotonic() - start
            if seconds > SECONDS_BEFORE_LINES and 10 * finished // total > tenth:
                tenth = 10 * finished // total
                left = seconds * (total - finished) / finished
                print(
                    f"{description}: {10 * tenth}% of {total:,}, {seconds:.0f} s, "
                    f"{left:.0f} s left",
                    file=sys.stderr,
                )

    return advance


@contextmanager
def compilation_announced() -> Iterator[None]:
    """Print a message on standard error if the model has to be compiled first."""
    from numba.core import event

    class Announcement(event.Listener):
        def on_start(self, event: Any) -> None:
            if event.data["dispatcher"].py_func.__name__ == "simulate_block":
                print(COMPILING, file=sys.stderr)

        def on_end(self, event: Any) -> None:
            """Print nothing when the compilation has ended."""

    with event.install_listener("numba:compile", Announcement()):
        yield
