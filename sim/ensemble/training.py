"""Training runs, over a block of members: the same as `Lab.launch_and_finish_runs`."""

from sim.ensemble.events import add_events, draw_for_events
from sim.ensemble.layout import BLOCK
from sim.rules import measurement, noise
from sim.rules import training as rules
from sim.rules.compilation import compiled, select, written_out
from sim.world.noise_keys import (
    BOLDNESS,
    INDEX_ERROR,
    LENGTH,
    QUALITY,
    QUARTER,
    keys_of,
    of_run,
)


@compiled
def launch_and_finish(cast, now, parameters, noise_keys, labs, events, scratch):
    """Finished runs give a new base; labs without one may launch the next."""
    month, launches = now.month, 0
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab] or month < cast.labs.founded[lab]:
            continue
        _finish(labs, lab, month)
        key = cast.labs.key[lab]
        seeds, members = keys_of(noise_keys, month, key)
        _may_launch(month, parameters, labs, scratch, lab)
        launches = add_events(
            events, launches, scratch.launches, lab, seeds, members, key, month // QUARTER
        )
    draw_for_events(events, launches, noise.RUN)
    for at in range(launches):
        part, place = at // BLOCK, at % BLOCK
        _recall(month, noise_keys, events, part, place)
        _launch(cast, month, parameters, labs, events, part, place)


@written_out
def _may_launch(month, parameters, labs, scratch, lab):
    """Which members have the lab launch a run, all of them before the few that do."""
    for m in range(BLOCK):
        chance = rules.launch_chance(
            float(month),
            labs.first_launch[lab, m],
            parameters.generation_interval[m],
            rules.mean_run_length(parameters.shortest_run[m], parameters.longest_run[m]),
        )
        is_free = (labs.active[lab, m] > 0.0) & (labs.coming_month[lab, m] <= month)
        launches = is_free & (labs.launch_draw[lab, m] < chance)
        scratch.launches[m] = select(launches, float(month), -1.0)


@written_out
def _recall(month, noise_keys, events, part, place):
    """Numbers of a run that are stored take the place of those drawn by key."""
    normal, uniform = events.normal, events.uniform
    lab, m = events.key[part, place], events.member[part, place]
    for number in range(LENGTH):
        normal[number, part, place] = of_run(
            noise_keys, month, lab, number, m, normal[number, part, place]
        )
    uniform[LENGTH, part, place] = of_run(
        noise_keys, month, lab, LENGTH, m, uniform[LENGTH, part, place]
    )


@written_out
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


@written_out
def _launch(cast, month, parameters, labs, events, part, place):
    lab, m = events.lab[part, place], events.member[part, place]
    typical = rules.typical_run_share(
        float(month),
        cast.labs.lateness[lab],
        parameters.scale_delay[m],
        parameters.run_share_ceiling[m],
        parameters.run_share_midpoint[m],
        parameters.run_share_pace[m],
    )
    labs.coming_compute[lab, m] = rules.training_compute(
        labs.run_stock[lab, m],
        labs.leased_usable[lab, m],
        labs.serving[lab, m],
        rules.run_share(
            typical,
            cast.labs.boldness[lab],
            parameters.run_share_spread[m],
            events.normal[BOLDNESS, part, place],
        ),
        parameters.utilisation[m],
        parameters.training_days[m],
    )
    labs.coming_base[lab, m] = rules.base_model(
        labs.coming_compute[lab, m],
        rules.data_gap(
            cast.regions.data_part[cast.labs.region[lab]],
            parameters.data_gap[m],
            parameters.data_erosion_time[m],
            float(month),
        ),
        parameters.generation_luck[m],
        events.normal[QUALITY, part, place],
    )
    labs.coming_month[lab, m] = month + rules.whole_months(
        events.uniform[LENGTH, part, place], parameters.shortest_run[m], parameters.longest_run[m]
    )
    labs.coming_family_error[lab, m] = measurement.family_error(
        parameters.score_error[m],
        parameters.score_error_shared[m],
        events.normal[INDEX_ERROR, part, place],
    )
    labs.generation[lab, m] += 1
