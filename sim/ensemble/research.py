"""Research, training and releases, over a block of members: the same as `sim.agents.lab`."""

from sim import noise
from sim.config.roster import REGIONS, TARGET
from sim.ensemble.layout import BLOCK, DELAYS, YEAR
from sim.rules import capability as rules
from sim.rules import labs as lab_rules
from sim.rules import measurement
from sim.rules.numerics import compiled, normal_quantile
from sim.rules.sanctions import let_through
from sim.world.indices import INDICES
from sim.world.luck import key_of


@compiled
def draw_luck(cast, now, luck, labs):
    """Each lab's luck of the month, drawn whether or not it is used."""
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            seed, member = key_of(luck, now.month, cast.labs.key[lab], m)
            drawn = noise.luck(seed, member, now.month, cast.labs.key[lab], noise.MONTH)
            labs.breakthrough_luck[lab, m] = drawn[0]
            labs.size_luck[lab, m] = drawn[1]
            labs.day_luck[lab, m] = drawn[2]
            labs.update_luck[lab, m] = drawn[3]


@compiled
def learn(cast, now, parameters, labs, regions, scratch):
    """Know-how grows by research and by what others publish; breakthroughs arrive and spread."""
    _publish(cast, labs, regions, scratch)
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab]:
            continue
        home = cast.labs.region[lab]
        for m in range(BLOCK):
            know_how_abroad = best_abroad(regions.best_know_how, home, m)
            found_abroad = best_abroad(regions.best_breakthroughs, home, m)
            own, found = labs.know_how[lab, m], labs.breakthroughs[lab, m]
            labs.know_how[lab, m] = (
                own
                + lab_rules.know_how_growth(
                    labs.research[lab, m],
                    now.reference_research,
                    parameters.know_how_growth[m],
                    parameters.research_elasticity[m],
                )
                + lab_rules.spillover(
                    own, regions.best_know_how[home, m], parameters.spillover_home[m]
                )
                + lab_rules.spillover(own, know_how_abroad, parameters.spillover_abroad[m])
            )
            found_now = 0.0
            chance = lab_rules.breakthrough_chance(
                parameters.breakthroughs_a_year[m], labs.research[lab, m], scratch.total[m]
            )
            if labs.breakthrough_luck[lab, m] < chance:
                found_now = lab_rules.breakthrough_size(
                    parameters.breakthrough_size[m], labs.size_luck[lab, m]
                )
            labs.breakthroughs[lab, m] = (
                found
                + found_now
                + lab_rules.spillover(
                    found,
                    regions.best_breakthroughs[home, m],
                    parameters.breakthrough_spillover_home[m],
                )
                + lab_rules.spillover(
                    found, found_abroad, parameters.breakthrough_spillover_abroad[m]
                )
            )


@compiled
def _publish(cast, labs, regions, scratch):
    """The best know-how and breakthroughs of each region before this month's research."""
    regions.best_know_how[:] = 0.0
    regions.best_breakthroughs[:] = 0.0
    scratch.total[:] = 0.0
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab]:
            continue
        home = cast.labs.region[lab]
        for m in range(BLOCK):
            regions.best_know_how[home, m] = max(
                regions.best_know_how[home, m], labs.know_how[lab, m]
            )
            regions.best_breakthroughs[home, m] = max(
                regions.best_breakthroughs[home, m], labs.breakthroughs[lab, m]
            )
            scratch.total[m] += labs.research[lab, m]


@compiled
def best_abroad(best, home, m):
    """The best of the other regions."""
    found = 0.0
    for r in range(len(REGIONS)):
        if r != home:
            found = max(found, best[r, m])
    return found


@compiled
def launch_and_finish(cast, now, parameters, luck, labs):
    """Runs whose turn it is are launched; finished ones give a new base."""
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or now.month < cast.labs.founded[lab]:
            continue
        for m in range(BLOCK):
            finished = labs.coming_month[lab, m] == now.month
            if finished and labs.coming_base[lab, m] > labs.base[lab, m]:
                labs.base[lab, m] = labs.coming_base[lab, m]
                labs.base_compute[lab, m] = labs.coming_compute[lab, m]
                labs.family_error[lab, m] = labs.coming_family_error[lab, m]
            if labs.next_launch[lab, m] == now.month:
                _launch(cast, now, parameters, luck, labs, lab, m)


