"""What the page says is found first: one run of each analysis, on the settings of the page."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from sim.analysis.attribution import attribute, coalitions
from sim.analysis.price import price
from sim.analysis.projection import project
from sim.analysis.regret import regret
from sim.analysis.sensitivity import runs_of, sensitivity
from sim.calibration.diagnostics import Width
from sim.calibration.shipped import shipped_scores, shipped_widths
from sim.ensemble.progress import Bars, without_bars
from sim.report.asked import (
    attribution_of,
    name_of_regime,
    price_of,
    regret_of,
    scenarios_of,
    sensitivity_of,
    with_members,
)
from sim.report.options import Report
from sim.settings.settings import Settings


@dataclass(frozen=True)
class Findings:
    """All that a page is made from.

    Attributes
    ----------
    settings : Settings
        Regime, members and calibration.
    task : Report
        Month, and what the regime is held against.
    run : xarray.Dataset
        Of the regime and the reference.
    shared : xarray.Dataset
        The change of the lag, shared out among instruments.
    found : xarray.Dataset
        Sensitivity indices.
    regretted : xarray.Dataset
        The sender's regret.
    priced : xarray.Dataset
        Costs of regimes.
    scores : pandas.DataFrame
        Of the back-test that ships.
    widths : list of Width
        Prior against posterior; empty where members are drawn from the priors.
    """

    settings: Settings
    task: Report
    run: xr.Dataset
    shared: xr.Dataset
    found: xr.Dataset
    regretted: xr.Dataset
    priced: xr.Dataset
    scores: pd.DataFrame
    widths: list[Width]

    @property
    def month(self) -> str:
        """The month at whose end all questions are answered, as 2028-12."""
        return f"{self.task.date:%Y-%m}"


def findings(settings: Settings, task: Report, bars: Bars = without_bars) -> Findings:
    """Run every analysis of a page.

    Parameters
    ----------
    settings : Settings
        Regime, members and calibration.
    task : Report
        Month, regimes, and sizes.
    bars : callable
        Makes a progress bar for each analysis.

    Raises
    ------
    SettingsError
        If the regimes do not differ, or the month is not in the horizon.
    """
    members, fewer = settings.ensemble.members, with_members(settings, task.members_attributed)
    run = project(settings, bars)
    attributed, sampled = attribution_of(task), sensitivity_of(task)
    with bars(fewer.ensemble.members * coalitions(fewer, attributed), "attributing") as advance:
        shared = attribute(fewer, attributed, advance)
    with bars(runs_of(sampled), "varying") as advance:
        found = sensitivity(settings, sampled, advance)
    names = scenarios_of(settings, task)
    with bars(members * len(names), "comparing") as advance:
        regretted = regret(settings, regret_of(task, names), advance)
    with bars(members * len({task.against, *names}), "pricing") as advance:
        priced = price(settings, price_of(task), names, advance)
    known = settings.calibration.posterior is not None
    widths = shipped_widths(settings) if known else []
    named = {"scenario": name_of_regime(settings)}
    run, shared, found = (dataset.assign_attrs(named) for dataset in (run, shared, found))
    return Findings(settings, task, run, shared, found, regretted, priced, shipped_scores(), widths)
