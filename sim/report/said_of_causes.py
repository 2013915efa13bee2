"""Sentences about what moves the lag, and what its spread is due to."""

import numpy as np
import xarray as xr

from sim.analysis.sensitivity import INSTRUMENTS, LUCK, PARAMETERS
from sim.analysis.sobol import LEADING
from sim.calibration.targets import FOLLOWER
from sim.tables.sensitivity import SAID, leading
from sim.tables.words import LESS_THAN_SAID, REGIONS, agrees, listed, months, quoted, said, share

NAMED = 3
"""Inputs that a sentence names."""


def by_size(shared: xr.Dataset) -> list[str]:
    """Instruments, the largest mean share first, whatever its sign."""
    means = np.abs(shared["shapley"].mean("member").values)
    return [str(shared["instrument"].values[place]) for place in np.argsort(-means, kind="stable")]


def sentence_largest_share(shared: xr.Dataset) -> str:
    """Which instrument moves the lag most, and for how many the direction is settled."""
    first = by_size(shared)[0]
    mean = float(shared["shapley"].sel(instrument=first).mean())
    if abs(mean) < LESS_THAN_SAID:
        return "No instrument moves the lag on average."
    which = "longer" if mean > 0 else "shorter"
    clear, count = settled(shared), shared.sizes["instrument"]
    names = listed([said(name) for name in clear])
    rest = f"{len(clear)} of the {count} instruments that differ: {names}" if clear else "none"
    return (
        f"The largest part is due to {said(first)}, {months(mean)} {which} on average; members "
        f"agree on the direction for {rest}."
    )


def settled(shared: xr.Dataset) -> list[str]:
    """Instruments on whose direction members agree, the largest first."""
    shares = shared["shapley"]
    return [name for name in by_size(shared) if agrees(shares.sel(instrument=name).values)]


def sentence_pair(shared: xr.Dataset) -> str:
    """The pair of instruments that do most together; empty where there is only one."""
    means = shared["interaction"].mean("member").values
    pairs = [(i, j) for i in range(len(means)) for j in range(i)]
    if not pairs:
        return ""
    i, j = max(pairs, key=lambda pair: abs(means[pair]))
    if abs(means[i, j]) < LESS_THAN_SAID:
        return "No two instruments do more or less together than each alone."
    names = [said(str(shared["instrument"].values[place])) for place in (j, i)]
    more = "more" if means[i, j] > 0 else "less"
    return f"{listed(names).capitalize()} together do {months(means[i, j])} {more} than each alone."


def sentence_split(shared: xr.Dataset) -> str:
    """What most of the lag consists of, under the first regime."""
    regime = str(shared["regime"].values[0])
    means = shared["split"].sel(regime=regime).mean("member")
    total = float(means.sum())
    if total < LESS_THAN_SAID:
        return f"Under {quoted(regime)} there is no lag on average that could be split."
    place = int(np.argmax(means.values))
    part, size = said(str(means["part"].values[place])), float(means.values[place])
    behind = f"{months(size)}, is what {REGIONS[FOLLOWER]} is behind in {part}"
    how = "more than half" if size > total / 2 else "the largest part"
    if size > total:
        how, behind = "more than all", f"{behind}; other parts take some of it back"
    return f"Of the lag of {months(total)} under {quoted(regime)}, {how}, {behind}."


def sentence_spread(found: xr.Dataset, outcome: str) -> str:
    """Whether parameters, instruments or luck explain most of a spread."""
    of_outcome = found.sel(outcome=outcome)
    what = f"the spread of {SAID[outcome]}"
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
    told = [f"{words} ({share(part)} of the variance)" for words, part in parts.items()]
    over = "Over the priors and all levels of the instruments"
    first, second = (alone[words]["first_order_interval"].values for words in order[:2])
    if first[0] <= second[1]:
        return (
            f"{over}, it cannot be told what most of {what} is due to: alone, {listed(told)}; the "
            "90% intervals of the first two overlap."
        )
    rest = 1.0 - sum(parts.values())
    together = f"; the other {share(rest)} is what they do together" if rest > 0.0 else ""
    rough = "" if of_outcome["converged"] else " That is rough: the indices have not converged."
    return (
        f"{over}, the largest part of {what} is due to {told[0]}, then {listed(told[1:])}, each "
        f"alone{together}.{rough}"
    )


SOURCES = {
    "parameters that are not known": PARAMETERS,
    "the sender’s choices": INSTRUMENTS,
    "luck": LUCK,
}
"""What a spread can be due to, in words, and the inputs that stand for it."""


def sentence_leading_inputs(found: xr.Dataset, outcome: str) -> str:
    """Which single inputs matter most."""
    of_outcome = found.sel(outcome=outcome)
    if not np.isfinite(of_outcome["total_order"]).any():
        return ""
    names = leading(of_outcome, NAMED)
    told = [
        f"{said(name)} ({float(of_outcome['total_order'].sel(input=name)):.0%})" for name in names
    ]
    return (
        f"The inputs with most to do with {SAID[outcome]}, alone or with others, are "
        f"{listed(told)}."
    )


def sentence_convergence(found: xr.Dataset, outcome: str) -> str:
    """Whether a larger sample would say the same."""
    of_outcome = found.sel(outcome=outcome)
    if not np.isfinite(of_outcome["total_order"]).any():
        return ""
    about = f"{SAID[outcome]}, the first {LEADING} indices"
    if of_outcome["converged"]:
        return f"For {about} have converged: half the sample says the same."
    return (
        f"For {about} have not converged: half the sample moves one by up to "
        f"{float(of_outcome['largest_move']):.2f}, the widest interval is "
        f"{float(of_outcome['widest_interval']):.2f}. Read them as a rough ranking."
    )
