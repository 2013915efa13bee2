"""Which instrument of strict controls matters most, and what would overturn it, for the README."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from sim.settings.settings import Settings
    from sim.world.draws import Draws

SCENARIO, MEMBERS = "strict_controls", 256

CHANCE = 0.05
"""Probability of one rank correlation as large by chance, among all parameters (Bonferroni)."""


@cache
def attribution_answer() -> str:
    """Sentences on the shares of instruments, on their order, and on what that depends on.

    Runs every combination of the instruments, which takes a minute.
    """
    from sim.analysis.attribution import attribute
    from sim.analysis.options import Attribute
    from sim.calibration.members import draws_of
    from sim.report.sentences_on_causes import sentence_largest_share
    from sim.settings.compose import compose

    settings = compose(SCENARIO, [f"ensemble.members={MEMBERS}"])
    task = Attribute(against=settings.reference().title)
    found = attribute(settings, task)
    about = (
        f"At the end of {task.date:%B %Y}, calibration `{settings.calibration.name}`, {MEMBERS} "
        "members."
    )
    return " ".join(
        [sentence_largest_share(found), about, sentence_order(found, settings, draws_of(settings))]
    )


def sentence_order(attribution: "xr.Dataset", settings: "Settings", draws: "Draws") -> str:
    """In how many members the second instrument does more than the first, and on what that depends.

    Parameters
    ----------
    attribution : xarray.Dataset
        Of `sim.analysis.attribution.attribute`.
    settings : Settings
        With what would revise each parameter.
    draws : Draws
        The members.
    """
    from scipy.stats import spearmanr

    from sim.report.sentences_on_causes import by_size
    from sim.tables.words import in_words, share

    first, second = by_size(attribution)[:2]
    shares = attribution["shapley"]
    ahead = shares.sel(instrument=first).values - shares.sel(instrument=second).values
    known = {name: values for name, values in draws.values.items() if np.ptp(values) > 0}
    ranks = {name: spearmanr(values, ahead) for name, values in known.items()}
    most = min(ranks, key=lambda name: float(ranks[name].pvalue))
    order = (
        f"In {share(float((ahead < 0).mean()))} of members {in_words(second)} does more than "
        f"{in_words(first)}."
    )
    if float(ranks[most].pvalue) * len(ranks) > CHANCE:
        return (
            f"{order} No single parameter decides which of the two does more: of {len(ranks)} none "
            "has a rank correlation with the difference beyond chance. Evidence on what the "
            "instruments close, as in the list of limits, could reverse the order."
        )
    return (
        f"{order} Which of the two does more depends most on `{most}` (rank correlation "
        f"{float(ranks[most].statistic):+.2f}). Evidence on it could reverse the order: "
        f"{settings.calibration.parameters[most].revised_by}."
    )
