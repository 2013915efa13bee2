"""What a posterior's account says of how well it was sampled."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.calibration.weights import LARGEST_PARETO_K

LEAST_DISTINCT = 100.0
LARGEST_RHAT = 1.05
LARGEST_DIFFERENCE = 0.3
"""Months between quantiles of the lag of two seeds."""

COORDINATES = {
    "distinct": "the luck of a run",
    "distinct_keys": "the noise of a quarter and group of agents",
    "distinct_breakthroughs": "the breakthroughs of a quarter",
}
"""Coordinates whose distinct values count, in words."""


def failed(account: Mapping[str, Any]) -> list[str]:
    """Say which criteria a posterior fails, by the account of how it was made.

    Parameters
    ----------
    account : mapping
        Of a posterior.

    Returns
    -------
    list of str
        One clause for each criterion that is not met.
    """
    criteria = account.get("criteria")
    if criteria is None:
        return ["nothing is known of how well it was sampled"]
    clauses = [
        f"only {criteria[name]:.0f} distinct values of {what} count (at least {LEAST_DISTINCT:.0f})"
        for name, what in COORDINATES.items()
        if (criteria.get(name) or LEAST_DISTINCT) < LEAST_DISTINCT  # not all are stored
    ]
    tail = max((step["tail"] for step in account.get("steps", ())), default=0.0)
    if tail > LARGEST_PARETO_K:
        clauses.append(
            f"a few members decided a step of the tempering: Pareto's k is {tail:.2f} (at most "
            f"{LARGEST_PARETO_K})"
        )
    # a value that is not a number is the worst of all
    rhats = {year: np.inf if np.isnan(rhat) else rhat for year, rhat in criteria["rhat"].items()}
    worst = max(rhats, key=lambda year: float(rhats[year]))
    if rhats[worst] >= LARGEST_RHAT:
        clauses.append(
            f"its islands disagree on the lag {worst} years after the cut-off: R-hat is "
            f"{criteria['rhat'][worst]:.2f} (below {LARGEST_RHAT})"
        )
    seeds = criteria.get("seeds")
    if seeds is not None and max(seeds.values()) >= LARGEST_DIFFERENCE:
        apart = ", ".join(f"{months:.1f}" for months in seeds.values())
        clauses.append(
            f"with another seed, quantiles of the lag {', '.join(seeds)} years after the cut-off "
            f"differ by up to {apart} months (below {LARGEST_DIFFERENCE})"
        )
    return clauses
