"""What was released enters its region's records, and becomes what others learn from."""

from sim.ensemble.layout import BLOCK, DELAYS, YEAR
from sim.rules.capability import is_opened
from sim.rules.compilation import compiled, select, written_out
from sim.settings.roster import REGIONS
from sim.world.indices import INDICES


@compiled
def publish(cast, now, parameters, labs, regions, frontiers, scratch):
    """Releases enter their region's frontier by date, and become teachers after a delay."""
    _open_month(now, regions)
    scratch.waiting[:] = 0
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or now.month < cast.labs.founded[lab]:
            continue
        home = cast.labs.region[lab]
        _count(now, labs, regions, lab, home)
        _may_enter(labs, regions, scratch, lab, home)
        for m in range(BLOCK):
            if scratch.enters[m] > 0.0:
                _queue_by_day(labs, scratch, lab, m)
    for m in range(BLOCK):
        for place in range(scratch.waiting[m]):
            _enter(cast, scratch.queue[place, m], m, labs, regions, frontiers)
    _open_weights(cast, now, parameters, labs, regions, frontiers, scratch)
    coming = (now.month + 1) % YEAR
    for m in range(BLOCK):
        best = 0.0
        for r in range(len(REGIONS)):
            regions.past_frontier[r, coming, m] = regions.frontier[r, m]
            regions.holders[r, now.month % 12, m] = regions.holder[r, m]
            best = max(best, regions.frontier[r, m])
        regions.world_frontier[coming, m] = best


@written_out
def _count(now, labs, regions, lab, home):
    """A release counts by what it is built on; others can learn from its outputs."""
    slot, coming = now.month % 12, (now.month + 1) % DELAYS
    for base in range(3):
        for m in range(BLOCK):
            counts = (labs.released_at[lab, m] >= 0.0) & (labs.built_on[lab, m] == base)
            regions.releases[base, home, slot, m] += select(counts, 1.0, 0.0)
    for m in range(BLOCK):
        is_new = labs.released_at[lab, m] >= 0.0
        descends = is_new & (labs.root[lab, m] != home)
        regions.foreign_descents[home, slot, m] += select(descends, 1.0, 0.0)
        regions.sold_then[home, coming, m] = max(
            regions.sold_then[home, coming, m], select(is_new, labs.breakthroughs[lab, m], 0.0)
        )


@written_out
def _may_enter(labs, regions, scratch, lab, home):
    """Which members' release is above a record of the month's start."""
    for m in range(BLOCK):
        above = labs.capability[lab, m] > regions.frontier[home, m]
        above |= labs.base_compute[lab, m] > regions.largest_run[home, m]
        scratch.enters[m] = select(above, 1.0, 0.0)
    for i in range(len(INDICES)):
        for m in range(BLOCK):
            above = labs.score[i, lab, m] > regions.best_score[i, home, m]
            scratch.enters[m] = select(above, 1.0, scratch.enters[m])
    for m in range(BLOCK):
        scratch.enters[m] = select(labs.released_at[lab, m] >= 0.0, scratch.enters[m], 0.0)


@written_out
def _open_weights(cast, now, parameters, labs, regions, frontiers, scratch):
    """Labs that may open their best release do so once it is far enough behind what is sold."""
    _find_best_closed(cast, now, labs, regions)
    coming = (now.month + 1) % DELAYS
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or now.month < cast.labs.open_from[lab]:
            continue
        home = cast.labs.region[lab]
        _may_open(cast, parameters, labs, regions, scratch, lab)
        for m in range(BLOCK):
            if scratch.opens[m] > 0.0:
                capability = labs.capability[lab, m]
                labs.is_open[lab, m] = 1.0
                if capability > regions.open_teacher[home, coming, m]:
                    regions.open_teacher[home, coming, m] = capability
                    regions.open_root[home, coming, m] = labs.root[lab, m]
                _enter_weights(now, regions, frontiers, home, m, capability)


@written_out
def _may_open(cast, parameters, labs, regions, scratch, lab):
    """Which members have the lab open its best release, all of them before the few that do."""
    scratch.best_on_sale[:] = 0.0
    for market in range(len(REGIONS)):
        if cast.labs.admission[lab, market] > 0.0:
            for m in range(BLOCK):
                scratch.best_on_sale[m] = max(
                    scratch.best_on_sale[m], regions.best_closed[market, m]
                )
    for m in range(BLOCK):
        is_far_behind = is_opened(
            labs.capability[lab, m], scratch.best_on_sale[m], parameters.opening_margin[m]
        )
        is_closed = (labs.is_open[lab, m] == 0.0) & (labs.active[lab, m] > 0.0)
        scratch.opens[m] = select(is_closed & is_far_behind, 1.0, 0.0)


@written_out
def _find_best_closed(cast, now, labs, regions):
    """The best model on sale in each market whose weights are not open."""
    regions.best_closed[:] = 0.0
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or now.month < cast.labs.founded[lab]:
            continue
        for market in range(len(REGIONS)):
            if cast.labs.admission[lab, market] == 0.0:
                continue
            for m in range(BLOCK):
                is_closed = (labs.is_open[lab, m] == 0.0) & (labs.active[lab, m] > 0.0)
                regions.best_closed[market, m] = max(
                    regions.best_closed[market, m], select(is_closed, labs.capability[lab, m], 0.0)
                )


@written_out
def _enter_weights(now, regions, frontiers, r, m, capability):
    """Open weights enter their region's records at the month's end."""
    if capability > regions.open_frontier[r, m]:
        regions.open_frontier[r, m] = capability
        frontiers.open_times[r, regions.open_count[r, m], m] = now.month + 1.0
        frontiers.open_values[r, regions.open_count[r, m], m] = capability
        regions.open_count[r, m] += 1
        regions.open_moved[r, m] = 1


@written_out
def _open_month(now, regions):
    """The teachers of this month stay those of the next until something better is released."""
    slot, coming, present = now.month % 12, (now.month + 1) % DELAYS, now.month % DELAYS
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.open_teacher[r, coming, m] = regions.open_teacher[r, present, m]
            regions.open_root[r, coming, m] = regions.open_root[r, present, m]
            regions.sold_then[r, coming, m] = regions.sold_then[r, present, m]
            regions.foreign_descents[r, slot, m] = 0.0
            for base in range(3):
                regions.releases[base, r, slot, m] = 0.0


@written_out
def _queue_by_day(labs, scratch, lab, m):
    """Put a release in its member's queue by its day; of one day, in the order of labs."""
    place = scratch.waiting[m]
    while place > 0 and labs.released_at[scratch.queue[place - 1, m], m] > labs.released_at[lab, m]:
        scratch.queue[place, m] = scratch.queue[place - 1, m]
        place -= 1
    scratch.queue[place, m] = lab
    scratch.waiting[m] += 1


@written_out
def _enter(cast, lab, m, labs, regions, frontiers):
    """A release enters its region's records where it lifts them: frontier, run, indices."""
    r, date = cast.labs.region[lab], labs.released_at[lab, m]
    if labs.capability[lab, m] > regions.frontier[r, m]:
        regions.frontier[r, m] = labs.capability[lab, m]
        frontiers.times[r, regions.frontier_count[r, m], m] = date
        frontiers.values[r, regions.frontier_count[r, m], m] = labs.capability[lab, m]
        regions.frontier_count[r, m] += 1
        regions.frontier_moved[r, m] = 1
        regions.holder[r, m] = cast.labs.kind[lab]
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
