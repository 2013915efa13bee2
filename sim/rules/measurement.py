"""What indices of capability show: scores are capability with errors, and some models go untested.

An index puts a model at :math:`\\alpha + \\beta c` plus an error. A lag counts months between
scores of one index, so its :math:`\\alpha` and :math:`\\beta > 0` move no lag: scores are written
here on the scale of capability, log10 effective FLOP, and errors in dex, an index's points divided
by its points a dex.
"""

import math

from sim.rules.numerics import exponential, rule


@rule
def family_error(error, shared, draw):
    r"""What all indices get wrong of a generation of models, :math:`\sigma \sqrt{\rho} \, z`.

    Tests reward some ways of training more than others, and all of them alike.

    Parameters
    ----------
    error : float
        :math:`\sigma`, standard deviation of one score, dex.
    shared : float
        :math:`\rho`, part of its variance that the indices and a generation's releases share.
    draw : float
        A standard normal draw a generation.

    Returns
    -------
    float
        Dex.
    """
    return error * math.sqrt(shared) * draw


@rule
def index_score(capability, of_family, error, shared, draw):
    r"""A release on one index, :math:`c + e_f + \sigma \sqrt{1 - \rho} \, z`.

    Parameters
    ----------
    capability : float
        Of the release, log10 effective FLOP.
    of_family : float
        The error that it shares with its generation and with other indices, dex.
    error, shared : float
        Standard deviation of one score, dex, and the part of its variance that is shared.
    draw : float
        A standard normal draw for the release on this index.

    Returns
    -------
    float
        Log10 effective FLOP, as measured.

    References
    ----------
    Owen (2024), How predictable is language model benchmark performance? Errors of scores around
    their trend in effective compute.
    """
    return capability + of_family + error * math.sqrt(1.0 - shared) * draw


RANK_SCALE = 0.3
"""Dex behind its region's best at which a release's extra chance of a test falls to a third."""


@rule
def chance_of_test(coverage, coverage_of_best, behind):
    r"""Chance that indices test a release: it grows with rank.

    .. math:: p = p_0 + (p_1 - p_0) e^{-d / 0.3}

    Parameters
    ----------
    coverage, coverage_of_best : float
        :math:`p_0` of a release far behind, :math:`p_1` of a new best of its region.
    behind : float
        d, the best of its region so far less the release, dex; below zero for a new best.

    Returns
    -------
    float
        0 to 1.
    """
    return coverage + (coverage_of_best - coverage) * exponential(-max(0.0, behind) / RANK_SCALE)


@rule
def is_tested(chance, draw):
    """Whether indices test a release: a uniform draw below its chance (`chance_of_test`)."""
    return draw < chance


@rule
def share_or_missing(part, whole):
    """A part of a whole as a share, 0 to 1; missing where there is nothing to take a part of."""
    if whole > 0.0:
        return part / whole
    return math.nan
