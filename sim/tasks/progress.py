"""A progress bar that appears once the work has taken a second."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

PATIENCE = 1.0
"""Seconds of work before a bar is worth showing."""


@contextmanager
def bar(members: int, description: str = "simulating") -> Iterator[Callable[[int], object]]:
    """Yield a function that is told how many members were finished.

    Nothing is shown where standard error is no terminal.
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
    appearance = Timer(PATIENCE, display.start)
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
    """Say on standard error when the model has to be compiled: it takes a while, and once."""
    from numba.core import event

    class Announcement(event.Listener):
        def on_start(self, event: Any) -> None:
            if event.data["dispatcher"].py_func.__name__ == "simulate_block":
                print("compiling the model, once: about a minute", file=sys.stderr)

        def on_end(self, event: Any) -> None:
            """Nothing is said when it is done."""

    with event.install_listener("numba:compile", Announcement()):
        yield
