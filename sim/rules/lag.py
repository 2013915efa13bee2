"""The measure, once: by how many months one frontier lags another.

A frontier is a step function of release dates, kept as a list of records: `times`, months since the
start of the horizon with fractions, ascending, and `values`, log10, strictly ascending. Record 0 is
the frontier at the start of the horizon: it stands at time 0, and its true age is not known. Arrays
may be longer than the `count` of records in use, and may be views with strides.
"""

from sim.rules.numerics import rule


@rule
def first_reaching(values, count, level):
    """Index of the first of `count` strictly ascending values at or above a level.

    Parameters
    ----------
    values : array of float
        Values of the records.
    count : int
        Records in use, at least 1.
    level : float
        What has to be reached.

    Returns
    -------
    int
        `count` where no record reaches the level.
    """
    below, reaching = -1, count
    while reaching - below > 1:
        middle = (below + reaching) // 2
        if values[middle] >= level:
            reaching = middle
        else:
            below = middle
    return reaching


@rule
def gap(leader, follower):
    """Capability gap: by how much the leader's frontier is above the follower's, dex."""
    return leader - follower


@rule
def lag(
    now,
    leader_times,
    leader_values,
    leader_count,
    follower_times,
    follower_values,
    follower_count,
):
    r"""Months by which the follower's frontier lags the leader's.

    .. math:: \ell = \begin{cases}
        t - \min\{s : L(s) \ge F(t)\} & \text{if } L(t) \ge F(t) \\
        \min\{s : F(s) \ge L(t)\} - t & \text{otherwise}
        \end{cases}

    Where the leader is at or above the follower, the months since the leader *first* had something
    at or above the follower's present frontier; where the follower is ahead, minus the months since
    it first had something at or above the leader's. No interpolation between releases.

    Parameters
    ----------
    now : float
        t, months since the start of the horizon, at or after the last record.
    leader_times, leader_values : array of float
        L, the leader's records.
    leader_count : int
        Records in use, at least 1.
    follower_times, follower_values : array of float
        F, the follower's records.
    follower_count : int
        Records in use, at least 1.

    Returns
    -------
    float
        Months; at least as far from zero where `lag_is_censored`.
    """
    leader_frontier = leader_values[leader_count - 1]
    follower_frontier = follower_values[follower_count - 1]
    if leader_frontier >= follower_frontier:
        return now - leader_times[first_reaching(leader_values, leader_count, follower_frontier)]
    return follower_times[first_reaching(follower_values, follower_count, leader_frontier)] - now


@rule
def lag_is_censored(leader_values, leader_count, follower_values, follower_count):
    """Whether the series does not reach back: the record that answers `lag` is the initial one.

    The true lag is then at least as far from zero: that frontier is older than the horizon.

    Parameters
    ----------
    leader_values, follower_values : array of float
        Values of the records, strictly ascending.
    leader_count, follower_count : int
        Records in use, at least 1.

    Returns
    -------
    bool
    """
    leader_frontier = leader_values[leader_count - 1]
    follower_frontier = follower_values[follower_count - 1]
    if leader_frontier >= follower_frontier:
        return leader_values[0] >= follower_frontier
    return follower_values[0] >= leader_frontier
