"""Know-how and breakthroughs: what a lab finds, and what reaches it from others."""

import math

from sim.rules.numerics import logarithm, power, rule

LEAST_RATIO, LARGEST_RATIO = 1e-3, 1e3
"""Bounds of a lab's compute over the reference: beyond them nothing was ever observed."""


@rule
def know_how_growth(research, reference, rate, elasticity, scarcity):
    r"""What a month of research adds, :math:`\Delta a = \gamma (R / \bar R)^\lambda S`.

    Parameters
    ----------
    research, reference : float
        Spending of the lab, and the exogenous path it is measured against, bn USD a month.
    rate : float
        :math:`\gamma`, dex a month.
    elasticity : float
        :math:`\lambda`, below one: returns diminish.
    scarcity : float
        S, what the lab's compute makes of it, 1 at the reference (`scarcity_factor`).

    Returns
    -------
    float
        Dex; nothing without spending.

    References
    ----------
    Ho et al. (2024) for the rate, a factor of about 3 a year; Bloom et al. (2020), American
    Economic Review 110(4), for diminishing returns to research effort.
    """
    return rate * power(research / reference, elasticity) * scarcity


@rule
def scarcity_factor(compute, reference, elasticity):
    r"""Factor on know-how growth by the lab's compute, :math:`(K / \bar K)^m`.

    Scarce compute starves experiments (m above zero) and turns research to efficiency (below
    zero). Nobody knows which of them wins.

    Parameters
    ----------
    compute, reference : float
        K, what the lab owns and leases, and the path of a leading lab's, H100e.
    elasticity : float
        m.

    Returns
    -------
    float
        A positive factor; the ratio is taken between a thousandth and a thousand.

    References
    ----------
    Hicks (1932), The Theory of Wages; Popp (2002), American Economic Review 92(1).
    """
    return power(min(LARGEST_RATIO, max(LEAST_RATIO, compute / reference)), elasticity)


@rule
def spillover(own, best, rate):
    """What flows in from a better one: rate x max(0, best - own), dex a month."""
    return rate * max(0.0, best - own)


@rule
def knowledge_after_a_month(own, gained, published_at_home, published_abroad, rate_at_home,
                            rate_abroad):  # fmt: skip
    r"""Know-how, or breakthroughs, after a month's gain and what others published.

    .. math:: a' = a + \Delta a + s_h \max(0, a_h - a) + s_f \max(0, a_f - a)

    Parameters
    ----------
    own, gained : float
        What the lab knew, and what it found by itself this month, dex.
    published_at_home, published_abroad : float
        The best of the lab's own region and of all others, as it stood before the delay of
        publication, dex.
    rate_at_home, rate_abroad : float
        Parts of the distance that flow in within a month (`spillover`).

    Returns
    -------
    float
        Dex.
    """
    return (
        own
        + gained
        + spillover(own, published_at_home, rate_at_home)
        + spillover(own, published_abroad, rate_abroad)
    )


@rule
def with_leaks(own, best, rate):
    r"""Knowledge with what leaks of secrets, :math:`a + \lambda \max(0, a^* - a)`.

    What is not published moves with people, slowly, and knows no delay.

    Parameters
    ----------
    own, best : float
        The lab's, and the best anywhere at present, dex.
    rate : float
        :math:`\lambda`, part of the distance that leaks within a month.

    Returns
    -------
    float
        Dex.
    """
    return own + spillover(own, best, rate)


@rule
def breakthrough_chance(a_year, research, all_research):
    """Chance that a lab makes a breakthrough this month.

    The world's rate, shared by research spending, so that it does not grow with the number of labs.

    Parameters
    ----------
    a_year : float
        Breakthroughs a year, everywhere.
    research, all_research : float
        The lab's spending and everyone's, bn USD a month.

    Returns
    -------
    float
        0 to 1.
    """
    if all_research <= 0.0:
        return 0.0
    return a_year / 12.0 * research / all_research


@rule
def breakthrough_size(mean, chance, draw):
    r"""Size of a breakthrough, a Weibull draw of shape 2: :math:`2 \mu \sqrt{-\ln (u / p) / \pi}`.

    The draw that lies below the chance of a breakthrough is, over that chance, uniform again. So
    one that becomes less likely becomes smaller before it fails to come.

    Parameters
    ----------
    mean : float
        :math:`\mu`, dex.
    chance, draw : float
        p, chance of the breakthrough, and u, the uniform draw below it that made it.

    Returns
    -------
    float
        Dex; nearly four in five lie within a factor of two of the mean, and none runs away.

    References
    ----------
    Davidson et al. (2023), AI capabilities can be significantly improved without expensive
    retraining: gains worth 5 to 30 times the compute, so about as wide as this.
    """
    return 2.0 * mean * math.sqrt(-logarithm(draw / chance) / math.pi)
