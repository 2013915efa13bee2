"""The schedule of a month over a block of members: the same order as `AIGapModel.step`."""

from sim.ensemble import (
    capital,
    chips,
    delivery,
    direct_investment,
    leasing,
    measurement,
    releases,
    research,
    startups,
    supply,
    training,
    updates,
)
from sim.ensemble.endow import endow
from sim.ensemble.record import record_labs, record_month
from sim.rules.compilation import compiled, written_out


@compiled
def simulate_block(
    cast, calendar, begins, parameters, noise_keys, state, frontiers, record, detail
):
    """All months of a block; one that begins later goes on from the state that it is given."""
    if begins == 0:
        endow(cast, calendar[0], parameters, state, frontiers)
    for month in range(begins, calendar.shape[0]):
        now = calendar[month]
        simulate_month(cast, now, parameters, noise_keys, state, frontiers)
        record_month(cast, now, state, frontiers, record[month])
        record_labs(cast, now, state.labs, detail)


@written_out
def simulate_month(cast, now, parameters, noise_keys, state, frontiers):
    """One month; `now` holds the level of every instrument at its date."""
    labs, investors, regions = state.labs, state.investors, state.regions
    designers, foundries = state.designers, state.foundries
    events, scratch = state.events, state.scratch

    # 2-5 capital
    if now.opens_quarter:
        capital.commit(cast, now, parameters, noise_keys, investors, regions)
    direct_investment.invest_directly(cast, now, parameters, noise_keys, regions)
    direct_investment.invest_in_plants(cast, now, parameters, regions, scratch)
    if now.opens_quarter:
        startups.turn_over(cast, now, parameters, labs, regions)
        capital.allocate(cast, now, parameters, labs, investors, regions)
    capital.draw(cast, labs)
    capital.earn(cast, now, parameters, labs, regions, scratch)
    startups.take_in(cast, now, parameters, labs)

    # 6-7 chips
    chips.offer(cast, now, parameters, designers, scratch)
    chips.survey(cast, parameters, regions, designers, scratch)
    chips.order(cast, now, parameters, labs, regions, designers, scratch)
    delivery.produce(cast, now, parameters, labs, regions, designers, foundries)
    delivery.deliver(cast, now, parameters, labs, regions, designers, scratch)
    leasing.lease(cast, now, parameters, labs, regions, designers, scratch)
    delivery.settle(cast, parameters, regions, designers, foundries)

    # 8-10 research, training, releases
    research.draw_random_numbers(cast, now, noise_keys, labs)
    research.learn(cast, now, parameters, labs, regions, scratch)
    training.launch_and_finish(cast, now, parameters, noise_keys, labs, events, scratch)
    updates.update_and_release(cast, now, parameters, labs, regions)
    measurement.score(cast, now, parameters, noise_keys, labs, regions, events)
    releases.publish(cast, now, parameters, labs, regions, frontiers, scratch)

    # 11 suppliers invest
    supply.advance_roadmaps(cast, now, parameters, designers, foundries)
    supply.design_variants(cast, now, parameters, designers)
    supply.build_foundries(cast, now, parameters, regions, designers, foundries)
    supply.sell_tools(now, parameters, foundries)
