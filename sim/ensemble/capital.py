"""Money for labs, over a block of members: the same decisions as `sim.agents.investor`."""

from sim.ensemble.layout import BLOCK, DELAYS, YEAR
from sim.ensemble.updates import open_to
from sim.rules import investors as rules
from sim.rules import noise
from sim.rules.capability import passed_on
from sim.rules.compilation import compiled, select, written_out
from sim.rules.labs import market_size
from sim.rules.numerics import normal_quantile
from sim.rules.sanctions import capital_barrier, let_through, withheld
from sim.settings.roster import ALLY, FOLLOWER, LEADER, REGIONS
from sim.world.noise_keys import keys_of, of_quarter, place_in


@compiled
def commit(cast, now, parameters, noise_keys, investors, regions):
    """Pools follow trend and sentiment, of expectations and shocks; a part is committed."""
    month, ai_plus = now.month, now.ai_plus
    here, before = month % YEAR, (month - 12) % YEAR
    for j in range(cast.investors.count):
        key, region = cast.investors.key[j], cast.investors.region[j]
        expectation, trend = cast.investors.expectation[j], now.pool_trend[j]
        is_venture, is_platform = cast.investors.venture[j], cast.investors.platform[j]
        follows_fdi, ai_plus_part = cast.investors.follows_fdi[j], cast.investors.ai_plus_part[j]
        focus, meets_conditions = cast.investors.focus[j], cast.investors.meets_conditions[j]
        conditions = now.domestic_conditions[focus]
        seeds, members = keys_of(noise_keys, month, key)
        stored = place_in(noise_keys.stored_investors, key)
        for m in range(BLOCK):
            progress = parameters.normal_progress[m]
            if month >= 12:
                progress = rules.expected_progress(
                    rules.progress_over_a_year(
                        regions.world_frontier[here, m], regions.world_frontier[before, m]
                    ),
                    rules.progress_over_a_year(
                        regions.past_frontier[focus, here, m],
                        regions.past_frontier[focus, before, m],
                    ),
                    parameters.progress_at_home[m],
                )
            draws = noise.uniforms(seeds[m], members[m], month, key, noise.INVESTOR)
            shock = of_quarter(noise_keys, month, stored, m, normal_quantile(draws[0]))
            sentiment = investors.sentiment[j, m] * rules.sentiment_growth(
                parameters.expectation_sensitivity[m],
                expectation,
                progress,
                parameters.normal_progress[m],
                parameters.pool_spread[m],
                shock,
            )
            investors.sentiment[j, m] = sentiment
            scale = 1.0
            if is_venture:
                scale = parameters.venture_scale[m]
            if is_platform:
                scale = parameters.platform_scale[m]
            liquidity = regions.liquidity[region, m] if follows_fdi else 1.0
            left_by_conditions, left_by_access = 1.0, 1.0
            if meets_conditions:
                left_by_conditions = rules.left_by_conditions(
                    parameters.conditions_effect[m],
                    rules.eased_conditions(
                        conditions, parameters.conditions_easing[m], float(month)
                    ),
                )
            if is_platform:
                left_by_access = rules.left_by_access(
                    regions.chip_access[region, m], parameters.access_elasticity[m]
                )
            investors.commitment[j, m] = rules.commitment(
                trend,
                sentiment,
                scale,
                rules.climate(liquidity, left_by_conditions, left_by_access),
                rules.plan_money_for_labs(ai_plus, parameters.ai_plus_chip_share[m], ai_plus_part),
            )


@compiled
def allocate(cast, now, parameters, labs, investors, regions):
    """Investors spread commitments over labs; what is barred goes home in part, or nowhere."""
    labs.raised[:] = 0.0
    investors.flow[:] = 0.0
    investors.venture_flow[:] = 0.0
    _pull(cast, now, parameters, labs, regions)
    for j in range(cast.investors.count):
        _weigh(cast, now, labs, investors, j)
        investors.barred[:] = 0.0
        origin = cast.investors.region[j]
        for lab in range(cast.labs.count):
            if cast.investors.home_bias[j, lab] == 0.0:
                continue
            to_target, level = cast.labs.region[lab] == FOLLOWER, now.capital
            for m in range(BLOCK):
                part = rules.share_of(
                    investors.commitment[j, m], labs.weight[lab, m], investors.all_weights[m]
                )
                barrier = capital_barrier(
                    level,
                    to_target,
                    origin == LEADER,
                    origin == ALLY,
                    parameters.allied_barrier[m],
                )
                stopped = withheld(part, barrier)
                investors.barred[m] += stopped
                investors.paid[m] = part - stopped
            _pay(cast, labs, investors, j, lab)
        _divert(cast, parameters, labs, investors, j)


@written_out
def _pull(cast, now, parameters, labs, regions):
    """How expected capability alone weighs in any investor's choice."""
    _reach(now, regions)
    here = now.month % YEAR
    for lab in range(cast.labs.count):
        is_cloud, home = cast.labs.cloud[lab], cast.labs.region[lab]
        for m in range(BLOCK):
            # clouds serve the best models, whoever makes them
            frontier = regions.world_frontier[here, m]
            expected = rules.expected_capability(
                labs.capability[lab, m],
                regions.within_reach[home, m],
                regions.frontier[home, m],
                parameters.promise[m],
            )
            labs.pull[lab, m] = rules.attraction(
                1.0,
                frontier if is_cloud else expected,
                frontier,
                parameters.investor_sensitivity[m],
            )


