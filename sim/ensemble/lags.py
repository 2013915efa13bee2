"""Lags at a month's end, over a block of members.

A lag is searched for at date 0 and shifted to the month's end: between releases it only grows, or
shrinks, by one month a month.
"""

import numpy as np

from sim.ensemble.layout import BLOCK
from sim.rules.compilation import compiled, rule, select, written_out
from sim.rules.lag import lag, lag_is_censored
from sim.settings.roster import LEADER, REGIONS
from sim.world.indices import INDICES


@compiled
def record_lags(now, regions, frontiers, record):
    """Lags of capability, largest runs, scores and open weights behind the leader."""
    end = now.month + 1.0
    for r in range(len(REGIONS)):
        _search_open_lags(regions, frontiers, r)
        _open_lags(end, regions, record, r)
        if r == LEADER:
            _no_lags(record, r)
        else:
            _search_lags(regions, frontiers, r)
            _lags(end, regions, record, r)
    regions.frontier_moved[:] = 0
    regions.run_moved[:] = 0
    regions.open_moved[:] = 0
    regions.score_moved[:] = 0


@written_out
def _no_lags(record, r):
    """The leader does not lag itself."""
    record.capability_lag[r, :] = 0.0
    record.compute_lag[r, :] = 0.0
    record.lag_censored[r, :] = 0.0
    record.measured_capability_lag[:, r, :] = 0.0


@written_out
def _lags(end, regions, record, r):
    for m in range(BLOCK):
        leads = regions.frontier[LEADER, m] >= regions.frontier[r, m]
        record.capability_lag[r, m] = _at(end, regions.capability_lag[r, m], leads)
        record.lag_censored[r, m] = regions.lag_censored[r, m]
        leads = regions.largest_run[LEADER, m] >= regions.largest_run[r, m]
        record.compute_lag[r, m] = _at(end, regions.compute_lag[r, m], leads)
    for i in range(len(INDICES)):
        for m in range(BLOCK):
            leads = regions.best_score[i, LEADER, m] >= regions.best_score[i, r, m]
            record.measured_capability_lag[i, r, m] = _at(end, regions.measured_lag[i, r, m], leads)


@written_out
def _open_lags(end, regions, record, r):
    for m in range(BLOCK):
        opened = regions.open_frontier[r, m]
        leads = regions.frontier[LEADER, m] >= opened
        value = _at(end, regions.open_lag[r, m], leads)
        record.open_weights_lag[r, m] = select(opened > 0.0, value, np.nan)


@written_out
def _search_open_lags(regions, frontiers, r):
    """Lags at date 0 of the open weights that a release of the month has changed."""
    for m in range(BLOCK):
        if _may_change(
            regions.open_lag[r, m], regions.frontier_moved[LEADER, m], regions.open_moved[r, m]
        ):
            regions.open_lag[r, m] = lag(
                0.0,
                frontiers.times[LEADER, :, m],
                frontiers.values[LEADER, :, m],
                regions.frontier_count[LEADER, m],
                frontiers.open_times[r, :, m],
                frontiers.open_values[r, :, m],
                regions.open_count[r, m],
            )


@rule
def _at(end, at_start, leads):
    """A lag at a date, from the same records' lag at date 0, which is minus or plus one date."""
    return select(leads, end + at_start, at_start - end)


@written_out
def _search_lags(regions, frontiers, r):
    """Lags at date 0 of those records that a release of the month has changed."""
    for m in range(BLOCK):
        if _may_change(
            regions.capability_lag[r, m],
            regions.frontier_moved[LEADER, m],
            regions.frontier_moved[r, m],
        ):
            regions.capability_lag[r, m] = _lag_of_records(
                frontiers.times, frontiers.values, regions.frontier_count, r, m
            )
            regions.lag_censored[r, m] = 1.0 * int(
                lag_is_censored(
                    frontiers.values[LEADER, :, m],
                    regions.frontier_count[LEADER, m],
                    frontiers.values[r, :, m],
                    regions.frontier_count[r, m],
                )
            )
        if _may_change(
            regions.compute_lag[r, m], regions.run_moved[LEADER, m], regions.run_moved[r, m]
        ):
            regions.compute_lag[r, m] = _lag_of_records(
                frontiers.run_times, frontiers.run_values, regions.run_count, r, m
            )
    for i in range(len(INDICES)):
        for m in range(BLOCK):
            if _may_change(
                regions.measured_lag[i, r, m],
                regions.score_moved[i, LEADER, m],
                regions.score_moved[i, r, m],
            ):
                regions.measured_lag[i, r, m] = _lag_of_records(
                    frontiers.score_times[i],
                    frontiers.score_values[i],
                    regions.score_count[i],
                    r,
                    m,
                )


@rule
def _may_change(at_start, leader_moved, follower_moved):
    """Whether a lag at date 0 may have changed with the month's releases.

    One below zero says that the leader was ahead, and when it reached the follower. What it has
    released since does not change that date.
    """
    return (follower_moved > 0) | ((leader_moved > 0) & (at_start >= 0.0))


@rule
def _lag_of_records(times, values, counts, r, m):
    """Lag at date 0 of a region behind the leader, by one kind of records."""
    return lag(
        0.0,
        times[LEADER, :, m],
        values[LEADER, :, m],
        counts[LEADER, m],
        times[r, :, m],
        values[r, :, m],
        counts[r, m],
    )
