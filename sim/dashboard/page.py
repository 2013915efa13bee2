"""The page: settings at the left, what comes of them at the right. All its state is its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from sim.dashboard.answers import Answer
from sim.dashboard.card import card
from sim.dashboard.choice import Choice
from sim.dashboard.figures import FIGURES
from sim.dashboard.headline import HEAD, headline
from sim.dashboard.html import element
from sim.dashboard.live import LiveView
from sim.dashboard.panel import SettingsPanel
from sim.dashboard.work import use_answer
from sim.settings.errors import SettingsError

TITLE = "How far is China’s AI behind, and what do sanctions change?"
LEAD = (
    "Each setting is an instrument of the US or a response of China. With every change the same "
    "members are simulated again: draws of all that is not known, each with luck of its own."
)
VIEWS = ENSEMBLE, AGENTS = "Ensemble", "One run, agent by agent"
STYLE = Path(__file__).with_name("page.css")


@solara.component_vue("headline.vue")
def Headline(sentence, busy, state, problem):
    """The answer in a sentence."""


@solara.component_vue("table.vue")
def Table(head, rows, busy):
    """The answer in numbers."""


@solara.component_vue("tabs.vue")
def Tabs(names, shown, event_show=None):
    """A choice of views."""


@solara.component_vue("share.vue")
def Share(command, query):
    """The command line and the link that give the same again."""


@solara.component
def Page() -> None:
    """One page; two that are open at once share nothing but what is remembered of answers."""
    router = solara.use_router()
    linked = solara.use_memo(lambda: choice_of_link(router.search), [])
    choice, refused = solara.use_reactive(linked[0]), solara.use_reactive(linked[1])
    latest, busy, problem = use_answer(choice.value)

    def change(how: Callable[[Choice], Choice]) -> None:
        try:
            choice.value = how(choice.value)
        except SettingsError as error:
            refused.value = str(error)
        else:
            refused.value = ""

    solara.Title(TITLE)
    solara.Style(STYLE)
    with element("main", "dashboard"):
        element("h1", children=[TITLE])
        element("p", "lead", children=[LEAD])
        if latest is None:
            waiting = element("p", "lead", [problem or "Simulating…"], role="status")
            waiting.key("waiting")  # else the columns would take its place as a paragraph
            return
        with element("div", "columns"):
            SettingsPanel(choice.value, latest.standing, latest.settings, change)
            with element("div", "results"):
                Results(choice.value, latest, busy, refused.value or problem)


def choice_of_link(search: str | None) -> tuple[Choice, str]:
    """What a link asks for, and what is wrong with it: then the page opens as if without."""
    try:
        return Choice.of_query(search), ""
    except SettingsError as error:
        return Choice(), str(error)


@solara.component
def Results(choice: Choice, latest: Answer, busy: bool, problem: str) -> None:
    """What comes of the settings, and a view of agents under the same."""
    view, set_view = solara.use_state(ENSEMBLE)
    told = solara.use_memo(lambda: headline(latest), [latest])
    state = f"{latest.choice.members:,} members, twice: under this regime and the status quo"
    Headline(sentence=told.sentence, busy=busy, state=state, problem=problem)
    with element("div", "views"):
        Tabs(names=list(VIEWS), shown=view, event_show=set_view)
        if view == AGENTS:
            LiveView(latest)
        else:
            Table(head=list(HEAD), rows=told.rows, busy=busy)
            Figures(latest, busy)
        Share(command=choice.command, query=choice.query)


@solara.component
def Figures(latest: Answer, busy: bool) -> None:
    """All figures, with the data behind them."""
    options = solara.use_memo(lambda: options_of(latest), [latest])
    with element("div", "figures busy" if busy else "figures"):
        for name, figure in FIGURES.items():
            data = f"data/{name}.{{kind}}?{latest.choice.query}"
            card(figure.title, options[name], figure.caption, data, wide=name == "lag")


def options_of(latest: Answer) -> dict[str, dict[str, Any]]:
    """What is drawn of an answer, by figure."""
    since = latest.settings.sanctions.since
    return {name: figure.draw(latest.figures[name], since) for name, figure in FIGURES.items()}
