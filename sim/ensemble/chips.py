"""Chips, over a block of members: the same decisions as `sim.agents.supplier` and `Lab.order`."""

from sim.config.roster import REGIONS, SENDER, TARGET
from sim.ensemble.layout import BLOCK
from sim.rules import labs as lab_rules
from sim.rules import suppliers as rules
from sim.rules.investors import share_of
from sim.rules.numerics import compiled
from sim.rules.sanctions import barred, let_through, material_cost_factor, stockpiling_factor


@compiled
def offer(cast, now, parameters, designers, scratch):
    """Each designer's menu for each region: the standard chip, a variant, or nothing."""
    for d in range(cast.designers.count):
        for m in range(BLOCK):
            designers.price[d, m] = price_of(cast, now, parameters, designers, d, m)
            scratch.usability[m] = 1.0 - rules.software_friction(
                parameters.friction_at_start[m] * cast.designers.friction[d],
                designers.installed[d, m],
                parameters.friction_scale[m],
                parameters.friction_exponent[m],
            )
            scratch.desired[m] = 0.0
            if designers.generation[d, m] >= 0:
                scratch.desired[m] = lab_rules.order_appeal(
                    designers.tflops[d, m],
                    scratch.usability[m],
                    designers.price[d, m],
                    parameters.order_sensitivity[m],
                )
        for r in range(len(REGIONS)):
            _offer_freely(cast, designers, scratch, d, r)
        if cast.designers.region[d] != TARGET:
            for m in range(BLOCK):
                if scratch.desired[m] > 0.0 and cast.designers.sells[d, TARGET] > 0.0:
                    _offer_under_caps(cast, now, parameters, designers, scratch, d, m)


@compiled
def _offer_freely(cast, designers, scratch, d, r):
    interest = cast.designers.sells[d, r]
    for m in range(BLOCK):
        appeal = interest * scratch.desired[m]
        designers.desired[d, r, m] = appeal
        designers.offered[d, r, m] = appeal
        designers.barred[d, r, m] = 0.0
        designers.rush[d, r, m] = 1.0
        designers.offered_tflops[d, r, m] = designers.tflops[d, m] if appeal > 0.0 else 0.0
        designers.offered_usability[d, r, m] = scratch.usability[m]
        designers.offered_price[d, r, m] = designers.price[d, m]


@compiled
def price_of(cast, now, parameters, designers, d, m):
    """Price of the standard chip: cost, with what retaliation adds to it, times the markup."""
    cost = designers.list_price[d, m] / parameters.normal_markup[m]
    if cast.designers.region[d] == SENDER:
        cost = cost * material_cost_factor(
            now.retaliation, parameters.material_cost_share[m]
        )
    return cost * designers.markup[d, m]


@compiled
def _offer_under_caps(cast, now, parameters, designers, scratch, d, m):
    """What the follower may buy: the chip, or a lawful variant at its price, or nothing."""
    tflops, interconnect = designers.tflops[d, m], designers.interconnect[d, m]
    density, usability = designers.density[d, m], scratch.usability[m]
    price, sold = designers.price[d, m], True
    if stopped_now(now, tflops, interconnect, density):
        designers.barred[d, TARGET, m] = 1.0
        tflops, interconnect = designers.variant_tflops[d, m], designers.variant_interconnect[d, m]
        density = designers.variant_density[d, m]
        usability *= designers.variant_usability[d, m]
        price = rules.variant_price(
            price, tflops, designers.tflops[d, m], parameters.variant_price_exponent[m]
        )
        sold = designers.variant_generation[d, m] >= 0 and not stopped_now(
            now, tflops, interconnect, density
        )
    price = price * (1.0 + now.levy)
    designers.offered[d, TARGET, m] = 0.0
    designers.offered_tflops[d, TARGET, m] = 0.0
    designers.offered_price[d, TARGET, m] = price
    if not sold:
        return
    designers.offered[d, TARGET, m] = cast.designers.sells[d, TARGET] * lab_rules.order_appeal(
        tflops, usability, price, parameters.order_sensitivity[m]
    )
    designers.offered_tflops[d, TARGET, m] = tflops
    designers.offered_usability[d, TARGET, m] = usability
    if stopped_soon(now, tflops, interconnect, density):
        designers.rush[d, TARGET, m] = stockpiling_factor(now.stockpiling, now.stockpiling_window)


