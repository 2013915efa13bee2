"""Jobs of a sweep that run in processes of their own."""

import multiprocessing
import os
from functools import cache
from threading import Thread
from time import sleep

SECONDS_BETWEEN_LOOKS = 1.0
"""Time between two looks whether the process that started the jobs still runs."""

PARENT_ENDED = 1
"""Exit code of a job that was left alone."""


@cache
def end_with_the_sweep() -> None:
    """End this process soon after the one that started it for its jobs has ended.

    A sweep that was killed cannot stop its workers, which would go on with their jobs.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_watch, args=(parent.pid,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(PARENT_ENDED)
