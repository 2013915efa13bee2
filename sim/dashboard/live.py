"""One run as Mesa's agents, month by month, under the regime that is chosen."""

from typing import Any

import solara
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import update_counter

from sim.agents.model import AIGapModel
from sim.dashboard.agents import VIEWS, standing_said
from sim.dashboard.answers import Answer
from sim.dashboard.card import card
from sim.dashboard.html import element
from sim.settings.settings import Settings

BETWEEN_MONTHS = 20
"""Milliseconds, when a run is played."""

WATCHED = 20
"""Members of the ensemble that can be watched."""


@solara.component_vue("member.vue")
def Member(member, members, event_choose=None):
    """Which member is watched."""


@solara.component
def LiveView(found: Answer) -> None:
    """A member of the ensemble; another regime or another member starts anew."""
    member, set_member = solara.use_state(0)
    with element("section", "agents", aria_label="One run, agent by agent"):
        Member(member=member, members=WATCHED, event_choose=lambda n: set_member(checked(n)))
        Run(found.settings, member).key(f"{found.choice.query} {member}")


def checked(number: object) -> int:
    """A member that a page may watch; the first for anything else."""
    return number if type(number) is int and 0 <= number < WATCHED else 0


@solara.component
def Run(settings: Settings, member: int) -> None:
    """Mesa's own controls, and what the agents do."""
    parameters: dict[str, Any] = {"settings": settings, "member": member}
    first = solara.use_memo(lambda: AIGapModel(**parameters), [])
    model: solara.Reactive[AIGapModel] = solara.use_reactive(first)
    ModelController(
        model,
        model_parameters=parameters,
        play_interval=solara.use_reactive(BETWEEN_MONTHS),
        render_interval=solara.use_reactive(1),
        use_threads=solara.use_reactive(False),
    )
    Agents(model.value)


@solara.component
def Agents(model: AIGapModel) -> None:
    """Where labs, investors and suppliers stand; drawn anew whenever Mesa has stepped."""
    update_counter.get()
    element("p", "standing", [standing_said(model)], role="status")
    with element("div", "figures"):
        for title, draw in VIEWS.items():
            card(title, draw(model))
