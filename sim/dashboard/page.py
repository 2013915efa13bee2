"""The page: settings on the left, results on the right. Pages do not share their state."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import solara

from sim.dashboard.answers import Answer
from sim.dashboard.beside import Pinned, lag_with, named, table_with
from sim.dashboard.card import Drawing, card, drawing_of
from sim.dashboard.choice import Choice
from sim.dashboard.figures import FIGURES
from sim.dashboard.headline import headline
from sim.dashboard.html import element
from sim.dashboard.latest import Latest
from sim.dashboard.live import LiveView
from sim.dashboard.looks import UNDER
from sim.dashboard.months import Regimes
from sim.dashboard.panel import Change, SettingsPanel
from sim.dashboard.pins import (
    PinElement,
    link_with,
    read_link,
    reason_against,
    with_pin,
    without_pin,
)
from sim.dashboard.presets import presets
from sim.dashboard.scenario_file import how_to_run
from sim.dashboard.source import source_of
from sim.dashboard.work import use_answer, use_answers
from sim.settings.errors import SettingsError
from sim.tables.words import in_words

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
def Table(head, rows, caption, busy):
    """The answer in numbers."""


@solara.component_vue("tabs.vue")
def Tabs(names, shown, event_show=None):
    """A choice of views."""


@solara.component_vue("share.vue")
def Share(command, query, link, how):
    """The command line, the link and the scenario file that reproduce the result.

    The link has the pinned settings, too; the query only the chosen ones.
    """


@solara.component
def Layout(children: list[Any]) -> Any:
    """Put the page into the document as it is; Solara's layout prints its first sheet only."""
    return element("main", children=children)


@solara.component
def Page() -> None:
    """The whole page. Pages that are open at the same time share only the cache of answers."""
    router = solara.use_router()
    from_link = solara.use_memo(lambda: settings_of_link(router.search), [])
    choice, pins = solara.use_reactive(from_link[0]), solara.use_reactive(from_link[1])
    refusal = solara.use_reactive(from_link[2])
    latest, busy, problem = use_answer(choice.value)
    results_of_pins, problem_of_pins = use_answers(pins.value)
    # the page may not have been drawn yet since the reader's last move, which the next one follows
    wanted = solara.use_ref(choice.value)
    shown = solara.use_memo(lambda: Latest(choice.set), [])

    def change(update: Callable[[Choice], Choice]) -> None:
        try:
            wanted.current = update(wanted.current)
        except SettingsError as error:
            refusal.value = str(error)
        else:
            refusal.value = ""
            shown.offer(wanted.current)

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
        said = refusal.value or problem or problem_of_pins
        Results(choice.value, latest, busy, said, change, pins, results_of_pins)


def settings_of_link(search: str | None) -> tuple[Choice, tuple[Choice, ...], str]:
    """The choice of a link, what it pins and an empty message; or the default and the error."""
    try:
        return *read_link(search), ""
    except SettingsError as error:
        return Choice(), (), str(error)


@solara.component
def Results(
    choice: Choice,
    latest: Answer,
    busy: bool,
    problem: str,
    change: Change,
    pins: solara.Reactive[tuple[Choice, ...]],
    results_of_pins: Sequence[Answer],
) -> None:
    """The answer, the settings, and all results or a view of the agents."""
    view, set_view = solara.use_state(ENSEMBLE)
    numbers = solara.use_memo(lambda: headline(latest), [latest])
    pinned = solara.use_memo(lambda: named(results_of_pins, latest), [results_of_pins, latest])
    drawings = solara.use_memo(lambda: drawings_of(latest, pinned), [latest, pinned])
    table = solara.use_memo(lambda: table_with(numbers, latest, pinned), [latest, pinned])
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
            Figures(latest, drawings, FIRST, busy)
            PinnedSettings(choice, pins, pinned)
        SettingsPanel(choice, latest.levels, latest.settings, change)
        with element("div", "results"):
            State(state=state, busy=busy)
            Tabs(names=list(VIEWS), shown=view, event_show=set_view)
            if view == AGENTS:
                LiveView(latest)
            else:
                Table(head=table.head, rows=table.rows, caption=table.caption, busy=busy)
                Figures(latest, drawings, [name for name in FIGURES if name not in FIRST], busy)
            Share(
                command=choice.command,
                query=choice.query,
                link=link_with(choice, pins.value),
                how=how_to_run(choice),
            )


@solara.component
def PinnedSettings(
    choice: Choice, pins: solara.Reactive[tuple[Choice, ...]], pinned: Sequence[Pinned]
) -> None:
    """The button that pins what is set, and the pinned settings, which can be removed."""
    names = {each.result.choice: each.name for each in pinned}
    PinElement(
        names=[names.get(each, f"{in_words(each.scenario)}…") for each in pins.value],
        reason=reason_against(pins.value, choice),
        event_pin=lambda _: pins.set(with_pin(pins.value, choice)),
        event_unpin=lambda place: pins.set(without_pin(pins.value, place)),
    )


@solara.component
def Figures(
    latest: Answer, drawings: Mapping[str, Drawing], names: Sequence[str], busy: bool
) -> None:
    """Some figures, with links to their data."""
    with element("div", "figures busy" if busy else "figures"):
        for name in names:
            figure = FIGURES[name]
            card(
                figure.title,
                drawings[name],
                figure.caption,
                source=source_of(latest, name),
                address=f"data/{name}.{{kind}}?{latest.choice.query}",
                wide=name in FIRST,
            )


def drawings_of(latest: Answer, pinned: Sequence[Pinned] = ()) -> dict[str, Drawing]:
    """The charts of an answer, by figure; pinned settings are in that of the lag."""
    regimes = Regimes.of(latest.settings)
    options = {name: figure.draw(latest.figures[name], regimes) for name, figure in FIGURES.items()}
    options["lag"] = lag_with(options["lag"], pinned)
    return {name: drawing_of(option) for name, option in options.items()}
