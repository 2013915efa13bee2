"""Answers in the background: the page goes on while one is made, and the last choice counts."""

import solara
import solara.lab

from sim.dashboard.answers import Answer, SupersededError, answer
from sim.dashboard.choice import Choice
from sim.settings.errors import SettingsError
from sim.world.draws import SimulationError


def use_answer(choice: Choice) -> tuple[Answer | None, bool, str]:
    """Hook: the newest answer, whether one is being made, and what is wrong with the choice.

    A choice that is made while another is being answered takes its place: however fast a slider is
    dragged, at most one ensemble is at work for a page, and one waits.
    """
    wanted = solara.use_ref(choice)
    wanted.current = choice
    latest: solara.Reactive[Answer | None] = solara.use_reactive(None)

    def work() -> str:
        try:
            found = answer(choice, is_wanted=lambda: wanted.current == choice)
        except SupersededError:
            return ""
        except (SettingsError, SimulationError) as error:
            return str(error)
        latest.value = found
        return ""

    task = solara.lab.use_task(work, dependencies=[choice], raise_error=False)
    if task.error:
        return latest.value, False, "This failed, which is a defect: the terminal says more."
    return latest.value, task.pending, task.value or ""
