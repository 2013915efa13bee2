"""Research, training and updates, over a block of members: the same as `sim.agents.lab`."""

from sim.ensemble.events import add_event, draw_for_events
from sim.ensemble.layout import BLOCK, DELAYS
from sim.rules import capability as rules
from sim.rules import labs as lab_rules
from sim.rules import measurement, noise
from sim.rules.numerics import compiled, rule, select
from sim.rules.sanctions import let_through
from sim.settings.roster import FOLLOWER, REGIONS
from sim.world.noise_keys import keys_of


@compiled
def draw_random_numbers(cast, now, noise_keys, labs):
    """Each lab's random numbers of the month, drawn whether or not they are used."""
    month = now.month
    for lab in range(cast.labs.count):
        key = cast.labs.key[lab]
        seeds, members = keys_of(noise_keys, month, key)
        for m in range(BLOCK):
            draws = noise.uniforms(seeds[m], members[m], month, key, noise.MONTH)
            labs.breakthrough_draw[lab, m] = draws[0]
            labs.size_draw[lab, m] = draws[1]
            labs.day_draw[lab, m] = draws[2]
            labs.update_draw[lab, m] = draws[3]


@compiled
def learn(cast, now, parameters, labs, regions, scratch):
    """Know-how grows by research and by what others publish; breakthroughs arrive and spread."""
    _publish(cast, labs, regions, scratch)
    reference = now.reference_research
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab]:
            continue
        home = cast.labs.region[lab]
        _search(parameters, labs, scratch, lab)
        for m in range(BLOCK):
            know_how_abroad = best_abroad(regions.best_know_how, home, m)
            breakthroughs_abroad = best_abroad(regions.best_breakthroughs, home, m)
            gained = lab_rules.know_how_growth(
                labs.research[lab, m],
                reference,
                parameters.know_how_growth[m],
                parameters.research_elasticity[m],
            )
            labs.know_how[lab, m] = lab_rules.knowledge_after_a_month(
                labs.know_how[lab, m],
                gained,
                regions.best_know_how[home, m],
                know_how_abroad,
                parameters.spillover_home[m],
                parameters.spillover_abroad[m],
            )
            labs.breakthroughs[lab, m] = lab_rules.knowledge_after_a_month(
                labs.breakthroughs[lab, m],
                scratch.breakthrough[m],
                regions.best_breakthroughs[home, m],
                breakthroughs_abroad,
                parameters.breakthrough_spillover_home[m],
                parameters.breakthrough_spillover_abroad[m],
            )


@compiled
def _search(parameters, labs, scratch, lab):
    """Breakthroughs of a lab this month: few have one, so that sizes are drawn one by one."""
    for m in range(BLOCK):
        chance = lab_rules.breakthrough_chance(
            parameters.breakthroughs_a_year[m], labs.research[lab, m], scratch.world_research[m]
        )
        scratch.breakthrough[m] = select(labs.breakthrough_draw[lab, m] < chance, 1.0, 0.0)
    for m in range(BLOCK):
        if scratch.breakthrough[m] > 0.0:
            scratch.breakthrough[m] = lab_rules.breakthrough_size(
                parameters.breakthrough_size[m], labs.size_draw[lab, m]
            )


@compiled
def _publish(cast, labs, regions, scratch):
    """The best know-how and breakthroughs of each region before this month's research."""
    regions.best_know_how[:] = 0.0
    regions.best_breakthroughs[:] = 0.0
    scratch.world_research[:] = 0.0
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
            scratch.world_research[m] += labs.research[lab, m]


@rule
def best_abroad(best, home, m):
    """The best of the other regions."""
    highest = 0.0
    for r in range(len(REGIONS)):
        if r != home:
            highest = max(highest, best[r, m])
    return highest


