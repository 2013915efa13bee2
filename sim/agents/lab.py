"""A developer of AI models, or a cloud that owns chips and rents them out."""

from typing import TYPE_CHECKING

import mesa

from sim.rules import capability as rules
from sim.rules import deliveries, measurement, noise, orders
from sim.rules import labs as lab_rules
from sim.rules import suppliers as supplier_rules
from sim.rules.investors import share_of
from sim.rules.numerics import normal_quantile
from sim.rules.sanctions import let_through
from sim.settings.roster import FOLLOWER
from sim.world.indices import INDICES

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel


class Lab(mesa.Agent):
    """A developer of AI models: raises money, buys chips, trains, learns, releases."""

    def __init__(self, model: "AIGapModel", index: int):
        super().__init__(model)
        cast, parameters = model.world.cast.labs, model.parameters
        self.index = index  # in the cast
        self.name = model.world.names.labs[index]
        self.region = model.regions[cast.region[index]]
        self.is_cloud = bool(cast.cloud[index])  # owns chips, rents them out, does no research
        self.founded = int(cast.founded[index])  # month
        self.open_from = int(cast.open_from[index])  # month from which releases are open weights
        self.boldness = float(cast.boldness[index])  # share in one run against leading labs'
        self.lateness = float(cast.lateness[index])  # part of `scale_delay`, 0 to 1
        self.compute_share = float(cast.compute_share[index])  # of spending, 0 to 1
        self.markets = cast.admission[index].tolist()  # by region: part that it may serve
        self.key = int(cast.key[index])  # number of its name, for random draws

        self.cash = float(cast.cash[index])  # bn USD
        self.raised = 0.0  # drawn each month of this quarter, bn USD
        self.research = 0.0  # spending this month, bn USD
        self.compute_stock = float(cast.compute[index])  # own chips, H100e
        self.run_stock = self.compute_stock  # what of them serves large runs, H100e
        self.rented = 0.0  # this month, H100e
        self.orders = [0.0] * len(model.world.names.designers)  # lawful, by designer, bn USD
        self.grey_orders = [0.0] * len(model.world.names.designers)  # smuggled, bn USD
        self.rent_money = 0.0  # offered for rented compute this month, bn USD

        self.know_how = float(cast.know_how[index])  # dex against 2018
        self.breakthroughs = 0.0  # what they add to know-how, dex
        self.capability = float(cast.capability[index])  # best release, log10 effective FLOP
        self.base = rules.base_at_start(self.capability, self.know_how)  # base model, log10 FLOP
        self.base_compute = self.base  # its training, log10 FLOP
        self.coming_base = 0.0  # base model in training, log10 FLOP
        self.coming_compute = 0.0  # its training, log10 FLOP
        self.coming_month = -1.0  # in which that run ends; -1 before the first
        self.root = self.region.index  # region whose weights the best release descends from
        self.from_foreign_weights = False  # whether that is another region's open weights
        self.family_error = 0.0  # what all indices get wrong of this generation, dex
        self.coming_family_error = 0.0  # of the run in progress, dex
        self.scores: list[float] = []  # by index, of the last release; empty where not tested
        self.released_at = -1.0  # date of this month's release, months; -1 for none
        draws = model.uniforms(self.key, noise.START)
        self.next_launch = self.founded + lab_rules.whole_months(  # month of the next run
            draws[0], 0.0, parameters.longest_generation - 1.0
        )
        self.next_update = self.founded + lab_rules.whole_months(  # month of the next update
            draws[1], 0.0, parameters.longest_update
        )
        self.month_draws = (0.0, 0.0, 0.0, 0.0)  # uniform: breakthrough, its size, day, update

    @property
    def is_founded(self) -> bool:
        return self.model.month >= self.founded

    @property
    def is_open(self) -> bool:
        return self.model.month >= self.open_from

    @property
    def trains(self) -> bool:
        return self.is_founded and not self.is_cloud

    # money

    def draw(self) -> None:
        """Draw a month of what was raised."""
        self.cash += self.raised

    def earn(self, income: float) -> None:
        """Take in revenue."""
        self.cash += income
        self.region.revenue += income

    def spending(self) -> float:
        """What this month may cost, bn USD."""
        return orders.spending(self.cash, self.model.parameters.spending_rate)

    # chips

    def order_chips(self) -> None:
        """Split money into research and chips, and order from the menus open to the lab."""
        spending = self.spending()
        budget = orders.chip_budget(spending, self.compute_share)
        self.research = orders.research_budget(spending, budget)
        self.cash -= self.research
        menu = [
            (designer, designer.offers[self.region.index])
            for designer in self.model.designers
            if designer.serves[self.index]
        ]
        wanted, stopped, legal, home = 0.0, 0.0, 0.0, 0.0
        for designer, offer in menu:
            wanted += offer.desired
            stopped += offer.barred_appeal
            legal += offer.appeal
            home += offer.appeal if designer.region is self.region else 0.0
        at_home = orders.domestic_orders(budget, self.domestic_quota(home))
        restricted = orders.restricted_orders(budget, at_home, stopped, wanted)
        grey = self.smuggled(restricted)
        self.rent_money = self.rented_instead(orders.unmet_orders(restricted, grey))
        open_market = orders.open_market_orders(budget, at_home, grey, self.rent_money)
        for designer, offer in menu:
            money = share_of(open_market, offer.appeal, legal)
            if designer.region is self.region:
                money += share_of(at_home, offer.appeal, home)
            self.orders[designer.index] = money
            self.grey_orders[designer.index] = share_of(grey, offer.barred_appeal, stopped)
        self.bring_forward(budget)

    def domestic_quota(self, home: float) -> float:
        """Part of orders that must be domestic, where supply allows."""
        if not self.region.is_follower:
            return 0.0
        return orders.domestic_quota(self.model.levels.substitution, self.region.home_fill, home)

    def smuggled(self, restricted: float) -> float:
        """Money that takes barred orders to the grey market."""
        return orders.grey_market_orders(
            restricted, self.model.parameters.grey_share, self.model.levels.enforcement
        )

    def rented_instead(self, unmet: float) -> float:
        """Money that takes barred orders to rented compute abroad; clouds do not rent."""
        if self.is_cloud:
            return 0.0
        return orders.rental_orders(unmet, self.model.parameters.rental_share)

    def bring_forward(self, budget: float) -> None:
        """Stock up on what an announced measure will bar, as far as cash allows."""
        offers = [designer.offers[self.region.index] for designer in self.model.designers]
        rushed = 0.0
        for money, offer in zip(self.orders, offers, strict=True):
            rushed += orders.rushed_orders(money, offer.rush)
        if rushed > 0.0:
            affordable = supplier_rules.affordable(self.cash, budget, rushed)
            self.orders = [
                orders.order_with_rush(money, offer.rush, affordable)
                for money, offer in zip(self.orders, offers, strict=True)
            ]

    def wear_out(self) -> None:
        """The compute stock depreciates."""
        rate = self.model.parameters.compute_depreciation
        self.compute_stock = deliveries.depreciated(self.compute_stock, rate)
        self.run_stock = deliveries.depreciated(self.run_stock, rate)

    def receive(self, paid: float, throughput: float, usability: float) -> None:
        """Pay for delivered chips, H100e, and put them to work."""
        self.cash -= paid
        self.region.chip_spending += paid
        self.compute_stock += throughput
        self.run_stock += deliveries.usable_compute(throughput, usability)

    # research

    def draw_random_numbers(self) -> None:
        """Draw the month's random numbers, whether or not they are used."""
        self.month_draws = self.model.uniforms(self.key, noise.MONTH)

    def learn(self) -> None:
        """Know-how grows by research and what others publish; breakthroughs arrive and spread."""
        parameters, home = self.model.parameters, self.region
        abroad = [region for region in self.model.regions if region is not home]
        self.know_how = lab_rules.knowledge_after_a_month(
            self.know_how,
            self.know_how_from_research(),
            home.best_know_how,
            max(region.best_know_how for region in abroad),
            parameters.spillover_home,
            parameters.spillover_abroad,
        )
        self.breakthroughs = lab_rules.knowledge_after_a_month(
            self.breakthroughs,
            self.breakthrough(),
            home.best_breakthroughs,
            max(region.best_breakthroughs for region in abroad),
            parameters.breakthrough_spillover_home,
            parameters.breakthrough_spillover_abroad,
        )

    def know_how_from_research(self) -> float:
        """Dex that this month's spending adds."""
        parameters = self.model.parameters
        return lab_rules.know_how_growth(
            self.research,
            self.model.world.cast.regions.reference_research[self.model.month],
            parameters.know_how_growth,
            parameters.research_elasticity,
        )

    def breakthrough(self) -> float:
        """Dex of a breakthrough made this month, mostly nothing."""
        parameters = self.model.parameters
        chance = lab_rules.breakthrough_chance(
            parameters.breakthroughs_a_year, self.research, self.model.world_research
        )
        if self.month_draws[0] < chance:
            return lab_rules.breakthrough_size(parameters.breakthrough_size, self.month_draws[1])
        return 0.0

    # training and releases

    def launch_and_finish_runs(self) -> None:
        """Launch a run if its turn has come; a finished one gives a new base if it is better."""
        month = self.model.month
        if not self.trains:
            return
        if self.coming_month == month and self.coming_base > self.base:
            self.base, self.base_compute = self.coming_base, self.coming_compute
            self.family_error = self.coming_family_error
        if self.next_launch == month:
            self.launch_run()

    def launch_run(self) -> None:
        """Fix a run's compute and quality, its end, and the start of the next one."""
        parameters, month = self.model.parameters, self.model.month
        draws = self.model.uniforms(self.key, noise.GENERATION)
        self.coming_compute = rules.training_compute(
            self.run_stock,
            self.rented,
            self.run_share(normal_quantile(draws[0])),
            parameters.utilisation,
            parameters.training_days,
        )
        self.coming_base = rules.base_model(
            self.coming_compute, parameters.generation_luck, normal_quantile(draws[1])
        )
        self.coming_month = month + lab_rules.whole_months(
            draws[2], parameters.shortest_run, parameters.longest_run
        )
        self.next_launch = month + lab_rules.whole_months(
            draws[3], parameters.shortest_generation, parameters.longest_generation
        )
        self.coming_family_error = measurement.family_error(
            parameters.score_error,
            parameters.score_error_shared,
            normal_quantile(self.model.uniforms(self.key, noise.FAMILY)[0]),
        )

    def run_share(self, draw: float) -> float:
        """Share of the stock in this generation's run, from a standard normal draw."""
        parameters = self.model.parameters
        typical = lab_rules.typical_run_share(
            float(self.model.month),
            self.lateness,
            parameters.scale_delay,
            parameters.run_share_ceiling,
            parameters.run_share_midpoint,
            parameters.run_share_pace,
        )
        return lab_rules.run_share(typical, self.boldness, parameters.run_share_spread, draw)

    def update_and_release(self) -> None:
        """Lift the base with today's know-how and teachers; release what is an improvement."""
        self.released_at = -1.0
        if not self.trains or self.next_update != self.model.month:
            return
        parameters = self.model.parameters
        self.next_update = self.model.month + lab_rules.whole_months(
            self.month_draws[3], 1.0, parameters.longest_update
        )
        own = rules.own_capability(self.base, self.know_how, self.breakthroughs)
        from_weights, weights_teacher, weights_root = self.open_teacher()
        from_outputs, outputs_teacher = self.closed_teacher()
        reached = rules.absorbed_capability(
            own,
            rules.taught_by_both(from_weights, from_outputs),
            max(weights_teacher, outputs_teacher),
            rules.absorptive_capacity(
                parameters.absorption_at_start, parameters.absorption_by_know_how, self.know_how
            ),
        )
        if rules.is_improvement(reached, self.capability, parameters.release_threshold):
            line = rules.lineage(own, from_weights, from_outputs)
            self.release(reached, weights_root if line == rules.OPEN_WEIGHTS else None)

    def open_teacher(self) -> tuple[float, float, int]:
        """What the best open weights pass on, their capability, and the region of their root."""
        parameters, best = self.model.parameters, (0.0, 0.0, self.region.index)
        at = max(0, self.model.month - int(parameters.open_delay) + 1)
        for origin in self.model.regions:
            share = self.left_open(
                parameters.open_weights_share, self.model.levels.open_weights, origin.index
            )
            passed = rules.passed_on(origin.open_teacher[at], share)
            if passed > best[0]:
                best = (passed, origin.open_teacher[at], origin.open_root[at])
        return best

    def closed_teacher(self) -> tuple[float, float]:
        """What the outputs of the best closed model pass on, and its capability."""
        parameters, best = self.model.parameters, (0.0, 0.0)
        at = max(0, self.model.month - int(parameters.distillation_delay) + 1)
        for origin in self.model.regions:
            share = self.left_open(
                parameters.distillation_share, self.model.levels.model_access, origin.index
            )
            passed = rules.passed_on(origin.closed_teacher[at], share)
            if passed > best[0]:
                best = (passed, origin.closed_teacher[at])
        return best

    def left_open(self, share: float, level: float, origin: int) -> float:
        """What of a teacher's effective compute a measure leaves to this lab."""
        if self.region.is_follower and origin != FOLLOWER:
            return let_through(share, level)
        return share

    def release(self, capability: float, weights_root: int | None) -> None:
        """Release a model on a day of this month; it may descend from open weights."""
        self.capability = capability
        self.released_at = self.model.month + self.month_draws[2]
        self.root = self.region.index if weights_root is None else weights_root
        self.from_foreign_weights = weights_root is not None and weights_root != self.region.index
        self.scores = self.scored()

    def scored(self) -> list[float]:
        """What each index makes of a release; nothing where they leave it out."""
        parameters, draws = self.model.parameters, self.model.uniforms(self.key, noise.SCORES)
        if not measurement.is_tested(parameters.score_coverage, draws[len(INDICES)]):
            return []
        return [
            measurement.index_score(
                self.capability,
                self.family_error,
                parameters.score_error,
                parameters.score_error_shared,
                normal_quantile(draw),
            )
            for draw in draws[: len(INDICES)]
        ]
