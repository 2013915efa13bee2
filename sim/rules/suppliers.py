"""Chips: menus, export variants, production, prices, roadmaps, capacity, yield."""

from sim.rules.numerics import exponential, power, rule
from sim.rules.sanctions import BITS, DENSITY_CLAUSE_TPP

H100_TFLOPS = 989.0


@rule
def beyond_record(value, growth, generations):
    """A chip's figure some generations after the record's last: value x growth ** generations."""
    return value * power(growth, generations)


@rule
def launch_beyond_record(last_launch, generations, cadence):
    """Reference month of a launch some generations after the record's last, cadence apart."""
    return last_launch + generations * cadence


@rule
def software_friction(at_start, installed, scale, exponent):
    r"""Part of a domestic chip's throughput that its software loses.

    .. math:: f = f_0 (1 + B / B_0)^{-\theta}

    It falls with the installed base: denial today builds the competitor of tomorrow.

    Parameters
    ----------
    at_start : float
        :math:`f_0`, 0 to 1.
    installed, scale : float
        Chips sold so far, and the base at which learning begins to tell, H100e.
    exponent : float
        :math:`\theta`.

    Returns
    -------
    float
        0 to 1.

    References
    ----------
    The infant-industry argument: Melitz (2005), Journal of International Economics 66(1).
    """
    return at_start * power(1.0 + installed / scale, -exponent)


@rule
def software_usability(at_start, own_friction, installed, scale, exponent):
    r"""Part of a chip's throughput that its software leaves, :math:`1 - f`.

    Parameters
    ----------
    at_start, own_friction : float
        Friction of a newcomer at the start, 0 to 1, and the designer's own part of it, 0 to 1:
        their product is :math:`f_0` of `software_friction`.
    installed, scale : float
        Chips sold so far, and the base at which learning begins to tell, H100e.
    exponent : float
        How fast friction falls with the installed base.

    Returns
    -------
    float
        0 to 1.
    """
    return 1.0 - software_friction(at_start * own_friction, installed, scale, exponent)


@rule
def variant_throughput(throughput, area, share, tpp_cap, density_cap):
    r"""Throughput of an export variant that is cut to a performance cap.

    .. math:: \min(T, s \cdot \min(P, \max(D A, 1600)) / 16)

    Parameters
    ----------
    throughput : float
        The standard chip's dense TFLOP/s.
    area : float
        Die area, square millimetres.
    share : float
        How much of what is allowed the supplier dares to use, below one.
    tpp_cap, density_cap : float
        P and D; infinite where the clause bars nothing.

    Returns
    -------
    float
        Dense TFLOP/s of a chip that the predicate does not bar.
    """
    allowed = min(tpp_cap, max(density_cap * area, DENSITY_CLAUSE_TPP))
    return min(throughput, share * allowed / BITS)


@rule
def variant_interconnect(interconnect, share, cap):
    """Interconnect of a variant, GB/s: the standard chip's, or a share below one of the cap."""
    return min(interconnect, share * cap)


@rule
def variant_density(density, throughput, standard):
    """Performance density of a variant on the standard chip's die, TPP a square millimetre."""
    return density * throughput / standard


@rule
def large_run_usability(interconnect, standard, exponent):
    """Part of a variant's throughput that serves large runs, by its cut interconnect."""
    return power(min(1.0, interconnect / standard), exponent)


@rule
def variant_usability(software, large_runs):
    """Part of a variant's throughput that serves large runs: what software and links both leave."""
    return software * large_runs


@rule
def variant_price(price, throughput, standard, exponent):
    """Price of a variant, USD: price x (throughput / standard) ** exponent."""
    return price * power(throughput / standard, exponent)


