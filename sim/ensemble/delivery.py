"""Production and sales of chips, over a block of members: the same as `sim.agents.supplier`."""

from sim.ensemble.layout import BLOCK
from sim.rules import suppliers as rules
from sim.rules.investors import share_of
from sim.rules.numerics import compiled, rule, select
from sim.rules.sanctions import let_through
from sim.settings.roster import REGIONS, TARGET


@compiled
def produce(cast, now, parameters, labs, regions, designers, foundries):
    """Designers ask foundries for what is ordered; both ration pro rata."""
    designers.ordered[:] = 0.0
    foundries.requested[:] = 0.0
    for d in range(cast.designers.count):
        for lab in range(cast.labs.count):
            r = cast.labs.region[lab]
            if cast.designers.serves[d, lab] == 0.0:
                continue
            for m in range(BLOCK):
                chips = rules.chips_for(labs.orders[d, lab, m], designers.offered_price[d, r, m])
                if r == TARGET:
                    chips += rules.chips_for(
                        labs.grey_orders[d, lab, m], grey_price(parameters, designers, d, m)
                    )
                designers.ordered[d, m] += chips
        _request(cast, now, designers, foundries, d)
    for f in range(cast.foundries.count):
        for m in range(BLOCK):
            foundries.fill[f, m] = rules.fill(
                good_chips(foundries, f, m), foundries.requested[f, m]
            )
    _feel_scarcity(cast, regions, foundries)
    for d in range(cast.designers.count):
        abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
        for m in range(BLOCK):
            part = designers.abroad[d, m]
            fill_abroad = foundries.fill[abroad, m] if abroad >= 0 else 0.0
            fill_home = foundries.fill[home, m] if home >= 0 else 0.0
            designers.fill[d, m] = part * fill_abroad + (1.0 - part) * fill_home
            designers.made[d, m] = designers.ordered[d, m] * designers.fill[d, m]
            designers.throughput[d, m] = (
                designers.made[d, m] * designers.tflops[d, m] / rules.H100_TFLOPS
            )


@rule
def good_chips(foundries, f, m):
    """Chips that work, a month, at full use."""
    return foundries.capacity[f, m] * foundries.foundry_yield[f, m]


@rule
def grey_price(parameters, designers, d, m):
    """What a smuggled chip costs its buyer."""
    return designers.price[d, m] * (1.0 + parameters.grey_premium[m])


@compiled
def _feel_scarcity(cast, regions, foundries):
    """Chips ordered over good chips at the foundries of each region; 1 where there is none."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            requested, good = 0.0, 0.0
            for f in range(cast.foundries.count):
                if cast.foundries.region[f] == r:
                    requested += foundries.requested[f, m]
                    good += good_chips(foundries, f, m)
            regions.scarcity[r, m] = requested / good if good > 0.0 else 1.0


@compiled
def _request(cast, now, designers, foundries, d):
    abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
    refused = now.foundry if cast.designers.region[d] == TARGET else 0.0
    for m in range(BLOCK):
        capacity_abroad, capacity_home = 0.0, 0.0
        if abroad >= 0:
            capacity_abroad = good_chips(foundries, abroad, m)
        if home >= 0:
            capacity_home = good_chips(foundries, home, m)
        part = rules.share_made_abroad(capacity_abroad, capacity_home, refused)
        designers.abroad[d, m] = part
        if abroad >= 0:
            foundries.requested[abroad, m] += designers.ordered[d, m] * part
        if home >= 0:
            foundries.requested[home, m] += designers.ordered[d, m] * (1.0 - part)


@compiled
def deliver(cast, now, parameters, labs, regions, designers, scratch):
    """What is made reaches the labs; they pay for it, and designers book it less the levy."""
    designers.delivered[:] = 0.0
    designers.revenue[:] = 0.0
    regions.grey_chips[:] = 0.0
    regions.chip_spending[:] = 0.0
    regions.grey_spending[:] = 0.0
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            kept = 1.0 - parameters.compute_depreciation[m]
            labs.compute_stock[lab, m] *= kept
            labs.run_stock[lab, m] *= kept
    for d in range(cast.designers.count):
        for lab in range(cast.labs.count):
            if cast.designers.serves[d, lab] > 0.0:
                r = cast.labs.region[lab]
                restricted = r == TARGET and cast.designers.region[d] != TARGET
                levied = 1.0 + now.levy if restricted else 1.0
                _deliver(labs, regions, designers, scratch, d, lab, r, levied)
                if r == TARGET:
                    _deliver_grey(parameters, labs, regions, designers, scratch, d, lab)


@compiled
def _deliver(labs, regions, designers, scratch, d, lab, r, levied):
    """In loops that touch few arrays each: with more, no compiler sees that none overlap."""
    for m in range(BLOCK):
        paid = labs.orders[d, lab, m] * designers.fill[d, m]
        chips = rules.chips_for(paid, designers.offered_price[d, r, m])
        throughput = chips * designers.offered_tflops[d, r, m] / rules.H100_TFLOPS
        scratch.paid[m] = paid
        scratch.booked[m] = paid / levied
        scratch.throughput[m] = throughput
        scratch.usable[m] = throughput * designers.offered_usability[d, r, m]
    _receive(labs, scratch, lab)
    for m in range(BLOCK):
        designers.delivered[d, r, m] += scratch.throughput[m]
        designers.revenue[d, r, m] += scratch.booked[m]
    for m in range(BLOCK):
        regions.chip_spending[r, m] += scratch.paid[m]


@compiled
def _deliver_grey(parameters, labs, regions, designers, scratch, d, lab):
    """Smuggled chips, which were sold to go-betweens outside the follower's region."""
    for m in range(BLOCK):
        paid = labs.grey_orders[d, lab, m] * designers.fill[d, m]
        chips = rules.chips_for(paid, grey_price(parameters, designers, d, m))
        throughput = chips * designers.tflops[d, m] / rules.H100_TFLOPS
        scratch.paid[m] = paid
        scratch.booked[m] = paid / (1.0 + parameters.grey_premium[m])
        scratch.throughput[m] = throughput
        scratch.usable[m] = throughput * designers.usability[d, m]
    _receive(labs, scratch, lab)
    for m in range(BLOCK):
        designers.revenue[d, len(REGIONS) - 1, m] += scratch.booked[m]
    for m in range(BLOCK):
        regions.grey_chips[TARGET, m] += scratch.throughput[m]
        regions.chip_spending[TARGET, m] += scratch.paid[m]
        regions.grey_spending[TARGET, m] += scratch.paid[m]


