"""Menus and orders of chips, over a block of members: as suppliers offer and labs order."""

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
            designers.usability[d, m] = 1.0 - rules.software_friction(
                parameters.friction_at_start[m] * cast.designers.friction[d],
                designers.installed[d, m],
                parameters.friction_scale[m],
                parameters.friction_exponent[m],
            )
            scratch.desired[m] = 0.0
            if designers.generation[d, m] >= 0:
                scratch.desired[m] = lab_rules.order_appeal(
                    designers.tflops[d, m],
                    designers.usability[d, m],
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
        designers.offered_usability[d, r, m] = designers.usability[d, m]
        designers.offered_price[d, r, m] = designers.price[d, m]


@compiled
def price_of(cast, now, parameters, designers, d, m):
    """Price of the standard chip: cost, with what retaliation adds to it, times the markup."""
    cost = designers.list_price[d, m] / parameters.normal_markup[m]
    if cast.designers.region[d] == SENDER:
        cost = cost * material_cost_factor(now.retaliation, parameters.material_cost_share[m])
    return cost * designers.markup[d, m]


@compiled
def _offer_under_caps(cast, now, parameters, designers, scratch, d, m):
    """What the follower may buy: the chip, or a lawful variant at its price, or nothing."""
    tflops, interconnect = designers.tflops[d, m], designers.interconnect[d, m]
    density, usability = designers.density[d, m], designers.usability[d, m]
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
        is_cloud = cast.labs.cloud[lab]
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
            rent = 0.0 if is_cloud else (restricted - grey) * parameters.rental_share[m]
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
