"""Jobs in processes of their own."""

import os
import subprocess
import sys
import time

import pytest

SWEEP = """
import multiprocessing, os, time
from sim.cli.jobs import end_with_the_sweep

def job():
    end_with_the_sweep()
    print(os.getpid(), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.get_context("fork").Process(target=job).start()
    time.sleep(60)
"""


def runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{process}/stat") as stat:  # one that ended and was not waited for is no more
        return stat.read().split(") ")[1][0] != "Z"


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at processes by /proc")
def test_a_worker_ends_with_the_process_that_started_it():
    sweep = subprocess.Popen([sys.executable, "-c", SWEEP], stdout=subprocess.PIPE, text=True)
    worker = int(sweep.stdout.readline())
    sweep.kill()
    sweep.wait()
    end = time.monotonic() + 10.0
    while runs(worker) and time.monotonic() < end:
        time.sleep(0.1)
    assert not runs(worker)
    sweep.stdout.close()
