"""What indices make of releases, over a block of members: the same as `Lab.scored`."""

from sim.ensemble.events import add_events, draw_for_events
from sim.ensemble.layout import BLOCK
from sim.rules import measurement as rules
from sim.rules import noise
from sim.rules.compilation import compiled
from sim.rules.lag import gap
from sim.world.indices import INDICES
from sim.world.noise_keys import keys_of

UNTESTED = -1.0
"""Score of a release that no index tests: below every frontier."""


@compiled
def score(cast, now, parameters, noise_keys, labs, regions, events):
    """Indices score what was released, with errors, and leave some of it out."""
    month, releases = now.month, 0
    for lab in range(cast.labs.count):
        key = cast.labs.key[lab]
        seeds, members = keys_of(noise_keys, month, key)
        dates = labs.released_at[lab]
        releases = add_events(events, releases, dates, lab, seeds, members, key, month)
    draw_for_events(events, releases, noise.SCORES)
    for at in range(releases):
        part, place = at // BLOCK, at % BLOCK
        lab, m = events.lab[part, place], events.member[part, place]
        chance = rules.chance_of_test(
            parameters.score_coverage[m],
            parameters.score_coverage_of_best[m],
            gap(regions.frontier[cast.labs.region[lab], m], labs.capability[lab, m]),
        )
        tested = rules.is_tested(chance, events.uniform[len(INDICES), part, place])
        for i in range(len(INDICES)):
            labs.score[i, lab, m] = UNTESTED
            if tested:
                labs.score[i, lab, m] = rules.index_score(
                    labs.capability[lab, m],
                    labs.family_error[lab, m],
                    parameters.score_error[m],
                    parameters.score_error_shared[m],
                    events.normal[i, part, place],
                )
