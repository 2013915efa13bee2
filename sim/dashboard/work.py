"""Simulates answers in the background, so that the page stays usable; the last choice wins."""

import solara
import solara.lab

from sim.dashboard.answers import Answer, SupersededError, answer
from sim.dashboard.choice import Choice
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

    def work() -> str:
        try:
            result = answer(choice, is_wanted=lambda: wanted.current == choice)
        except SupersededError:
            return ""
        except (SettingsError, SimulationError) as error:
            return str(error)
        latest.value = result
        return ""

    task = solara.lab.use_task(work, dependencies=[choice], raise_error=False)
    if task.error:
        return (
            latest.value,
            False,
            "This failed because of a defect in the program; the terminal shows the details.",
        )
    return latest.value, task.pending, task.value or ""


def use_answers(choices: tuple[Choice, ...]) -> tuple[tuple[Answer, ...], str]:
    """Hook: the answers to pinned choices that are known so far, in order, and an error message."""
    wanted = solara.use_ref(choices)
    wanted.current = choices
    known: solara.Reactive[dict[Choice, Answer]] = solara.use_reactive({})

    def work() -> str:
        for choice in choices:
            try:
                result = answer(choice, is_wanted=lambda: wanted.current == choices)
            except SupersededError:
                return ""
            except (SettingsError, SimulationError) as error:
                return str(error)
            known.value = known.value | {choice: result}
        return ""

    task = solara.lab.use_task(work, dependencies=[choices], raise_error=False)
    results = tuple(known.value[choice] for choice in choices if choice in known.value)
    return results, task.value or ""
