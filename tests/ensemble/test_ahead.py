"""The second process of the first compilation compiles what the kernel needs, and no more."""

import inspect
import os
import pickle
import re
import subprocess
import sys

import pytest

from sim import run
from sim.ensemble import ahead, schedule

SHORT = ["horizon.end=2023-12-31"]

LISTENING = f"""
from numba.core import event
from sim import run

class Listener(event.Listener):
    def on_start(self, event):
        print(event.data["dispatcher"].py_func.__name__)

    def on_end(self, event):
        pass

with event.install_listener("numba:compile", Listener()):
    run(members=1, overrides={SHORT})
"""


@pytest.fixture(scope="module")
def arguments():
    """The types for which the kernel has been compiled or loaded in this process."""
    run(members=1, overrides=SHORT)
    return schedule.simulate_block.signatures[0]


@pytest.fixture(scope="module")
def compiled_ahead(arguments):
    """Names of what the second process compiles."""
    return {step.py_func.__name__ for step, _ in ahead.steps(ahead.types_by_name(arguments))}


def test_every_step_of_the_schedule_is_compiled_ahead(compiled_ahead):
    called = re.findall(r"\b[a-z]+\.(\w+)\(", inspect.getsource(schedule))
    assert len(called) > 20
    assert compiled_ahead == {*called, "endow", "take_down", "take_down_labs"}


def test_there_is_no_second_process_without_a_cache_in_which_to_leave_code(monkeypatch, arguments):
    monkeypatch.setattr(ahead, "cache_folder", lambda: None)
    assert ahead.start_second_process(arguments) is None


def test_nor_on_a_single_core(monkeypatch, arguments):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert ahead.start_second_process(arguments) is None


@pytest.mark.slow
def test_the_kernel_finds_all_that_was_compiled_ahead(arguments, compiled_ahead, tmp_path):
    cached = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-m", "sim.ensemble.ahead"],
        input=pickle.dumps(arguments), env=cached, check=True,
    )  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", LISTENING], env=cached, check=True, capture_output=True, text=True
    )
    compiled = set(ended.stdout.split())
    assert "simulate_block" in compiled
    assert not compiled & compiled_ahead
