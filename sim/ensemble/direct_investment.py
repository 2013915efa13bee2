"""Direct investment, over a block of members: the same as `sim.agents.direct_investor`."""

from sim.ensemble.layout import BLOCK
from sim.rules import direct_investment as rules
from sim.rules import noise
from sim.rules.compilation import compiled
from sim.rules.investors import eased_conditions, share_of
from sim.rules.numerics import normal_quantile
from sim.rules.sanctions import direct_investment_risk
from sim.settings.roster import FOLLOWER, REGIONS
from sim.world.noise_keys import keys_of


@compiled
def invest_directly(cast, now, parameters, noise_keys, regions):
    """Foreign direct investment moves towards what risk allows."""
    month = now.month
    for r in range(len(REGIONS)):
        intensity = now.intensity if r == FOLLOWER else 0.0
        conditions, path, key = now.domestic_conditions[r], now.fdi_trend[r], cast.regions.key[r]
        seeds, members = keys_of(noise_keys, month, key)
        for m in range(BLOCK):
            eased = eased_conditions(conditions, parameters.conditions_easing[m], float(month))
            risk = direct_investment_risk(parameters.sanction_share[m], intensity, eased)
            trend = rules.trend_inflow(
                path, parameters.fdi_scale[m], parameters.fdi_growth[m], month
            )
            desired = rules.desired_inflow(trend, parameters.fdi_risk_sensitivity[m], risk)
            inflow = rules.adjusted(regions.inflow[r, m], desired, parameters.fdi_speed[m])
            shock = normal_quantile(noise.uniforms(seeds[m], members[m], month, key, noise.FDI)[0])
            repatriated = rules.repatriation(
                trend,
                parameters.repatriation_share[m],
                parameters.repatriation_sensitivity[m],
                risk,
            )
            peak = max(regions.peak_inflow[r, m], inflow)
            regions.inflow[r, m] = inflow
            regions.fdi[r, m] = rules.net_inflow(
                inflow, parameters.fdi_spread[m], shock, repatriated
            )
            regions.peak_inflow[r, m] = peak
            regions.liquidity[r, m] = rules.liquidity(
                inflow, peak, parameters.liquidity_elasticity[m]
            )


@compiled
def invest_in_plants(cast, now, parameters, regions, scratch):
    """Chip plants go where return, subsidy and the risk of being cut off send them."""
    scratch.plant_weights[:] = 0.0
    for r in range(len(REGIONS)):
        pull, subsidy = cast.regions.plant_pull[r], now.plant_subsidy[r]
        risk = now.equipment_risk if r == FOLLOWER else 0.0
        for m in range(BLOCK):
            weight = rules.plant_attraction(
                rules.expected_return(
                    pull, parameters.plant_return_effect[m], regions.scarcity[r, m]
                ),
                parameters.plant_subsidy_effect[m],
                subsidy,
                parameters.plant_risk_effect[m],
                risk,
            )
            regions.plant_weight[r, m] = weight
            scratch.plant_weights[m] += weight
    investment, is_first = now.plant_investment, now.month == 0
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            desired = share_of(1.0, regions.plant_weight[r, m], scratch.plant_weights[m])
            # the first month's shares are where investors already stand
            speed = 1.0 if is_first else parameters.plant_speed[m]
            share = rules.adjusted(regions.plant_share[r, m], desired, speed)
            regions.plant_share[r, m] = share
            regions.chip_fdi[r, m] = rules.plant_investment(investment, share)
