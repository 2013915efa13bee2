"""What a model can do: the own means of a lab, and what it inherits from teachers."""

from sim.rules.numerics import exponential, log_of_ten, power_of_ten, rule

OWN, OPEN_WEIGHTS, DISTILLED = 0, 1, 2
"""Lineages of a release: the largest term of its effective compute."""

SECONDS_A_DAY = 86400.0
H100_FLOP_A_SECOND = 989e12


@rule
def training_compute(own, rented, share, utilisation, days):
    r"""Physical compute of one training run.

    .. math:: F = \log_{10}((C + R) \, s \, u \, 989 \cdot 10^{12} \cdot 86400 \, d)

    Parameters
    ----------
    own, rented : float
        C and R, what the lab can bring to one large run, H100e.
    share : float
        Part of it that the run gets.
    utilisation : float
        Model FLOP achieved over peak FLOP.
    days : float
        Days at full use.

    Returns
    -------
    float
        Log10 FLOP; of nothing, one FLOP.

    References
    ----------
    Sevilla et al. (2022), Compute trends across three eras of machine learning.
    """
    usable = own + rented
    flop = usable * share * utilisation * H100_FLOP_A_SECOND * SECONDS_A_DAY * days
    return log_of_ten(max(flop, 1.0))


@rule
def base_model(training, spread, draw):
    r"""What a training run gives before post-training, :math:`\log_{10} F + \sigma z`.

    Parameters
    ----------
    training : float
        Log10 of the run's FLOP.
    spread, draw : float
        Standard deviation of a generation, dex, and its standard normal draw.

    Returns
    -------
    float
        Log10 FLOP, as good as of an average run.
    """
    return training + spread * draw


@rule
def base_at_start(capability, know_how):
    """The base model behind a capability at the start, log10 FLOP: it less the lab's know-how."""
    return capability - know_how


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
        What breakthroughs add, dex.

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
    r"""What one teacher passes on, :math:`T + \log_{10} \eta`, log10 effective FLOP.

    Parameters
    ----------
    teacher : float
        The teacher's capability, log10 effective FLOP.
    share : float
        Part of its effective compute that passes on; none is worth one FLOP.

    Returns
    -------
    float
        Log10 effective FLOP.
    """
    if share <= 0.0:
        return 0.0
    return max(0.0, teacher + log_of_ten(share))


@rule
def taught_by_both(from_open_weights, from_outputs):
    r"""What two teachers pass on together, :math:`\log_{10}(10^{x} + 10^{y})`.

    They add, so that closing one channel matters while the other is open.

    Parameters
    ----------
    from_open_weights, from_outputs : float
        What each passes on, log10 effective FLOP.

    Returns
    -------
    float
        Log10 effective FLOP.
    """
    larger = max(from_open_weights, from_outputs)
    smaller = min(from_open_weights, from_outputs)
    return larger + log_of_ten(1.0 + power_of_ten(smaller - larger))


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
def absorbed_capability(own, taught, best_teacher, capacity):
    r"""Capability after learning from teachers.

    .. math:: c = o + \kappa (1 - e^{-g / \kappa}), \qquad g = \max(0, \min(T, T_{max}) - o)

    A lab gains from what others released, the less the further it is from understanding it.

    Parameters
    ----------
    own : float
        The lab's own capability, log10 effective FLOP.
    taught : float
        Log10 of the effective compute that its teachers pass on.
    best_teacher : float
        The best teacher's capability: no pupil outdoes it by learning alone.
    capacity : float
        Absorptive capacity, dex; zero lifts nothing.

    Returns
    -------
    float
        Log10 effective FLOP.

    References
    ----------
    Cohen and Levinthal (1990), Administrative Science Quarterly 35(1).
    """
    gain = max(0.0, min(taught, best_teacher) - own)
    if capacity <= 0.0:
        return own
    return own + capacity * (1.0 - exponential(-gain / capacity))


@rule
def is_improvement(reached, released, threshold):
    """Whether a lab releases what it has reached: better than its last by a threshold, dex."""
    return reached > released + threshold


@rule
def lineage(own, from_open_weights, from_outputs):
    """Which term of a release's effective compute is the largest.

    Parameters
    ----------
    own, from_open_weights, from_outputs : float
        The three terms, log10 effective FLOP.

    Returns
    -------
    int
        `OWN`, `OPEN_WEIGHTS` or `DISTILLED`; of equals the first.
    """
    if own >= from_open_weights and own >= from_outputs:
        return OWN
    if from_open_weights >= from_outputs:
        return OPEN_WEIGHTS
    return DISTILLED