@compiled
def _launch(cast, now, parameters, luck, labs, lab, m):
    seed, member = key_of(luck, now.month, cast.labs.key[lab], m)
    drawn = noise.luck(seed, member, now.month, cast.labs.key[lab], noise.GENERATION)
    share = lab_rules.run_share(
        lab_rules.typical_run_share(
            float(now.month),
            cast.labs.lateness[lab] * parameters.scale_delay[m],
            parameters.run_share_ceiling[m],
            parameters.run_share_midpoint[m],
            parameters.run_share_pace[m],
        ),
        cast.labs.boldness[lab],
        parameters.run_share_spread[m],
        normal_quantile(drawn[0]),
    )
    labs.coming_compute[lab, m] = rules.training_compute(
        labs.run_stock[lab, m] + labs.rented[lab, m],
        share,
        parameters.utilisation[m],
        parameters.training_days[m],
    )
    labs.coming_base[lab, m] = labs.coming_compute[lab, m] + parameters.generation_luck[
        m
    ] * normal_quantile(drawn[1])
    labs.coming_month[lab, m] = now.month + lab_rules.whole_months(
        drawn[2], parameters.shortest_run[m], parameters.longest_run[m]
    )
    labs.next_launch[lab, m] = now.month + lab_rules.whole_months(
        drawn[3], parameters.shortest_generation[m], parameters.longest_generation[m]
    )
    drawn = noise.luck(seed, member, now.month, cast.labs.key[lab], noise.FAMILY)
    labs.coming_family_error[lab, m] = measurement.family_error(
        parameters.score_error[m], parameters.score_error_shared[m], normal_quantile(drawn[0])
    )


@compiled
def update_and_release(cast, now, parameters, labs, regions):
    """Post-training lifts the base with know-how and teachers; what improves is released."""
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            labs.released_at[lab, m] = -1.0
        if cast.labs.cloud[lab] or now.month < cast.labs.founded[lab]:
            continue
        for m in range(BLOCK):
            if labs.next_update[lab, m] == now.month:
                labs.next_update[lab, m] = now.month + lab_rules.whole_months(
                    labs.update_luck[lab, m], 1.0, parameters.longest_update[m]
                )
                _update(cast, now, parameters, labs, regions, lab, m)


@compiled
def _update(cast, now, parameters, labs, regions, lab, m):
    home = cast.labs.region[lab]
    own = rules.own_capability(labs.base[lab, m], labs.know_how[lab, m], labs.breakthroughs[lab, m])
    at = max(0, now.month - int(parameters.open_delay[m]) + 1) % DELAYS
    from_weights, weights_teacher, weights_root = 0.0, 0.0, home
    for origin in range(len(REGIONS)):
        share = open_to(parameters.open_weights_share[m], now.open_weights, home, origin)
        passed = rules.passed_on(regions.open_teacher[origin, at, m], share)
        if passed > from_weights:
            from_weights, weights_teacher = passed, regions.open_teacher[origin, at, m]
            weights_root = regions.open_root[origin, at, m]
    at = max(0, now.month - int(parameters.distillation_delay[m]) + 1) % DELAYS
    from_outputs, outputs_teacher = 0.0, 0.0
    for origin in range(len(REGIONS)):
        share = open_to(parameters.distillation_share[m], now.model_access, home, origin)
        passed = rules.passed_on(regions.closed_teacher[origin, at, m], share)
        if passed > from_outputs:
            from_outputs, outputs_teacher = passed, regions.closed_teacher[origin, at, m]
    reached = rules.absorbed_capability(
        own,
        rules.taught_by_both(from_weights, from_outputs),
        max(weights_teacher, outputs_teacher),
        rules.absorptive_capacity(
            parameters.absorption_at_start[m],
            parameters.absorption_by_know_how[m],
            labs.know_how[lab, m],
        ),
    )
    if reached > labs.capability[lab, m] + parameters.release_threshold[m]:
        labs.capability[lab, m] = reached
        labs.released_at[lab, m] = now.month + labs.day_luck[lab, m]
        builds_on_weights = rules.lineage(own, from_weights, from_outputs) == rules.OPEN_WEIGHTS
        labs.root[lab, m] = weights_root if builds_on_weights else home
        labs.from_foreign_weights[lab, m] = (
            1.0 if builds_on_weights and weights_root != home else 0.0
        )


