"""Runs each analysis once, on the settings of the page."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from sim.analysis.attribution import attribute, coalitions
from sim.analysis.judged_levels import judged
from sim.analysis.judged_levels import runs_of as judged_runs
from sim.analysis.pieces import NOTHING_KEPT, Pieces
from sim.analysis.price import price
from sim.analysis.projection import project
from sim.analysis.score_rows import shipped_cases, summary
from sim.analysis.sensitivity import sensitivity
from sim.analysis.varied_inputs import runs_of
from sim.calibration.diagnostics import Width
from sim.calibration.shipped import shipped_widths
from sim.ensemble.progress import Bars, without_bars
from sim.report.options import Report
from sim.report.subtasks import (
    attribution_of,
    price_of,
    scenarios_of,
    sensitivity_of,
    with_at_most,
)
from sim.settings.settings import Settings


@dataclass(frozen=True)
class Results:
    """Results of all analyses of a page.

    Attributes
    ----------
    settings : Settings
        Regime, members and calibration.
    task : Report
        Month, and the regime to compare with.
    run : xarray.Dataset
        Ensemble under the regime and the reference.
    attribution : xarray.Dataset
        Share of each instrument in the change of the lag.
    judged : xarray.Dataset
        Change of the lag if levels that are judgements were weaker or stronger.
    indices : xarray.Dataset
        Sensitivity indices.
    costs : xarray.Dataset
        Costs and regret of regimes.
    scores : pandas.DataFrame
        Scores of the back-test by posterior, as shipped with the package.
    widths : list of Width
        Prior and posterior of each parameter; empty if members are drawn from the priors.
    """

    settings: Settings
    task: Report
    run: xr.Dataset
    attribution: xr.Dataset
    judged: xr.Dataset
    indices: xr.Dataset
    costs: xr.Dataset
    scores: pd.DataFrame
    widths: list[Width]

    @property
    def month(self) -> str:
        """Month that all answers are for, as 2028-12; they hold at its end."""
        return f"{self.task.date:%Y-%m}"


def run_analyses(
    settings: Settings, task: Report, bars: Bars = without_bars, pieces: Pieces = NOTHING_KEPT
) -> Results:
    """Run every analysis of a page.

    Parameters
    ----------
    settings : Settings
        Regime, members and calibration.
    task : Report
        Month, regimes, and sizes.
    bars : callable
        Makes a progress bar for each analysis.
    pieces : Pieces
        Keeps the finished pieces of the analyses; the projection, which is short, is run again.

    Raises
    ------
    SettingsError
        If the regimes do not differ, or the month is not in the horizon.
    """
    members, fewer = settings.ensemble.members, with_at_most(settings, task.members_attributed)
    run = project(settings, bars)
    attribution_task, sensitivity_task = attribution_of(task), sensitivity_of(task)
    attribution_runs = fewer.ensemble.members * coalitions(fewer, attribution_task)
    with bars(attribution_runs, "attributing") as advance:
        attribution = attribute(fewer, attribution_task, advance, pieces.under("attribution"))
    with bars(fewer.ensemble.members * judged_runs(fewer, task.date), "judged levels") as advance:
        of_judged = judged(fewer, task.date, advance, pieces.under("judged"))
    with bars(runs_of(sensitivity_task), "varying") as advance:
        indices = sensitivity(settings, sensitivity_task, advance, pieces.under("sensitivity"))
    names = scenarios_of(settings, task)
    with bars(members * len({task.against, *names}), "pricing") as advance:
        costs = price(settings, price_of(task), names, advance, pieces.under("price"))
    widths = shipped_widths(settings) if settings.calibration.posterior is not None else []
    indices = indices.assign_attrs(scenario=settings.title)
    scores = summary(shipped_cases())
    return Results(settings, task, run, attribution, of_judged, indices, costs, scores, widths)
