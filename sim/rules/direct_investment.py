"""Foreign direct investment: inflow, what it does to funds, and where chip plants go."""

from sim.rules.numerics import exponential, logarithm, power, rule


@rule
def liquidity(inflow, peak, elasticity):
    r"""What foreign direct investment leaves of domestic venture money.

    .. math:: (I / I_{max})^\theta

    Parameters
    ----------
    inflow, peak : float
        Gross inflow, and its running maximum, bn USD a month.
    elasticity : float
        :math:`\theta`.

    Returns
    -------
    float
        0 to 1.
    """
    return power(min(1.0, inflow / peak), elasticity)


YEARS_OF_GROWTH = 4.0
"""Years from the start over which the growth of trend inflow is uncertain: up to its record."""


@rule
def trend_inflow(path, scale, growth, month):
    r"""Gross inflow without risk, :math:`\bar I s \, e^{g \min(t, 4)}`, bn USD a month.

    How far inflow would have grown without any risk is not known; measures of 2019 to 2021 and
    an unseen trend explain the record of 2021 equally well.

    Parameters
    ----------
    path : float
        Of the roster, bn USD a month.
    scale : float
        s, against the roster's.
    growth : float
        g, log points a year above the roster's, for four years.
    month : float
        Months since the start, 12 t.

    Returns
    -------
    float
        Bn USD a month.
    """
    return path * scale * exponential(growth * min(month / 12.0, YEARS_OF_GROWTH))


@rule
def desired_inflow(trend, sensitivity, risk):
    r"""Gross inflow that the risk allows, :math:`\bar I e^{-\gamma r}`, bn USD a month."""
    return trend * exponential(-sensitivity * risk)


@rule
def adjusted(current, desired, speed):
    """First-order adjustment: a share `speed` of the distance is covered in a month."""
    return current + speed * (desired - current)


@rule
def repatriation(trend, share, sensitivity, risk):
    r"""What foreign investors take out, :math:`\bar I \rho e^{\delta r}`.

    Parameters
    ----------
    trend : float
        Trend of the gross inflow, bn USD a month.
    share : float
        :math:`\rho`, part of it that leaves without risk.
    sensitivity : float
        :math:`\delta`.
    risk : float
        1 in December 2023.

    Returns
    -------
    float
        Bn USD a month; net inflow is negative where it exceeds the gross.
    """
    return trend * share * exponential(sensitivity * risk)


@rule
def net_inflow(inflow, spread, shock, repatriated):
    r"""Foreign direct investment less what is taken out, :math:`I (1 + \sigma z) - R`.

    Parameters
    ----------
    inflow : float
        I, gross inflow, bn USD a month.
    spread, shock : float
        :math:`\sigma`, standard deviation of a month's shock, and z, its standard normal draw.
    repatriated : float
        R, bn USD a month (`repatriation`).

    Returns
    -------
    float
        Bn USD a month, negative where more leaves than comes.
    """
    return inflow * (1.0 + spread * shock) - repatriated


@rule
def expected_return(pull, scarcity_effect, scarcity):
    r"""Return that chip makers expect of a region, :math:`a + \rho \ln q`, log points.

    Parameters
    ----------
    pull : float
        What a region offers besides: cost, customers, suppliers.
    scarcity_effect, scarcity : float
        :math:`\rho`, and chips ordered over good chips of the region's foundries, taken from 0.1
        to 10.

    Returns
    -------
    float
        Log points.
    """
    return pull + scarcity_effect * logarithm(min(10.0, max(0.1, scarcity)))


@rule
def plant_attraction(pull, subsidy_effect, subsidy, risk_effect, risk):
    r"""Weight of a region for a chip plant, :math:`e^{a + k_s S - k_r R}`.

    Parameters
    ----------
    pull : float
        Expected return there (`expected_return`), log points.
    subsidy_effect, subsidy : float
        Log points for the sender's subsidy of 2022, and its level (1 in 2022).
    risk_effect, risk : float
        Log points for certain denial of equipment and orders, and its level, 0 to 1.

    Returns
    -------
    float
        Not normalised.

    References
    ----------
    Figures S009 to S014: China's share of the world's investment in chip plants, 2018 and 2022.
    """
    return exponential(pull + subsidy_effect * subsidy - risk_effect * risk)


@rule
def plant_investment(worldwide, share):
    """A region's part of the world's investment in chip plants, bn USD a month."""
    return worldwide * share
