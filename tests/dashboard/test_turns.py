"""Turns: who asks first is served first, and who stops waiting leaves the line."""

from threading import Event, Thread
from time import monotonic, sleep

import pytest

from sim.dashboard import answers
from sim.dashboard.answers import SupersededError, answer
from sim.dashboard.choice import Choice
from sim.dashboard.turns import Turns

START = Choice.of_query("calibration=article&ensemble.members=64&horizon.end=2024-12-31")


def wait_for(turns, length):
    latest = monotonic() + 30
    while len(turns) < length:
        assert monotonic() < latest
        sleep(0.001)


def start(work):
    thread = Thread(target=work)
    thread.start()
    return thread


def test_threads_have_their_turns_in_the_order_in_which_they_asked():
    turns, served, threads = Turns(), [], []

    def work(number):
        with turns.taken():
            served.append(number)

    with turns.taken():
        for number in range(30):
            threads.append(start(lambda number=number: work(number)))
            wait_for(turns, number + 2)
    for thread in threads:
        thread.join()
    assert served == list(range(30))


def test_a_thread_that_asks_again_and_again_does_not_keep_others_waiting():
    turns, end, seen = Turns(), Event(), []

    def greedy():
        while not end.is_set():
            with turns.taken():
                seen.append(True)
                sleep(0.001)

    thread = start(greedy)
    while not seen:
        sleep(0.001)
    wait_for(turns, 1)
    before = len(seen)
    with turns.taken():
        after = len(seen)
    end.set()
    thread.join()
    assert after - before <= 2  # the one that has its turn, and one that asked earlier


def test_a_thread_that_is_not_wanted_any_more_leaves_the_line():
    def give_up():
        raise SupersededError

    turns = Turns()
    with turns.taken():
        with pytest.raises(SupersededError), turns.taken(give_up):
            pass
        assert len(turns) == 1
    assert len(turns) == 0


def test_a_known_answer_does_not_wait_for_a_simulation():
    known = answer(START)
    with answers.SIMULATING.taken():  # held by this thread, so that waiting would not end
        assert answer(START) is known
