"""What a page asks of each analysis."""

from sim.analysis.options import Attribute, Discover, Price, Sensitivity
from sim.analysis.regimes import until
from sim.analysis.regret import compared
from sim.report.options import Report
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings


def scenarios_of(settings: Settings, task: Report) -> tuple[str, ...]:
    """The scenarios that are priced and compared."""
    return compared(until(settings, task.date), task.scenarios)


def name_of_regime(settings: Settings) -> str:
    """The scenario, or the stack; and whether its instruments or responses were changed."""
    name = "+".join(settings.scenario)
    try:
        as_written = compose(settings.scenario)
    except SettingsError:  # of a folder of the user's own
        return name
    same = all(
        getattr(settings, part) == getattr(as_written, part) for part in ("sanctions", "response")
    )
    return name if same else f"{name}, changed"


def with_members(settings: Settings, most: int) -> Settings:
    """The same settings, with at most some members."""
    fewer = settings.ensemble.model_copy(update={"members": min(most, settings.ensemble.members)})
    return settings.model_copy(update={"ensemble": fewer})


def attribution_of(task: Report) -> Attribute:
    """The attribution of a page."""
    return Attribute(against=task.against, date=task.date)


def sensitivity_of(task: Report) -> Sensitivity:
    """The sensitivity analysis of a page."""
    return Sensitivity(
        date=task.date,
        parameters=task.parameters,
        regimes=task.regimes,
        members_each=task.members_each,
    )


def regret_of(task: Report, names: tuple[str, ...]) -> Discover:
    """The comparison by regret of a page."""
    return Discover(date=task.date, scenarios=names)


def price_of(task: Report) -> Price:
    """The prices of a page."""
    return Price(against=task.against, date=task.date)
