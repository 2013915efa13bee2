"""Menus and orders of chips, over a block of members: as suppliers offer and labs order."""

from sim.ensemble.layout import BLOCK
from sim.rules import deliveries, orders
from sim.rules import labs as lab_rules
from sim.rules import suppliers as rules
from sim.rules.compilation import compiled, rule, select, written_out
from sim.rules.investors import chip_access, share_of, weight_in_choice
from sim.rules.leasing import lease_budget
from sim.rules.sanctions import (
    barred,
    precaution_factor,
    restricts,
    rush_factor,
    stockpiling_factor,
    total_processing_performance,
)
from sim.settings.roster import FOLLOWER, LEADER, REGIONS


@compiled
def offer(cast, now, parameters, designers, scratch):
    """Each designer's menu for each region: the standard chip, a variant, or nothing."""
    for d in range(cast.designers.count):
        friction, is_sender = cast.designers.friction[d], cast.designers.region[d] == LEADER
        retaliation = now.retaliation if is_sender else 0.0
        for m in range(BLOCK):
            cost = deliveries.chip_cost(
                designers.list_price[d, m],
                parameters.normal_markup[m],
                retaliation,
                parameters.material_cost_share[m],
            )
            price = deliveries.chip_price(cost, designers.markup[d, m])
            usability = rules.software_usability(
                parameters.friction_at_start[m],
                friction,
                designers.installed[d, m],
                parameters.friction_scale[m],
                parameters.friction_exponent[m],
            )
            appeal = lab_rules.order_appeal(
                designers.tflops[d, m], usability, price, parameters.order_sensitivity[m]
            )
            designers.price[d, m] = price
            designers.usability[d, m] = usability
            scratch.appeal[m] = select(designers.generation[d, m] >= 0, appeal, 0.0)
        for r in range(len(REGIONS)):
            _offer_freely(cast, designers, scratch, d, r)
        if cast.designers.region[d] != FOLLOWER:
            interest = cast.designers.sells[d, FOLLOWER]
            if interest > 0.0:
                _offer_under_caps(now, parameters, designers, scratch, d, interest)


@compiled
def survey(cast, parameters, regions, designers, scratch):
    """What the chips on sale in each region give for a dollar, against all that are made."""
    for r in range(len(REGIONS)):
        scratch.lawful_appeal[:] = 0.0
        scratch.desired_appeal[:] = 0.0
        for d in range(cast.designers.count):
            for m in range(BLOCK):
                scratch.lawful_appeal[m] += designers.offered[d, r, m]
                scratch.desired_appeal[m] += designers.desired[d, r, m]
        for m in range(BLOCK):
            regions.chip_access[r, m] = chip_access(
                scratch.lawful_appeal[m],
                scratch.desired_appeal[m],
                parameters.order_sensitivity[m],
            )


@written_out
def _offer_freely(cast, designers, scratch, d, r):
    interest = cast.designers.sells[d, r]
    for m in range(BLOCK):
        appeal = weight_in_choice(interest, scratch.appeal[m])
        designers.desired[d, r, m] = appeal
        designers.offered[d, r, m] = appeal
        designers.barred_appeal[d, r, m] = 0.0
        designers.rush[d, r, m] = 1.0
        designers.offered_tflops[d, r, m] = designers.tflops[d, m] if appeal > 0.0 else 0.0
        designers.offered_usability[d, r, m] = designers.usability[d, m]
        designers.offered_price[d, r, m] = designers.price[d, m]