@written_out
def _reach(now, regions):
    """The best open weights that labs of each region may build on."""
    present = now.month % DELAYS
    for home in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.within_reach[home, m] = 0.0
        for origin in range(len(REGIONS)):
            share = open_to(1.0, now.open_weights, home, origin)
            for m in range(BLOCK):
                regions.within_reach[home, m] = max(
                    regions.within_reach[home, m],
                    passed_on(regions.open_teacher[origin, present, m], share),
                )


@written_out
def _weigh(cast, now, labs, investors, j):
    investors.all_weights[:] = 0.0
    investors.weights_at_home[:] = 0.0
    for lab in range(cast.labs.count):
        bias = cast.investors.home_bias[j, lab] if now.month >= cast.labs.founded[lab] else 0.0
        at_home = 1.0 if cast.labs.region[lab] == cast.investors.region[j] else 0.0
        for m in range(BLOCK):
            labs.weight[lab, m] = select(
                labs.active[lab, m] > 0.0, rules.weight_in_choice(bias, labs.pull[lab, m]), 0.0
            )
            investors.all_weights[m] += labs.weight[lab, m]
            investors.weights_at_home[m] += at_home * labs.weight[lab, m]


@written_out
def _divert(cast, parameters, labs, investors, j):
    for lab in range(cast.labs.count):
        if (
            cast.investors.home_bias[j, lab] == 0.0
            or cast.labs.region[lab] != cast.investors.region[j]
        ):
            continue
        for m in range(BLOCK):
            investors.paid[m] = rules.diverted_money(
                investors.barred[m],
                parameters.diverted_share[m],
                labs.weight[lab, m],
                investors.weights_at_home[m],
            )
        _pay(cast, labs, investors, j, lab)


@compiled
def _pay(cast, labs, investors, j, lab):
    """A quarter's money is drawn in three equal parts."""
    origin, destination = cast.investors.region[j], cast.labs.region[lab]
    is_venture = 1.0 if cast.investors.venture[j] else 0.0
    for m in range(BLOCK):
        monthly = rules.monthly_instalment(investors.paid[m])
        labs.raised[lab, m] += monthly
        investors.flow[origin, destination, m] += monthly
        investors.venture_flow[origin, destination, m] += is_venture * monthly


@compiled
def draw(cast, labs):
    """Labs draw a month of what they raised."""
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            labs.cash[lab, m] += labs.raised[lab, m]


@compiled
def earn(cast, now, parameters, labs, regions, scratch):
    """AI revenue of each market, shared by capability among the labs admitted there."""
    regions.revenue[:] = 0.0
    labs.earned[:] = 0.0
    here = now.month % YEAR
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            labs.pull[lab, m] = rules.attraction(
                1.0,
                labs.capability[lab, m],
                regions.world_frontier[here, m],
                parameters.market_sensitivity[m],
            )
    for market in range(len(REGIONS)):
        _open_market(cast, now, parameters, labs, regions, scratch, market)
        for lab in range(cast.labs.count):
            if admitted(cast, now, lab, market) == 0.0:
                continue
            home = cast.labs.region[lab]
            for m in range(BLOCK):
                income = rules.share_of(
                    scratch.market_size[m], labs.weight[lab, m], scratch.market_weights[m]
                )
                labs.cash[lab, m] += income
                labs.earned[lab, m] += income
                regions.revenue[home, m] += income


@written_out
def _open_market(cast, now, parameters, labs, regions, scratch, market):
    """Who weighs how much in a market, and its size this month."""
    scratch.market_weights[:] = 0.0
    scratch.market_best[:] = 0.0
    for lab in range(cast.labs.count):
        admission = admitted(cast, now, lab, market)
        if admission == 0.0:
            continue
        counts = admission >= 0.5
        for m in range(BLOCK):
            is_active = labs.active[lab, m] > 0.0
            labs.weight[lab, m] = select(
                is_active, rules.weight_in_choice(admission, labs.pull[lab, m]), 0.0
            )
            scratch.market_weights[m] += labs.weight[lab, m]
            scratch.market_best[m] = max(
                scratch.market_best[m], select(counts & is_active, labs.capability[lab, m], 0.0)
            )
    at_start, ceiling = cast.regions.market[market], cast.regions.market_ceiling[market]
    for m in range(BLOCK):
        yearly = market_size(
            at_start,
            ceiling,
            parameters.market_elasticity[m],
            scratch.market_best[m],
            regions.first_frontier[m],
        )
        scratch.market_size[m] = rules.monthly(yearly)


@compiled
def admitted(cast, now, lab, market):
    """Part of a market that a lab may serve; the sender's may have to leave the follower's."""
    if now.month < cast.labs.founded[lab]:
        return 0.0
    admission = cast.labs.admission[lab, market]
    if market == FOLLOWER and cast.labs.region[lab] == LEADER:
        return let_through(admission, now.model_access)
    return admission