@compiled
def stopped_now(now, tflops, interconnect, density):
    """Whether the caps of this month bar a chip."""
    return barred(
        rules.BITS * tflops,
        interconnect,
        density,
        now.tpp_cap,
        now.interconnect_cap,
        now.density_cap,
    )


@compiled
def stopped_soon(now, tflops, interconnect, density):
    """Whether announced caps will bar a chip."""
    return barred(
        rules.BITS * tflops,
        interconnect,
        density,
        now.coming_tpp_cap,
        now.coming_interconnect_cap,
        now.coming_density_cap,
    )


@compiled
def order(cast, now, parameters, labs, regions, designers, scratch):
    """Labs split their money into research and chips, and order from the menus open to them."""
    for lab in range(cast.labs.count):
        _weigh_menu(cast, designers, scratch, lab)
        r, compute_share = cast.labs.region[lab], cast.labs.compute_share[lab]
        for m in range(BLOCK):
            spending = labs.cash[lab, m] * parameters.spending_rate[m]
            budget = spending * compute_share
            labs.research[lab, m] = spending - budget
            labs.cash[lab, m] -= labs.research[lab, m]
            quota = 0.0
            if r == TARGET and scratch.home[m] > 0.0:
                quota = now.substitution * regions.home_fill[r, m]
            at_home = budget * quota
            free = budget - at_home
            restricted = share_of(free, scratch.stopped[m], scratch.wanted[m])
            grey = let_through(restricted * parameters.grey_share[m], now.enforcement)
            rent = let_through((restricted - grey) * parameters.rental_share[m], now.cloud)
            labs.rent_money[lab, m] = rent
            scratch.budget[m] = budget
            scratch.at_home[m] = at_home
            scratch.grey[m] = grey
            scratch.open_market[m] = free - grey - rent
        _place_orders(cast, labs, designers, scratch, lab)
        if r == TARGET and now.stockpiling_window > 0.0:
            _bring_forward(cast, labs, designers, scratch, lab)


@compiled
def _weigh_menu(cast, designers, scratch, lab):
    """Appeal of all that a lab would like, of what is barred, of what is on sale, and from home."""
    r = cast.labs.region[lab]
    for m in range(BLOCK):
        scratch.wanted[m] = 0.0
        scratch.stopped[m] = 0.0
        scratch.legal[m] = 0.0
        scratch.home[m] = 0.0
    for d in range(cast.designers.count):
        serves = cast.designers.serves[d, lab]
        from_home = serves if cast.designers.region[d] == r else 0.0
        for m in range(BLOCK):
            scratch.wanted[m] += serves * designers.desired[d, r, m]
            scratch.stopped[m] += serves * designers.desired[d, r, m] * designers.barred[d, r, m]
            scratch.legal[m] += serves * designers.offered[d, r, m]
            scratch.home[m] += from_home * designers.offered[d, r, m]


@compiled
def _place_orders(cast, labs, designers, scratch, lab):
    r = cast.labs.region[lab]
    for d in range(cast.designers.count):
        serves = cast.designers.serves[d, lab]
        is_home = cast.designers.region[d] == r
        for m in range(BLOCK):
            appeal = serves * designers.offered[d, r, m]
            money = share_of(scratch.open_market[m], appeal, scratch.legal[m])
            if is_home:
                money += share_of(scratch.at_home[m], appeal, scratch.home[m])
            labs.orders[d, lab, m] = money
            labs.grey_orders[d, lab, m] = share_of(
                scratch.grey[m],
                serves * designers.desired[d, r, m] * designers.barred[d, r, m],
                scratch.stopped[m],
            )


@compiled
def _bring_forward(cast, labs, designers, scratch, lab):
    """Stock up on what an announced measure will bar, as far as cash allows."""
    r = cast.labs.region[lab]
    for m in range(BLOCK):
        rushed = 0.0
        for d in range(cast.designers.count):
            rushed += labs.orders[d, lab, m] * (designers.rush[d, r, m] - 1.0)
        if rushed > 0.0:
            afford = rules.affordable(labs.cash[lab, m] - scratch.budget[m], rushed)
            for d in range(cast.designers.count):
                labs.orders[d, lab, m] *= 1.0 + afford * (designers.rush[d, r, m] - 1.0)


