"""Values that come faster than they can be shown."""

from threading import Event

from sim.dashboard.latest import Latest

PATIENCE = 10.0


class Screen:
    """Shows values, each once it is allowed to; tells when the last one is there."""

    def __init__(self, last):
        self.last, self.shown = last, []
        self.has_begun, self.may_go_on, self.is_done = Event(), Event(), Event()

    def show(self, value):
        self.has_begun.set()
        assert self.may_go_on.wait(PATIENCE)
        self.shown.append(value)
        if value == self.last:
            self.is_done.set()


def test_of_values_that_come_while_one_is_shown_only_the_last_is():
    screen = Screen(last=99)
    latest = Latest(screen.show)
    latest.offer(0)
    assert screen.has_begun.wait(PATIENCE)
    for value in range(1, 100):
        latest.offer(value)
    screen.may_go_on.set()
    assert screen.is_done.wait(PATIENCE)
    assert screen.shown == [0, 99]


def test_a_value_that_comes_later_is_shown_too():
    screen = Screen(last="first")
    screen.may_go_on.set()
    latest = Latest(screen.show)
    latest.offer("first")
    assert screen.is_done.wait(PATIENCE)
    screen.last = "second"
    screen.is_done.clear()
    latest.offer("second")
    assert screen.is_done.wait(PATIENCE)
    assert screen.shown == ["first", "second"]
