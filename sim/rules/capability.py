"""What a model can do: a lab's own means, what teachers pass on, and whether it is opened."""

from sim.rules.numerics import exponential, log_of_ten, rule

OWN, HOME_WEIGHTS, FOREIGN_WEIGHTS = 0, 1, 2
"""What a release is built on: the lab's own base, or open weights from home or from abroad."""


@rule
def own_capability(base, know_how, breakthroughs):
    r"""Capability by a lab's own means, :math:`o = \log_{10} F + \varepsilon + a + b`.

    Parameters
    ----------
    base : float
        The base model: log10 of its training FLOP and what chance made of it.
    know_how : float
        Log10 algorithmic efficiency against 2018, dex.
    breakthroughs : float
        What post-training and breakthroughs add, dex.

    Returns
    -------
    float
        Log10 effective FLOP, of the 2018 algorithm.

    References
    ----------
    Ho et al. (2024), Algorithmic progress in language models: efficiency is a factor on compute.
    """
    return base + know_how + breakthroughs


@rule
def passed_on(teacher, share):
    r"""What open weights pass on to who trains them further, :math:`T + \log_{10} h`.

    Parameters
    ----------
    teacher : float
        The capability of the open model, log10 effective FLOP.
    share : float
        Part of its effective compute that further training keeps; none is worth one FLOP.

    Returns
    -------
    float
        Log10 effective FLOP.
    """
    if share <= 0.0:
        return 0.0
    return max(0.0, teacher + log_of_ten(share))


@rule
def kept_share(share, crossing, is_foreign):
    r"""Part of an open model's effective compute that further training keeps, :math:`h \, k`.

    Weights from another region were trained on other languages, and their makers' methods are less
    well known: Llama 2 saw 0.13% Chinese text (Touvron et al. 2023).

    Parameters
    ----------
    share : float
        h, what is kept of weights from home, 0 to 1.
    crossing : float
        k, part of it that is left across a border, 0 to 1.
    is_foreign : bool
        Whether the weights come from another region.

    Returns
    -------
    float
        0 to 1.
    """
    return share * crossing if is_foreign else share


@rule
def distilled(own, teacher, part):
    r"""Post-training after learning from a closed model's outputs.

    .. math:: b' = b + q \max(0, b_T - b)

    Outputs pass on how a model answers, not what its base has learnt: a part of the gap in
    post-training alone.

    Parameters
    ----------
    own, teacher : float
        b of the pupil and of the teacher, dex.
    part : float
        q, part of the gap that an update closes, 0 to 1.

    Returns
    -------
    float
        Dex.

    References
    ----------
    Mukherjee et al. (2023), Orca: about half of the gap on reasoning tasks. Gudibande et al.
    (2023), The false promise of imitating proprietary LLMs: little of it on broad tasks.
    """
    return own + part * max(0.0, teacher - own)


@rule
def absorptive_capacity(at_start, by_know_how, know_how):
    r"""How far a lab can be lifted, :math:`\kappa = \kappa_0 + \kappa_1 a`, dex.

    Parameters
    ----------
    at_start : float
        :math:`\kappa_0`, dex.
    by_know_how : float
        :math:`\kappa_1`, dex a dex.
    know_how : float
        The lab's own know-how, dex.

    Returns
    -------
    float
        Dex, never below zero.

    References
    ----------
    Cohen and Levinthal (1990), Administrative Science Quarterly 35(1): prior knowledge is what
    lets a firm use the knowledge of others.
    """
    return max(0.0, at_start + by_know_how * know_how)


@rule
def absorbed_capability(own, taught, capacity):
    r"""Capability after further training of the best open weights.

    .. math:: c = o + \kappa (1 - e^{-g / \kappa}), \qquad g = \max(0, T + \log_{10} h - o)

    A lab gains from what others released, the less the further it is from understanding it.

    Parameters
    ----------
    own : float
        o, the lab's own capability, log10 effective FLOP.
    taught : float
        What the open weights pass on, log10 effective FLOP (`passed_on`).
    capacity : float
        :math:`\kappa`, absorptive capacity, dex; zero lifts nothing.

    Returns
    -------
    float
        Log10 effective FLOP, never above what is passed on.

    References
    ----------
    Cohen and Levinthal (1990), Administrative Science Quarterly 35(1).
    """
    gain = max(0.0, taught - own)
    if capacity <= 0.0:
        return own
    return own + capacity * (1.0 - exponential(-gain / capacity))


@rule
def is_improvement(reached, released, threshold):
    """Whether a lab releases what it has reached: better than its last by a threshold, dex."""
    return reached > released + threshold


@rule
def is_opened(capability, best_closed, margin):
    r"""Whether a lab that may open a release does so, :math:`c < c^* - \mu`.

    Who is behind opens to be used, and who is ahead sells.

    Parameters
    ----------
    capability : float
        Of the release, log10 effective FLOP.
    best_closed : float
        :math:`c^*`, the best closed model on sale in the lab's markets, log10 effective FLOP.
    margin : float
        :math:`\mu`, how far behind it a release has to be, dex.

    Returns
    -------
    bool
    """
    return capability < best_closed - margin
