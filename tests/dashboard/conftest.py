"""The task as a user starts it: a process of its own, on a free port of this machine."""

import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from reading import DESK, LINK, Reader

SMALL = ("ensemble.members=64", "horizon.end=2026-12-31")
PATIENCE = 120
"""Seconds for a start, which may have to compile the model, or an end."""


@dataclass
class Served:
    """A server at work."""

    process: subprocess.Popen
    address: str
    complaints: Path

    def end(self):
        """Interrupt it, and tell its exit code and what else it printed."""
        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    complaints = folder / "stderr.txt"
    command = [sys.executable, "-u", "-m", "sim", "task=dashboard", "task.port=0", *SMALL]
    with complaints.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
    said = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found, f"{said}{complaints.read_text()}"
    yield Served(process, found[0], complaints)
    if process.poll() is None:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def reader(browser, served):
    """Give `reader(query, **options)`, which opens a page in a browser profile of its own."""
    contexts = []

    def visit(query=LINK, viewport=DESK, **options):
        context = browser.new_context(viewport=viewport, accept_downloads=True, **options)
        contexts.append(context)
        return Reader(context, f"{served.address}?{query}")

    yield visit
    for context in contexts:
        context.close()
