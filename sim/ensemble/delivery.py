"""Production and sales of chips, over a block of members: the same as `sim.agents.supplier`."""

from sim.ensemble.layout import BLOCK
from sim.rules import deliveries
from sim.rules import foundries as foundry_rules
from sim.rules import suppliers as rules
from sim.rules.compilation import compiled, rule, select, written_out
from sim.settings.roster import FOLLOWER, REGIONS


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
                if r == FOLLOWER:
                    chips += rules.chips_for(
                        labs.grey_orders[d, lab, m],
                        deliveries.price_with_surcharge(
                            designers.price[d, m], parameters.grey_premium[m]
                        ),
                    )
                designers.ordered[d, m] += chips
        _request(cast, now, designers, foundries, d)
    for f in range(cast.foundries.count):
        for m in range(BLOCK):
            foundries.fill[f, m] = rules.fill(
                good_chips_of(foundries, f, m), foundries.requested[f, m]
            )
    _feel_scarcity(cast, regions, foundries)
    for d in range(cast.designers.count):
        abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
        for m in range(BLOCK):
            fill_abroad = foundries.fill[abroad, m] if abroad >= 0 else 0.0
            fill_home = foundries.fill[home, m] if home >= 0 else 0.0
            fill = foundry_rules.mean_of_foundries(designers.abroad[d, m], fill_abroad, fill_home)
            made = deliveries.filled_amount(designers.ordered[d, m], fill)
            designers.fill[d, m] = fill
            designers.made[d, m] = made
            designers.throughput[d, m] = deliveries.h100_equivalents(made, designers.tflops[d, m])


@rule
def good_chips_of(foundries, f, m):
    """Chips that work, a month, at full use of a foundry."""
    return foundry_rules.good_chips(foundries.capacity[f, m], foundries.foundry_yield[f, m])


@written_out
def _feel_scarcity(cast, regions, foundries):
    """Chips ordered over good chips at the foundries of each region; 1 where there is none."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            requested, good = 0.0, 0.0
            for f in range(cast.foundries.count):
                if cast.foundries.region[f] == r:
                    requested += foundries.requested[f, m]
                    good += good_chips_of(foundries, f, m)
            regions.scarcity[r, m] = foundry_rules.scarcity(requested, good)


@written_out
def _request(cast, now, designers, foundries, d):
    abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
    refused = now.foundry if cast.designers.region[d] == FOLLOWER else 0.0
    for m in range(BLOCK):
        capacity_abroad, capacity_home = 0.0, 0.0
        if abroad >= 0:
            capacity_abroad = good_chips_of(foundries, abroad, m)
        if home >= 0:
            capacity_home = good_chips_of(foundries, home, m)
        part = rules.share_made_abroad(capacity_abroad, capacity_home, refused)
        designers.abroad[d, m] = part
        if abroad >= 0:
            foundries.requested[abroad, m] += foundry_rules.part_from_abroad(
                designers.ordered[d, m], part
            )
        if home >= 0:
            foundries.requested[home, m] += foundry_rules.part_from_home(
                designers.ordered[d, m], part
            )


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
            rate = parameters.compute_depreciation[m]
            labs.compute_stock[lab, m] = deliveries.depreciated(labs.compute_stock[lab, m], rate)
            labs.run_stock[lab, m] = deliveries.depreciated(labs.run_stock[lab, m], rate)
    for d in range(cast.designers.count):
        for lab in range(cast.labs.count):
            if cast.designers.serves[d, lab] > 0.0:
                r = cast.labs.region[lab]
                restricted = r == FOLLOWER and cast.designers.region[d] != FOLLOWER
                levy = now.levy if restricted else 0.0
                _deliver(labs, regions, designers, scratch, d, lab, r, levy)
                if r == FOLLOWER:
                    _deliver_grey(parameters, labs, regions, designers, scratch, d, lab)


@written_out
def _deliver(labs, regions, designers, scratch, d, lab, r, levy):
    """In loops that touch few arrays each: with more, no compiler sees that none overlap."""
    for m in range(BLOCK):
        paid = deliveries.filled_amount(labs.orders[d, lab, m], designers.fill[d, m])
        chips = rules.chips_for(paid, designers.offered_price[d, r, m])
        throughput = deliveries.h100_equivalents(chips, designers.offered_tflops[d, r, m])
        scratch.paid[m] = paid
        scratch.booked[m] = deliveries.revenue_without_surcharge(paid, levy)
        scratch.throughput[m] = throughput
        scratch.usable[m] = deliveries.usable_compute(
            throughput, designers.offered_usability[d, r, m]
        )
    _receive(labs, scratch, lab)
    for m in range(BLOCK):
        designers.delivered[d, r, m] += scratch.throughput[m]
        designers.revenue[d, r, m] += scratch.booked[m]
    for m in range(BLOCK):
        regions.chip_spending[r, m] += scratch.paid[m]


@written_out
def _deliver_grey(parameters, labs, regions, designers, scratch, d, lab):
    """Smuggled chips, which were sold to go-betweens outside the follower's region."""
    for m in range(BLOCK):
        premium = parameters.grey_premium[m]
        paid = deliveries.filled_amount(labs.grey_orders[d, lab, m], designers.fill[d, m])
        price = deliveries.price_with_surcharge(designers.price[d, m], premium)
        throughput = deliveries.h100_equivalents(
            rules.chips_for(paid, price), designers.tflops[d, m]
        )
        scratch.paid[m] = paid
        scratch.booked[m] = deliveries.revenue_without_surcharge(paid, premium)
        scratch.throughput[m] = throughput
        scratch.usable[m] = deliveries.usable_compute(throughput, designers.usability[d, m])
    _receive(labs, scratch, lab)
    for m in range(BLOCK):
        designers.revenue[d, len(REGIONS) - 1, m] += scratch.booked[m]
    for m in range(BLOCK):
        regions.grey_chips[FOLLOWER, m] += scratch.throughput[m]
        regions.chip_spending[FOLLOWER, m] += scratch.paid[m]
        regions.grey_spending[FOLLOWER, m] += scratch.paid[m]


