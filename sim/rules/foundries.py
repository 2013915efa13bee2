"""Foundries: who makes what, rationing, fees, investment, capacity and experience."""

from sim.rules.numerics import rule
from sim.rules.sanctions import let_through

LEAST = 1e-9
"""Chips, or yield, that a foundry is taken to have where it has none, so that ratios are finite."""


@rule
def good_chips(capacity, chip_yield):
    """Chips that work, a month, at full use: chips started times yield."""
    return capacity * chip_yield


@rule
def part_from_abroad(amount, part):
    """What of a designer's orders, or fees, is for its foundry abroad, in its unit."""
    return amount * part


@rule
def part_from_home(amount, part):
    """What of a designer's orders, or fees, is for its foundry at home: all but the part abroad."""
    return amount * (1.0 - part)


@rule
def mean_of_foundries(part, abroad, home):
    r"""Mean over a designer's two foundries, :math:`w x_a + (1 - w) x_h`, in their unit.

    Parameters
    ----------
    part : float
        w, part of its orders that the foundry abroad makes (`share_made_abroad`).
    abroad, home : float
        Fill or tightness of each; zero where it has none.

    Returns
    -------
    float
        In the unit of both.
    """
    return part * abroad + (1.0 - part) * home


@rule
def share_delivered_abroad(part, fill_abroad, fill):
    r"""Part of what a designer had made that came from abroad, :math:`w f_a / f`.

    Parameters
    ----------
    part : float
        w, part of its orders that the foundry abroad was asked for.
    fill_abroad, fill : float
        Parts of the orders that were made: abroad, and altogether.

    Returns
    -------
    float
        0 to 1; nothing where nothing was made.
    """
    if fill <= 0.0:
        return 0.0
    return part * fill_abroad / fill


@rule
def scarcity(requested, good):
    """Chips ordered over good chips of a region's foundries; 1 where there are none."""
    if good > 0.0:
        return requested / good
    return 1.0


@rule
def tightness(requested, good):
    """Chips ordered over good chips of one foundry: demand over supply."""
    return requested / max(good, LEAST)


@rule
def fill_rate(made, ordered):
    """Part of the orders of a region's designers that was made; 1 where there are none."""
    if ordered > 0.0:
        return made / ordered
    return 1.0


@rule
def foundry_fee(revenue, share):
    """What a designer pays for having chips made, bn USD a month: a share of its revenue."""
    return revenue * share


@rule
def state_support(support, plan, chip_share, part):
    r"""State money for a foundry, :math:`S + A / 12 \, h \, w`, bn USD a month.

    Parameters
    ----------
    support : float
        S, what it gets without any plan, bn USD a month.
    plan : float
        A, the follower's response `ai_plus`, bn USD a year.
    chip_share : float
        h, part of the plan for chip plants.
    part : float
        w, the foundry's part of that, 0 to 1.

    Returns
    -------
    float
        Bn USD a month.
    """
    return support + (plan / 12.0 * chip_share * part)


@rule
def plants_for_foundry(plants, advanced_share, capacity, capacity_of_region):
    r"""Investment in a region's chip plants that adds to a foundry, :math:`I a K / \sum K`.

    Parameters
    ----------
    plants : float
        I, investment in the region's chip plants, bn USD a month.
    advanced_share : float
        a, part of it for chips as advanced as those of AI.
    capacity, capacity_of_region : float
        The foundry's and that of all foundries of the region, chips started a month.

    Returns
    -------
    float
        Bn USD a month.
    """
    return plants * advanced_share * (capacity / capacity_of_region)


@rule
def foundry_investment(fees, reinvested, state_money, plants):
    r"""What a foundry invests, :math:`\rho F + S + P`, bn USD a month.

    Parameters
    ----------
    fees, reinvested : float
        F, bn USD a month, and :math:`\rho`, part of them that is invested.
    state_money, plants : float
        S and P, bn USD a month (`state_support`, `plants_for_foundry`).

    Returns
    -------
    float
        Bn USD a month.
    """
    return fees * reinvested + state_money + plants


@rule
def chips_started(requested, chip_yield, capacity):
    r"""Chips that a foundry starts to meet its orders, :math:`\min(Q / y, K)`, a month.

    Parameters
    ----------
    requested : float
        Q, good chips ordered, a month.
    chip_yield : float
        y, part of the chips started that works.
    capacity : float
        K, chips that can be started a month.

    Returns
    -------
    float
        Chips a month.
    """
    return min(requested / max(chip_yield, LEAST), capacity)


@rule
def capacity_after_a_month(capacity, grown, denied, depreciation):
    r"""Capacity after a month of building and wear, :math:`K + G (1 - x) - \delta K`.

    Parameters
    ----------
    capacity : float
        K, chips started a month.
    grown : float
        G, what the month's investment adds (`capacity_growth`).
    denied : float
        x, the sender's instrument `tools` where it applies, 0 to 1.
    depreciation : float
        :math:`\delta`, part that wears out in a month.

    Returns
    -------
    float
        Chips started a month.
    """
    return capacity + (let_through(grown, denied) - capacity * depreciation)


@rule
def experience_after_a_month(experience, started, denied, capacity_at_start):
    r"""Experience by Wright's law, :math:`E + Q (1 - x) / (12 K_0)`.

    Parameters
    ----------
    experience : float
        E, years' worth of chips started at the capacity of the start; 1 at the start.
    started : float
        Q, chips started this month.
    denied : float
        x, the sender's instrument `tools` where it applies: tools without service teach nothing.
    capacity_at_start : float
        :math:`K_0`, chips started a month.

    Returns
    -------
    float
        As experience, E.
    """
    return experience + let_through(started, denied) / (12.0 * capacity_at_start)


@rule
def lithography_orders(investment, share, denied):
    r"""What a foundry buys of the supplier of lithography, :math:`I l (1 - x)`, bn USD a month.

    Parameters
    ----------
    investment : float
        I, bn USD a month.
    share : float
        l, part of an investment that buys lithography.
    denied : float
        x, the sender's instrument `lithography` where it applies, 0 to 1.

    Returns
    -------
    float
        Bn USD a month.
    """
    return let_through(investment * share, denied)
