"""Direct investors: in the firms of a region, and in chip plants."""

from typing import TYPE_CHECKING

import mesa

from sim.rules import direct_investment as rules
from sim.rules import noise
from sim.rules.investors import share_of
from sim.rules.numerics import normal_quantile
from sim.rules.sanctions import direct_investment_risk

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel
    from sim.agents.region import Region


class DirectInvestor(mesa.Agent):
    """Foreign firms that invest in a region, and take their money out again."""

    def __init__(self, model: "AIGapModel", region: "Region"):
        super().__init__(model)
        cast = model.world.cast.regions
        self.region = region
        self.trend = cast.fdi_trend[region.index].tolist()  # by month, bn USD a month
        self.key = int(cast.key[region.index])  # number of the region's name, for random draws
        # gross inflow, bn USD a month
        self.inflow = rules.trend_inflow(
            self.trend[0], model.parameters.fdi_scale, model.parameters.fdi_growth, model.month
        )
        self.peak_inflow = self.inflow  # the highest so far, bn USD a month

    def risk(self) -> float:
        """What sanctions and conditions at home add up to, 1 in December 2023."""
        return direct_investment_risk(
            self.model.parameters.sanction_share,
            self.model.levels.intensity if self.region.is_follower else 0.0,
            self.region.eased_conditions(),
        )

    def invest_directly(self) -> None:
        """Inflow moves towards what risk allows; it feeds the liquidity of funds at home."""
        parameters, risk = self.model.parameters, self.risk()
        trend = rules.trend_inflow(
            self.trend[self.model.month],
            parameters.fdi_scale,
            parameters.fdi_growth,
            self.model.month,
        )
        desired = rules.desired_inflow(trend, parameters.fdi_risk_sensitivity, risk)
        self.inflow = rules.adjusted(self.inflow, desired, parameters.fdi_speed)
        shock = normal_quantile(self.model.uniforms(self.key, noise.FDI)[0])
        repatriated = rules.repatriation(
            trend, parameters.repatriation_share, parameters.repatriation_sensitivity, risk
        )
        self.region.fdi = rules.net_inflow(self.inflow, parameters.fdi_spread, shock, repatriated)
        self.peak_inflow = max(self.peak_inflow, self.inflow)
        self.region.liquidity = rules.liquidity(
            self.inflow, self.peak_inflow, parameters.liquidity_elasticity
        )


class PlantInvestor(mesa.Agent):
    """Chip makers that choose a region for their next plant."""

    def __init__(self, model: "AIGapModel"):
        super().__init__(model)
        self.shares = [0.0] * len(model.regions)  # by region: part of all plant investment

    def attraction(self, region: "Region") -> float:
        """Weight of a region: return, subsidy and the risk of being cut off."""
        cast, parameters = self.model.world.cast.regions, self.model.parameters
        return rules.plant_attraction(
            rules.expected_return(
                cast.plant_pull[region.index], parameters.plant_return_effect, region.scarcity
            ),
            parameters.plant_subsidy_effect,
            cast.plant_subsidy[region.index, self.model.month],
            parameters.plant_risk_effect,
            self.model.levels.equipment_risk if region.is_follower else 0.0,
        )

    def invest_in_plants(self) -> None:
        """Shares move towards the regions' attraction; in the first month they stand there."""
        weights = [self.attraction(region) for region in self.model.regions]
        total = 0.0
        for weight in weights:
            total += weight
        speed = 1.0 if self.model.month == 0 else self.model.parameters.plant_speed
        invested = self.model.world.cast.regions.plant_investment[self.model.month]
        for region, weight in zip(self.model.regions, weights, strict=True):
            desired = share_of(1.0, weight, total)
            share = rules.adjusted(self.shares[region.index], desired, speed)
            self.shares[region.index] = share
            region.chip_fdi = rules.plant_investment(invested, share)
