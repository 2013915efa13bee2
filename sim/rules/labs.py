"""What labs do: earn, order, research, plan runs."""

import math

from sim.rules.numerics import exponential, logarithm, power, power_of_ten, rule


@rule
def market_size(at_start, ceiling, elasticity, frontier, frontier_at_start):
    r"""AI revenue of a market.

    .. math:: M = \frac{M_0 x}{1 + M_0 x / M_{max}}, \qquad x = 10^{e (c - c_0)}

    Parameters
    ----------
    at_start, ceiling : float
        Bn USD a year.
    elasticity : float
        e, dex of revenue a dex of capability.
    frontier, frontier_at_start : float
        The best capability sold there, now and at the start, log10 effective FLOP.

    Returns
    -------
    float
        Bn USD a year, below the ceiling.
    """
    unbounded = at_start * power_of_ten(elasticity * (frontier - frontier_at_start))
    return unbounded / (1.0 + unbounded / ceiling)


@rule
def order_appeal(throughput, usability, price, sensitivity):
    r"""Weight of a chip in the choice of buyers: a logit on effective compute a dollar.

    .. math:: e^{\beta \ln v} = v^\beta, \qquad v = u \, \mathrm{TFLOP/s} / \mathrm{USD}

    Parameters
    ----------
    throughput : float
        Dense 16-bit TFLOP/s; zero where nothing is on sale.
    usability : float
        Part of it that serves large runs.
    price : float
        USD.
    sensitivity : float
        :math:`\beta`.

    Returns
    -------
    float
        Not normalised.
    """
    return power(1000.0 * throughput * usability / price, sensitivity)


@rule
def know_how_growth(research, reference, rate, elasticity):
    r"""What a month of research adds, :math:`\Delta a = \gamma (R / \bar R)^\lambda`.

    Parameters
    ----------
    research, reference : float
        Spending of the lab, and the exogenous path it is measured against, bn USD a month.
    rate : float
        :math:`\gamma`, dex a month.
    elasticity : float
        :math:`\lambda`, below one: returns diminish.

    Returns
    -------
    float
        Dex; nothing without spending.

    References
    ----------
    Ho et al. (2024) for the rate, a factor of about 3 a year; Bloom et al. (2020), American
    Economic Review 110(4), for diminishing returns to research effort.
    """
    return rate * power(research / reference, elasticity)


@rule
def spillover(own, best, rate):
    """What flows in from a better one: rate x max(0, best - own), dex a month."""
    return rate * max(0.0, best - own)


@rule
def knowledge_after_a_month(own, gained, best_at_home, best_abroad, rate_at_home, rate_abroad):
    r"""Know-how, or breakthroughs, after a month's gain and what flows in from others.

    .. math:: a' = a + \Delta a + s_h \max(0, a_h - a) + s_f \max(0, a_f - a)

    Parameters
    ----------
    own, gained : float
        What the lab knew, and what it found by itself this month, dex.
    best_at_home, best_abroad : float
        The best of the lab's own region and of all others, dex.
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
        + spillover(own, best_at_home, rate_at_home)
        + spillover(own, best_abroad, rate_abroad)
    )


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
def breakthrough_size(mean, draw):
    r"""A Weibull draw of shape 2, :math:`2 \mu \sqrt{-\ln u / \pi}`, dex.

    Parameters
    ----------
    mean : float
        :math:`\mu`, dex.
    draw : float
        A uniform draw, u.

    Returns
    -------
    float
        Dex; nearly four in five lie within a factor of two of the mean, and none runs away.

    References
    ----------
    Davidson et al. (2023), AI capabilities can be significantly improved without expensive
    retraining: gains worth 5 to 30 times the compute, so about as wide as this.
    """
    return 2.0 * mean * math.sqrt(-logarithm(draw) / math.pi)


@rule
def typical_run_share(month, lateness, delay, ceiling, midpoint, pace):
    r"""Share of its stock that a lab puts in one run, by date.

    .. math:: s = \frac{s_{max}}{1 + e^{-k (t - l d - t_0)}}

    Belief in scale spread in these years: runs of 2018 used less than a hundredth of their owner's
    chips, GPT-4 about a fifth.

    Parameters
    ----------
    month, midpoint : float
        Months since January 2018; the midpoint is that of the leading labs.
    lateness : float
        l, the lab's part of the delay, 0 for the leading labs.
    delay : float
        d, months by which the last came later to it than the first.
    ceiling : float
        Share at the end.
    pace : float
        k, a month.

    Returns
    -------
    float
        0 to 1.
    """
    return ceiling / (1.0 + exponential(-pace * (month - lateness * delay - midpoint)))


@rule
def run_share(typical, boldness, spread, draw):
    r"""Share of the stock in this generation's run, :math:`\min(0.9, s B e^{\sigma z})`.

    Drawn once a generation with a heavy tail: a bold run can stand for a year.

    Parameters
    ----------
    typical, boldness : float
        The leading labs' share by date, and the lab's against theirs.
    spread, draw : float
        Standard deviation of the logarithm, and a standard normal draw.

    Returns
    -------
    float
        0 to 0.9.
    """
    return min(0.9, typical * boldness * exponential(spread * draw))


@rule
def whole_months(draw, low, high):
    """A whole number of months from low to high, each as likely, from a uniform draw."""
    return low + float(int(draw * (high - low + 1.0)))
