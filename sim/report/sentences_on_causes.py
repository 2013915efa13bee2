"""Sentences on the instruments that move the lag, and on the causes of its spread."""

import numpy as np
import xarray as xr

from sim.analysis.sensitivity import INSTRUMENTS, NOISE, PARAMETERS
from sim.analysis.sobol import LEADING_INPUTS
from sim.calibration.targets import FOLLOWER
from sim.tables.sensitivity import OUTCOME_NAMES, leading
from sim.tables.words import (
    REGIONS,
    ROUNDS_TO_ZERO,
    in_words,
    join_names,
    members_agree,
    months,
    quoted,
    share,
)

MOST_INPUTS_NAMED = 3
"""Number of inputs that a sentence names."""


def by_size(attribution: xr.Dataset) -> list[str]:
    """Instruments, the largest mean share first, whatever its sign."""
    means = np.abs(attribution["shapley"].mean("member").values)
    order = np.argsort(-means, kind="stable")
    return [str(attribution["instrument"].values[place]) for place in order]


def sentence_largest_share(attribution: xr.Dataset) -> str:
    """Which instrument moves the lag most, and for how many instruments members agree."""
    first = by_size(attribution)[0]
    mean = float(attribution["shapley"].sel(instrument=first).mean())
    if abs(mean) < ROUNDS_TO_ZERO:
        return "No instrument moves the lag on average."
    which = "longer" if mean > 0 else "shorter"
    clear, count = settled(attribution), attribution.sizes["instrument"]
    names = join_names([in_words(name) for name in clear])
    rest = f"{len(clear)} of the {count} instruments that differ: {names}" if clear else "none"
    return (
        f"The largest share is due to {in_words(first)}, {months(mean)} {which} on average; "
        f"members agree on the direction for {rest}."
    )


def sentence_judged(judged: xr.Dataset) -> str:
    """On which instrument's judged levels the lag hangs most."""
    if judged.sizes["instrument"] == 0:
        return "No level of an instrument is a judgement in this regime."
    medians = judged["change"].median("member")
    largest = medians.isel(instrument=int(np.abs(medians.values).max(axis=1).argmax()))
    changes = " and ".join(
        f"{change_in_words(float(largest.sel(direction=way)))} if they were {way}"
        for way in judged["direction"].values
    )
    return (
        f"Of the {judged.sizes['instrument']} instruments with levels that are judgements, "
        f"{in_words(str(largest['instrument'].item()))} matters most: in the median member the "
        f"lag is {changes}."
    )


def change_in_words(change: float) -> str:
    """A change of the lag as a length and a direction."""
    if abs(change) < ROUNDS_TO_ZERO:
        return "unchanged"
    return f"{months(change)} {'longer' if change > 0.0 else 'shorter'}"


def settled(attribution: xr.Dataset) -> list[str]:
    """Instruments on whose direction members agree, the largest first."""
    shares = attribution["shapley"]
    return [
        name for name in by_size(attribution) if members_agree(shares.sel(instrument=name).values)
    ]


def sentence_pair(attribution: xr.Dataset) -> str:
    """The pair of instruments with the largest interaction; empty if there is only one."""
    means = attribution["interaction"].mean("member").values
    pairs = [(i, j) for i in range(len(means)) for j in range(i)]
    if not pairs:
        return ""
    i, j = max(pairs, key=lambda pair: abs(means[pair]))
    if abs(means[i, j]) < ROUNDS_TO_ZERO:
        return "No two instruments move the lag by more or less together than each alone."
    names = [in_words(str(attribution["instrument"].values[place])) for place in (j, i)]
    more = "more" if means[i, j] > 0 else "less"
    return (
        f"{join_names(names).capitalize()} together move the lag by {months(means[i, j])} {more} "
        "than each alone."
    )


def sentence_split(attribution: xr.Dataset) -> str:
    """The largest component of the lag, under the first regime."""
    regime = str(attribution["regime"].values[0])
    means = attribution["split"].sel(regime=regime).mean("member")
    total = float(means.sum())
    if total < ROUNDS_TO_ZERO:
        return f"Under {quoted(regime)} there is no lag on average, so it has no components."
    place = int(np.argmax(means.values))
    part, size = in_words(str(means["part"].values[place])), float(means.values[place])
    how = "more than half" if size > total / 2 else "the largest component"
    offset = ""
    if size > total:
        how, offset = "more than all", "; other components offset some of it"
    return (
        f"Of the lag of {months(total)} under {quoted(regime)}, {how}, {months(size)}, is because "
        f"{REGIONS[FOLLOWER]} is behind in {part}{offset}."
    )


def sentence_spread(indices: xr.Dataset, outcome: str) -> str:
    """Whether parameters, instruments or chance explain most of a spread."""
    of_outcome = indices.sel(outcome=outcome)
    what = f"the spread of {OUTCOME_NAMES[outcome]}"
    if not np.isfinite(of_outcome["total_order"]).any():
        return f"There is nothing to explain in {what}: it does not vary."
    known = {str(name) for name in of_outcome["input"].values}
    alone = {
        words: of_outcome[["first_order", "first_order_interval"]].sel(input=name)
        for words, name in SOURCES.items()
        if name in known
    }
    order = sorted(alone, key=lambda words: -float(alone[words]["first_order"]))
    parts = {words: max(0.0, float(alone[words]["first_order"])) for words in order}
    entries = [f"{words} ({share(part)} of the variance)" for words, part in parts.items()]
    over = "Over the priors and all levels of the instruments"
    first, second = (alone[words]["first_order_interval"].values for words in order[:2])
    if first[0] <= second[1]:
        return (
            f"{over}, it is not clear what most of {what} is due to: alone, {join_names(entries)}; "
            "the 90% intervals of the first two overlap."
        )
    rest = 1.0 - sum(parts.values())
    together = f"; the other {share(rest)} is due to interactions" if rest > 0.0 else ""
    rough = "" if of_outcome["converged"] else " This is rough: the indices have not converged."
    return (
        f"{over}, the largest share of {what} is due to {entries[0]}, then "
        f"{join_names(entries[1:])}, each alone{together}.{rough}"
    )


SOURCES = {
    "unknown parameters": PARAMETERS,
    "the sender’s choices": INSTRUMENTS,
    "chance": NOISE,
}
"""Sources of a spread, in words, and the inputs that represent them."""


def sentence_leading_inputs(indices: xr.Dataset, outcome: str) -> str:
    """Which single inputs matter most."""
    of_outcome = indices.sel(outcome=outcome)
    if not np.isfinite(of_outcome["total_order"]).any():
        return ""
    names = leading(of_outcome, MOST_INPUTS_NAMED)
    entries = [
        f"{in_words(name)} ({float(of_outcome['total_order'].sel(input=name)):.0%})"
        for name in names
    ]
    return (
        f"The inputs that matter most for {OUTCOME_NAMES[outcome]}, alone or with others, are "
        f"{join_names(entries)}."
    )


def sentence_convergence(indices: xr.Dataset, outcome: str) -> str:
    """Whether a larger sample would give the same indices."""
    of_outcome = indices.sel(outcome=outcome)
    if not np.isfinite(of_outcome["total_order"]).any():
        return ""
    about = f"{OUTCOME_NAMES[outcome]}, the first {LEADING_INPUTS} indices"
    if of_outcome["converged"]:
        return f"For {about} have converged: half the sample gives the same."
    return (
        f"For {about} have not converged: with half the sample, one differs by up to "
        f"{float(of_outcome['largest_move']):.2f}, and the widest interval is "
        f"{float(of_outcome['widest_interval']):.2f}. Read them as a rough ranking."
    )
