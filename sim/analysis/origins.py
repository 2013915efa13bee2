"""Where forecasts are made from, and what comes after: the cases of a back-test."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.analysis.facts import CHANNELS, Fact, all_facts, due, names_of
from sim.calibration.posterior import Posterior, load_posterior
from sim.settings.errors import SettingsError
from sim.settings.shipped import shipped_names

HORIZONS = (3, 6, 12, 18, 24)
"""Months after an origin."""

OTHER_SEED = "-seed2"
"""End of the name of a posterior that was made with another seed."""


@dataclass(frozen=True)
class Origin:
    """Where a forecast is made from.

    Attributes
    ----------
    name : str
        Of the posterior.
    posterior : Posterior
        Its draws and cut-off.
    other_seed : Posterior or None
        The posterior that was made of the same targets with another seed, if it ships.
    """

    name: str
    posterior: Posterior
    other_seed: Posterior | None = None

    @property
    def month(self) -> np.datetime64:
        """The last month whose facts were used."""
        return np.datetime64(self.posterior.until, "M")


@dataclass(frozen=True)
class Case:
    """A fact that came a number of months after an origin."""

    origin: Origin
    horizon: int
    fact: Fact


def origins_of(names: Sequence[str] | None) -> list[Origin]:
    """Origins of posteriors by name, in order of time; null: all that ship and can be scored.

    Raises
    ------
    SettingsError
        If one does not exist, or no lag is on record after its cut-off.
    """
    if names is None:
        shipped = [_origin(name) for name in shipped_names() if not name.endswith(OTHER_SEED)]
        return sorted(filter(_can_be_scored, shipped), key=_by_time)
    if not names or len(set(names)) < len(names):
        raise SettingsError("task.posteriors", ", ".join(names) or "nothing", "each name once")
    origins = [_origin(name) for name in names]
    for origin in origins:
        if not _can_be_scored(origin):
            takes = f"posteriors that end before {_last_lag()}, the month of the last measured lag"
            raise SettingsError("task.posteriors", origin.name, takes)
    return sorted(origins, key=_by_time)


def _by_time(origin: Origin) -> tuple[np.datetime64, str]:
    return origin.month, origin.name


def _origin(name: str) -> Origin:
    try:
        twin = f"{name}{OTHER_SEED}"
        other = load_posterior(twin) if twin in shipped_names() else None
        return Origin(name, load_posterior(name), other)
    except SettingsError as error:
        raise SettingsError("task.posteriors", error.got, error.takes) from None


def _can_be_scored(origin: Origin) -> bool:
    return any(case.fact.channel == "lag" for case in cases_of(origin))


def _last_lag() -> np.datetime64:
    return max(fact.end for fact in all_facts() if fact.channel == "lag")


def cases_of(origin: Origin) -> list[Case]:
    """What an origin is scored on: every series at every horizon at which it has a value."""
    facts = all_facts()
    found = [
        Case(origin, horizon, fact)
        for name in names_of(facts)
        for horizon in HORIZONS
        if (fact := due(facts, name, origin.month, horizon)) is not None
    ]
    return sorted(found, key=lambda case: CHANNELS.index(case.fact.channel))


def rolling(cases: xr.Dataset) -> xr.Dataset:
    """Cases of one posterior for each cut-off, so that no origin counts twice.

    Where several end on one day, it is the one that used the whole record.
    """
    names = dict.fromkeys(zip(cases["cut_off"].values, cases["origin"].values, strict=True))
    chosen = {cut_off: name for cut_off, name in sorted(names, key=_whole_record_last)}
    kept = [
        chosen[cut_off] == name
        for cut_off, name in zip(cases["cut_off"].values, cases["origin"].values, strict=True)
    ]
    return cases.isel(case=np.flatnonzero(kept))


def _whole_record_last(pair: tuple[str, str]) -> tuple[str, bool, str]:
    cut_off, name = pair
    return cut_off, name != "article", name


def select(cases: xr.Dataset, **chosen: object) -> xr.Dataset:
    """Cases whose coordinates have some values, as in `select(cases, channel="lag")`."""
    kept = np.ones(cases.sizes["case"], dtype=bool)
    for name, value in chosen.items():
        kept &= np.isin(cases[name].values, np.atleast_1d(np.array(value)))
    return cases.isel(case=np.flatnonzero(kept))
