"""What labs order: research and chips, chips at home, smuggled ones, rent, stockpiling."""

from sim.rules.investors import share_of
from sim.rules.numerics import rule, select
from sim.rules.sanctions import let_through


@rule
def spending(cash, rate):
    """What a lab spends this month, bn USD: a share of its money."""
    return cash * rate


@rule
def compute_budget(spent, compute_share):
    """The part of a month's spending that pays for compute, bn USD; the rest is research."""
    return spent * compute_share


@rule
def research_budget(spent, compute):
    """What a month's spending leaves for research after the budget for compute, bn USD."""
    return spent - compute


@rule
def chip_budget(compute, rent):
    """What the budget for compute leaves for chips after rent is set aside, bn USD."""
    return compute - rent


@rule
def domestic_quota(substitution, home_fill, appeal_of_home):
    r"""Part of the follower's orders that must be domestic, where supply allows.

    .. math:: q = x f \quad \text{if anything from home is on sale, else } 0

    Parameters
    ----------
    substitution : float
        x, the follower's response, 0 to 1.
    home_fill : float
        f, part of its designers' orders that was made last month: a quota cannot be met by chips
        that nobody makes.
    appeal_of_home : float
        Summed appeal of the chips from home that the lab may buy.

    Returns
    -------
    float
        0 to 1.
    """
    return select(appeal_of_home > 0.0, substitution * home_fill, 0.0)


@rule
def domestic_orders(budget, quota):
    """Orders that a quota reserves for chips from home, bn USD."""
    return budget * quota


@rule
def restricted_orders(budget, domestic, appeal_of_barred, appeal_of_all):
    r"""Orders that would go to barred chips if all were sold, :math:`(B - D) \, b / a`, bn USD.

    Parameters
    ----------
    budget, domestic : float
        B and D: the budget for chips, and what is reserved for chips from home, bn USD.
    appeal_of_barred, appeal_of_all : float
        b and a, summed appeal of the chips that are barred, and of all, barred or not.

    Returns
    -------
    float
        Bn USD a month.
    """
    return share_of(budget - domestic, appeal_of_barred, appeal_of_all)


@rule
def grey_market_orders(restricted, share, enforcement):
    r"""Barred orders that go to the grey market, :math:`R g (1 - x)`, bn USD.

    Parameters
    ----------
    restricted : float
        R, orders for chips that are barred, bn USD.
    share : float
        g, part of them that smugglers serve where nobody hinders them.
    enforcement : float
        x, the sender's instrument, 0 to 1.

    Returns
    -------
    float
        Bn USD a month.
    """
    return let_through(restricted * share, enforcement)


@rule
def rental_orders(unmet, share):
    """Money for barred chips that smugglers do not serve which rents compute abroad, bn USD."""
    return unmet * share


@rule
def unmet_orders(restricted, grey):
    """Barred orders that the grey market does not serve, bn USD."""
    return restricted - grey


@rule
def open_market_orders(budget, domestic, grey, rented):
    r"""What the open market gets of a budget for chips, :math:`B - D - G - R`, bn USD.

    Parameters
    ----------
    budget, domestic, grey, rented : float
        The budget, and its parts for chips from home, for smuggled chips and for rent, bn USD.

    Returns
    -------
    float
        Bn USD a month.
    """
    return budget - domestic - grey - rented


@rule
def rushed_orders(order, rush):
    """What stocking up adds to an order, bn USD: the factor of `stockpiling_factor` less one."""
    return order * (rush - 1.0)


@rule
def order_with_rush(order, rush, affordable):
    r"""An order with as much of the rush as the lab can pay, :math:`O (1 + a (r - 1))`, bn USD.

    Parameters
    ----------
    order : float
        O, without stocking up, bn USD.
    rush : float
        r, how much larger it would be (`stockpiling_factor`).
    affordable : float
        a, part of all extra orders that the lab can pay, 0 to 1.

    Returns
    -------
    float
        Bn USD a month.
    """
    return order * (1.0 + affordable * (rush - 1.0))
