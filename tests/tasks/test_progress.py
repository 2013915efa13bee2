"""The progress bar."""

import io
import time

import pytest

from sim.tasks import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown_on(stream, monkeypatch, patience):
    """What a bar leaves on a stream after a tenth of a second of work."""
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "SECONDS_BEFORE_BAR", patience)
    with progress.bar(10) as advance:
        advance(4)
        time.sleep(0.1)
    return stream.getvalue()


def test_a_bar_appears_on_a_terminal_when_work_takes_long(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    shown = shown_on(Terminal(), monkeypatch, patience=0.01)
    assert "simulating" in shown
    assert "4/10" in shown

    assert "left" in shown


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_nothing_is_shown_for_short_work(stream, monkeypatch):
    assert shown_on(stream, monkeypatch, patience=10.0) == ""


def test_long_work_without_a_terminal_writes_a_line_for_each_tenth(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "SECONDS_BEFORE_LINES", 0.0)
    with progress.bar(2000, "final moves") as advance:
        for _ in range(80):
            advance(25)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("final moves: 10% of 2,000, 0 s, ")
