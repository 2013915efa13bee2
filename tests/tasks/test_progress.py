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


@pytest.mark.parametrize(("stream", "patience"), [(Terminal(), 10.0), (io.StringIO(), 0.01)])
def test_no_bar_is_shown_for_short_work_or_without_a_terminal(stream, patience, monkeypatch):
    assert shown_on(stream, monkeypatch, patience) == ""
