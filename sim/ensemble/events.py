"""Random draws for what happens to few: launches and releases of a month, side by side.

A vector of neighbours would compute for many to whom nothing happens, and one by one there are no
vectors. So events are put in a list, blocks of it draw together, and each then finds its draws at
its place.
"""

from sim.ensemble.layout import BLOCK
from sim.rules import noise
from sim.rules.compilation import compiled
from sim.rules.numerics import normal_quantile


@compiled
def add_events(events, count, dates, lab, seeds, numbers, key, counter):
    """Put those members at the list's end to whom an event of a lab happens; how long it is then.

    `dates` are the members', below zero where nothing happens. Each member is written down, and
    the next one over it if nothing happens to it: a branch would be predicted wrongly too often.
    """
    after = count
    for m in range(BLOCK):
        events.member[after // BLOCK, after % BLOCK] = m
        after += 1 * (dates[m] >= 0.0)
    for at in range(count, after):
        part, place = at // BLOCK, at % BLOCK
        m = events.member[part, place]
        events.lab[part, place] = lab
        events.seed[part, place] = seeds[m]
        events.number[part, place] = numbers[m]
        events.key[part, place] = key
        events.counter[part, place] = counter
    return after


@compiled
def draw_for_events(events, count, purpose):
    """Four uniform draws of each event, and the first three as standard normal ones too."""
    for part in range((count + BLOCK - 1) // BLOCK):
        for i in range(BLOCK):
            u0, u1, u2, u3 = noise.uniforms(
                events.seed[part, i],
                events.number[part, i],
                events.counter[part, i],
                events.key[part, i],
                purpose,
            )
            events.uniform[0, part, i] = u0
            events.uniform[1, part, i] = u1
            events.uniform[2, part, i] = u2
            events.uniform[3, part, i] = u3
        for draw in range(3):
            for i in range(BLOCK):
                events.normal[draw, part, i] = normal_quantile(events.uniform[draw, part, i])
