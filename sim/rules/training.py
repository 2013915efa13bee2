"""Training runs: when they start, what compute they get, and the base model that they give."""

from sim.rules.numerics import exponential, log_of_ten, rule

SECONDS_A_DAY = 86400.0
H100_FLOP_A_SECOND = 989e12


MONTHS_TO_FIRST_RUN = 3.0
"""After its founding, until a newcomer's first money has bought compute."""


@rule
def first_launch(founded):
    """Month of the run that a newcomer launches as soon as its first money has bought compute.

    Parameters
    ----------
    founded : float
        Month in which the lab enters; 0 for a lab of the start, which has no such run.

    Returns
    -------
    float
        Months since the start; -1 for a lab of the start.
    """
    return founded + MONTHS_TO_FIRST_RUN if founded > 0.0 else -1.0


@rule
def mean_run_length(shortest, longest):
    """Mean of whole numbers of months from the shortest to the longest, each as likely."""
    return (shortest + longest) / 2.0


@rule
def launch_chance(month, first, interval, length):
    r"""Chance that a lab without a run in progress launches one this month.

    .. math:: \frac{1}{1 + D - L}

    The same in each month, so that launches are :math:`D` months apart on average and as irregular
    as in the record. Whether there is one in a month does not hang on the months before, as it
    would if launches kept to a plan: a change of the interval or of one draw moves few of them.

    Parameters
    ----------
    month, first : float
        The month, and that in which a newcomer's first run is due (`first_launch`); months before.
    interval, length : float
        D, mean months between two launches, and L, mean length of a run, not above D.

    Returns
    -------
    float
        0 to 1; certain in the month in which a first run is due, and nothing before.
    """
    if month < first:
        return 0.0
    if month == first:
        return 1.0
    return 1.0 / (1.0 + interval - length)


@rule
def is_updated(draw, interval):
    r"""Whether a lab updates its base this month: with the same chance in each, :math:`u < 1 / D`.

    Whether there is an update in one month does not hang on the months before, as it would if
    updates kept to a plan: a change of the interval or of one draw moves few of them.

    Parameters
    ----------
    draw : float
        u, a uniform draw of the lab and month.
    interval : float
        D, mean months between two updates, at least 1.

    Returns
    -------
    bool
        Whether it does.
    """
    return draw * interval < 1.0


@rule
def whole_months(draw, low, high):
    """A whole number of months from low to high, each as likely, from a uniform draw."""
    return low + float(int(draw * (high - low + 1.0)))


@rule
def typical_run_share(month, lateness, delay, ceiling, midpoint, pace):
    r"""Share of its compute that a lab puts in one run, by date.

    .. math:: s = \frac{s_{max}}{1 + e^{-k (t - l d - t_0)}}

    Belief in scale spread in these years: runs of 2018 used less than a hundredth of their owner's
    chips, GPT-4 about a fifth.

    Parameters
    ----------
    month, midpoint : float
        Months since January 2018; the midpoint is that of the leading labs.
    lateness : float
        l, the lab's part of the delay, 0 for the leading labs.
    delay : float
        d, months by which the last came later to it than the first.
    ceiling : float
        Share at the end.
    pace : float
        k, a month.

    Returns
    -------
    float
        0 to 1.
    """
    return ceiling / (1.0 + exponential(-pace * (month - lateness * delay - midpoint)))


@rule
def run_share(typical, boldness, spread, draw):
    r"""Share of a lab's compute in this generation's run, :math:`\min(0.9, s B e^{\sigma z})`.

    Drawn once a generation with a heavy tail: a bold run can stand for a year.

    Parameters
    ----------
    typical, boldness : float
        The leading labs' share by date, and the lab's against theirs.
    spread, draw : float
        Standard deviation of the logarithm, and a standard normal draw.

    Returns
    -------
    float
        0 to 0.9.
    """
    return min(0.9, typical * boldness * exponential(spread * draw))


@rule
def training_compute(own, leased, serving, share, utilisation, days):
    r"""Physical compute of one training run.

    .. math:: F = \log_{10}((C + L)(1 - v) \, s \, u \, 989 \cdot 10^{12} \cdot 86400 \, d)

    Parameters
    ----------
    own, leased : float
        C and L, what the lab can bring to one large run, H100e.
    serving : float
        v, part of it that serves customers and trains nothing.
    share : float
        Part of the rest that the run gets.
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
    usable = (own + leased) * (1.0 - serving)
    flop = usable * share * utilisation * H100_FLOP_A_SECOND * SECONDS_A_DAY * days
    return log_of_ten(max(flop, 1.0))


@rule
def data_gap(part, at_start, erosion_time, month):
    r"""What a region's labs lose for want of data, :math:`p \, \delta e^{-t / \tau}`, dex.

    The article names vast data as the leader's first advantage. The figures do not identify it.

    Parameters
    ----------
    part : float
        p, part of the gap that the region's labs have, 0 for the leader's.
    at_start : float
        :math:`\delta`, dex; negative where the leader's data are the worse ones.
    erosion_time : float
        :math:`\tau`, months in which the gap falls to a third.
    month : float
        t, months since the start.

    Returns
    -------
    float
        Dex of effective compute.
    """
    return part * (at_start * exponential(-month / erosion_time))


@rule
def base_model(training, data, spread, draw):
    r"""What a training run gives before post-training, :math:`\log_{10} F - D + \sigma z`.

    Parameters
    ----------
    training : float
        Log10 of the run's FLOP.
    data : float
        D, what is lost for want of data, dex (`data_gap`).
    spread, draw : float
        Standard deviation of a generation, dex, and its standard normal draw.

    Returns
    -------
    float
        Log10 FLOP, as good as of an average run.
    """
    return training - data + spread * draw


@rule
def base_at_start(capability, know_how):
    """The base model behind a capability at the start, log10 FLOP: it less the lab's know-how."""
    return capability - know_how
