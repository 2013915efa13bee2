"""Start-ups enter where money is plentiful, and fail where it runs out."""

from sim.rules.numerics import rule

CAPABILITY_OF_ENTRANTS = 20.0
"""Log10 effective FLOP: what a new firm has released counts for nothing."""


@rule
def cost_of_staying(reference_research, share):
    """What a start-up must take in to stay in the race, bn USD a month.

    A part of what a leading lab spends on research at the time: the price of a team and its runs
    rises with the frontier.
    """
    return reference_research * share


@rule
def has_failed(income, needed):
    """Whether a start-up gives up or is taken over: a year's mean of income is below the need."""
    return income < needed


@rule
def may_enter(money, active, needed, multiple):
    r"""Whether a region's money for start-ups feeds one more, :math:`M / (n + 1) > k N`.

    Parameters
    ----------
    money : float
        M, raised by the region's start-ups, bn USD a month.
    active : float
        n, number of them.
    needed : float
        N, what one must take in to stay in the race, bn USD a month.
    multiple : float
        k, how much more than that a founder wants to see.

    Returns
    -------
    bool
    """
    return money > multiple * needed * (active + 1.0)


@rule
def first_income(needed, multiple):
    """Income that an entrant is given credit for until a year of its own shows, bn USD a month."""
    return needed * multiple


@rule
def know_how_of_entrant(left, best):
    """Know-how of a new start-up, dex: its predecessor's, but no more than the region's best."""
    return min(left, best)
