"""A progress bar that appears after a second of work."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

SECONDS_BEFORE_BAR = 1.0
"""Seconds of work before the bar appears."""


@contextmanager
def bar(members: int, description: str = "simulating") -> Iterator[Callable[[int], object]]:
    """Yield a function to call with the number of members that were finished.

    Nothing is shown if standard error is not a terminal.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    display = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("members"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    task = display.add_task(description, total=members)
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


@contextmanager
def compilation_announced() -> Iterator[None]:
    """Print a message on standard error if the model has to be compiled first."""
    from numba.core import event

    class Announcement(event.Listener):
        def on_start(self, event: Any) -> None:
            if event.data["dispatcher"].py_func.__name__ == "simulate_block":
                print("compiling the model, once: about two minutes", file=sys.stderr)

        def on_end(self, event: Any) -> None:
            """Print nothing when the compilation has ended."""

    with event.install_listener("numba:compile", Announcement()):
        yield
