"""Sentences about the lag of a run, each computed from its dataset."""

import numpy as np
import xarray as xr

from sim.analysis.discovery import LONG
from sim.calibration.measures import at_end_of
from sim.calibration.targets import FOLLOWER, all_targets
from sim.tables.words import (
    LESS_THAN_SAID,
    REGIONS,
    between,
    month_said,
    months,
    quoted,
    share,
    sign_is,
)

CLAIM, CLAIMED = "S001", "2024-03"
"""The article's claim of the lag, and its month."""


def lag_at(run: xr.Dataset, month: str, name: str = "capability_lag_mean") -> np.ndarray:
    """The follower's lag at the end of a month, or another of its variables, by member."""
    return np.asarray(at_end_of(run[name].sel(region=FOLLOWER), month).values, dtype=np.float64)


def sentence_lag(run: xr.Dataset, month: str) -> str:
    """How far behind the follower is."""
    lags = lag_at(run, month)
    middle = float(np.median(lags))
    stands = "is behind" if middle >= 0 else "is ahead of"
    behind = f"{REGIONS[FOLLOWER]}’s AI capability {stands} that of {REGIONS['US']} by"
    return (
        f"Under {quoted(run.attrs['scenario'])}, {behind} {months(middle)} at the end of "
        f"{month_said(month)}, the median of {len(lags):,} members; 90% of members lie between "
        f"{between(lags)} months."
    )


def sentence_extremes(run: xr.Dataset, month: str) -> str:
    """How likely the follower leads, or is far behind."""
    gap, lags = lag_at(run, month, "capability_gap"), lag_at(run, month)
    leads, far = float((gap < 0).mean()), float((lags > LONG).mean())
    likelier = (
        "a long lag is likelier than a lead"
        if far > leads
        else "a lead is likelier than a long lag"
        if leads > far
        else "neither is likelier than the other"
    )
    return (
        f"{REGIONS[FOLLOWER]} leads in {share(leads)} of members and lags by more than {LONG:g} "
        f"months in {share(far)}: {likelier}."
    )


def sentence_trend(run: xr.Dataset, month: str) -> str:
    """Whether the lag grew since the article; empty where the run does not hold its month."""
    if not holds(run, CLAIMED) or month <= CLAIMED:
        return ""
    grown = lag_at(run, month) - lag_at(run, CLAIMED)
    mean, longer = float(grown.mean()), float((grown > 0).mean())
    since = f"From {month_said(CLAIMED)} to {month_said(month)} the lag"
    if abs(mean) < LESS_THAN_SAID:
        return f"{since} stays as it is on average, and is longer in {share(longer)} of members."
    moves = "grows" if mean > 0 else "shrinks"
    return (
        f"{since} {moves} by {months(mean)} on average, and is longer in {share(longer)} of "
        f"members. {sign_is(grown)}"
    )


def sentence_reference(run: xr.Dataset, month: str) -> str:
    """What the regime changes against the reference."""
    scenario, reference = run.attrs["scenario"], run.attrs["reference"]
    if scenario == reference:
        return f"{quoted(scenario)} is what other regimes are held against; it changes nothing."
    change = lag_at(run, month, "capability_lag_mean_change")
    against = f"Against {quoted(reference)}, {quoted(scenario)}"
    return f"{against} {_moves(change)}"


def sentence_against(shared: xr.Dataset) -> str:
    """What the regime's instruments change against another's, the follower's response being one."""
    change = (shared["lag"] - shared["lag_against"]).values
    scenario, against = (quoted(shared.attrs[name]) for name in ("scenario", "against"))
    return f"Against the instruments of {against}, those of {scenario} {_change(change)}"


def _change(change: np.ndarray) -> str:
    return _moves(change).replace("makes", "make").replace("leaves", "leave")


def _moves(change: np.ndarray) -> str:
    """Which way members' lags move, on average and how often."""
    mean = float(change.mean())
    longer, shorter = float((change > 0).mean()), float((change < 0).mean())
    if not change.any():
        return "leaves the lag of every member as it is."
    often = f"it is longer in {share(longer)} of members and shorter in {share(shorter)}"
    if abs(mean) < LESS_THAN_SAID:
        return f"leaves the lag as it is on average; {often}. {sign_is(change)}"
    which = "longer" if mean > 0 else "shorter"
    return f"makes the lag {months(mean)} {which} on average; {often}. {sign_is(change)}"


def sentence_article(run: xr.Dataset) -> str:
    """Whether the model's lag meets the article's; empty where the run does not hold its month."""
    if not holds(run, CLAIMED):
        return ""
    claim = next(target for target in all_targets() if target.id == CLAIM)
    low, high = float(claim.low or 0.0), float(claim.high or 0.0)
    middle = float(np.median(lag_at(run, CLAIMED, "capability_lag")))
    agrees = "within" if low <= middle <= high else "below" if middle < low else "above"
    return (
        f"At the end of {month_said(CLAIMED)} the model’s median lag is {months(middle)}, "
        f"{agrees} the {low:g} to {high:g} months of the article."
    )


def sentence_censored(run: xr.Dataset, month: str) -> str:
    """How many lags are only a bound."""
    part = float(lag_at(run, month, "lag_censored").mean())
    if part == 0.0:
        return "No member’s lag reaches back beyond the start of the simulation."
    return (
        f"In {share(part)} of members the lag reaches back beyond the start of the simulation: "
        "there it is only a lower bound."
    )


def holds(run: xr.Dataset, month: str) -> bool:
    """Whether a run holds a month, and the twelve up to it."""
    named = run["time"].values.astype("datetime64[M]")
    return bool(named[min(11, len(named) - 1)] <= np.datetime64(month, "M") <= named[-1])
