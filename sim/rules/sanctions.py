"""What a measure lets through, and what it provokes."""

import math

from sim.rules.numerics import rule, select

DENSITY_CLAUSE_TPP = 1600.0
"""Total processing performance from which the density cap applies (3A090.a.2 of October 2023)."""


BITS = 16.0
"""Bit length at which throughput is counted: TPP is 16 x dense TFLOP/s."""


@rule
def total_processing_performance(tflops):
    """TPP of a chip: bit length times dense TFLOP/s at that length."""
    return BITS * tflops


@rule
def barred(tpp, interconnect, density, tpp_cap, interconnect_cap, density_cap):
    """Whether a chip may not be sold.

    Barred iff (TPP >= tpp_cap and interconnect >= interconnect_cap) or (TPP >= 1600 and
    density >= density_cap).

    Parameters
    ----------
    tpp : float
        Total processing performance, dense TFLOP/s times bit length.
    interconnect : float
        GB/s.
    density : float
        Performance density, TPP a square millimetre.
    tpp_cap, density_cap : float
        Infinite where the clause bars nothing.
    interconnect_cap : float
        Minus infinity where the clause sets no condition.

    Returns
    -------
    bool

    References
    ----------
    Bureau of Industry and Security, interim final rules of 7 October 2022 and 17 October 2023.
    """
    by_performance = tpp >= tpp_cap and interconnect >= interconnect_cap
    by_density = tpp >= DENSITY_CLAUSE_TPP and density >= density_cap
    return by_performance or by_density


@rule
def let_through(amount, level):
    """What passes an instrument at a level from 0 to 1: amount x (1 - level), in amount's unit."""
    return amount * (1.0 - level)


@rule
def withheld(amount, level):
    """What an instrument at a level from 0 to 1 stops: amount x level, in amount's unit."""
    return amount * level


@rule
def capital_barrier(level, to_target, from_sender, from_ally, allied_part):
    """Part of an investor's money that may not go to a lab.

    Parameters
    ----------
    level : float
        The instrument `capital`, 0 to 1.
    to_target, from_sender, from_ally : bool
        Where the lab is, and where the money comes from.
    allied_part : float
        How much of the barrier the sender's allies take over, 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    if not to_target:
        return 0.0
    if from_sender:
        return level
    if from_ally:
        return level * allied_part
    return 0.0


@rule
def direct_investment_risk(sanction_share, intensity, domestic_conditions):
    r"""Risk that foreign direct investors see, :math:`\omega s + (1 - \omega) d`.

    Parameters
    ----------
    sanction_share : float
        :math:`\omega`, part of the fall that sanctions caused; the article does not identify it.
    intensity : float
        Sanction intensity, 1 in December 2023 as enacted.
    domestic_conditions : float
        Conditions at home from 2022, 1 in December 2023.

    Returns
    -------
    float
        1 in December 2023.
    """
    return sanction_share * intensity + (1.0 - sanction_share) * domestic_conditions


@rule
def stockpiling_factor(stockpiling, window):
    r"""How much larger orders are that a measure announced will soon bar.

    .. math:: 1 + x \cdot 12 / n

    A share x of the coming year's orders is brought forward into the n months before the effect.

    Parameters
    ----------
    stockpiling : float
        The follower's response, 0 to 1.
    window : float
        Months between announcement and effect; zero where none is pending.

    Returns
    -------
    float
        At least 1.
    """
    if window <= 0.0:
        return 1.0
    return 1.0 + stockpiling * 12.0 / window


@rule
def restricts(tpp_cap, density_cap):
    """Whether any cap on chips is in force: an infinite cap bars nothing."""
    return min(tpp_cap, density_cap) < math.inf


@rule
def precaution_factor(stockpiling, ban_chance):
    r"""How much larger orders are of chips that the next rule might bar, :math:`1 + x p`.

    Once some chips are barred, buyers expect the next step before it is announced.

    Parameters
    ----------
    stockpiling : float
        x, the follower's response, 0 to 1: what it would bring forward of a certain year's ban.
    ban_chance : float
        p, chance a year that buyers give to a rule that bars what they may still buy.

    Returns
    -------
    float
        At least 1.
    """
    return 1.0 + stockpiling * ban_chance


@rule
def rush_factor(is_warned, precaution, is_announced, stockpiling):
    """How much larger orders of a chip are for fear of the next rule, at least 1.

    Parameters
    ----------
    is_warned, is_announced : bool
        Whether some chips are barred already, and whether an announced step bars this one.
    precaution, stockpiling : float
        Factors on orders for the one and the other (`precaution_factor`, `stockpiling_factor`):
        the larger of them holds.

    Returns
    -------
    float
        At least 1.
    """
    return max(select(is_warned, precaution, 1.0), select(is_announced, stockpiling, 1.0))


@rule
def material_cost_factor(retaliation, cost_share):
    """Factor on the sender's chip cost under limits on critical materials: 1 + k x.

    Parameters
    ----------
    retaliation : float
        The follower's response, 0 to 1.
    cost_share : float
        k: rise of the cost of a chip under a complete stop.

    Returns
    -------
    float
        At least 1.
    """
    return 1.0 + cost_share * retaliation
