"""Sentences on the lag of a run, each computed from its dataset."""

import numpy as np
import xarray as xr

from sim.analysis.discovery import LONG_LAG
from sim.calibration.measures import at_end_of
from sim.calibration.targets import FOLLOWER, LEADER, all_targets
from sim.tables.effects import effect_in_words
from sim.tables.words import (
    REGIONS,
    ROUNDS_TO_ZERO,
    agreement_in_words,
    interval_in_words,
    month_in_words,
    months,
    quoted,
    share,
    verdict_in_words,
)

ARTICLE_TARGET, ARTICLE_MONTH = "S001", "2024-03"
"""The target with the article's claim about the lag, and its month."""


def lag_at(run: xr.Dataset, month: str, name: str = "capability_lag_mean") -> np.ndarray:
    """The follower's lag at the end of a month, or another of its variables, by member."""
    return np.asarray(at_end_of(run[name].sel(region=FOLLOWER), month).values, dtype=np.float64)


def sentence_lag(run: xr.Dataset, month: str) -> str:
    """How far behind the follower is."""
    lags = lag_at(run, month)
    middle = float(np.median(lags))
    stands = "is behind" if middle >= 0 else "is ahead of"
    behind = f"{REGIONS[FOLLOWER]}’s AI capability {stands} that of {REGIONS[LEADER]} by"
    return (
        f"Under {quoted(run.attrs['scenario'])}, {behind} {months(middle)} at the end of "
        f"{month_in_words(month)}, the median of {len(lags):,} members; 90% of members lie between "
        f"{interval_in_words(lags)} months."
    )


def sentence_extremes(run: xr.Dataset, month: str) -> str:
    """How likely the follower is ahead, or far behind."""
    gap, lags = lag_at(run, month, "capability_gap"), lag_at(run, month)
    leads, far = float((gap < 0).mean()), float((lags > LONG_LAG).mean())
    likelier = (
        "a long lag is likelier than a lead"
        if far > leads
        else "a lead is likelier than a long lag"
        if leads > far
        else "neither is likelier than the other"
    )
    return (
        f"{REGIONS[FOLLOWER]} leads in {share(leads)} of members and lags by more than "
        f"{LONG_LAG:g} months in {share(far)}: {likelier}."
    )


def sentence_trend(run: xr.Dataset, month: str) -> str:
    """Whether the lag has grown since the article; empty if the run does not cover its month."""
    if not covers(run, ARTICLE_MONTH) or month <= ARTICLE_MONTH:
        return ""
    grown = lag_at(run, month) - lag_at(run, ARTICLE_MONTH)
    mean, longer = float(grown.mean()), float((grown > 0).mean())
    since = f"From {month_in_words(ARTICLE_MONTH)} to {month_in_words(month)} the lag"
    if abs(mean) < ROUNDS_TO_ZERO:
        return f"{since} does not change on average; it grows in {share(longer)} of members."
    moves = "grows" if mean > 0 else "shrinks"
    return (
        f"{since} {moves} by {months(mean)} on average; it grows in {share(longer)} of members. "
        f"{agreement_in_words(grown)}"
    )


def sentence_reference(run: xr.Dataset, month: str) -> str:
    """How the regime changes the lag, compared with the reference."""
    scenario, reference = run.attrs["scenario"], run.attrs["reference"]
    if scenario == reference:
        return f"{quoted(scenario)} is the reference itself, so there is no change to report."
    change = lag_at(run, month, "capability_lag_mean_change")
    return f"Under {quoted(scenario)}, compared with {quoted(reference)}, {_effect(change)}"


def sentence_against(attribution: xr.Dataset) -> str:
    """How the instruments of the regime change the lag, under the same response."""
    change = (attribution["lag"] - attribution["lag_against"]).values
    scenario, against = (quoted(attribution.attrs[name]) for name in ("scenario", "against"))
    return (
        f"Under the instruments of {scenario}, compared with those of {against}, {_effect(change)}"
    )


def _effect(change: np.ndarray) -> str:
    """What the change does to members' lags."""
    if not change.any():
        return "the lag of every member is unchanged."
    return f"the lag is {effect_in_words(change)}: {verdict_in_words(change)}."


def sentence_article(run: xr.Dataset) -> str:
    """Compare the lag with the article's; empty if the run does not cover its month."""
    if not covers(run, ARTICLE_MONTH):
        return ""
    claim = next(target for target in all_targets() if target.id == ARTICLE_TARGET)
    low, high = float(claim.low or 0.0), float(claim.high or 0.0)
    middle = float(np.median(lag_at(run, ARTICLE_MONTH, "capability_lag")))
    position = "within" if low <= middle <= high else "below" if middle < low else "above"
    return (
        f"At the end of {month_in_words(ARTICLE_MONTH)} the model’s median lag is "
        f"{months(middle)}, {position} the {low:g} to {high:g} months of the article."
    )


def sentence_censored(run: xr.Dataset, month: str) -> str:
    """How many lags are only a lower bound."""
    part = float(lag_at(run, month, "lag_censored").mean())
    if part == 0.0:
        return "No member’s lag reaches back beyond the start of the simulation."
    return (
        f"In {share(part)} of members the lag reaches back beyond the start of the simulation: "
        "for these it is only a lower bound."
    )


def covers(run: xr.Dataset, month: str) -> bool:
    """Whether a run covers a month and the twelve months up to it."""
    months_of_run = run["time"].values.astype("datetime64[M]")
    first_mean = months_of_run[min(11, len(months_of_run) - 1)]
    return bool(first_mean <= np.datetime64(month, "M") <= months_of_run[-1])
