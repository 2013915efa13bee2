"""The page: settings on the left, results on the right. Pages do not share their state."""

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
    "members are simulated again. A member is one draw of everything that is uncertain."
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
    """The command line and the link that reproduce the result."""


@solara.component
def Page() -> None:
    """The whole page. Pages that are open at the same time share only the cache of answers."""
    router = solara.use_router()
    from_link = solara.use_memo(lambda: choice_of_link(router.search), [])
    choice, refusal = solara.use_reactive(from_link[0]), solara.use_reactive(from_link[1])
    latest, busy, problem = use_answer(choice.value)

    def change(update: Callable[[Choice], Choice]) -> None:
        try:
            choice.value = update(choice.value)
        except SettingsError as error:
            refusal.value = str(error)
        else:
            refusal.value = ""

    solara.Title(TITLE)
    solara.Style(STYLE)
    with element("main", "dashboard"):
        element("h1", children=[TITLE])
        element("p", "lead", children=[LEAD])
        if latest is None:
            waiting = element("p", "lead", [problem or "Simulating…"], role="status")
            # without a key, Solara would reuse this paragraph for the columns
            waiting.key("waiting")
            return
        with element("div", "columns"):
            SettingsPanel(choice.value, latest.levels, latest.settings, change)
            with element("div", "results"):
                Results(choice.value, latest, busy, refusal.value or problem)


def choice_of_link(search: str | None) -> tuple[Choice, str]:
    """The choice of a link and an empty message; if it is invalid, the default and the error."""
    try:
        return Choice.of_query(search), ""
    except SettingsError as error:
        return Choice(), str(error)


@solara.component
def Results(choice: Choice, latest: Answer, busy: bool, problem: str) -> None:
    """Results of the ensemble, or a view of the agents under the same settings."""
    view, set_view = solara.use_state(ENSEMBLE)
    numbers = solara.use_memo(lambda: headline(latest), [latest])
    state = f"{latest.choice.members:,} members, twice: under this regime and the status quo"
    Headline(sentence=numbers.sentence, busy=busy, state=state, problem=problem)
    with element("div", "views"):
        Tabs(names=list(VIEWS), shown=view, event_show=set_view)
        if view == AGENTS:
            LiveView(latest)
        else:
            Table(head=list(HEAD), rows=numbers.rows, busy=busy)
            Figures(latest, busy)
        Share(command=choice.command, query=choice.query)


@solara.component
def Figures(latest: Answer, busy: bool) -> None:
    """All figures, with links to their data."""
    options = solara.use_memo(lambda: options_of(latest), [latest])
    with element("div", "figures busy" if busy else "figures"):
        for name, figure in FIGURES.items():
            data = f"data/{name}.{{kind}}?{latest.choice.query}"
            card(figure.title, options[name], figure.caption, data, wide=name == "lag")


def options_of(latest: Answer) -> dict[str, dict[str, Any]]:
    """Options of ECharts for an answer, by figure."""
    since = latest.settings.sanctions.since
    return {name: figure.draw(latest.figures[name], since) for name, figure in FIGURES.items()}
