"""Sentences on the instruments that move the lag, and on the causes of its spread."""

import numpy as np
import xarray as xr

from sim.analysis.changes import lower_ends
from sim.analysis.sobol import LEADING_INPUTS
from sim.analysis.varied_inputs import INSTRUMENTS, NOISE, PARAMETERS
from sim.calibration.targets import FOLLOWER
from sim.settings.instruments import CATALOGUE, CHIPS, ENFORCEMENT, MAKING
from sim.tables.sensitivity import OUTCOME_NAMES, leading
from sim.tables.words import (
    REGIONS,
    ROUNDS_TO_ZERO,
    in_words,
    join_names,
    members_agree,
    months,
    quoted,
    sentence_case,
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
    clear, count = settled(attribution), attribution.sizes["instrument"]
    names = join_names([in_words(name) for name in clear])
    rest = f"{len(clear)} of the {count} instruments that differ: {names}" if clear else "none"
    regime, against = (quoted(attribution.attrs[name]) for name in ("scenario", "against"))
    return (
        f"Among the instruments of {regime}, {in_words(first)} changes the lag most compared with "
        f"{against}: it is {change_in_words(mean)} on average. Members agree on the direction for "
        f"{rest}."
    )


CHIP_RULES = tuple(
    instrument.name
    for instrument in CATALOGUE
    if instrument.levers[0].heading in (CHIPS, MAKING, ENFORCEMENT)
)
"""Instruments that act on chips: what may be sold, how they are made, and smuggling."""


def sentence_more_than_chips(attribution: xr.Dataset) -> str:
    """Why one instrument does more than all chip rules together; empty if none does."""
    shares = attribution["shapley"].mean("member")
    rules = [name for name in by_size(attribution) if name in CHIP_RULES]
    others = [name for name in by_size(attribution) if name not in CHIP_RULES]
    if not rules or not others:
        return ""
    first = max(others, key=lambda name: float(shares.sel(instrument=name)))
    alone, together = (float(shares.sel(instrument=each).sum()) for each in (first, rules))
    of_members = attribution["shapley"]
    more = of_members.sel(instrument=first) - of_members.sel(instrument=rules).sum("instrument")
    if alone < ROUNDS_TO_ZERO or lower_ends(more.values) < ROUNDS_TO_ZERO:
        return ""
    return (
        f"{sentence_case(in_words(first))} alone makes the lag {change_in_words(alone)}, more than "
        f"all chip rules together ({join_names(list(map(in_words, rules)))}: "
        f"{change_in_words(together)}).{_what_grows(attribution)}"
    )


def _what_grows(attribution: xr.Dataset) -> str:
    """Which component of the lag changes more than training compute, which chip rules act on."""
    here, there = (attribution["split"].isel(regime=place).mean("member") for place in (0, 1))
    grown = here - there
    most = str(grown["part"].values[int(np.argmax(grown.values))])
    compute = float(grown.sel(part=COMPUTE))
    largest = float(grown.sel(part=most))
    if most == COMPUTE or largest < ROUNDS_TO_ZERO:
        return ""
    return (
        f" Of the components of the lag, {in_words(most)} grows by {months(largest)}, and "
        f"{in_words(COMPUTE)}, on which chip rules act, changes by {compute:+z.1f} months."
    )


COMPUTE = "training_compute"
"""The component of the lag that chips decide."""


def sentence_less_together(attribution: xr.Dataset) -> str:
    """Why two instruments do less than one of them alone; empty if no two do."""
    of_members = attribution["joint"].values
    joint = of_members.mean(axis=-1)
    alone = np.diag(joint)
    # of a row's instrument alone, less of it together with a column's
    lost = lower_ends(np.einsum("iim->im", of_members)[:, None] - of_members)
    lost = np.where(alone[:, None] >= ROUNDS_TO_ZERO, lost, 0.0)
    one, other = np.unravel_index(int(lost.argmax()), lost.shape)
    if lost[one, other] < ROUNDS_TO_ZERO:
        return ""
    names = [in_words(str(attribution["instrument"].values[place])) for place in (one, other)]
    overlap = joint[one, other] - alone[one] - alone[other]
    return (
        f"With {names[0]} alone the lag is {change_in_words(alone[one])}, with {names[1]} alone "
        f"{change_in_words(alone[other])}, and with both {change_in_words(joint[one, other])}: "
        f"both do less than one, because their interaction is {overlap:+z.1f} months."
    )


def sentence_judged(judged: xr.Dataset) -> str:
    """On which instrument's judged levels the lag depends most."""
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
        f"{sentence_case(join_names(names))} together move the lag by {months(means[i, j])} {more} "
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
    known = {str(name) for name in of_outcome["input"].values}
    alone = {
        words: of_outcome[["first_order", "first_order_interval"]].sel(input=name)
        for words, name in SOURCES.items()
        if name in known
    }
    order = sorted(alone, key=lambda words: -float(alone[words]["first_order"]))
    parts = {words: min(1.0, max(0.0, float(alone[words]["first_order"]))) for words in order}
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
    return (
        f"{over}, the largest share of {what} is due to {entries[0]}, then "
        f"{join_names(entries[1:])}, each alone{together}."
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
    names = leading(of_outcome, MOST_INPUTS_NAMED)
    entries = [
        f"{in_words(name)} ({float(of_outcome['total_order'].sel(input=name)):z.2f})"
        for name in names
    ]
    return (
        f"The inputs that matter most for {OUTCOME_NAMES[outcome]}, alone or with others (index of "
        f"total order), are {join_names(entries)}."
    )


def is_informative(of_outcome: xr.Dataset) -> bool:
    """Whether the indices of an outcome have converged, and one at least is clearly above zero."""
    singles = of_outcome.isel(input=np.flatnonzero(of_outcome["kind"].values != "group"))
    clear = (singles["total_order_interval"].isel(bound=0) > 0.0).any()
    return bool(of_outcome["converged"]) and bool(clear)


def sentence_without_indices(indices: xr.Dataset, outcome: str) -> str:
    """Why indices are not shown; empty if they are."""
    of_outcome = indices.sel(outcome=outcome)
    name = OUTCOME_NAMES[outcome]
    if not np.isfinite(of_outcome["total_order"]).any():
        return f"There is nothing to explain in the spread of {name}: it does not vary."
    if is_informative(of_outcome):
        return ""
    reason = (
        "none can be told from zero"
        if of_outcome["converged"]
        else "they have not converged: with half of the sample, one differs by up to "
        f"{float(of_outcome['largest_move']):z.2f}"
    )
    return (
        f"Sobol indices of {name} are not shown. In a sample of {indices.attrs['members']:,} "
        f"members, {reason}."
    )


def sentence_convergence(indices: xr.Dataset, outcome: str) -> str:
    """That a larger sample would give the same indices."""
    return (
        f"For {OUTCOME_NAMES[outcome]}, the first {LEADING_INPUTS} indices have converged: half "
        "the sample gives the same."
    )
