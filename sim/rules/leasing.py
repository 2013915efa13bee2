"""Compute that has an owner and a tenant, and the part of it that serves customers."""

from sim.rules.numerics import rule
from sim.rules.sanctions import let_through
from sim.rules.suppliers import fill


@rule
def lease_budget(budget, share):
    """The part of a lab's money for compute that pays rent instead of buying chips, bn USD."""
    return budget * share


@rule
def rental_price(cheapest, rate):
    """Rent of an H100 equivalent for a month, USD: a share of the cheapest one's price abroad."""
    return rate * cheapest


@rule
def leasable_compute(stock, share):
    """What clouds lease to labs of their own region, H100e: a share of what they own."""
    return stock * share


@rule
def rentable_compute(stock, share, closed):
    r"""What clouds abroad lease to a region's labs, :math:`C r (1 - x)`, H100e.

    Parameters
    ----------
    stock : float
        C, chips of clouds outside the region, H100e.
    share : float
        r, part of them that is for lease across borders.
    closed : float
        x, the sender's instrument `cloud` where it applies, 0 to 1.

    Returns
    -------
    float
        H100e.
    """
    return let_through(stock * share, closed)


@rule
def usable_part(run_stock, stock):
    """Part of clouds' chips that serves large runs, 0 to 1; all where they own none."""
    if stock <= 0.0:
        return 1.0
    return run_stock / stock


@rule
def serving_share(without_revenue, revenue, compute, price):
    r"""Part of its compute with which a lab serves customers: odds that grow with revenue.

    .. math:: \frac{v}{1 - v} = \frac{v_0}{1 - v_0} \left(1 + \frac{R}{p K}\right)

    Parameters
    ----------
    without_revenue : float
        :math:`v_0`, the part where revenue is small for the compute, below 1.
    revenue : float
        R, bn USD a month.
    compute : float
        K, what the lab owns and leases, H100e.
    price : float
        p, rent of an H100 equivalent, USD a month.

    Returns
    -------
    float
        0 to 1.
    """
    worth = compute * price * 1e-9
    if worth <= 0.0:
        return without_revenue
    odds = without_revenue / (1.0 - without_revenue) * (1.0 + revenue / worth)
    return odds / (1.0 + odds)


@rule
def met_part(available, wanted):
    """Part of a wish to lease that is met, 0 to 1; nothing where nothing is wanted.

    Where no chip is on sale there is no rent either, and money buys nothing.
    """
    if wanted <= 0.0:
        return 0.0
    return fill(available, wanted)


@rule
def serving_compute(compute, share):
    """What of a lab's compute serves customers, H100e."""
    return compute * share


@rule
def unfilled(wanted, fill):
    """What is left of a wish of which a part is met, in its unit."""
    return wanted * (1.0 - fill)