@rule
def share_made_abroad(capacity_abroad, capacity_home, refused):
    """Part of a designer's orders that foreign foundries make.

    Free choice follows capacity; what is refused falls back on the home foundry.

    Parameters
    ----------
    capacity_abroad, capacity_home : float
        Good chips a month.
    refused : float
        The instrument `foundry` where it applies, 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    everywhere = capacity_abroad + capacity_home
    if everywhere <= 0.0:
        return 0.0
    return capacity_abroad / everywhere * (1.0 - refused)


@rule
def fill(available, wanted):
    """Part of each order that is met when rationing is pro rata, 0 to 1."""
    if wanted <= available:
        return 1.0
    return max(0.0, available) / wanted


@rule
def chips_for(money, price):
    """Chips that an order in billions buys at a price in USD."""
    if price <= 0.0:
        return 0.0
    return money * 1e9 / price


@rule
def affordable(cash, budget, wanted):
    r"""Part of extra orders that nine tenths of the cash left can pay.

    .. math:: \min(1, 0.9 \max(0, M - B) / W)

    Parameters
    ----------
    cash, budget : float
        M and B: the lab's money, and what it spends on chips anyway, bn USD.
    wanted : float
        W, extra orders, bn USD; above zero.

    Returns
    -------
    float
        0 to 1.
    """
    return min(1.0, 0.9 * max(0.0, cash - budget) / wanted)


@rule
def markup(current, normal, tightness, elasticity, speed):
    r"""Price over cost, moving with excess demand, never below one.

    .. math:: m' = \max(1, m + v [\bar m \tau^\epsilon - m])

    Parameters
    ----------
    current, normal : float
        Price over cost now, and where demand meets supply.
    tightness : float
        :math:`\tau`, chips ordered over good chips that could be made, taken from 0.1 to 10.
    elasticity, speed : float
        :math:`\epsilon`, and the share of the distance covered in a month.

    Returns
    -------
    float
        At least 1: the floor is at cost.
    """
    bounded = min(10.0, max(0.1, tightness))
    return max(1.0, current + speed * (normal * power(bounded, elasticity) - current))


@rule
def research_pace(revenue, reference, elasticity):
    r"""Pace of a roadmap by the revenue that pays for it, :math:`(V / \bar V)^\lambda`.

    Lost sales slow the sender: the cost of sanctions to who imposes them.

    Parameters
    ----------
    revenue, reference : float
        Bn USD a month: a year's mean, and the exogenous path it is measured against.
    elasticity : float
        :math:`\lambda`.

    Returns
    -------
    float
        Reference months a month; the ratio is taken between 0.2 and 3.
    """
    return power(min(3.0, max(0.2, revenue / reference)), elasticity)


@rule
def node_pace(made_abroad, leading_pace, denial_effect, lithography):
    r"""Pace that the node allows a roadmap, :math:`w \nu + (1 - w)(1 - \psi x)`.

    Parameters
    ----------
    made_abroad : float
        w, part made at foreign foundries, on the leading node.
    leading_pace : float
        :math:`\nu`, pace of the leading node.
    denial_effect, lithography : float
        :math:`\psi`, and the instrument where it applies, 0 to 1.

    Returns
    -------
    float
        Reference months a month.
    """
    return made_abroad * leading_pace + (1.0 - made_abroad) * (1.0 - denial_effect * lithography)


@rule
def roadmap_pace(of_node, of_research):
    """Pace of a roadmap, reference months a month: what its node allows, times what is paid for."""
    return of_node * of_research


@rule
def moving_average(average, latest):
    r"""A year's mean of monthly sales, updated, :math:`\bar V + (V - \bar V) / 12`.

    Parameters
    ----------
    average, latest : float
        The mean so far, and this month's sales, bn USD a month.

    Returns
    -------
    float
        Bn USD a month: an exponential moving average that forgets a twelfth a month.
    """
    return average + (latest - average) / 12.0


@rule
def capacity_growth(capacity, investment, unit_cost, fastest):
    r"""Chips a month that a month's investment adds.

    .. math:: g K (1 - e^{-I / (g K u)}) \le I / u

    Cheap at first, then bound by how fast a fab can grow.

    Parameters
    ----------
    capacity : float
        K, chips started a month.
    investment : float
        I, bn USD this month.
    unit_cost : float
        u, thousand USD for one more chip a month.
    fastest : float
        g, largest growth in a month.

    Returns
    -------
    float
        Chips a month.
    """
    bound, affordable = fastest * capacity, investment * 1e6 / unit_cost
    # the difference is rounded, and would exceed what next to no money buys
    return min(affordable, bound * (1.0 - exponential(-affordable / bound)))


@rule
def learned_yield(at_start, best, experience, exponent):
    r"""Yield by Wright's law on the failures.

    .. math:: y = y_{max} - (y_{max} - y_0) E^{-b}

    Parameters
    ----------
    at_start, best : float
        0 to 1.
    experience : float
        E, cumulative chips started over those at the start, at least 1.
    exponent : float
        b.

    Returns
    -------
    float
        0 to 1.

    References
    ----------
    Wright (1936), Journal of the Aeronautical Sciences 3(4).
    """
    return best - max(0.0, best - at_start) * power(experience, -exponent)
