"""A developer of AI models, or a cloud that owns chips and leases them out."""

from sim.agents.lab_training import TrainingLab
from sim.rules import deliveries, orders, startups, training
from sim.rules import knowledge as rules
from sim.rules import suppliers as supplier_rules
from sim.rules.investors import share_of
from sim.rules.leasing import lease_budget, serving_share


class Lab(TrainingLab):
    """A developer of AI models: raises money, buys chips, trains, learns, releases."""

    # money

    def draw(self) -> None:
        """Draw a month of what was raised."""
        self.cash += self.raised

    def earn(self, income: float) -> None:
        """Take in revenue."""
        self.cash += income
        self.earned += income
        self.region.revenue += income

    def take_in(self) -> None:
        """A year's mean of what it raised and earned; a newcomer is given credit at first."""
        if not self.is_founded:
            return
        if self.model.month == self.founded:
            self.yearly_income = self.first_income()
        self.yearly_income = supplier_rules.moving_average(
            self.yearly_income, self.raised + self.earned
        )

    def spending(self) -> float:
        """What this month may cost, bn USD."""
        return orders.spending(self.cash, self.model.parameters.spending_rate)

    # start-ups

    def first_income(self) -> float:
        """Income that a newcomer is given credit for, bn USD a month."""
        return startups.first_income(
            self.model.cost_of_staying, self.model.parameters.entry_multiple
        )

    def has_failed(self) -> bool:
        """Whether a year's mean of income is too little to stay in the race."""
        return startups.has_failed(self.yearly_income, self.model.cost_of_staying)

    def give_up(self) -> None:
        """Leave the race, and sell the chips to the first cloud of the region."""
        self.is_active = False
        for lab in self.region.labs():
            if lab.is_cloud:
                lab.compute_stock += self.compute_stock
                lab.run_stock += self.run_stock
                lab.cash += self.cash
                self.compute_stock = self.run_stock = self.cash = 0.0
                return

    def start_anew(self) -> None:
        """A new start-up takes this one's place: it knows at most what its region has published."""
        self.is_active = True
        self.know_how = startups.know_how_of_entrant(
            self.know_how, self.region.know_how_then[self.model.month - 1]
        )
        self.capability = startups.CAPABILITY_OF_ENTRANTS
        self.base = training.base_at_start(self.capability, self.know_how)
        self.base_compute = self.base
        self.family_error = 0.0
        self.is_open = False
        self.coming_month = -1.0
        self.first_launch = training.first_launch(float(self.model.month))
        self.yearly_income = self.first_income()

    # chips

    def order_chips(self) -> None:
        """Split money into research, rent and chips, and order from the menus open to the lab."""
        spending = self.spending()
        compute = orders.compute_budget(spending, self.compute_share)
        self.research = orders.research_budget(spending, compute)
        self.cash -= self.research
        rent = lease_budget(compute, self.lease_share)
        budget = orders.chip_budget(compute, rent)
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
        instead = self.rented_instead(orders.unmet_orders(restricted, grey))
        self.rent_money = rent + instead
        open_market = orders.open_market_orders(budget, at_home, grey, instead)
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
        """Money that takes barred orders to leased compute; clouds do not lease."""
        if self.is_cloud:
            return 0.0
        return orders.rental_orders(unmet, self.model.parameters.rental_share)

    def bring_forward(self, budget: float) -> None:
        """Stock up on what a coming measure might bar, as far as cash allows."""
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

    def serve(self, price: float) -> None:
        """Customers get a part of the compute, which grows with revenue over its rent."""
        self.serving = serving_share(
            self.model.parameters.serving_share, self.earned, self.compute, price
        )

    # research

    def draw_random_numbers(self) -> None:
        """Draw the month's random numbers, whether or not they are used."""
        self.month_draws = self.model.numbers_of_month(self.key)

    def learn(self) -> None:
        """Know-how grows by research, publications and leaks; breakthroughs arrive and spread."""
        parameters, home = self.model.parameters, self.region
        abroad = [region for region in self.model.regions if region is not home]
        known = rules.knowledge_after_a_month(
            self.know_how,
            self.know_how_from_research(),
            home.know_how_published(parameters.publication_delay_home),
            max(r.know_how_published(parameters.publication_delay_abroad) for r in abroad),
            parameters.spillover_home,
            parameters.spillover_abroad,
        )
        self.know_how = rules.with_leaks(known, self.model.best_know_how, parameters.leak_rate)
        known = rules.knowledge_after_a_month(
            self.breakthroughs,
            self.breakthrough(),
            home.breakthroughs_published(parameters.breakthrough_delay_home),
            max(r.breakthroughs_published(parameters.breakthrough_delay_abroad) for r in abroad),
            parameters.breakthrough_spillover_home,
            parameters.breakthrough_spillover_abroad,
        )
        self.breakthroughs = rules.with_leaks(
            known, self.model.best_breakthroughs, parameters.leak_rate
        )

    def know_how_from_research(self) -> float:
        """Dex that this month's spending adds, with the compute that the lab has."""
        parameters, references = self.model.parameters, self.model.world.cast.regions
        return rules.know_how_growth(
            self.research,
            references.reference_research[self.model.month],
            parameters.know_how_growth,
            parameters.research_elasticity,
            rules.scarcity_factor(
                self.compute,
                references.reference_compute[self.model.month],
                parameters.compute_elasticity,
            ),
        )

    def breakthrough(self) -> float:
        """Dex of a breakthrough made this month, mostly nothing."""
        parameters = self.model.parameters
        chance = rules.breakthrough_chance(
            parameters.breakthroughs_a_year, self.research, self.model.world_research
        )
        if self.month_draws[0] < chance:
            return rules.breakthrough_size(
                parameters.breakthrough_size, chance, self.month_draws[0]
            )
        return 0.0
