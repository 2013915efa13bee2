"""Suppliers invest, over a block of members: roadmaps, variants, foundries, lithography."""

from sim.ensemble.chips import stopped_now
from sim.ensemble.layout import BLOCK
from sim.rules import foundries as foundry_rules
from sim.rules import suppliers as rules
from sim.rules.compilation import compiled, select, written_out
from sim.settings.roster import FOLLOWER, REGIONS


@compiled
def advance_roadmaps(cast, now, parameters, designers, foundries):
    """Revenue pays for the next chip, and the node sets its pace."""
    for d in range(cast.designers.count):
        lithography = now.lithography if cast.designers.region[d] == FOLLOWER else 0.0
        reference = now.reference_revenue[d]
        for m in range(BLOCK):
            pace = rules.node_pace(
                designers.abroad[d, m],
                foundries.leading_pace[m],
                parameters.lithography_denial[m],
                lithography,
            )
            paid = rules.research_pace(
                designers.smoothed_revenue[d, m], reference, parameters.roadmap_elasticity[m]
            )
            both = rules.roadmap_pace(pace, paid)
            designers.clock[d, m] += select(designers.generation[d, m] >= 0, both, pace)
        for m in range(BLOCK):
            # One a month at most, so that a month ends, however fast money makes the clock run.
            if designers.clock[d, m] >= launch_of(cast, d, designers.generation[d, m] + 1):
                launch(cast, now, parameters, designers, d, m)


@compiled
def launch_of(cast, d, generation):
    """Reference month at which a generation is ready."""
    last = cast.designers.generations[d] - 1
    if generation <= last:
        return cast.designers.launch[d, generation]
    return rules.launch_beyond_record(
        cast.designers.launch[d, last], float(generation - last), cast.designers.cadence[d]
    )


@compiled
def launch(cast, now, parameters, designers, d, m):
    """Put the next generation on sale; a newcomer's roadmap starts at its reference pace."""
    designers.generation[d, m] += 1
    if designers.generation[d, m] == 0:
        designers.smoothed_revenue[d, m] = now.reference_revenue[d]
    last = cast.designers.generations[d] - 1
    known = min(designers.generation[d, m], last)
    beyond = float(designers.generation[d, m] - known)
    growth = parameters.chip_growth[m]
    designers.tflops[d, m] = rules.beyond_record(cast.designers.tflops[d, known], growth, beyond)
    designers.interconnect[d, m] = rules.beyond_record(
        cast.designers.interconnect[d, known], growth, beyond
    )
    designers.density[d, m] = rules.beyond_record(cast.designers.density[d, known], growth, beyond)
    designers.area[d, m] = cast.designers.area[d, known]
    designers.list_price[d, m] = rules.beyond_record(
        cast.designers.price[d, known], parameters.chip_price_growth[m], beyond
    )


@compiled
def design_variants(cast, now, parameters, designers):
    """A designer whose chip is barred answers with an export variant after a delay."""
    for d in range(cast.designers.count):
        if cast.designers.region[d] == FOLLOWER or cast.designers.sells[d, FOLLOWER] == 0.0:
            continue
        for m in range(BLOCK):
            if designers.generation[d, m] < 0:
                continue
            if not needs_variant(now, designers, d, m):
                designers.variant_countdown[d, m] = -1.0
            elif designers.variant_countdown[d, m] < 0.0:
                designers.variant_countdown[d, m] = parameters.variant_delay[m] - 1.0
            else:
                designers.variant_countdown[d, m] -= 1.0
            if designers.variant_countdown[d, m] == 0.0:
                _design(now, parameters, designers, d, m)
                designers.variant_countdown[d, m] = -1.0


@compiled
def needs_variant(now, designers, d, m):
    """Whether the standard chip is barred and no lawful variant of its generation exists."""
    if not stopped_now(
        now, designers.tflops[d, m], designers.interconnect[d, m],
        designers.density[d, m],
    ):  # fmt: skip
        return False
    return designers.variant_generation[d, m] != designers.generation[d, m] or stopped_now(
        now, designers.variant_tflops[d, m], designers.variant_interconnect[d, m],
        designers.variant_density[d, m],
    )  # fmt: skip


