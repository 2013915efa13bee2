"""One run with Mesa's agents, month by month, under the chosen regime."""

from typing import Any

import solara
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import update_counter

from sim.agents.model import AIGapModel
from sim.dashboard.agents import VIEWS, state_in_words
from sim.dashboard.answers import Answer
from sim.dashboard.card import card, drawing_of
from sim.dashboard.html import element
from sim.settings.settings import Settings

MILLISECONDS_A_MONTH = 20
"""Milliseconds between two months when a run is played."""

MEMBERS_TO_WATCH = 20
"""Number of members of the ensemble that can be watched."""


@solara.component_vue("member.vue")
def Member(member, members, event_choose=None):
    """The menu of members."""


@solara.component
def LiveView(result: Answer) -> None:
    """Show one member; a change of the regime or of the member starts it again."""
    member, set_member = solara.use_state(0)
    with element("section", "agents", aria_label="One run, agent by agent"):
        Member(
            member=member, members=MEMBERS_TO_WATCH, event_choose=lambda n: set_member(checked(n))
        )
        Run(result.settings, member).key(f"{result.choice.query} {member}")


def checked(number: object) -> int:
    """Check a member number from the browser; return the first member if it is not allowed."""
    return number if type(number) is int and 0 <= number < MEMBERS_TO_WATCH else 0


@solara.component
def Run(settings: Settings, member: int) -> None:
    """Mesa's controls, and the charts of the agents."""
    parameters: dict[str, Any] = {"settings": settings, "member": member}
    first = solara.use_memo(lambda: AIGapModel(**parameters), [])
    model: solara.Reactive[AIGapModel] = solara.use_reactive(first)
    ModelController(
        model,
        model_parameters=parameters,
        play_interval=solara.use_reactive(MILLISECONDS_A_MONTH),
        render_interval=solara.use_reactive(1),
        use_threads=solara.use_reactive(False),
    )
    Agents(model.value)


@solara.component
def Agents(model: AIGapModel) -> None:
    """Charts of labs, investors and suppliers, redrawn after each step of Mesa."""
    update_counter.get()
    element("p", "standing", [state_in_words(model)], role="status")
    with element("div", "figures"):
        for title, draw in VIEWS.items():
            card(title, drawing_of(draw(model)))
