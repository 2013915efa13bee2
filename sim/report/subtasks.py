"""Settings of each analysis that a page is made from."""

from sim.analysis.options import Attribute, Price, Sensitivity
from sim.analysis.regimes import with_horizon_end
from sim.analysis.regret import scenarios_to_compare
from sim.report.options import Report
from sim.settings.settings import Settings


def scenarios_of(settings: Settings, task: Report) -> tuple[str, ...]:
    """The scenarios whose costs and regret are compared."""
    return scenarios_to_compare(with_horizon_end(settings, task.date), task.scenarios)


def with_at_most(settings: Settings, members: int) -> Settings:
    """The same settings, with no more than a number of members."""
    fewer = settings.ensemble.model_copy(
        update={"members": min(members, settings.ensemble.members)}
    )
    return settings.model_copy(update={"ensemble": fewer})


def attribution_of(task: Report) -> Attribute:
    """Settings of the attribution."""
    return Attribute(against=task.against, date=task.date)


def sensitivity_of(task: Report) -> Sensitivity:
    """Settings of the sensitivity analysis."""
    return Sensitivity(
        date=task.date,
        parameters=task.parameters,
        regimes=task.regimes,
        members_each=task.members_each,
    )


def price_of(task: Report) -> Price:
    """Settings of the comparison of costs."""
    return Price(against=task.against, date=task.date)