@written_out
def _design(now, parameters, designers, d, m):
    """Cut the interconnect if that suffices, and else the throughput."""
    tflops, density = designers.tflops[d, m], designers.density[d, m]
    interconnect = designers.interconnect[d, m]
    cut = rules.variant_interconnect(
        interconnect, parameters.variant_interconnect_share[m], now.interconnect_cap
    )
    if stopped_now(now, tflops, cut, density):
        tflops = rules.variant_throughput(
            tflops,
            designers.area[d, m],
            parameters.variant_share[m],
            now.tpp_cap,
            now.density_cap,
        )
        density = rules.variant_density(density, tflops, designers.tflops[d, m])
    else:
        interconnect = cut
    designers.variant_generation[d, m] = designers.generation[d, m]
    designers.variant_tflops[d, m] = tflops
    designers.variant_density[d, m] = density
    designers.variant_interconnect[d, m] = interconnect
    designers.variant_usability[d, m] = rules.large_run_usability(
        interconnect, designers.interconnect[d, m], parameters.interconnect_exponent[m]
    )


@compiled
def build_foundries(cast, now, parameters, regions, designers, foundries):
    """Foundries invest fees, state support and foreign plants; yield learns by making."""
    foundries.tool_sales[:] = 0.0
    _collect_fees(cast, parameters, designers, foundries)
    for f in range(cast.foundries.count):
        region = cast.foundries.region[f]
        denied = now.tools if region == FOLLOWER else 0.0
        no_lithography = now.lithography if region == FOLLOWER else 0.0
        support, part_of_plan = cast.foundries.support[f], cast.foundries.ai_plus_part[f]
        unit_cost, ai_plus = cast.foundries.plant_cost[f], now.ai_plus
        first_capacity = cast.foundries.capacity[f]
        first_yield = cast.foundries.starting_yield[f]
        _capacity_of_region(cast, foundries, region)
        for m in range(BLOCK):
            capacity = foundries.capacity[f, m]
            investment = foundry_rules.foundry_investment(
                foundries.fees[f, m],
                parameters.reinvestment[m],
                foundry_rules.state_support(
                    support, ai_plus, parameters.ai_plus_chip_share[m], part_of_plan
                ),
                foundry_rules.plants_for_foundry(
                    regions.chip_fdi[region, m],
                    parameters.plant_advanced_share[m],
                    capacity,
                    foundries.capacity_of_region[m],
                ),
            )
            started = foundry_rules.chips_started(
                foundries.requested[f, m], foundries.foundry_yield[f, m], capacity
            )
            grown = rules.capacity_growth(
                capacity, investment, unit_cost, parameters.fastest_growth[m]
            )
            experience = foundry_rules.experience_after_a_month(
                foundries.experience[f, m], started, denied, first_capacity
            )
            foundries.capacity[f, m] = foundry_rules.capacity_after_a_month(
                capacity, grown, denied, parameters.capacity_depreciation[m]
            )
            foundries.experience[f, m] = experience
            foundries.foundry_yield[f, m] = rules.learned_yield(
                first_yield, parameters.best_yield[m], experience, parameters.yield_learning[m]
            )
            foundries.tool_sales[m] += foundry_rules.lithography_orders(
                investment, parameters.lithography_part[m], no_lithography
            )


@written_out
def _capacity_of_region(cast, foundries, region):
    """Capacity of all foundries of a region."""
    foundries.capacity_of_region[:] = 0.0
    for other in range(cast.foundries.count):
        if cast.foundries.region[other] == region:
            for m in range(BLOCK):
                foundries.capacity_of_region[m] += foundries.capacity[other, m]


@written_out
def _collect_fees(cast, parameters, designers, foundries):
    foundries.fees[:] = 0.0
    for d in range(cast.designers.count):
        abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
        for m in range(BLOCK):
            revenue = 0.0
            for r in range(len(REGIONS)):
                revenue += designers.revenue[d, r, m]
            fee = foundry_rules.foundry_fee(revenue, parameters.foundry_fee[m])
            fill_abroad = foundries.fill[abroad, m] if abroad >= 0 else 0.0
            part = foundry_rules.share_delivered_abroad(
                designers.abroad[d, m], fill_abroad, designers.fill[d, m]
            )
            if abroad >= 0:
                foundries.fees[abroad, m] += foundry_rules.part_from_abroad(fee, part)
            if home >= 0:
                foundries.fees[home, m] += foundry_rules.part_from_home(fee, part)


@compiled
def sell_tools(now, parameters, foundries):
    """The lithography supplier's sales pace the leading node."""
    for m in range(BLOCK):
        foundries.smoothed_tool_sales[m] = rules.moving_average(
            foundries.smoothed_tool_sales[m], foundries.tool_sales[m]
        )
        foundries.leading_pace[m] = rules.research_pace(
            foundries.smoothed_tool_sales[m],
            now.lithography_reference,
            parameters.lithography_elasticity[m],
        )