@compiled
def launch_and_finish(cast, now, parameters, noise_keys, labs, events):
    """Runs whose turn it is are launched; finished ones give a new base."""
    month, launches = now.month, 0
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or month < cast.labs.founded[lab]:
            continue
        _finish(labs, lab, month)
        key = cast.labs.key[lab]
        seeds, members = keys_of(noise_keys, month, key)
        for m in range(BLOCK):
            if labs.next_launch[lab, m] == month:
                launches = add_event(events, launches, lab, m, seeds[m], members[m], key)
    draw_for_events(events, launches, month, noise.GENERATION)
    for at in range(launches):
        _launch(cast, month, parameters, labs, events, at // BLOCK, at % BLOCK)
    draw_for_events(events, launches, month, noise.FAMILY)
    for at in range(launches):
        part, place = at // BLOCK, at % BLOCK
        lab, m = events.lab[part, place], events.member[part, place]
        labs.coming_family_error[lab, m] = measurement.family_error(
            parameters.score_error[m],
            parameters.score_error_shared[m],
            events.normal[0, part, place],
        )


@compiled
def _finish(labs, lab, month):
    for m in range(BLOCK):
        base, coming = labs.base[lab, m], labs.coming_base[lab, m]
        gives_base = (labs.coming_month[lab, m] == month) & (coming > base)
        labs.base[lab, m] = select(gives_base, coming, base)
        labs.base_compute[lab, m] = select(
            gives_base, labs.coming_compute[lab, m], labs.base_compute[lab, m]
        )
        labs.family_error[lab, m] = select(
            gives_base, labs.coming_family_error[lab, m], labs.family_error[lab, m]
        )


@compiled
def _launch(cast, month, parameters, labs, events, part, place):
    lab, m = events.lab[part, place], events.member[part, place]
    share = lab_rules.run_share(
        lab_rules.typical_run_share(
            float(month),
            cast.labs.lateness[lab],
            parameters.scale_delay[m],
            parameters.run_share_ceiling[m],
            parameters.run_share_midpoint[m],
            parameters.run_share_pace[m],
        ),
        cast.labs.boldness[lab],
        parameters.run_share_spread[m],
        events.normal[0, part, place],
    )
    labs.coming_compute[lab, m] = rules.training_compute(
        labs.run_stock[lab, m],
        labs.rented[lab, m],
        share,
        parameters.utilisation[m],
        parameters.training_days[m],
    )
    labs.coming_base[lab, m] = rules.base_model(
        labs.coming_compute[lab, m], parameters.generation_luck[m], events.normal[1, part, place]
    )
    labs.coming_month[lab, m] = month + lab_rules.whole_months(
        events.uniform[2, part, place], parameters.shortest_run[m], parameters.longest_run[m]
    )
    labs.next_launch[lab, m] = month + lab_rules.whole_months(
        events.uniform[3, part, place],
        parameters.shortest_generation[m],
        parameters.longest_generation[m],
    )


@compiled
def update_and_release(cast, now, parameters, labs, regions):
    """Post-training lifts the base with know-how and teachers; what improves is released."""
    _teach(now, parameters, regions)
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or now.month < cast.labs.founded[lab]:
            for m in range(BLOCK):
                labs.released_at[lab, m] = -1.0
        else:
            _update(parameters, labs, regions, lab, cast.labs.region[lab], now.month)


@compiled
def _teach(now, parameters, regions):
    """What labs of each region can learn from others: the same for each of them, so asked once."""
    _look_back(now.month, parameters, regions)
    for home in range(len(REGIONS)):
        regions.from_weights[home, :] = 0.0
        regions.from_outputs[home, :] = 0.0
        regions.weights_teacher[home, :] = 0.0
        regions.outputs_teacher[home, :] = 0.0
        regions.weights_root[home, :] = home
        for origin in range(len(REGIONS)):
            _learn_from(now, parameters, regions, home, origin)
        for m in range(BLOCK):
            regions.taught[home, m] = rules.taught_by_both(
                regions.from_weights[home, m], regions.from_outputs[home, m]
            )
            regions.best_teacher[home, m] = max(
                regions.weights_teacher[home, m], regions.outputs_teacher[home, m]
            )


@compiled
def _look_back(month, parameters, regions):
    """The teachers of each region as they stood before the delay."""
    for m in range(BLOCK):
        opened = max(0, month - int(parameters.open_delay[m]) + 1) % DELAYS
        distilled = max(0, month - int(parameters.distillation_delay[m]) + 1) % DELAYS
        for origin in range(len(REGIONS)):
            regions.past_open[origin, m] = regions.open_teacher[origin, opened, m]
            regions.past_root[origin, m] = regions.open_root[origin, opened, m]
            regions.past_closed[origin, m] = regions.closed_teacher[origin, distilled, m]


@compiled
def _learn_from(now, parameters, regions, home, origin):
    open_weights, model_access = now.open_weights, now.model_access
    for m in range(BLOCK):
        share = open_to(parameters.open_weights_share[m], open_weights, home, origin)
        teacher, before = regions.past_open[origin, m], regions.from_weights[home, m]
        passed = rules.passed_on(teacher, share)
        better = passed > before
        regions.from_weights[home, m] = select(better, passed, before)
        regions.weights_teacher[home, m] = select(better, teacher, regions.weights_teacher[home, m])
        regions.weights_root[home, m] = select(
            better, regions.past_root[origin, m], regions.weights_root[home, m]
        )
        share = open_to(parameters.distillation_share[m], model_access, home, origin)
        teacher, before = regions.past_closed[origin, m], regions.from_outputs[home, m]
        passed = rules.passed_on(teacher, share)
        better = passed > before
        regions.from_outputs[home, m] = select(better, passed, before)
        regions.outputs_teacher[home, m] = select(better, teacher, regions.outputs_teacher[home, m])


@compiled
def _update(parameters, labs, regions, lab, home, month):
    """All members compute; those whose update is due, and improves on what they had, release."""
    for m in range(BLOCK):
        due_at, before = labs.next_update[lab, m], labs.capability[lab, m]
        after = month + lab_rules.whole_months(
            labs.update_draw[lab, m], 1.0, parameters.longest_update[m]
        )
        own = rules.own_capability(
            labs.base[lab, m], labs.know_how[lab, m], labs.breakthroughs[lab, m]
        )
        reached = rules.absorbed_capability(
            own,
            regions.taught[home, m],
            regions.best_teacher[home, m],
            rules.absorptive_capacity(
                parameters.absorption_at_start[m],
                parameters.absorption_by_know_how[m],
                labs.know_how[lab, m],
            ),
        )
        is_due = due_at == month
        releases = is_due & rules.is_improvement(reached, before, parameters.release_threshold[m])
        labs.next_update[lab, m] = select(is_due, after, due_at)
        labs.capability[lab, m] = select(releases, reached, before)
        labs.released_at[lab, m] = select(releases, month + labs.day_draw[lab, m], -1.0)
    for m in range(BLOCK):
        if labs.released_at[lab, m] >= 0.0:
            _trace(labs, regions, lab, home, m)


@compiled
def _trace(labs, regions, lab, home, m):
    """Where a release comes from: its lab's home, or the open weights that it builds on."""
    own = rules.own_capability(labs.base[lab, m], labs.know_how[lab, m], labs.breakthroughs[lab, m])
    line = rules.lineage(own, regions.from_weights[home, m], regions.from_outputs[home, m])
    root = int(regions.weights_root[home, m]) if line == rules.OPEN_WEIGHTS else home
    labs.root[lab, m] = root
    labs.from_foreign_weights[lab, m] = 1.0 if root != home else 0.0


@rule
def open_to(share, level, home, origin):
    """What of a teacher's effective compute a measure leaves to a pupil."""
    if home == FOLLOWER and origin != FOLLOWER:
        return let_through(share, level)
    return share
