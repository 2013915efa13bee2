"""A Dask cluster of this machine, in a session of its own.

`python -m sim.streaming.local_cluster 2` runs one with two workers until its input ends. So Ctrl-C
reaches the run alone, which ends the cluster, and a run that is killed takes the cluster along.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from subprocess import PIPE
from tempfile import TemporaryFile

from sim.settings.errors import Failed

SECONDS_TO_CLOSE = 10.0
"""Time that a cluster has to close by itself after the last chunk."""


@contextmanager
def local_cluster(workers: int | None) -> Iterator[str]:
    """Start a cluster, and give its address; it has ended afterwards.

    Parameters
    ----------
    workers : int or None
        Number of processes with one thread each; None: one a core.

    Raises
    ------
    Failed
        If it does not start.
    """
    command = [sys.executable, "-m", __name__, *([] if workers is None else [str(workers)])]
    with TemporaryFile("w+") as said:  # what ends the run is told in its own words
        process = subprocess.Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=said, text=True, start_new_session=True
        )
        assert process.stdin
        assert process.stdout
        try:
            address = process.stdout.readline().strip()
            if not address:
                said.seek(0)
                last = (said.read().splitlines() or ["it said nothing"])[-1]
                raise Failed(f"the Dask cluster of this machine did not start: {last}")
            yield address
            process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_CLOSE)
        finally:
            _kill(process)


def _kill(process: "subprocess.Popen[str]") -> None:
    """End a process and all that it started, at once."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _serve(workers: int | None) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve(int(sys.argv[1]) if sys.argv[1:] else None)
