"""A lock that threads get in the order in which they asked for it."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

LOOK_AGAIN = 0.2
"""Seconds after which a waiting thread checks again whether it should go on waiting."""


class Turns:
    """Turns at something that one thread at a time may use; first come, first served.

    A `threading.Lock` promises no order, so a thread that asks often could keep others waiting.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._line: deque[object] = deque()

    @contextmanager
    def taken(self, check: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Wait for a turn, and keep it for the length of the context.

        Parameters
        ----------
        check : callable
            Called now and then while the thread waits; an exception that it raises ends the wait.
        """
        place = object()
        with self._changed:
            self._line.append(place)
        try:
            with self._changed:
                while self._line[0] is not place:
                    check()
                    self._changed.wait(LOOK_AGAIN)
            yield
        finally:
            with self._changed:
                self._line.remove(place)
                self._changed.notify_all()

    def __len__(self) -> int:
        """Number of threads that have a turn or wait for one."""
        with self._changed:
            return len(self._line)
