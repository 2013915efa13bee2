"""Capital: funds and platforms that back labs."""

from typing import TYPE_CHECKING

import mesa

from sim.rules import investors as rules
from sim.rules.sanctions import capital_barrier, withheld
from sim.settings.roster import ALLY, LEADER

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel


class Investor(mesa.Agent):
    """A kind of money: commits a part of its pool each quarter and spreads it over labs."""

    def __init__(self, model: "AIGapModel", index: int):
        super().__init__(model)
        cast = model.world.cast.investors
        self.index = index  # in the cast
        self.name = model.world.names.investors[index]
        self.region = model.regions[cast.region[index]]
        self.is_venture = bool(cast.venture[index])
        self.is_platform = bool(cast.platform[index])
        self.pool_trend = cast.pool_trend[index].tolist()  # by month, bn USD a year
        self.sentiment = 1.0  # commitment against its trend
        self.expectation = float(cast.expectation[index])  # weight of progress, 1 in full
        self.follows_fdi = bool(cast.follows_fdi[index])  # whether liquidity scales its pool
        self.focus = model.regions[cast.focus[index]]  # region whose labs it backs most
        # whether conditions in that region cut its pool
        self.meets_conditions = bool(cast.meets_conditions[index])
        self.ai_plus_part = float(cast.ai_plus_part[index])  # of the plan's money for labs
        self.home_bias = cast.home_bias[index].tolist()  # by lab: weight of kind, place and size
        self.key = int(cast.key[index])  # number of its name, for random draws
        self.commitment = 0.0  # bn USD, this quarter

    def commit(self) -> None:
        """The pool follows trend and sentiment, and a quarter of it is committed."""
        parameters = self.model.parameters
        self.sentiment *= rules.sentiment_growth(
            parameters.expectation_sensitivity,
            self.expectation,
            self.expected_progress(),
            parameters.normal_progress,
            parameters.pool_spread,
            self.model.shock_of_quarter(self.key),
        )
        scale = 1.0
        if self.is_venture:
            scale = parameters.venture_scale
        if self.is_platform:
            scale = parameters.platform_scale
        self.commitment = rules.commitment(
            self.pool_trend[self.model.month],
            self.sentiment,
            scale,
            self.climate(),
            rules.plan_money_for_labs(
                self.model.levels.ai_plus, parameters.ai_plus_chip_share, self.ai_plus_part
            ),
        )

    def expected_progress(self) -> float:
        """Progress of twelve months, worldwide and in the region that it looks at, dex."""
        worldwide, at_home = self.model.world_frontier, self.focus.past_frontier
        if self.model.month < 12:
            return self.model.parameters.normal_progress
        return rules.expected_progress(
            rules.progress_over_a_year(worldwide[-1], worldwide[-13]),
            rules.progress_over_a_year(at_home[-1], at_home[-13]),
            self.model.parameters.progress_at_home,
        )

    def climate(self) -> float:
        """What liquidity, domestic conditions and access to chips leave of its pool, 0 to 1."""
        parameters, liquidity, conditions, access = self.model.parameters, 1.0, 1.0, 1.0
        if self.follows_fdi:
            liquidity = self.region.liquidity
        if self.meets_conditions:
            conditions = rules.left_by_conditions(
                parameters.conditions_effect, self.focus.eased_conditions()
            )
        if self.is_platform:
            access = rules.left_by_access(self.region.chip_access, parameters.access_elasticity)
        return rules.climate(liquidity, conditions, access)

    def attraction(self, lab: "Lab") -> float:
        """Weight of a lab in this investor's choice."""
        return rules.attraction(
            self.home_bias[lab.index] if lab.is_founded and lab.is_active else 0.0,
            self.expected_capability(lab),
            self.model.world_frontier[-1],
            self.model.parameters.investor_sensitivity,
        )

    def expected_capability(self, lab: "Lab") -> float:
        """What this investor expects of a lab; clouds serve the best models, whoever makes them."""
        if lab.is_cloud:
            return self.model.world_frontier[-1]
        return rules.expected_capability(
            lab.capability,
            lab.region.within_reach(),
            lab.region.frontier.best,
            self.model.parameters.promise,
        )

    def barrier(self, lab: "Lab") -> float:
        """Part of the money for a lab that may not go there."""
        return capital_barrier(
            self.model.levels.capital,
            lab.region.is_follower,
            self.region.index == LEADER,
            self.region.index == ALLY,
            self.model.parameters.allied_barrier,
        )

    def allocate(self) -> None:
        """Spread the commitment; what is barred goes home in part, the rest is not invested."""
        labs = [(lab, self.attraction(lab)) for lab in self.model.labs]
        everyone, at_home, barred = 0.0, 0.0, 0.0
        for lab, weight in labs:
            everyone += weight
            at_home += weight if lab.region is self.region else 0.0
        chosen = [(lab, weight) for lab, weight in labs if self.home_bias[lab.index] > 0.0]
        for lab, weight in chosen:
            part = rules.share_of(self.commitment, weight, everyone)
            stopped = withheld(part, self.barrier(lab))
            barred += stopped
            self.pay(lab, part - stopped)
        share = self.model.parameters.diverted_share
        for lab, weight in chosen:
            if lab.region is self.region:
                self.pay(lab, rules.diverted_money(barred, share, weight, at_home))

    def pay(self, lab: "Lab", amount: float) -> None:
        """A quarter's money is drawn in three equal parts."""
        monthly = rules.monthly_instalment(amount)
        lab.raised += monthly
        route = (self.region.index, lab.region.index)
        self.model.flow[route] += monthly
        if self.is_venture:
            self.model.venture_flow[route] += monthly
