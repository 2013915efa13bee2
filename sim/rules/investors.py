"""Capital: pools, and how investors spread them over labs."""

from sim.rules.numerics import exponential, power, rule
from sim.rules.sanctions import let_through

BOUND_OF_EXPECTATIONS = 1.0
"""Dex a year: private AI investment of the record (D038-D057) never did much more than double."""


@rule
def sentiment_growth(sensitivity, expectation, progress, normal_progress, spread, shock):
    r"""Factor on an investor's sentiment over a quarter: what it commits against its trend.

    .. math:: \exp\left(\tfrac14 \epsilon w \, (p - \bar p)_{-1}^{+1} + \sigma z\right)

    Surprise is cut at one dex a year in both directions: no boom goes on without end.

    Parameters
    ----------
    sensitivity : float
        :math:`\epsilon`, log points a year for each dex of progress above normal.
    expectation : float
        w, the investor's own weight on progress, 1 for one that follows it in full.
    progress, normal_progress : float
        What the world's frontier gained over the last twelve months, and what is taken for
        granted, dex.
    spread, shock : float
        Standard deviation of a quarter's shock, and its standard normal draw.

    Returns
    -------
    float
        A positive factor.
    """
    surprise = progress - normal_progress
    surprise = max(-BOUND_OF_EXPECTATIONS, min(BOUND_OF_EXPECTATIONS, surprise))
    own_sensitivity = sensitivity * expectation
    return exponential(0.25 * own_sensitivity * surprise + spread * shock)


@rule
def progress_over_a_year(frontier, a_year_ago):
    r"""What the world's frontier gained over twelve months, :math:`c^*_t - c^*_{t-12}`, dex."""
    return frontier - a_year_ago


@rule
def expected_progress(worldwide, at_home, part_at_home):
    r"""Progress that investors go by, :math:`(1 - w) p + w p_r`, dex a year.

    Parameters
    ----------
    worldwide, at_home : float
        What the world's frontier gained over twelve months, and that of the labs that the money
        is for, dex.
    part_at_home : float
        w, weight of what the region's own labs have shown.

    Returns
    -------
    float
        Dex a year.
    """
    return (1.0 - part_at_home) * worldwide + part_at_home * at_home


CONDITIONS_KNOWN_TO = 72.0
"""Months from January 2018 to the end of December 2023, where the index of conditions is 1."""


@rule
def eased_conditions(conditions, rate, month):
    r"""Domestic conditions after December 2023, :math:`d \, e^{-r \max(0, t - 72) / 12}`.

    Whether they ease, and how fast, was not known when the article was written.

    Parameters
    ----------
    conditions : float
        d, as on record, 1 in December 2023 and level from then on.
    rate : float
        r, log points a year.
    month : float
        t, months since January 2018.

    Returns
    -------
    float
        1 in December 2023.
    """
    return conditions * exponential(-rate * max(0.0, month - CONDITIONS_KNOWN_TO) / 12.0)


@rule
def left_by_conditions(effect, conditions):
    r"""What domestic conditions leave of venture money, :math:`e^{-\kappa d}`, 0 to 1.

    Parameters
    ----------
    effect : float
        :math:`\kappa`, log points lost at the conditions of December 2023.
    conditions : float
        d, listing freeze, regulation and the like, 1 in December 2023.

    Returns
    -------
    float
        0 to 1.
    """
    return exponential(-effect * conditions)


@rule
def chip_access(offered, desired, sensitivity):
    r"""Effective compute a dollar on sale in a region over what is made, :math:`(o / d)^{1/\beta}`.

    Parameters
    ----------
    offered, desired : float
        Summed appeal of the chips on sale there, and of all chips, barred or not (`order_appeal`).
    sensitivity : float
        :math:`\beta`, exponent of appeal on effective compute a dollar.

    Returns
    -------
    float
        0 to 1; 1 where nothing is made.
    """
    if desired <= 0.0:
        return 1.0
    return power(min(1.0, offered / desired), 1.0 / sensitivity)


@rule
def left_by_access(access, elasticity):
    r"""What platforms keep of AI budgets where chips are barred, :math:`A^\epsilon`, 0 to 1."""
    return power(access, elasticity)


