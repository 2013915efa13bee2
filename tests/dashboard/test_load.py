"""Thirty visitors at once, who move sliders and download data; one of them never pauses.

`SIM_LOAD_SECONDS=60 pytest -m slow -n 0 -s tests/dashboard/test_load.py` runs it for a minute and
prints how long answers took and how much memory the server had.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from itertools import repeat
from statistics import median
from time import monotonic, sleep
from urllib.parse import urlsplit

import psutil
import pytest
from visitors import Visitor

from sim.dashboard.choice import Choice

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("SIM_LOAD_SECONDS", "20"))
VISITORS = 30
USUAL, RESTLESS = (1.0, 2.0), (0.5, 0.5)
"""Least and most seconds between two moves, of most visitors and of the first."""

PATIENCE = 60 + 2 * SECONDS
"""Seconds within which every visitor has the answer to the last move.

Two cores draw fewer pages than are moved here, so the server still works when the moves have ended.
"""

MOST_MEMORY = 2e9
"""Bytes that the server may have."""

MOST_GROWTH = 1.1
"""Most memory in the second half over the most in the first: it rises and falls, and must not
creep up."""

TENTHS = [tenth / 10 for tenth in range(10, 0, -1)]
"""Parts of the time that are left when each tenth begins."""

START = Choice.of_query("ensemble.members=64&horizon.end=2026-12-31")
SCRIPT = "/static/main-vuetify.js"


class Load:
    """What thirty visitors and thirty downloaders found."""

    def __init__(self, served):
        self.address = served.address
        self.server = psutil.Process(served.process.pid)
        self.visitors = [Visitor(served.address, START, number) for number in range(VISITORS)]
        self.downloads: list[tuple[float, int, bytes]] = []
        self.scripts: list[tuple[float, int, bytes]] = []
        self.memory: list[tuple[float, int]] = []
        self.end = float("inf")

    async def run(self):
        ready = asyncio.Barrier(VISITORS + 1)
        pool = ThreadPoolExecutor(VISITORS + 2)
        asyncio.get_running_loop().set_default_executor(pool)
        async with asyncio.timeout(SECONDS + 2 * PATIENCE), asyncio.TaskGroup() as group:
            for number, visitor in enumerate(self.visitors):
                pause = USUAL if number else RESTLESS
                group.create_task(visitor.visit(pause, ready, lambda: self.end))
            await ready.wait()
            self.end = monotonic() + SECONDS
            for visitor in self.visitors:
                paths = iter(partial(path_of_data, visitor), "")
                group.create_task(asyncio.to_thread(self._fetch, paths, self.downloads))
            group.create_task(asyncio.to_thread(self._fetch, repeat(SCRIPT), self.scripts))
            group.create_task(asyncio.to_thread(self._watch))
        self.until_last_answer = monotonic() - self.end

    def _fetch(self, paths, found):
        """Ask for one path a second."""
        place = urlsplit(self.address)
        while monotonic() < self.end:
            start = monotonic()
            connection = HTTPConnection(place.hostname, place.port, timeout=PATIENCE)
            connection.request("GET", next(paths))
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            took = monotonic() - start
            found.append((took, answer.status, body[:4]))
            sleep(max(0, 1 - took))

    def _watch(self):
        while (left := self.end - monotonic()) > 0:
            self.memory.append((left / SECONDS, self.server.memory_info().rss))
            sleep(0.25)

    def memory_between(self, first, last):
        """Most memory between two moments, as shares of the time that is left."""
        return max(memory for left, memory in self.memory if last <= left <= first)


def path_of_data(visitor):
    """What the link below the first figure of a visitor's page leads to."""
    return f"/data/lag.nc?{visitor.shown}"


@pytest.fixture(scope="module")
def load(served):
    load = Load(served)
    asyncio.run(load.run())
    waits = [wait for visitor in load.visitors for wait in visitor.waits]
    print(
        f"\n{len(waits)} answers, slowest after {max(waits):.1f} s, median {median(waits):.1f} s; "
        f"last {load.until_last_answer:.1f} s after the last move\n"
        f"{len(load.downloads)} downloads, slowest {max(load.downloads)[0]:.1f} s; "
        f"{len(load.scripts)} scripts, slowest {max(load.scripts)[0]:.1f} s\n"
        f"memory, most in each tenth of the time, MB: "
        f"{', '.join(f'{load.memory_between(left, left - 0.1) / 1e6:.0f}' for left in TENTHS)}"
    )
    return load


def test_every_visitor_gets_an_answer_to_the_last_move(load):
    assert [visitor.shown for visitor in load.visitors] == [
        visitor.choice.query for visitor in load.visitors
    ]
    assert all(visitor.waits for visitor in load.visitors)
    assert load.until_last_answer < PATIENCE


def test_every_download_is_a_file(load):
    assert {found[1:] for found in load.downloads} == {(200, b"\x89HDF")}


def test_scripts_are_served_meanwhile(load):
    assert {status for _, status, _ in load.scripts} == {200}
    assert len(load.scripts) > 1


def test_memory_is_bounded(load):
    assert load.memory_between(1, 0) < MOST_MEMORY
    assert load.memory_between(0.5, 0) < MOST_GROWTH * load.memory_between(1, 0.5)


def test_no_error_is_logged(load, served):
    code, _ = served.end()
    assert (code, served.complaints.read_text()) == (0, "")
