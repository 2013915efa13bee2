"""Leased compute: clouds lease to labs at home first, then across borders."""

from typing import TYPE_CHECKING

from sim.rules import deliveries, leasing
from sim.rules import suppliers as rules
from sim.rules.investors import share_of

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel
    from sim.agents.region import Region


class HomeMarket:
    """What labs of one region would lease, and what its clouds own, this month."""

    def __init__(self, region: "Region"):
        self.region = region
        self.wanted = 0.0  # by its labs, H100e
        self.offered = 0.0  # by its labs as rent, bn USD a month
        self.stock = 0.0  # chips of its clouds, H100e
        self.run_stock = 0.0  # what of them serves large runs, H100e
        self.met_at_home = 0.0  # part of the wish that clouds at home meet, 0 to 1
        self.met_abroad = 0.0  # part of the rest that clouds abroad meet, 0 to 1

    def split(self, amount: float) -> tuple[float, float]:
        """What is met at home and abroad of an amount, in its unit."""
        return (
            deliveries.filled_amount(amount, self.met_at_home),
            deliveries.filled_amount(leasing.unfilled(amount, self.met_at_home), self.met_abroad),
        )


class LeasingMarket:
    """Where clouds lease compute to labs; not an agent: it only clears."""

    def __init__(self, model: "AIGapModel"):
        self.model = model
        self.price = 0.0  # USD for an H100e and month
        self.markets = [HomeMarket(region) for region in model.regions]  # by region
        self.stock = 0.0  # chips of clouds everywhere, H100e
        self.run_stock = 0.0  # what of them serves large runs, H100e

    def clear(self) -> None:
        """Meet every wish of a region in the same part; what is left of compute serves."""
        self.price = self.rent()
        self.gather()
        for market in self.markets:
            self.ration(market)
            market.region.rental = 0.0
        for lab in self.model.labs:
            if lab.is_cloud:
                self.take_rent(lab)
            else:
                self.lease(lab)
                lab.serve(self.price)

    def rent(self) -> float:
        """USD for an H100e and month: a part of what the cheapest chip costs."""
        cheapest = 0.0
        for designer in self.model.designers:
            if designer.chip.generation >= 0:
                price = deliveries.price_per_h100_equivalent(designer.price, designer.chip.tflops)
                if cheapest == 0.0 or price < cheapest:
                    cheapest = price
        return leasing.rental_price(cheapest, self.model.parameters.rental_rate)

    def gather(self) -> None:
        """Add up wishes and stocks."""
        self.markets = [HomeMarket(region) for region in self.model.regions]
        self.stock = self.run_stock = 0.0
        for lab in self.model.labs:
            market = self.markets[lab.region.index]
            market.wanted += rules.chips_for(lab.rent_money, self.price)
            market.offered += lab.rent_money
            if lab.is_cloud:
                market.stock += lab.compute_stock
                market.run_stock += lab.run_stock
                self.stock += lab.compute_stock
                self.run_stock += lab.run_stock

    def ration(self, market: HomeMarket) -> None:
        """How much of a region's wish clouds at home meet, and of the rest clouds abroad."""
        parameters = self.model.parameters
        closed = self.model.levels.cloud if market.region.is_follower else 0.0
        market.met_at_home = leasing.met_part(
            leasing.leasable_compute(market.stock, parameters.leasable_share), market.wanted
        )
        market.met_abroad = leasing.met_part(
            leasing.rentable_compute(self.stock - market.stock, parameters.rentable_share, closed),
            leasing.unfilled(market.wanted, market.met_at_home),
        )

    def lease(self, lab: "Lab") -> None:
        """A lab pays rent for what it gets."""
        market = self.markets[lab.region.index]
        here, there = market.split(rules.chips_for(lab.rent_money, self.price))
        rent_here, rent_there = market.split(lab.rent_money)
        lab.leased = here + there
        lab.leased_abroad = there
        lab.leased_usable = deliveries.usable_compute(
            here, leasing.usable_part(market.run_stock, market.stock)
        ) + deliveries.usable_compute(
            there,
            leasing.usable_part(self.run_stock - market.run_stock, self.stock - market.stock),
        )
        rent = rent_here + rent_there
        lab.cash -= rent
        lab.region.rental += rent

    def take_rent(self, lab: "Lab") -> None:
        """A cloud earns rent from its own region's labs and from others', by its stock."""
        for market in self.markets:
            at_home, abroad = market.split(market.offered)
            if market.region is lab.region:
                takings = share_of(at_home, lab.compute_stock, market.stock)
            else:
                takings = share_of(abroad, lab.compute_stock, self.stock - market.stock)
            lab.cash += takings
            lab.region.rental -= takings