@rule
def climate(liquidity, conditions, access):
    r"""What circumstances leave of an investor's pool, :math:`l \, d \, A`, 0 to 1.

    Parameters
    ----------
    liquidity : float
        l, left by foreign direct investment (`liquidity`); 1 for most investors.
    conditions : float
        d, left by domestic conditions (`left_by_conditions`); 1 for those who do not meet them.
    access : float
        A, left by access to chips (`left_by_access`); 1 for all but platforms.

    Returns
    -------
    float
        0 to 1.
    """
    return liquidity * conditions * access


@rule
def monthly(yearly):
    """A month's part of an amount a year: a twelfth."""
    return yearly / 12.0


@rule
def plan_money_for_labs(plan, chip_share, part):
    r"""What the state's AI plan adds to an investor's pool, :math:`w \, A (1 - h)`.

    Parameters
    ----------
    plan : float
        A, the follower's response `ai_plus`, bn USD a year.
    chip_share : float
        h, part of the plan that goes to chip plants instead.
    part : float
        w, the investor's part of the plan's money for labs, 0 to 1.

    Returns
    -------
    float
        Bn USD a year.
    """
    return part * let_through(plan, chip_share)


@rule
def commitment(trend, sentiment, scale, climate, plan_money):
    r"""What an investor commits to labs in a quarter, :math:`(P s k l + A) / 4`.

    Parameters
    ----------
    trend : float
        P, the trend of its pool, bn USD a year.
    sentiment : float
        s, 1 at the start (`sentiment_growth`).
    scale : float
        k, size of all pools of its kind against the roster's.
    climate : float
        l, what liquidity, domestic conditions and access to chips leave of it (`climate`).
    plan_money : float
        A, its money from the state's AI plan, bn USD a year (`plan_money_for_labs`).

    Returns
    -------
    float
        Bn USD a quarter.
    """
    return (trend * sentiment * scale * climate + plan_money) / 4.0


@rule
def monthly_instalment(quarterly):
    """What a lab draws a month of money that was raised for a quarter: a third."""
    return quarterly / 3.0


@rule
def weight_in_choice(preference, pull):
    """Weight of an option in a choice: a fixed preference times what draws everyone to it."""
    return preference * pull


@rule
def attraction(home_bias, capability, frontier, sensitivity):
    r"""Weight of a lab in an investor's choice, :math:`h \, e^{\beta (c - c^*)}`.

    Parameters
    ----------
    home_bias : float
        Relative weight of the lab's place and size.
    capability, frontier : float
        The lab's, and the world's best, log10 effective FLOP.
    sensitivity : float
        :math:`\beta`, a dex.

    Returns
    -------
    float
        Not normalised; the sum over labs makes it a softmax.
    """
    return weight_in_choice(home_bias, exponential(sensitivity * (capability - frontier)))


@rule
def expected_capability(released, open_weights, frontier, promise):
    r"""What an investor expects of a lab, :math:`\max(c, w, c_r - p)`, log10 effective FLOP.

    Parameters
    ----------
    released : float
        c, the lab's best release.
    open_weights : float
        w, what the open weights that it may use pass on: anyone can build on them.
    frontier, promise : float
        :math:`c_r`, the best of its region, and p: how far behind it any new team is expected to
        come with money and people, dex.

    Returns
    -------
    float
        Log10 effective FLOP.
    """
    return max(released, open_weights, frontier - promise)


@rule
def share_of(total, weight, all_weights):
    """A pro rata part: total x weight / all weights; nothing where no weight stands."""
    if all_weights <= 0.0:
        return 0.0
    return total * weight / all_weights


@rule
def diverted_money(barred, share, weight, weights_at_home):
    r"""Barred money that goes to a lab at home instead, :math:`\delta B \, w / \sum w`.

    Parameters
    ----------
    barred : float
        B, what a barrier kept from labs abroad, bn USD a quarter.
    share : float
        :math:`\delta`, part of it that is invested at home; the rest is not invested.
    weight, weights_at_home : float
        Weight of the lab, and of all labs at home, in the investor's choice.

    Returns
    -------
    float
        Bn USD a quarter.
    """
    return share_of(share * barred, weight, weights_at_home)