@compiled
def open_to(share, level, home, origin):
    """What of a teacher's effective compute a measure leaves to a pupil."""
    if home == TARGET and origin != TARGET:
        return let_through(share, level)
    return share


@compiled
def publish_releases(cast, now, labs, regions, frontiers, scratch):
    """Releases enter their region's frontier by date, and become teachers after a delay."""
    _open_month(now, regions)
    slot, coming = now.month % 12, (now.month + 1) % DELAYS
    for lab in range(cast.labs.count):
        home = cast.labs.region[lab]
        opens = now.month >= cast.labs.open_from[lab]
        for m in range(BLOCK):
            if labs.released_at[lab, m] < 0.0:
                continue
            regions.releases[home, slot, m] += 1.0
            regions.foreign_releases[home, slot, m] += labs.from_foreign_weights[lab, m]
            released = labs.capability[lab, m]
            if opens and released > regions.open_teacher[home, coming, m]:
                regions.open_teacher[home, coming, m] = released
                regions.open_root[home, coming, m] = labs.root[lab, m]
            if not opens and released > regions.closed_teacher[home, coming, m]:
                regions.closed_teacher[home, coming, m] = released
    for m in range(BLOCK):
        for place in range(_in_order_of_days(cast, labs, scratch, m)):
            _enter(cast, scratch.queue[place, m], m, labs, regions, frontiers)
        best = 0.0
        for r in range(len(REGIONS)):
            best = max(best, regions.frontier[r, m])
        regions.world_frontier[(now.month + 1) % YEAR, m] = best


@compiled
def _open_month(now, regions):
    """What stood at the month's start stands until something better is released."""
    slot, coming, standing = now.month % 12, (now.month + 1) % DELAYS, now.month % DELAYS
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.open_teacher[r, coming, m] = regions.open_teacher[r, standing, m]
            regions.open_root[r, coming, m] = regions.open_root[r, standing, m]
            regions.closed_teacher[r, coming, m] = regions.closed_teacher[r, standing, m]
            regions.releases[r, slot, m] = 0.0
            regions.foreign_releases[r, slot, m] = 0.0


@compiled
def _in_order_of_days(cast, labs, scratch, m):
    """Queue the labs that released this month by the day of their release; how many there are."""
    waiting = 0
    for lab in range(cast.labs.count):
        if labs.released_at[lab, m] < 0.0:
            continue
        place = waiting
        while (
            place > 0
            and labs.released_at[scratch.queue[place - 1, m], m] > (labs.released_at[lab, m])
        ):
            scratch.queue[place, m] = scratch.queue[place - 1, m]
            place -= 1
        scratch.queue[place, m] = lab
        waiting += 1
    return waiting


@compiled
def _enter(cast, lab, m, labs, regions, frontiers):
    """A release enters its region's records where it lifts them: frontier, run, each index."""
    r, date = cast.labs.region[lab], labs.released_at[lab, m]
    if labs.capability[lab, m] > regions.frontier[r, m]:
        regions.frontier[r, m] = labs.capability[lab, m]
        frontiers.times[r, regions.frontier_count[r, m], m] = date
        frontiers.values[r, regions.frontier_count[r, m], m] = labs.capability[lab, m]
        regions.frontier_count[r, m] += 1
    if labs.base_compute[lab, m] > regions.largest_run[r, m]:
        regions.largest_run[r, m] = labs.base_compute[lab, m]
        frontiers.run_times[r, regions.run_count[r, m], m] = date
        frontiers.run_values[r, regions.run_count[r, m], m] = labs.base_compute[lab, m]
        regions.run_count[r, m] += 1
    for i in range(len(INDICES)):
        if labs.score[i, lab, m] > regions.best_score[i, r, m]:
            regions.best_score[i, r, m] = labs.score[i, lab, m]
            frontiers.score_times[i, r, regions.score_count[i, r, m], m] = date
            frontiers.score_values[i, r, regions.score_count[i, r, m], m] = labs.score[i, lab, m]
            regions.score_count[i, r, m] += 1