@compiled
def _receive(labs, scratch, lab):
    for m in range(BLOCK):
        labs.cash[lab, m] -= scratch.paid[m]
        labs.compute_stock[lab, m] += scratch.throughput[m]
        labs.run_stock[lab, m] += scratch.usable[m]


@compiled
def rent_abroad(cast, now, parameters, labs, regions, designers, scratch):
    """Clouds outside the follower's region rent out a part of their stock, pro rata."""
    _rental_market(cast, parameters, labs, designers, scratch)
    regions.rental[:] = 0.0
    for lab in range(cast.labs.count):
        r, lends = cast.labs.region[lab], rents_out(cast, lab)
        for m in range(BLOCK):
            wanted = rules.chips_for(labs.rent_money[lab, m], scratch.price[m])
            filled = rules.fill(
                let_through(scratch.supply[m] * parameters.rentable_share[m], now.cloud),
                scratch.total[m],
            )
            if scratch.price[m] == 0.0:
                filled = 0.0
            labs.rented[lab, m] = wanted * filled
            rent = labs.rent_money[lab, m] * filled
            labs.cash[lab, m] -= rent
            regions.rental[r, m] += rent
            if lends:
                takings = share_of(
                    scratch.best[m] * filled, labs.compute_stock[lab, m], scratch.supply[m]
                )
                labs.cash[lab, m] += takings
                regions.rental[r, m] -= takings


@compiled
def _rental_market(cast, parameters, labs, designers, scratch):
    scratch.total[:] = 0.0  # H100e wanted
    scratch.best[:] = 0.0  # money offered
    scratch.supply[:] = 0.0  # H100e standing in clouds abroad
    scratch.price[:] = 0.0  # USD for an H100e and month
    for m in range(BLOCK):
        cheapest = 0.0
        for d in range(cast.designers.count):
            if designers.generation[d, m] >= 0 and cast.designers.region[d] != TARGET:
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
    _fill_at_home(cast, regions, designers)
    for d in range(cast.designers.count):
        abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
        for m in range(BLOCK):
            installed, revenue = designers.installed[d, m], 0.0
            for r in range(len(REGIONS)):
                installed += designers.delivered[d, r, m]
                revenue += designers.revenue[d, r, m]
            designers.installed[d, m] = installed
            smoothed = designers.smoothed_revenue[d, m]
            designers.smoothed_revenue[d, m] = smoothed + (revenue - smoothed) / 12.0
            markup = designers.markup[d, m]
            moved = rules.markup(
                markup,
                parameters.normal_markup[m],
                foundry_tightness(designers, foundries, abroad, home, d, m),
                parameters.markup_elasticity[m],
                parameters.markup_speed[m],
            )
            designers.markup[d, m] = select(designers.ordered[d, m] > 0.0, moved, markup)


@compiled
def _fill_at_home(cast, regions, designers):
    """What part of the orders of each region's designers was made."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            ordered, made = 0.0, 0.0
            for d in range(cast.designers.count):
                if cast.designers.region[d] == r:
                    ordered += designers.ordered[d, m]
                    made += designers.made[d, m]
            regions.home_fill[r, m] = made / ordered if ordered > 0.0 else 1.0


@rule
def foundry_tightness(designers, foundries, abroad, home, d, m):
    """Orders over good chips at the foundries that a designer uses, by the parts they make."""
    tightness = 0.0
    part = designers.abroad[d, m]
    if abroad >= 0:
        good = good_chips(foundries, abroad, m)
        tightness += part * (foundries.requested[abroad, m] / max(good, 1e-9))
    if home >= 0:
        good = good_chips(foundries, home, m)
        tightness += (1.0 - part) * (foundries.requested[home, m] / max(good, 1e-9))
    return tightness