@written_out
def _offer_under_caps(now, parameters, designers, scratch, d, interest):
    """What the follower may buy: the chip, or a lawful variant at its price, or nothing."""
    _choose_variant(now, parameters, designers, scratch, d)
    announced = stockpiling_factor(now.stockpiling, now.stockpiling_window)
    is_warned = restricts(now.tpp_cap, now.density_cap)
    for m in range(BLOCK):
        appeal = lab_rules.order_appeal(
            scratch.sold_tflops[m],
            scratch.sold_usability[m],
            scratch.sold_price[m],
            parameters.order_sensitivity[m],
        )
        scratch.sold_appeal[m] = weight_in_choice(interest, appeal)
    for m in range(BLOCK):
        on_sale = scratch.appeal[m] > 0.0
        sold = on_sale & (scratch.is_lawful[m] > 0.0)
        rushes = sold & (scratch.is_barred_soon[m] > 0.0)
        usability, price = designers.usability[d, m], designers.price[d, m]
        designers.barred_appeal[d, FOLLOWER, m] = select(
            on_sale & (scratch.is_barred[m] > 0.0), designers.desired[d, FOLLOWER, m], 0.0
        )
        designers.offered[d, FOLLOWER, m] = select(sold, scratch.sold_appeal[m], 0.0)
        designers.offered_tflops[d, FOLLOWER, m] = select(sold, scratch.sold_tflops[m], 0.0)
        designers.offered_usability[d, FOLLOWER, m] = select(
            sold, scratch.sold_usability[m], usability
        )
        designers.offered_price[d, FOLLOWER, m] = select(on_sale, scratch.sold_price[m], price)
        expected = precaution_factor(now.stockpiling, parameters.ban_chance[m])
        designers.rush[d, FOLLOWER, m] = select(
            sold, rush_factor(is_warned, expected, rushes, announced), 1.0
        )


@written_out
def _choose_variant(now, parameters, designers, scratch, d):
    """The standard chip where it is lawful, else its variant, which may be lawful or not."""
    caps = now.tpp_cap, now.interconnect_cap, now.density_cap
    coming = now.coming_tpp_cap, now.coming_interconnect_cap, now.coming_density_cap
    for m in range(BLOCK):
        standard, standard_price = designers.tflops[d, m], designers.price[d, m]
        cut = designers.variant_tflops[d, m]
        is_stopped = stopped(caps, standard, designers.interconnect[d, m], designers.density[d, m])
        cut_is_stopped = stopped(
            caps, cut, designers.variant_interconnect[d, m], designers.variant_density[d, m]
        )
        is_designed = designers.variant_generation[d, m] >= 0
        cut_price = rules.variant_price(
            standard_price, cut, standard, parameters.variant_price_exponent[m]
        )
        cut_usability = rules.variant_usability(
            designers.usability[d, m], designers.variant_usability[d, m]
        )
        tflops = select(is_stopped, cut, standard)
        interconnect = select(
            is_stopped, designers.variant_interconnect[d, m], designers.interconnect[d, m]
        )
        density = select(is_stopped, designers.variant_density[d, m], designers.density[d, m])
        scratch.sold_tflops[m] = tflops
        scratch.sold_usability[m] = select(is_stopped, cut_usability, designers.usability[d, m])
        scratch.sold_price[m] = deliveries.price_with_surcharge(
            select(is_stopped, cut_price, standard_price), now.levy
        )
        scratch.is_barred[m] = select(is_stopped, 1.0, 0.0)
        variant_is_lawful = select(is_designed & (not cut_is_stopped), 1.0, 0.0)
        scratch.is_lawful[m] = select(is_stopped, variant_is_lawful, 1.0)
        scratch.is_barred_soon[m] = select(stopped(coming, tflops, interconnect, density), 1.0, 0.0)


@rule
def stopped(caps, tflops, interconnect, density):
    """Whether caps on TPP, interconnect and density bar a chip."""
    tpp = total_processing_performance(tflops)
    return barred(tpp, interconnect, density, caps[0], caps[1], caps[2])


@rule
def stopped_now(now, tflops, interconnect, density):
    """Whether the caps of this month bar a chip."""
    return barred(
        total_processing_performance(tflops),
        interconnect,
        density,
        now.tpp_cap,
        now.interconnect_cap,
        now.density_cap,
    )


@compiled
def order(cast, now, parameters, labs, regions, designers, scratch):
    """Labs split their money into research and chips, and order from the menus open to them."""
    for lab in range(cast.labs.count):
        is_follower = cast.labs.region[lab] == FOLLOWER
        _weigh_menu(cast, designers, scratch, lab)
        _split_money(
            parameters,
            labs,
            scratch,
            lab,
            cast.labs.compute_share[lab],
            cast.labs.lease_share[lab],
        )
        if is_follower:
            rents = not cast.labs.cloud[lab]
            _evade(now, parameters, labs, regions, scratch, lab, rents)
        _place_orders(cast, labs, designers, scratch, lab)
        if is_follower and now.stockpiling > 0.0:
            _bring_forward(cast, labs, designers, scratch, lab)


