"""Research, over a block of members: the same as `Lab.learn`."""

from sim.ensemble.layout import BLOCK, DELAYS
from sim.rules import knowledge as rules
from sim.rules import noise
from sim.rules.compilation import compiled, rule, select, written_out
from sim.settings.roster import REGIONS
from sim.world.noise_keys import keys_of, of_search, place_in


@compiled
def draw_random_numbers(cast, now, noise_keys, labs):
    """Each lab's random numbers of the month, drawn whether or not they are used."""
    month = now.month
    for lab in range(cast.labs.count):
        key = cast.labs.key[lab]
        seeds, members = keys_of(noise_keys, month, key)
        place = place_in(noise_keys.searching_labs, key)
        for m in range(BLOCK):
            draws = noise.uniforms(seeds[m], members[m], month, key, noise.MONTH)
            labs.breakthrough_draw[lab, m] = draws[0]
            labs.launch_draw[lab, m] = draws[1]
            labs.day_draw[lab, m] = draws[2]
            labs.update_draw[lab, m] = draws[3]
        if place >= 0:  # apart, so that the loop above has no branch
            for m in range(BLOCK):
                labs.breakthrough_draw[lab, m] = of_search(
                    noise_keys, month, place, m, labs.breakthrough_draw[lab, m]
                )


@compiled
def learn(cast, now, parameters, labs, regions, scratch):
    """Know-how grows by research, publications and leaks; breakthroughs arrive and spread."""
    _take_stock(cast, now, labs, regions, scratch)
    _publish(now, parameters, regions)
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab]:
            continue
        home = cast.labs.region[lab]
        _search(parameters, labs, scratch, lab)
        _know(now, parameters, labs, regions, lab, home)
        _break_through(parameters, labs, regions, scratch, lab, home)


@written_out
def _know(now, parameters, labs, regions, lab, home):
    reference, compute = now.reference_research, now.reference_compute
    for m in range(BLOCK):
        gained = rules.know_how_growth(
            labs.research[lab, m],
            reference,
            parameters.know_how_growth[m],
            parameters.research_elasticity[m],
            rules.scarcity_factor(
                labs.compute_stock[lab, m] + labs.leased[lab, m],
                compute,
                parameters.compute_elasticity[m],
            ),
        )
        known = rules.knowledge_after_a_month(
            labs.know_how[lab, m],
            gained,
            regions.home_know_how[home, m],
            regions.abroad_know_how[home, m],
            parameters.spillover_home[m],
            parameters.spillover_abroad[m],
        )
        labs.know_how[lab, m] = rules.with_leaks(
            known, regions.best_know_how[m], parameters.leak_rate[m]
        )


@written_out
def _break_through(parameters, labs, regions, scratch, lab, home):
    for m in range(BLOCK):
        known = rules.knowledge_after_a_month(
            labs.breakthroughs[lab, m],
            scratch.breakthrough[m],
            regions.home_breakthroughs[home, m],
            regions.abroad_breakthroughs[home, m],
            parameters.breakthrough_spillover_home[m],
            parameters.breakthrough_spillover_abroad[m],
        )
        labs.breakthroughs[lab, m] = rules.with_leaks(
            known, regions.best_breakthroughs[m], parameters.leak_rate[m]
        )


@written_out
def _search(parameters, labs, scratch, lab):
    """Breakthroughs of a lab this month: few have one, so that sizes are drawn one by one."""
    for m in range(BLOCK):
        chance = rules.breakthrough_chance(
            parameters.breakthroughs_a_year[m], labs.research[lab, m], scratch.world_research[m]
        )
        scratch.breakthrough[m] = select(labs.breakthrough_draw[lab, m] < chance, chance, 0.0)
    for m in range(BLOCK):
        if scratch.breakthrough[m] > 0.0:
            scratch.breakthrough[m] = rules.breakthrough_size(
                parameters.breakthrough_size[m],
                scratch.breakthrough[m],
                labs.breakthrough_draw[lab, m],
            )


@written_out
def _take_stock(cast, now, labs, regions, scratch):
    """The best know-how and breakthroughs of each region before this month's research."""
    here = now.month % DELAYS
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.know_how_then[r, here, m] = 0.0
            regions.breakthroughs_then[r, here, m] = 0.0
    regions.best_know_how[:] = 0.0
    regions.best_breakthroughs[:] = 0.0
    scratch.world_research[:] = 0.0
    for lab in range(cast.labs.count):
        if cast.labs.cloud[lab]:
            continue
        home = cast.labs.region[lab]
        for m in range(BLOCK):
            know_how, breakthroughs = labs.know_how[lab, m], labs.breakthroughs[lab, m]
            regions.know_how_then[home, here, m] = max(
                regions.know_how_then[home, here, m], know_how
            )
            regions.breakthroughs_then[home, here, m] = max(
                regions.breakthroughs_then[home, here, m], breakthroughs
            )
            regions.best_know_how[m] = max(regions.best_know_how[m], know_how)
            regions.best_breakthroughs[m] = max(regions.best_breakthroughs[m], breakthroughs)
            scratch.world_research[m] += labs.research[lab, m]


@written_out
def _publish(now, parameters, regions):
    """What labs of each region read today: the best at home and abroad, delays ago."""
    for home in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.home_know_how[home, m] = regions.know_how_then[
                home, ago(now.month, parameters.publication_delay_home[m]), m
            ]
            regions.home_breakthroughs[home, m] = regions.breakthroughs_then[
                home, ago(now.month, parameters.breakthrough_delay_home[m]), m
            ]
            know_how_at = ago(now.month, parameters.publication_delay_abroad[m])
            breakthroughs_at = ago(now.month, parameters.breakthrough_delay_abroad[m])
            know_how, breakthroughs = 0.0, 0.0
            for r in range(len(REGIONS)):
                if r != home:
                    know_how = max(know_how, regions.know_how_then[r, know_how_at, m])
                    breakthroughs = max(
                        breakthroughs, regions.breakthroughs_then[r, breakthroughs_at, m]
                    )
            regions.abroad_know_how[home, m] = know_how
            regions.abroad_breakthroughs[home, m] = breakthroughs


@rule
def ago(month, delay):
    """Where the ring of past months holds what stood a delay ago, or at the start."""
    return max(0, month - int(delay)) % DELAYS
