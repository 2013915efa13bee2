"""The page: settings on the left, results on the right. Pages do not share their state."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import solara

from sim.dashboard.answers import Answer
from sim.dashboard.card import card
from sim.dashboard.choice import Choice
from sim.dashboard.figures import FIGURES
from sim.dashboard.headline import headline
from sim.dashboard.html import element
from sim.dashboard.live import LiveView
from sim.dashboard.looks import UNDER
from sim.dashboard.months import Regimes
from sim.dashboard.panel import Change, SettingsPanel
from sim.dashboard.presets import presets
from sim.dashboard.scenario_file import how_to_run
from sim.dashboard.sheet import Option
from sim.dashboard.source import source_of
from sim.dashboard.work import use_answer
from sim.settings.errors import SettingsError

TITLE = "How far is China’s AI behind, and what do sanctions change?"
LEAD = (
    "Each setting is an instrument of the US or a response of China. With every change the same "
    "members are simulated again. A member is one draw of everything that is uncertain."
)
FIRST = ("lag",)
"""Figures that stand beside the answer."""

VIEWS = ENSEMBLE, AGENTS = "Ensemble", "One run, agent by agent"
STYLE = Path(__file__).with_name("page.css")


@solara.component_vue("connection.vue")
def Connection():
    """A notice that appears when the server is gone."""


@solara.component_vue("headline.vue")
def Headline(sentence, more, busy, problem, cautions):
    """The answer, the shares of members, and what is wrong with the calibration."""


@solara.component_vue("state.vue")
def State(state, busy):
    """What was simulated, or that this is going on."""


@solara.component_vue("table.vue")
def Table(head, rows, busy):
    """The answer in numbers."""


@solara.component_vue("tabs.vue")
def Tabs(names, shown, event_show=None):
    """A choice of views."""


@solara.component_vue("share.vue")
def Share(command, query, how):
    """The command line, the link and the scenario file that reproduce the result."""


@solara.component
def Layout(children: list[Any]) -> Any:
    """Put the page into the document as it is; Solara's layout prints its first sheet only."""
    return element("main", children=children)


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
    with element("div", "dashboard"):
        Connection()
        element("h1", children=[TITLE])
        element("p", "lead", children=[LEAD])
        if latest is None:
            waiting = element("p", "lead", [problem or "Simulating…"], role="status")
            # without a key, Solara would reuse this paragraph for the columns
            waiting.key("waiting")
            return
        presets(choice.value, change)
        Results(choice.value, latest, busy, refusal.value or problem, change)


def choice_of_link(search: str | None) -> tuple[Choice, str]:
    """The choice of a link and an empty message; if it is invalid, the default and the error."""
    try:
        return Choice.of_query(search), ""
    except SettingsError as error:
        return Choice(), str(error)


@solara.component
def Results(choice: Choice, latest: Answer, busy: bool, problem: str, change: Change) -> None:
    """The answer, the settings, and all results or a view of the agents."""
    view, set_view = solara.use_state(ENSEMBLE)
    numbers = solara.use_memo(lambda: headline(latest), [latest])
    options = solara.use_memo(lambda: options_of(latest), [latest])
    reference = UNDER[latest.settings.calibration.reference]
    state = f"{latest.choice.members:,} members, twice: under this regime and {reference}"
    with element("div", "columns"):
        with element("section", "answer"):
            Headline(
                sentence=numbers.sentence,
                more=numbers.more,
                busy=busy,
                problem=problem,
                cautions=list(latest.cautions),
            )
            Figures(latest, options, FIRST, busy)
        SettingsPanel(choice, latest.levels, latest.settings, change)
        with element("div", "results"):
            State(state=state, busy=busy)
            Tabs(names=list(VIEWS), shown=view, event_show=set_view)
            if view == AGENTS:
                LiveView(latest)
            else:
                Table(head=numbers.head, rows=numbers.rows, busy=busy)
                Figures(latest, options, [name for name in FIGURES if name not in FIRST], busy)
            Share(command=choice.command, query=choice.query, how=how_to_run(choice))


@solara.component
def Figures(
    latest: Answer, options: Mapping[str, Option], names: Sequence[str], busy: bool
) -> None:
    """Some figures, with links to their data."""
    with element("div", "figures busy" if busy else "figures"):
        for name in names:
            figure = FIGURES[name]
            card(
                figure.title,
                options[name],
                figure.caption,
                source=source_of(latest, name),
                address=f"data/{name}.{{kind}}?{latest.choice.query}",
                wide=name in FIRST,
            )


def options_of(latest: Answer) -> dict[str, Option]:
    """Options of ECharts for an answer, by figure."""
    regimes = Regimes.of(latest.settings)
    return {name: figure.draw(latest.figures[name], regimes) for name, figure in FIGURES.items()}
