"""What was released enters its region's records, and becomes what others learn from."""

from sim.ensemble.layout import BLOCK, DELAYS, YEAR
from sim.rules.numerics import compiled
from sim.settings.roster import REGIONS
from sim.world.indices import INDICES


@compiled
def publish(cast, now, labs, regions, frontiers, events, scratch):
    """Releases enter their region's frontier by date, and become teachers after a delay."""
    _open_month(now, regions)
    scratch.waiting[:] = 0
    for at in range(events.count):
        part, place = at // BLOCK, at % BLOCK
        lab, m = events.lab[part, place], events.member[part, place]
        _become_teacher(cast, now, labs, regions, lab, m)
        _queue_by_day(labs, scratch, lab, m)
    for m in range(BLOCK):
        for place in range(scratch.waiting[m]):
            _enter(cast, scratch.queue[place, m], m, labs, regions, frontiers)
    coming = (now.month + 1) % YEAR
    for m in range(BLOCK):
        best = 0.0
        for r in range(len(REGIONS)):
            best = max(best, regions.frontier[r, m])
        regions.world_frontier[coming, m] = best


@compiled
def _become_teacher(cast, now, labs, regions, lab, m):
    """Others can learn from a release from next month on."""
    home, slot, coming = cast.labs.region[lab], now.month % 12, (now.month + 1) % DELAYS
    opens = now.month >= cast.labs.open_from[lab]
    regions.releases[home, slot, m] += 1.0
    regions.foreign_releases[home, slot, m] += labs.from_foreign_weights[lab, m]
    released = labs.capability[lab, m]
    if opens and released > regions.open_teacher[home, coming, m]:
        regions.open_teacher[home, coming, m] = released
        regions.open_root[home, coming, m] = labs.root[lab, m]
    if not opens and released > regions.closed_teacher[home, coming, m]:
        regions.closed_teacher[home, coming, m] = released


@compiled
def _open_month(now, regions):
    """The teachers of this month stay those of the next until something better is released."""
    slot, coming, present = now.month % 12, (now.month + 1) % DELAYS, now.month % DELAYS
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.open_teacher[r, coming, m] = regions.open_teacher[r, present, m]
            regions.open_root[r, coming, m] = regions.open_root[r, present, m]
            regions.closed_teacher[r, coming, m] = regions.closed_teacher[r, present, m]
            regions.releases[r, slot, m] = 0.0
            regions.foreign_releases[r, slot, m] = 0.0


@compiled
def _queue_by_day(labs, scratch, lab, m):
    """Put a release in its member's queue by its day; of one day, in the order of labs."""
    place = scratch.waiting[m]
    while place > 0 and labs.released_at[scratch.queue[place - 1, m], m] > labs.released_at[lab, m]:
        scratch.queue[place, m] = scratch.queue[place - 1, m]
        place -= 1
    scratch.queue[place, m] = lab
    scratch.waiting[m] += 1


@compiled
def _enter(cast, lab, m, labs, regions, frontiers):
    """A release enters its region's records where it lifts them: frontier, run, each index."""
    r, date = cast.labs.region[lab], labs.released_at[lab, m]
    if labs.capability[lab, m] > regions.frontier[r, m]:
        regions.frontier[r, m] = labs.capability[lab, m]
        frontiers.times[r, regions.frontier_count[r, m], m] = date
        frontiers.values[r, regions.frontier_count[r, m], m] = labs.capability[lab, m]
        regions.frontier_count[r, m] += 1
        regions.frontier_moved[r, m] = 1
    if labs.base_compute[lab, m] > regions.largest_run[r, m]:
        regions.largest_run[r, m] = labs.base_compute[lab, m]
        frontiers.run_times[r, regions.run_count[r, m], m] = date
        frontiers.run_values[r, regions.run_count[r, m], m] = labs.base_compute[lab, m]
        regions.run_count[r, m] += 1
        regions.run_moved[r, m] = 1
    for i in range(len(INDICES)):
        if labs.score[i, lab, m] > regions.best_score[i, r, m]:
            regions.best_score[i, r, m] = labs.score[i, lab, m]
            frontiers.score_times[i, r, regions.score_count[i, r, m], m] = date
            frontiers.score_values[i, r, regions.score_count[i, r, m], m] = labs.score[i, lab, m]
            regions.score_count[i, r, m] += 1
            regions.score_moved[i, r, m] = 1
