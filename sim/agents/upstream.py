"""Upstream capacity: foundries that make chips, and the supplier of their lithography."""

from typing import TYPE_CHECKING

import mesa

from sim.rules import foundries
from sim.rules import suppliers as rules

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel


class Foundry(mesa.Agent):
    """A foundry of advanced chips: capacity, yield, and who waits for it."""

    def __init__(self, model: "AIGapModel", index: int):
        super().__init__(model)
        cast = model.world.cast.foundries
        self.index = index  # in the cast
        self.name = model.world.names.foundries[index]
        self.region = model.regions[cast.region[index]]
        self.starting_capacity = float(cast.capacity[index])  # chips started a month
        self.capacity = self.starting_capacity  # chips started a month
        self.starting_yield = float(cast.starting_yield[index])  # part that works, 0 to 1
        self.foundry_yield = self.starting_yield  # part that works, 0 to 1
        self.support = float(cast.support[index])  # of the state, bn USD a month
        self.plant_cost = float(cast.plant_cost[index])  # thousand USD for a chip a month
        self.ai_plus_part = float(cast.ai_plus_part[index])  # of the plan's money for plants
        self.experience = 1.0  # chips started so far, in years at the starting capacity
        self.requested = 0.0  # good chips that designers ask for, a month
        self.fill = 1.0  # part of the requests that is made
        self.fees = 0.0  # from designers, bn USD a month
        self.tool_orders = 0.0  # of lithography, bn USD a month

    @property
    def good_chips(self) -> float:
        """Chips that work, a month, at full use."""
        return foundries.good_chips(self.capacity, self.foundry_yield)

    @property
    def tightness(self) -> float:
        """Chips requested over good chips."""
        return foundries.tightness(self.requested, self.good_chips)

    def ration(self) -> None:
        """Every designer gets the same part of what it requests."""
        self.fill = rules.fill(self.good_chips, self.requested)

    def denied(self, level: float) -> float:
        """Level of an instrument that aims at this foundry's region."""
        return level if self.region.is_follower else 0.0

    def investment(self) -> float:
        """Reinvested fees, state support and foreign plants, bn USD this month."""
        parameters, levels = self.model.parameters, self.model.levels
        return foundries.foundry_investment(
            self.fees,
            parameters.reinvestment,
            foundries.state_support(
                self.support, levels.ai_plus, parameters.ai_plus_chip_share, self.ai_plus_part
            ),
            foundries.plants_for_foundry(
                self.region.chip_fdi,
                parameters.plant_advanced_share,
                self.capacity,
                self.capacity_of_region(),
            ),
        )

    def capacity_of_region(self) -> float:
        """Capacity of all foundries of its region, chips started a month."""
        everything = 0.0
        for foundry in self.model.foundries:
            if foundry.region is self.region:
                everything += foundry.capacity
        return everything

    def build(self) -> None:
        """Invest in capacity, learn from what was started, and order tools."""
        parameters, levels = self.model.parameters, self.model.levels
        investment, denied = self.investment(), self.denied(levels.tools)
        started = foundries.chips_started(self.requested, self.foundry_yield, self.capacity)
        grown = rules.capacity_growth(
            self.capacity, investment, self.plant_cost, parameters.fastest_growth
        )
        self.capacity = foundries.capacity_after_a_month(
            self.capacity, grown, denied, parameters.capacity_depreciation
        )
        self.experience = foundries.experience_after_a_month(
            self.experience, started, denied, self.starting_capacity
        )
        self.foundry_yield = rules.learned_yield(
            self.starting_yield, parameters.best_yield, self.experience, parameters.yield_learning
        )
        self.tool_orders = foundries.lithography_orders(
            investment, parameters.lithography_part, self.denied(levels.lithography)
        )


class NoFoundry:
    """Stands where a designer has no foundry: it makes nothing."""

    good_chips = fill = tightness = 0.0

    def __init__(self) -> None:
        self.requested = 0.0  # chips a month, never made
        self.fees = 0.0  # bn USD a month, always nothing


class LithographySupplier(mesa.Agent):
    """The supplier of lithography: its sales pace the leading node."""

    def __init__(self, model: "AIGapModel"):
        super().__init__(model)
        # by month: sales at which the leading node keeps its pace, bn USD a month
        self.reference_revenue = model.world.cast.foundries.lithography_reference.tolist()
        self.smoothed_sales = self.reference_revenue[0]  # a year's mean, bn USD a month
        self.leading_pace = 1.0  # of the leading node, reference months a month

    def sell_tools(self) -> None:
        """Sell to the foundries that may buy; research follows a year's mean of sales."""
        sales = 0.0
        for foundry in self.model.foundries:
            sales += foundry.tool_orders
        self.smoothed_sales = rules.moving_average(self.smoothed_sales, sales)
        self.leading_pace = rules.research_pace(
            self.smoothed_sales,
            self.reference_revenue[self.model.month],
            self.model.parameters.lithography_elasticity,
        )
