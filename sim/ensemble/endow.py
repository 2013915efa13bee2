"""The first of January of a block of members: what the roster says that everyone starts with."""

from sim.ensemble.layout import BLOCK, DELAYS
from sim.ensemble.supply import launch, launch_of
from sim.rules.compilation import compiled, written_out
from sim.rules.direct_investment import trend_inflow
from sim.rules.training import base_at_start, first_launch
from sim.settings.roster import REGIONS
from sim.world.indices import INDICES


@compiled
def endow(cast, now, parameters, state, frontiers):
    """Put the roster's endowments into a fresh state."""
    _endow_regions(cast, now, parameters, state.regions)
    _endow_labs(cast, state.labs, state.regions)
    _open_frontiers(state.regions, frontiers)
    _endow_investors(cast, state.investors)
    _endow_foundries(cast, now, state.foundries)
    _endow_designers(cast, now, parameters, state.designers)


@written_out
def _endow_regions(cast, now, parameters, regions):
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.inflow[r, m] = trend_inflow(
                now.fdi_trend[r], parameters.fdi_scale[m], parameters.fdi_growth[m], now.month
            )
            regions.peak_inflow[r, m] = regions.inflow[r, m]
            regions.liquidity[r, m] = 1.0
            regions.home_fill[r, m] = 1.0
            regions.scarcity[r, m] = 1.0
            regions.chip_access[r, m] = 1.0
            for slot in range(DELAYS):
                regions.open_root[r, slot, m] = r


@written_out
def _endow_labs(cast, labs, regions):
    for lab in range(cast.labs.count):
        r = cast.labs.region[lab]
        counts = not cast.labs.cloud[lab] and cast.labs.founded[lab] == 0
        for m in range(BLOCK):
            capability = cast.labs.capability[lab]
            labs.cash[lab, m] = cast.labs.cash[lab]
            labs.compute_stock[lab, m] = cast.labs.compute[lab]
            labs.run_stock[lab, m] = cast.labs.compute[lab]
            labs.know_how[lab, m] = cast.labs.know_how[lab]
            labs.capability[lab, m] = capability
            labs.base[lab, m] = base_at_start(capability, cast.labs.know_how[lab])
            labs.base_compute[lab, m] = labs.base[lab, m]
            labs.root[lab, m] = r
            labs.active[lab, m] = 1.0
            labs.coming_month[lab, m] = -1.0
            labs.released_at[lab, m] = -1.0
            labs.first_launch[lab, m] = first_launch(float(cast.labs.founded[lab]))
            if counts:
                if capability > regions.frontier[r, m]:
                    regions.frontier[r, m] = capability
                    regions.holder[r, m] = cast.labs.kind[lab]
                regions.largest_run[r, m] = max(regions.largest_run[r, m], labs.base[lab, m])


@written_out
def _open_frontiers(regions, frontiers):
    """The first record of each frontier is where its region stands."""
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            regions.frontier_count[r, m] = 1
            regions.run_count[r, m] = 1
            regions.open_count[r, m] = 1
            regions.frontier_moved[r, m] = 1
            regions.run_moved[r, m] = 1
            frontiers.times[r, 0, m] = 0.0
            frontiers.values[r, 0, m] = regions.frontier[r, m]
            frontiers.run_times[r, 0, m] = 0.0
            frontiers.run_values[r, 0, m] = regions.largest_run[r, m]
            for i in range(len(INDICES)):
                regions.score_count[i, r, m] = 1
                regions.score_moved[i, r, m] = 1
                regions.best_score[i, r, m] = regions.frontier[r, m]
                frontiers.score_values[i, r, 0, m] = regions.frontier[r, m]
            regions.past_frontier[r, 0, m] = regions.frontier[r, m]
            for slot in range(12):
                regions.holders[r, slot, m] = -1
            regions.first_frontier[m] = max(regions.first_frontier[m], regions.frontier[r, m])
            regions.world_frontier[0, m] = regions.first_frontier[m]


@written_out
def _endow_investors(cast, investors):
    for j in range(cast.investors.count):
        investors.sentiment[j, :] = 1.0


@written_out
def _endow_foundries(cast, now, foundries):
    for f in range(cast.foundries.count):
        foundries.capacity[f, :] = cast.foundries.capacity[f]
        foundries.foundry_yield[f, :] = cast.foundries.starting_yield[f]
        foundries.experience[f, :] = 1.0
    foundries.smoothed_tool_sales[:] = now.lithography_reference
    foundries.leading_pace[:] = 1.0


@written_out
def _endow_designers(cast, now, parameters, designers):
    for d in range(cast.designers.count):
        for m in range(BLOCK):
            designers.generation[d, m] = -1
            designers.variant_generation[d, m] = -1
            designers.variant_countdown[d, m] = -1.0
            designers.markup[d, m] = parameters.normal_markup[m]
            designers.installed[d, m] = cast.designers.installed[d]
            while designers.clock[d, m] >= launch_of(cast, d, designers.generation[d, m] + 1):
                launch(cast, now, parameters, designers, d, m)
