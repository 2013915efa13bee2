"""Leased compute, over a block of members: the same as `sim.agents.leasing`."""

from sim.ensemble.layout import BLOCK
from sim.rules import deliveries, leasing
from sim.rules import suppliers as rules
from sim.rules.compilation import compiled, written_out
from sim.rules.investors import share_of
from sim.settings.roster import FOLLOWER, REGIONS


@compiled
def lease(cast, now, parameters, labs, regions, designers, scratch):
    """Clouds lease to labs at home first, then across borders; what is left serves customers."""
    _set_rent(cast, parameters, designers, scratch)
    _gather(cast, labs, regions, scratch)
    _clear(now, parameters, regions, scratch)
    regions.rental[:] = 0.0
    for lab in range(cast.labs.count):
        home = cast.labs.region[lab]
        if cast.labs.cloud[lab]:
            _take_rent(labs, regions, scratch, lab, home)
        else:
            _occupy(labs, regions, scratch, lab, home)
            _serve(parameters, labs, scratch, lab)


@written_out
def _set_rent(cast, parameters, designers, scratch):
    for m in range(BLOCK):
        cheapest = 0.0
        for d in range(cast.designers.count):
            if designers.generation[d, m] >= 0:
                price = deliveries.price_per_h100_equivalent(
                    designers.price[d, m], designers.tflops[d, m]
                )
                if cheapest == 0.0 or price < cheapest:
                    cheapest = price
        scratch.rent_price[m] = leasing.rental_price(cheapest, parameters.rental_rate[m])


@written_out
def _gather(cast, labs, regions, scratch):
    """What labs would lease, and what clouds own, by region."""
    regions.rent_wanted[:] = 0.0
    regions.rent_offered[:] = 0.0
    regions.cloud_stock[:] = 0.0
    regions.cloud_run_stock[:] = 0.0
    scratch.all_cloud_stock[:] = 0.0
    scratch.all_cloud_run_stock[:] = 0.0
    for lab in range(cast.labs.count):
        r = cast.labs.region[lab]
        for m in range(BLOCK):
            regions.rent_wanted[r, m] += rules.chips_for(
                labs.rent_money[lab, m], scratch.rent_price[m]
            )
            regions.rent_offered[r, m] += labs.rent_money[lab, m]
        if cast.labs.cloud[lab]:
            for m in range(BLOCK):
                regions.cloud_stock[r, m] += labs.compute_stock[lab, m]
                regions.cloud_run_stock[r, m] += labs.run_stock[lab, m]
                scratch.all_cloud_stock[m] += labs.compute_stock[lab, m]
                scratch.all_cloud_run_stock[m] += labs.run_stock[lab, m]


@written_out
def _clear(now, parameters, regions, scratch):
    """Every wish of a region is met in the same part, at home and of the rest abroad."""
    for r in range(len(REGIONS)):
        closed = now.cloud if r == FOLLOWER else 0.0
        for m in range(BLOCK):
            wanted = regions.rent_wanted[r, m]
            at_home = leasing.met_part(
                leasing.leasable_compute(regions.cloud_stock[r, m], parameters.leasable_share[m]),
                wanted,
            )
            abroad = leasing.met_part(
                leasing.rentable_compute(
                    scratch.all_cloud_stock[m] - regions.cloud_stock[r, m],
                    parameters.rentable_share[m],
                    closed,
                ),
                leasing.unfilled(wanted, at_home),
            )
            regions.fill_of_home[r, m] = at_home
            regions.fill_of_abroad[r, m] = abroad


@written_out
def _occupy(labs, regions, scratch, lab, home):
    """A lab pays rent for what it gets."""
    for m in range(BLOCK):
        at_home, abroad = regions.fill_of_home[home, m], regions.fill_of_abroad[home, m]
        money = labs.rent_money[lab, m]
        wanted = rules.chips_for(money, scratch.rent_price[m])
        here = deliveries.filled_amount(wanted, at_home)
        there = deliveries.filled_amount(leasing.unfilled(wanted, at_home), abroad)
        rent = deliveries.filled_amount(money, at_home) + deliveries.filled_amount(
            leasing.unfilled(money, at_home), abroad
        )
        labs.leased[lab, m] = here + there
        labs.leased_abroad[lab, m] = there
        labs.leased_usable[lab, m] = deliveries.usable_compute(
            here,
            leasing.usable_part(regions.cloud_run_stock[home, m], regions.cloud_stock[home, m]),
        ) + deliveries.usable_compute(
            there,
            leasing.usable_part(
                scratch.all_cloud_run_stock[m] - regions.cloud_run_stock[home, m],
                scratch.all_cloud_stock[m] - regions.cloud_stock[home, m],
            ),
        )
        labs.cash[lab, m] -= rent
        regions.rental[home, m] += rent


@written_out
def _take_rent(labs, regions, scratch, lab, home):
    """A cloud earns rent from its own region's labs and from others', by its stock."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            at_home = deliveries.filled_amount(
                regions.rent_offered[r, m], regions.fill_of_home[r, m]
            )
            abroad = deliveries.filled_amount(
                leasing.unfilled(regions.rent_offered[r, m], regions.fill_of_home[r, m]),
                regions.fill_of_abroad[r, m],
            )
            stock = regions.cloud_stock[r, m]
            takings = share_of(
                at_home if r == home else abroad,
                labs.compute_stock[lab, m],
                stock if r == home else scratch.all_cloud_stock[m] - stock,
            )
            labs.cash[lab, m] += takings
            regions.rental[home, m] -= takings


@written_out
def _serve(parameters, labs, scratch, lab):
    for m in range(BLOCK):
        labs.serving[lab, m] = leasing.serving_share(
            parameters.serving_share[m],
            labs.earned[lab, m],
            labs.compute_stock[lab, m] + labs.leased[lab, m],
            scratch.rent_price[m],
        )