@written_out
def _weigh_menu(cast, designers, scratch, lab):
    """Appeal of what is on sale, and in the follower's region of what is barred and from home."""
    r = cast.labs.region[lab]
    scratch.desired_appeal[:] = 0.0
    scratch.barred_appeal[:] = 0.0
    scratch.lawful_appeal[:] = 0.0
    scratch.home_appeal[:] = 0.0
    for d in range(cast.designers.count):
        if cast.designers.serves[d, lab] == 0.0:
            continue
        for m in range(BLOCK):
            scratch.lawful_appeal[m] += designers.offered[d, r, m]
        if r != FOLLOWER:
            continue
        for m in range(BLOCK):
            scratch.desired_appeal[m] += designers.desired[d, r, m]
            scratch.barred_appeal[m] += designers.barred_appeal[d, r, m]
        if cast.designers.region[d] == r:
            for m in range(BLOCK):
                scratch.home_appeal[m] += designers.offered[d, r, m]


@written_out
def _split_money(parameters, labs, scratch, lab, compute_share, lease_share):
    """Research is paid, rent set aside; where nothing is barred, the rest buys chips on sale."""
    for m in range(BLOCK):
        cash = labs.cash[lab, m]
        spent = orders.spending(cash, parameters.spending_rate[m])
        compute = orders.compute_budget(spent, compute_share)
        research = orders.research_budget(spent, compute)
        rent = lease_budget(compute, lease_share)
        budget = orders.chip_budget(compute, rent)
        labs.research[lab, m] = research
        labs.cash[lab, m] = cash - research
        labs.rent_money[lab, m] = rent
        scratch.budget[m] = budget
        scratch.open_market_money[m] = budget


@written_out
def _evade(now, parameters, labs, regions, scratch, lab, rents):
    """The follower's labs buy at home under a quota, smuggle, or rent what they may not buy."""
    substitution, enforcement = now.substitution, now.enforcement
    for m in range(BLOCK):
        budget = scratch.budget[m]
        quota = orders.domestic_quota(
            substitution, regions.home_fill[FOLLOWER, m], scratch.home_appeal[m]
        )
        at_home = orders.domestic_orders(budget, quota)
        restricted = orders.restricted_orders(
            budget, at_home, scratch.barred_appeal[m], scratch.desired_appeal[m]
        )
        grey = orders.grey_market_orders(restricted, parameters.grey_share[m], enforcement)
        rent = 0.0
        if rents:
            unmet = orders.unmet_orders(restricted, grey)
            rent = orders.rental_orders(unmet, parameters.rental_share[m])
        labs.rent_money[lab, m] += rent
        scratch.domestic_money[m] = at_home
        scratch.grey_money[m] = grey
        scratch.open_market_money[m] = orders.open_market_orders(budget, at_home, grey, rent)


@written_out
def _place_orders(cast, labs, designers, scratch, lab):
    r = cast.labs.region[lab]
    for d in range(cast.designers.count):
        if cast.designers.serves[d, lab] == 0.0:
            continue
        for m in range(BLOCK):
            labs.orders[d, lab, m] = share_of(
                scratch.open_market_money[m], designers.offered[d, r, m], scratch.lawful_appeal[m]
            )
        if r == FOLLOWER:
            is_home = cast.designers.region[d] == r
            _place_at_home_and_grey(labs, designers, scratch, d, lab, is_home)


@written_out
def _place_at_home_and_grey(labs, designers, scratch, d, lab, is_home):
    if is_home:
        for m in range(BLOCK):
            labs.orders[d, lab, m] += share_of(
                scratch.domestic_money[m], designers.offered[d, FOLLOWER, m], scratch.home_appeal[m]
            )
    for m in range(BLOCK):
        labs.grey_orders[d, lab, m] = share_of(
            scratch.grey_money[m], designers.barred_appeal[d, FOLLOWER, m], scratch.barred_appeal[m]
        )


@written_out
def _bring_forward(cast, labs, designers, scratch, lab):
    """Stock up on what an announced measure will bar, as far as cash allows."""
    r = cast.labs.region[lab]
    for m in range(BLOCK):
        rushed = 0.0
        for d in range(cast.designers.count):
            rushed += orders.rushed_orders(labs.orders[d, lab, m], designers.rush[d, r, m])
        if rushed > 0.0:
            affordable = rules.affordable(labs.cash[lab, m], scratch.budget[m], rushed)
            for d in range(cast.designers.count):
                labs.orders[d, lab, m] = orders.order_with_rush(
                    labs.orders[d, lab, m], designers.rush[d, r, m], affordable
                )