@compiled
def produce(cast, now, parameters, labs, designers, foundries):
    """Designers ask foundries for what is ordered; both ration pro rata."""
    designers.ordered[:] = 0.0
    foundries.requested[:] = 0.0
    for d in range(cast.designers.count):
        for lab in range(cast.labs.count):
            r = cast.labs.region[lab]
            if cast.designers.serves[d, lab] == 0.0:
                continue
            for m in range(BLOCK):
                designers.ordered[d, m] += rules.chips_for(
                    labs.orders[d, lab, m], designers.offered_price[d, r, m]
                ) + rules.chips_for(
                    labs.grey_orders[d, lab, m],
                    designers.price[d, m] * (1.0 + parameters.grey_premium[m]),
                )
        _request(cast, now, designers, foundries, d)
    for f in range(cast.foundries.count):
        for m in range(BLOCK):
            foundries.fill[f, m] = rules.fill(
                foundries.capacity[f, m] * foundries.foundry_yield[f, m], foundries.requested[f, m]
            )
    for d in range(cast.designers.count):
        abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
        for m in range(BLOCK):
            part = designers.abroad[d, m]
            fill_abroad = foundries.fill[abroad, m] if abroad >= 0 else 0.0
            fill_home = foundries.fill[home, m] if home >= 0 else 0.0
            designers.fill[d, m] = part * fill_abroad + (1.0 - part) * fill_home
            designers.made[d, m] = designers.ordered[d, m] * designers.fill[d, m]


@compiled
def _request(cast, now, designers, foundries, d):
    abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
    refused = now.foundry if cast.designers.region[d] == TARGET else 0.0
    for m in range(BLOCK):
        capacity_abroad, capacity_home = 0.0, 0.0
        if abroad >= 0:
            capacity_abroad = foundries.capacity[abroad, m] * foundries.foundry_yield[abroad, m]
        if home >= 0:
            capacity_home = foundries.capacity[home, m] * foundries.foundry_yield[home, m]
        part = rules.share_made_abroad(capacity_abroad, capacity_home, refused)
        designers.abroad[d, m] = part
        if abroad >= 0:
            foundries.requested[abroad, m] += designers.ordered[d, m] * part
        if home >= 0:
            foundries.requested[home, m] += designers.ordered[d, m] * (1.0 - part)


@compiled
def deliver(cast, parameters, labs, regions, designers):
    """What is made reaches the labs; they pay for it, and the rest of the money stays."""
    designers.delivered[:] = 0.0
    designers.revenue[:] = 0.0
    regions.grey_chips[:] = 0.0
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            kept = 1.0 - parameters.compute_depreciation[m]
            labs.compute_stock[lab, m] *= kept
            labs.run_stock[lab, m] *= kept
    for d in range(cast.designers.count):
        for lab in range(cast.labs.count):
            if cast.designers.serves[d, lab] > 0.0:
                for m in range(BLOCK):
                    _deliver(cast, parameters, labs, regions, designers, d, lab, m)


@compiled
def _deliver(cast, parameters, labs, regions, designers, d, lab, m):
    r = cast.labs.region[lab]
    fill = designers.fill[d, m]
    paid = labs.orders[d, lab, m] * fill
    chips = rules.chips_for(paid, designers.offered_price[d, r, m])
    throughput = chips * designers.offered_tflops[d, r, m] / rules.H100_TFLOPS
    labs.cash[lab, m] -= paid
    labs.compute_stock[lab, m] += throughput
    labs.run_stock[lab, m] += throughput * designers.offered_usability[d, r, m]
    designers.delivered[d, r, m] += throughput
    paid_grey = labs.grey_orders[d, lab, m] * fill
    grey_chips = rules.chips_for(
        paid_grey, designers.price[d, m] * (1.0 + parameters.grey_premium[m])
    )
    grey = grey_chips * designers.tflops[d, m] / rules.H100_TFLOPS
    labs.cash[lab, m] -= paid_grey
    labs.compute_stock[lab, m] += grey
    labs.run_stock[lab, m] += grey
    regions.grey_chips[r, m] += grey


