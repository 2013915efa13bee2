"""Updates and releases, over a block of members: the same as `Lab.update_and_release`."""

from sim.ensemble.layout import BLOCK
from sim.ensemble.research import ago
from sim.rules import capability as rules
from sim.rules import training
from sim.rules.compilation import compiled, rule, select, written_out
from sim.rules.sanctions import let_through
from sim.settings.roster import FOLLOWER, REGIONS


@compiled
def update_and_release(cast, now, parameters, labs, regions):
    """Post-training lifts the base with know-how and teachers; what improves is released."""
    _teach(now, parameters, regions)
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or now.month < cast.labs.founded[lab]:
            for m in range(BLOCK):
                labs.released_at[lab, m] = -1.0
            continue
        home = cast.labs.region[lab]
        _distil(now, parameters, labs, regions, lab, home)
        _update(parameters, labs, regions, lab, home, now.month)
        _trace(labs, regions, lab, home)


@written_out
def _teach(now, parameters, regions):
    """What labs of each region can learn from others: the same for each of them, so asked once."""
    _look_back(now.month, parameters, regions)
    for home in range(len(REGIONS)):
        regions.from_weights[home, :] = 0.0
        regions.weights_root[home, :] = home
        regions.weights_origin[home, :] = home
        for origin in range(len(REGIONS)):
            _learn_from(now, parameters, regions, home, origin)


@written_out
def _look_back(month, parameters, regions):
    """The teachers of each region as they stood before the delay."""
    for m in range(BLOCK):
        # a month's releases stand at the start of the next
        opened = ago(month + 1, parameters.open_delay[m])
        sold = ago(month + 1, parameters.distillation_delay[m])
        for origin in range(len(REGIONS)):
            regions.past_open[origin, m] = regions.open_teacher[origin, opened, m]
            regions.past_root[origin, m] = regions.open_root[origin, opened, m]
            regions.past_sold[origin, m] = regions.sold_then[origin, sold, m]


@written_out
def _learn_from(now, parameters, regions, home, origin):
    """The open weights that pass on most; of equals those of the first region."""
    level = now.open_weights
    for m in range(BLOCK):
        kept = rules.kept_share(
            parameters.open_weights_share[m], parameters.crossing_share[m], origin != home
        )
        share = open_to(kept, level, home, origin)
        before = regions.from_weights[home, m]
        passed = rules.passed_on(regions.past_open[origin, m], share)
        better = passed > before
        regions.from_weights[home, m] = select(better, passed, before)
        regions.weights_origin[home, m] = select(
            better, float(origin), regions.weights_origin[home, m]
        )
        regions.weights_root[home, m] = select(
            better, regions.past_root[origin, m], regions.weights_root[home, m]
        )


@written_out
def _distil(now, parameters, labs, regions, lab, home):
    """An update learns from the outputs of the closed models that teach most."""
    for m in range(BLOCK):
        own = labs.breakthroughs[lab, m]
        best = own
        for origin in range(len(REGIONS)):
            part = open_to(parameters.distillation_part[m], now.model_access, home, origin)
            best = max(best, rules.distilled(own, regions.past_sold[origin, m], part))
        is_due = training.is_updated(labs.update_draw[lab, m], parameters.update_interval[m])
        labs.breakthroughs[lab, m] = select(is_due, best, own)


@written_out
def _update(parameters, labs, regions, lab, home, month):
    """All members compute; those whose update is due, and improves on what they had, release."""
    for m in range(BLOCK):
        before = labs.capability[lab, m]
        own = rules.own_capability(
            labs.base[lab, m], labs.know_how[lab, m], labs.breakthroughs[lab, m]
        )
        reached = rules.absorbed_capability(
            own,
            regions.from_weights[home, m],
            rules.absorptive_capacity(
                parameters.absorption_at_start[m],
                parameters.absorption_by_know_how[m],
                labs.know_how[lab, m],
            ),
        )
        is_due = training.is_updated(labs.update_draw[lab, m], parameters.update_interval[m])
        improves = rules.is_improvement(reached, before, parameters.release_threshold[m])
        releases = is_due & improves & (labs.active[lab, m] > 0.0)
        labs.capability[lab, m] = select(releases, reached, before)
        labs.released_at[lab, m] = select(releases, month + labs.day_draw[lab, m], -1.0)


@written_out
def _trace(labs, regions, lab, home):
    """What a release is built on, and the region whose weights it descends from."""
    for m in range(BLOCK):
        own = rules.own_capability(
            labs.base[lab, m], labs.know_how[lab, m], labs.breakthroughs[lab, m]
        )
        from_weights = regions.from_weights[home, m] > own
        is_foreign = regions.weights_origin[home, m] != home
        weights = select(is_foreign, float(rules.FOREIGN_WEIGHTS), float(rules.HOME_WEIGHTS))
        built_on = select(from_weights, weights, float(rules.OWN))
        root = select(from_weights, regions.weights_root[home, m], float(home))
        is_new = labs.released_at[lab, m] >= 0.0
        labs.built_on[lab, m] = select(is_new, built_on, labs.built_on[lab, m])
        labs.root[lab, m] = select(is_new, root, labs.root[lab, m])
        labs.is_open[lab, m] = select(is_new, 0.0, labs.is_open[lab, m])


@rule
def open_to(share, level, home, origin):
    """What of a teacher's share a measure leaves to a pupil."""
    if home == FOLLOWER and origin != FOLLOWER:
        return let_through(share, level)
    return share
