"""Chips on their way to labs: prices, what is paid and received, wear."""

from sim.rules.numerics import rule
from sim.rules.sanctions import material_cost_factor
from sim.rules.suppliers import H100_TFLOPS


@rule
def chip_cost(list_price, normal_markup, retaliation, material_share):
    r"""Cost of a chip, :math:`p / \bar m \, (1 + k x)`, USD.

    Parameters
    ----------
    list_price, normal_markup : float
        :math:`p` on record, USD, and price over cost where demand meets supply.
    retaliation, material_share : float
        x, the follower's response where it hits the maker, 0 to 1, and k: rise of the cost under a
        complete stop (`material_cost_factor`).

    Returns
    -------
    float
        USD.
    """
    return list_price / normal_markup * material_cost_factor(retaliation, material_share)


@rule
def chip_price(cost, markup):
    """Price of a chip, USD: cost times price over cost."""
    return cost * markup


@rule
def price_with_surcharge(price, surcharge):
    """What a buyer pays, USD: the price with a levy or the grey market's premium on top."""
    return price * (1.0 + surcharge)


@rule
def revenue_without_surcharge(paid, surcharge):
    """What the designer books, bn USD: the payment less the levy or the premium in it."""
    return paid / (1.0 + surcharge)


@rule
def filled_amount(amount, fill):
    """What of an order is met when a part of each is filled, in its unit."""
    return amount * fill


@rule
def h100_equivalents(chips, tflops):
    r"""Throughput of some chips in H100 equivalents, :math:`N \cdot \mathrm{TFLOP/s} / 989`.

    Parameters
    ----------
    chips : float
        Number of chips.
    tflops : float
        Dense 16-bit TFLOP/s of one.

    Returns
    -------
    float
        H100e.
    """
    return chips * tflops / H100_TFLOPS


@rule
def usable_compute(throughput, usability):
    """What of delivered chips serves large runs, H100e."""
    return throughput * usability


@rule
def depreciated(stock, rate):
    """What is left of a stock after a month, in its unit: it loses a share to failure and age."""
    return stock * (1.0 - rate)


@rule
def price_per_h100_equivalent(price, tflops):
    """Price of a chip for each H100 equivalent that it does, USD."""
    return price * H100_TFLOPS / tflops
