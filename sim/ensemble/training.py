"""Training runs, over a block of members: the same as `Lab.launch_and_finish_runs`."""

from sim.ensemble.events import add_event, draw_for_events
from sim.ensemble.layout import BLOCK
from sim.rules import measurement, noise
from sim.rules import training as rules
from sim.rules.numerics import compiled, select
from sim.world.noise_keys import (
    BOLDNESS,
    DELAY,
    INDEX_ERROR,
    LENGTH,
    QUALITY,
    keys_of,
    of_generation,
)


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
            if labs.next_launch[lab, m] == month and labs.active[lab, m] > 0.0:
                launches = add_event(
                    events, launches, lab, m, seeds[m], members[m], key, labs.generation[lab, m]
                )
    draw_for_events(events, launches, noise.GENERATION)
    for at in range(launches):
        part, place = at // BLOCK, at % BLOCK
        _recall(month, noise_keys, events, part, place)
        _launch(cast, month, parameters, labs, events, part, place)
    draw_for_events(events, launches, noise.FAMILY)
    for at in range(launches):
        _misjudge(month, noise_keys, parameters, labs, events, at // BLOCK, at % BLOCK)


@compiled
def _recall(month, noise_keys, events, part, place):
    """Numbers of a generation that are stored take the place of those drawn by key."""
    normal, uniform = events.normal, events.uniform
    lab, generation = events.key[part, place], events.counter[part, place]
    m = events.member[part, place]
    normal[0, part, place] = of_generation(
        noise_keys, month, lab, generation, BOLDNESS, m, normal[0, part, place]
    )
    normal[1, part, place] = of_generation(
        noise_keys, month, lab, generation, QUALITY, m, normal[1, part, place]
    )
    uniform[2, part, place] = of_generation(
        noise_keys, month, lab, generation, LENGTH, m, uniform[2, part, place]
    )
    uniform[3, part, place] = of_generation(
        noise_keys, month, lab, generation, DELAY, m, uniform[3, part, place]
    )


@compiled
def _misjudge(month, noise_keys, parameters, labs, events, part, place):
    """What indices will get wrong of a new generation."""
    lab, m = events.lab[part, place], events.member[part, place]
    key, generation = events.key[part, place], events.counter[part, place]
    labs.coming_family_error[lab, m] = measurement.family_error(
        parameters.score_error[m],
        parameters.score_error_shared[m],
        of_generation(
            noise_keys, month, key, generation, INDEX_ERROR, m, events.normal[0, part, place]
        ),
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
            events.normal[0, part, place],
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
        events.normal[1, part, place],
    )
    labs.coming_month[lab, m] = month + rules.whole_months(
        events.uniform[2, part, place], parameters.shortest_run[m], parameters.longest_run[m]
    )
    labs.generation[lab, m] += 1
    _plan(month, parameters, labs, lab, m, events.uniform[3, part, place])


@compiled
def _plan(month, parameters, labs, lab, m, draw):
    """The next run keeps to the plan, whatever delayed this one."""
    interval = parameters.generation_interval[m]
    planned = rules.next_date(labs.planned_launch[lab, m], interval)
    labs.planned_launch[lab, m] = planned
    labs.next_launch[lab, m] = rules.actual_month(
        planned, interval, parameters.calendar_jitter[m], draw, month + 1.0
    )