@compiled
def _receive(labs, scratch, lab):
    for m in range(BLOCK):
        labs.cash[lab, m] -= scratch.paid[m]
        labs.compute_stock[lab, m] += scratch.throughput[m]
        labs.run_stock[lab, m] += scratch.usable[m]


@compiled
def settle(cast, parameters, regions, designers, foundries):
    """Prices answer excess demand; installed bases and fill rates are updated."""
    _fill_at_home(cast, regions, designers)
    for d in range(cast.designers.count):
        abroad, home = cast.designers.foundry_abroad[d], cast.designers.foundry_home[d]
        for m in range(BLOCK):
            installed, revenue = designers.installed[d, m], 0.0
            for r in range(len(REGIONS)):
                installed += designers.delivered[d, r, m]
                revenue += designers.revenue[d, r, m]
            designers.installed[d, m] = installed
            designers.smoothed_revenue[d, m] = rules.moving_average(
                designers.smoothed_revenue[d, m], revenue
            )
            markup = designers.markup[d, m]
            moved = rules.markup(
                markup,
                parameters.normal_markup[m],
                foundry_rules.mean_of_foundries(
                    designers.abroad[d, m],
                    tightness_of(foundries, abroad, m),
                    tightness_of(foundries, home, m),
                ),
                parameters.markup_elasticity[m],
                parameters.markup_speed[m],
            )
            designers.markup[d, m] = select(designers.ordered[d, m] > 0.0, moved, markup)


@written_out
def _fill_at_home(cast, regions, designers):
    """What part of the orders of each region's designers was made."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            ordered, made = 0.0, 0.0
            for d in range(cast.designers.count):
                if cast.designers.region[d] == r:
                    ordered += designers.ordered[d, m]
                    made += designers.made[d, m]
            regions.home_fill[r, m] = foundry_rules.fill_rate(made, ordered)


@rule
def tightness_of(foundries, f, m):
    """Orders over good chips of a foundry; minus one stands for none."""
    if f < 0:
        return 0.0
    return foundry_rules.tightness(foundries.requested[f, m], good_chips_of(foundries, f, m))
