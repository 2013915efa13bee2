"""A chip designer: its menu, production, rationing and price."""

from typing import TYPE_CHECKING

from sim.agents.menu import Chip, Offer
from sim.agents.roadmap import Designer
from sim.rules import deliveries, foundries
from sim.rules import suppliers as rules
from sim.rules.investors import weight_in_choice
from sim.rules.labs import order_appeal
from sim.rules.sanctions import precaution_factor, restricts, rush_factor, stockpiling_factor
from sim.settings.roster import LEADER, REGIONS

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.region import Region


class ChipSupplier(Designer):
    """A designer of AI chips, made at foundries abroad and at home."""

    # the menu

    def offer(self) -> None:
        """Set the price, and what each region may buy: the chip, a variant, or nothing."""
        self.price = deliveries.chip_price(self.cost(), self.markup)
        self.usability_now = self.usability()
        self.offers = [self.offer_to(region) for region in self.model.regions]

    def cost(self) -> float:
        """Cost of a chip, with what retaliation adds to the sender's."""
        return deliveries.chip_cost(
            self.list_price,
            self.model.parameters.normal_markup,
            self.model.levels.retaliation if self.region.index == LEADER else 0.0,
            self.model.parameters.material_cost_share,
        )

    def usability(self) -> float:
        """Part of the chip's throughput that a newcomer's software leaves."""
        parameters = self.model.parameters
        return rules.software_usability(
            parameters.friction_at_start,
            self.friction,
            self.installed,
            parameters.friction_scale,
            parameters.friction_exponent,
        )

    def offer_to(self, region: "Region") -> Offer:
        """What one region is offered, under the caps of this month."""
        parameters, levels = self.model.parameters, self.model.levels
        interest = self.sells[region.index]
        if self.chip.generation < 0 or interest <= 0.0:
            return Offer()
        usability = self.usability_now
        desired = weight_in_choice(
            interest,
            order_appeal(self.chip.tflops, usability, self.price, parameters.order_sensitivity),
        )
        restricted = region.is_follower and not self.region.is_follower
        chip, price, is_barred = self.chip, self.price, False
        if restricted:
            if self.stopped_now(self.chip):
                is_barred = True
                if self.variant.generation < 0 or self.stopped_now(self.variant):
                    return Offer(desired=desired, barred=1.0)
                chip = self.variant
                usability = rules.variant_usability(usability, chip.usability)
                price = rules.variant_price(
                    price, chip.tflops, self.chip.tflops, parameters.variant_price_exponent
                )
            price = deliveries.price_with_surcharge(price, levels.levy)
        appeal = weight_in_choice(
            interest, order_appeal(chip.tflops, usability, price, parameters.order_sensitivity)
        )
        rush = self.rush(chip) if restricted else 1.0
        return Offer(desired, float(is_barred), rush, chip.tflops, usability, price, appeal)

    def rush(self, chip: Chip) -> float:
        """How much larger orders are before a measure that is announced, or only expected."""
        levels = self.model.levels
        return rush_factor(
            restricts(levels.tpp_cap, levels.density_cap),
            precaution_factor(levels.stockpiling, self.model.parameters.ban_chance),
            self.stopped_soon(chip),
            stockpiling_factor(levels.stockpiling, levels.stockpiling_window),
        )

    # production and sales

    def grey_price(self) -> float:
        """What a smuggled chip costs its buyer."""
        return deliveries.price_with_surcharge(self.price, self.model.parameters.grey_premium)

    def customers(self) -> list["Lab"]:
        """Labs that this designer serves."""
        return [lab for lab in self.model.labs if self.serves[lab.index] > 0.0]

    def take_orders(self) -> None:
        """Add up orders, and ask foundries for what they come to."""
        self.ordered = 0.0
        for lab in self.customers():
            self.ordered += rules.chips_for(
                lab.orders[self.index], self.offers[lab.region.index].price
            ) + rules.chips_for(lab.grey_orders[self.index], self.grey_price())
        refused = self.model.levels.foundry if self.region.is_follower else 0.0
        self.abroad = rules.share_made_abroad(
            self.foundry_abroad.good_chips, self.foundry_home.good_chips, refused
        )
        self.foundry_abroad.requested += foundries.part_from_abroad(self.ordered, self.abroad)
        self.foundry_home.requested += foundries.part_from_home(self.ordered, self.abroad)

    def make(self) -> None:
        """Take what the foundries could make."""
        self.fill = foundries.mean_of_foundries(
            self.abroad, self.foundry_abroad.fill, self.foundry_home.fill
        )
        self.made = deliveries.filled_amount(self.ordered, self.fill)
        self.throughput = deliveries.h100_equivalents(self.made, self.chip.tflops)

    def ration_and_deliver(self) -> None:
        """Fill every order in the same part, and book the sales by region."""
        self.delivered = [0.0] * len(REGIONS)
        self.revenue = [0.0] * len(REGIONS)
        for lab in self.customers():
            self.deliver(lab)
            self.deliver_grey(lab)
            self.book(lab)

    def deliver(self, lab: "Lab") -> None:
        """Deliver a lab's lawful order."""
        offer = self.offers[lab.region.index]
        paid = deliveries.filled_amount(lab.orders[self.index], self.fill)
        throughput = deliveries.h100_equivalents(rules.chips_for(paid, offer.price), offer.tflops)
        lab.receive(paid, throughput, offer.usability)
        self.delivered[lab.region.index] += throughput

    def deliver_grey(self, lab: "Lab") -> None:
        """Deliver what go-betweens ordered for a lab."""
        paid = deliveries.filled_amount(lab.grey_orders[self.index], self.fill)
        chips = rules.chips_for(paid, self.grey_price())
        throughput = deliveries.h100_equivalents(chips, self.chip.tflops)
        lab.receive(paid, throughput, self.usability_now)
        lab.region.grey_chips += throughput
        lab.region.grey_spending += paid

    def book(self, lab: "Lab") -> None:
        """Sales by region, less the levy; smuggled chips were sold to go-betweens elsewhere."""
        restricted = lab.region.is_follower and not self.region.is_follower
        levy = self.model.levels.levy if restricted else 0.0
        self.revenue[lab.region.index] += deliveries.revenue_without_surcharge(
            deliveries.filled_amount(lab.orders[self.index], self.fill), levy
        )
        self.revenue[-1] += deliveries.revenue_without_surcharge(
            deliveries.filled_amount(lab.grey_orders[self.index], self.fill),
            self.model.parameters.grey_premium,
        )

    def pay_foundries(self) -> None:
        """A part of revenue is the fee for making the chips, by where they were made."""
        revenue = 0.0
        for sales in self.revenue:
            revenue += sales
        fee = foundries.foundry_fee(revenue, self.model.parameters.foundry_fee)
        part = foundries.share_delivered_abroad(self.abroad, self.foundry_abroad.fill, self.fill)
        self.foundry_abroad.fees += foundries.part_from_abroad(fee, part)
        self.foundry_home.fees += foundries.part_from_home(fee, part)

    def settle(self) -> None:
        """The price answers excess demand; sales add to the installed base."""
        parameters, revenue = self.model.parameters, 0.0
        for throughput, sales in zip(self.delivered, self.revenue, strict=True):
            self.installed += throughput
            revenue += sales
        self.smoothed_revenue = rules.moving_average(self.smoothed_revenue, revenue)
        if self.ordered > 0.0:
            self.markup = rules.markup(
                self.markup,
                parameters.normal_markup,
                self.tightness(),
                parameters.markup_elasticity,
                parameters.markup_speed,
            )

    def tightness(self) -> float:
        """Orders over good chips at its foundries, by the parts that they make."""
        return foundries.mean_of_foundries(
            self.abroad, self.foundry_abroad.tightness, self.foundry_home.tightness
        )
