"""Rented compute: clouds outside the follower's region rent out a part of their stock."""

from typing import TYPE_CHECKING

from sim.rules import deliveries
from sim.rules import suppliers as rules
from sim.rules.investors import share_of

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel


class RentalMarket:
    """Where labs that cannot buy rent instead; not an agent: it only clears."""

    def __init__(self, model: "AIGapModel"):
        self.model = model

    def price(self) -> float:
        """USD for an H100e and month: a part of what the cheapest chip abroad costs."""
        cheapest = 0.0
        for designer in self.model.designers:
            if designer.chip.generation >= 0 and not designer.region.is_follower:
                price = deliveries.price_per_h100_equivalent(designer.price, designer.chip.tflops)
                if cheapest == 0.0 or price < cheapest:
                    cheapest = price
        return deliveries.rental_price(cheapest, self.model.parameters.rental_rate)

    def lenders(self) -> list["Lab"]:
        """Clouds that the follower's labs can rent from."""
        return [lab for lab in self.model.labs if lab.is_cloud and not lab.region.is_follower]

    def clear(self) -> None:
        """Fill every wish in the same part; the takings go to clouds by their stock."""
        price, lenders = self.price(), self.lenders()
        wanted, offered, supply = 0.0, 0.0, 0.0
        for lab in self.model.labs:
            wanted += rules.chips_for(lab.rent_money, price)
            offered += lab.rent_money
        for lab in lenders:
            supply += lab.compute_stock
        rentable = deliveries.rentable_compute(
            supply, self.model.parameters.rentable_share, self.model.levels.cloud
        )
        fill = rules.fill(rentable, wanted) if price > 0.0 else 0.0
        for lab in self.model.labs:
            lab.rented = deliveries.filled_amount(rules.chips_for(lab.rent_money, price), fill)
            rent = deliveries.filled_amount(lab.rent_money, fill)
            lab.cash -= rent
            lab.region.rental += rent
            if lab in lenders:
                takings = share_of(
                    deliveries.filled_amount(offered, fill), lab.compute_stock, supply
                )
                lab.cash += takings
                lab.region.rental -= takings
