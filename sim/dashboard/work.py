"""Simulates answers in the background, so that the page stays usable; the last choice wins."""

from collections.abc import Callable

import solara
import solara.lab

from sim.dashboard.answers import Answer, SupersededError, answer
from sim.dashboard.choice import Choice
from sim.dashboard.latest import DRAWING
from sim.settings.errors import SettingsError
from sim.world.draws import SimulationError


def use_answer(choice: Choice) -> tuple[Answer | None, bool, str]:
    """Hook: the latest answer, whether one is being simulated, and an error message.

    A new choice cancels the simulation of the previous one. However fast a slider is dragged, a
    page has at most one ensemble running and one waiting.
    """
    wanted = solara.use_ref(choice)
    wanted.current = choice
    latest: solara.Reactive[Answer | None] = solara.use_reactive(None)

    def work() -> None:
        result = answer(choice, is_wanted=lambda: wanted.current == choice)
        with DRAWING.taken():
            latest.value = result

    task = solara.lab.use_task(_reporting(work), dependencies=[choice], raise_error=False)
    return latest.value, task.pending and not task.error, _reason(task)


def use_answers(choices: tuple[Choice, ...]) -> tuple[tuple[Answer, ...], str]:
    """Hook: the answers to pinned choices that are known so far, in order, and an error message."""
    wanted = solara.use_ref(choices)
    wanted.current = choices
    known: solara.Reactive[dict[Choice, Answer]] = solara.use_reactive({})

    def work() -> None:
        for choice in choices:
            result = answer(choice, is_wanted=lambda: wanted.current == choices)
            with DRAWING.taken():
                known.value = known.value | {choice: result}

    task = solara.lab.use_task(_reporting(work), dependencies=[choices], raise_error=False)
    results = tuple(known.value[choice] for choice in choices if choice in known.value)
    return results, _reason(task)


def _reporting(work: Callable[[], object]) -> Callable[[], str]:
    """Work that returns why it failed, in words; nothing if it did not, or is no longer wanted."""

    def run() -> str:
        try:
            work()
        except SupersededError:
            return ""
        except (SettingsError, SimulationError) as error:
            return str(error)
        return ""

    return run


def _reason(task: solara.lab.Task) -> str:
    """Why a task failed, in words."""
    if task.error:
        return "This failed because of a defect in the program; the terminal shows the details."
    return task.value or ""
