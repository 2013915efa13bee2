"""What labs do with markets: earn, and choose chips."""

from sim.rules.numerics import power, power_of_ten, rule


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