@compiled
def book(cast, now, parameters, labs, designers):
    """Designers book sales by region, less the levy; smuggled chips were sold to go-betweens."""
    for d in range(cast.designers.count):
        for lab in range(cast.labs.count):
            if cast.designers.serves[d, lab] == 0.0:
                continue
            r = cast.labs.region[lab]
            restricted = r == TARGET and cast.designers.region[d] != TARGET
            levied = 1.0 + now.levy if restricted else 1.0
            for m in range(BLOCK):
                fill = designers.fill[d, m]
                designers.revenue[d, r, m] += labs.orders[d, lab, m] * fill / levied
                designers.revenue[d, len(REGIONS) - 1, m] += (
                    labs.grey_orders[d, lab, m] * fill / (1.0 + parameters.grey_premium[m])
                )


@compiled
def rent_abroad(cast, parameters, labs, designers, scratch):
    """Clouds outside the follower's region rent out a part of their stock, pro rata."""
    _rental_market(cast, parameters, labs, designers, scratch)
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            wanted = rules.chips_for(labs.rent_money[lab, m], scratch.price[m])
            filled = rules.fill(scratch.supply[m] * parameters.rentable_share[m], scratch.total[m])
            labs.rented[lab, m] = wanted * filled
            labs.cash[lab, m] -= labs.rent_money[lab, m] * filled
            if rents_out(cast, lab):
                takings = scratch.best[m] * filled
                labs.cash[lab, m] += share_of(
                    takings, labs.compute_stock[lab, m], scratch.supply[m]
                )


@compiled
def _rental_market(cast, parameters, labs, designers, scratch):
    scratch.total[:] = 0.0  # H100e wanted
    scratch.best[:] = 0.0  # money offered
    scratch.supply[:] = 0.0  # H100e standing in clouds abroad
    scratch.price[:] = 0.0  # USD for an H100e and month
    for m in range(BLOCK):
        cheapest = 0.0
        for d in range(cast.designers.count):
            if designers.generation[d, m] >= 0 and cast.designers.region[d] == SENDER:
                price = designers.price[d, m] * rules.H100_TFLOPS / designers.tflops[d, m]
                if cheapest == 0.0 or price < cheapest:
                    cheapest = price
        scratch.price[m] = parameters.rental_rate[m] * cheapest
    for lab in range(cast.labs.count):
        lends = 1.0 if rents_out(cast, lab) else 0.0
        for m in range(BLOCK):
            scratch.total[m] += rules.chips_for(labs.rent_money[lab, m], scratch.price[m])
            scratch.best[m] += labs.rent_money[lab, m]
            scratch.supply[m] += lends * labs.compute_stock[lab, m]


@compiled
def rents_out(cast, lab):
    """Whether a lab is a cloud that the follower's labs can rent from abroad."""
    return cast.labs.cloud[lab] and cast.labs.region[lab] != TARGET


@compiled
def settle(cast, parameters, regions, designers, foundries):
    """Prices answer excess demand; installed bases and fill rates are taken down."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            ordered, made = 0.0, 0.0
            for d in range(cast.designers.count):
                if cast.designers.region[d] == r:
                    ordered += designers.ordered[d, m]
                    made += designers.made[d, m]
            regions.home_fill[r, m] = made / ordered if ordered > 0.0 else 1.0
    for d in range(cast.designers.count):
        for m in range(BLOCK):
            revenue = 0.0
            for r in range(len(REGIONS)):
                designers.installed[d, m] += designers.delivered[d, r, m]
                revenue += designers.revenue[d, r, m]
            designers.smoothed_revenue[d, m] += (revenue - designers.smoothed_revenue[d, m]) / 12.0
            if designers.ordered[d, m] > 0.0:
                tightness = foundry_tightness(cast, designers, foundries, d, m)
                designers.markup[d, m] = rules.markup(
                    designers.markup[d, m],
                    parameters.normal_markup[m],
                    tightness,
                    parameters.markup_elasticity[m],
                    parameters.markup_speed[m],
                )


@compiled
def foundry_tightness(cast, designers, foundries, d, m):
    """Orders over good chips at the foundries that a designer uses, by the parts they make."""
    tightness = 0.0
    abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
    part = designers.abroad[d, m]
    if abroad >= 0:
        good = foundries.capacity[abroad, m] * foundries.foundry_yield[abroad, m]
        tightness += part * (foundries.requested[abroad, m] / max(good, 1e-9))
    if home >= 0:
        good = foundries.capacity[home, m] * foundries.foundry_yield[home, m]
        tightness += (1.0 - part) * (foundries.requested[home, m] / max(good, 1e-9))
    return tightness
