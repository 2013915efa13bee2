"""A figure is there, and the same, whichever process draws it and whatever ends the other."""

import os
import signal
import subprocess
import sys

import pytest
import synthetic

from sim.plots import beside
from sim.plots.bands import bands_of
from sim.plots.fan import save_fan

KILLED_WHILE_IT_WAITS = """
import os, signal
from sim.plots import beside

os.cpu_count = lambda: 2
beside.load_ahead()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def bands():
    return bands_of(synthetic.dataset(synthetic.results(members=5, months=120, seed=1)))


@pytest.fixture
def process(monkeypatch):
    """The process that waits for something to draw."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    started = beside.second_process("sim.plots.beside", subprocess.PIPE)
    monkeypatch.setattr(beside, "_waiting", [started])
    yield started
    started.kill()
    started.wait()


@pytest.fixture
def drawn_here(monkeypatch):
    """Paths of the figures that this process draws."""
    drawn = []

    def draw(bands, path):
        save_fan(bands, path)
        drawn.append(path)

    monkeypatch.setattr("sim.plots.fan.save_fan", draw)
    return drawn


def test_a_figure_is_the_same_from_the_second_process(bands, process, drawn_here, tmp_path):
    with beside.drawn_beside(bands, tmp_path / "there.png"):
        pass
    assert drawn_here == []
    assert process.returncode == 0
    save_fan(bands, tmp_path / "here.png")
    assert (tmp_path / "there.png").read_bytes() == (tmp_path / "here.png").read_bytes()


def test_a_figure_is_drawn_here_if_no_process_was_started(bands, drawn_here, tmp_path):
    with beside.drawn_beside(bands, tmp_path / "lag.png"):
        assert drawn_here == []
    assert drawn_here == [tmp_path / "lag.png"]


def test_a_figure_is_drawn_all_the_same_when_the_second_process_was_killed_before(
    bands, process, drawn_here, tmp_path
):
    process.kill()
    process.wait()
    with beside.drawn_beside(bands, tmp_path / "lag.png"):
        pass
    assert drawn_here == [tmp_path / "lag.png"]


def test_a_figure_is_drawn_all_the_same_when_it_is_killed_meanwhile(
    bands, process, drawn_here, tmp_path
):
    with beside.drawn_beside(bands, tmp_path / "lag.png"):
        process.kill()
    assert drawn_here == [tmp_path / "lag.png"]


@pytest.mark.usefixtures("process")
def test_what_the_second_process_cannot_write_is_told_by_the_first(bands, tmp_path, capfd):
    (tmp_path / "folder.png").mkdir()
    with (
        pytest.raises(IsADirectoryError),
        beside.drawn_beside(bands, tmp_path / "folder.png"),
    ):
        pass
    assert capfd.readouterr().err == ""


def test_an_error_beside_the_drawing_is_not_lost(bands, process, tmp_path):
    with pytest.raises(ZeroDivisionError), beside.drawn_beside(bands, tmp_path / "lag.png"):
        raise ZeroDivisionError
    assert process.returncode == 0  # nobody writes into the folder any more


def test_none_is_started_where_matplotlib_is_loaded(monkeypatch):
    monkeypatch.setattr(beside, "_waiting", [])
    assert "matplotlib" in sys.modules
    beside.load_ahead()
    assert beside._waiting == []


def test_the_second_process_says_nothing_when_there_is_nothing_to_draw(process, capfd):
    process.stdin.close()
    assert process.wait() == 0
    assert capfd.readouterr().err == ""


def test_the_second_process_ends_with_a_first_that_was_killed():
    first = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_IT_WAITS], stderr=subprocess.PIPE, timeout=60
    )  # the second holds the pipe too: it is at its end when both have ended
    assert first.returncode == -signal.SIGKILL
    assert first.stderr == b""
