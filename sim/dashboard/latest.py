"""Shows the latest of many values, however fast they come."""

from collections.abc import Callable
from threading import Lock, Thread

from sim.dashboard.turns import Turns

DRAWING = Turns()
"""Pages are drawn one at a time: Python runs one thread at a time anyway, and were all drawn at
once, each message to a browser would wait for a moment of every other thread.
"""


class Latest[Value]:
    """Passes values on, one at a time; of those that come meanwhile, only the last.

    A slider can move faster than a page can be drawn. Were each move drawn, moves would pile up
    behind one another until the server no longer heard of anything else.

    Parameters
    ----------
    show : callable
        Given a value, in a thread of its own.
    """

    def __init__(self, show: Callable[[Value], object]):
        self._show = show
        self._lock = Lock()
        self._waiting: list[Value] = []
        self._is_showing = False

    def offer(self, value: Value) -> None:
        """Show a value as soon as the one that is being shown has been; returns at once."""
        with self._lock:
            self._waiting = [value]
            if self._is_showing:
                return
            self._is_showing = True
        Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._is_showing = False
                    return
                value = self._waiting.pop()
            with DRAWING.taken():
                self._show(value)
