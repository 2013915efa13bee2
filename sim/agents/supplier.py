"""A chip designer: its menu, export variants, rationing, price and roadmap."""

from typing import TYPE_CHECKING

import mesa

from sim.agents.menu import Chip, Offer
from sim.rules import deliveries, foundries
from sim.rules import suppliers as rules
from sim.rules.investors import weight_in_choice
from sim.rules.labs import order_appeal
from sim.rules.sanctions import (
    barred,
    stockpiling_factor,
    total_processing_performance,
)
from sim.settings.roster import FOLLOWER, LEADER, REGIONS

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel
    from sim.agents.region import Region


class ChipSupplier(mesa.Agent):
    """A designer of AI chips, made at foundries abroad and at home."""

    def __init__(self, model: "AIGapModel", index: int):
        super().__init__(model)
        cast, regions = model.world.cast.designers, len(REGIONS)
        self.index = index  # in the cast
        self.name = model.world.names.designers[index]
        self.region = model.regions[cast.region[index]]
        self.serves = cast.serves[index].tolist()  # by lab: 1 for customers, else 0
        self.sells = cast.sells[index].tolist()  # by region: interest in it, 0 to 1
        self.foundry_abroad = model.foundry(cast.foundry_abroad[index])
        self.foundry_home = model.foundry(cast.foundry_home[index])
        self.reference_revenue = cast.reference_revenue[index].tolist()  # by month, bn USD
        self.friction = float(cast.friction[index])  # part of a newcomer's, 0 to 1
        self.installed = float(cast.installed[index])  # H100e sold so far

        self.markup = float(model.parameters.normal_markup)  # price over cost
        self.smoothed_revenue = 0.0  # a year's mean, bn USD a month
        self.chip = Chip()  # the standard chip on sale
        self.area = 0.0  # of its die, mm2
        self.list_price = 0.0  # on record or as grown beyond it, USD
        self.price = 0.0  # this month, without levy, USD
        self.usability_now = 1.0  # part of the throughput that software leaves
        self.variant = Chip()  # the export variant, if there is one
        self.variant_countdown = -1.0  # months until one is ready; -1 for none coming
        self.offers = [Offer()] * regions  # by region, this month
        self.abroad = 0.0  # part of the orders that the foundry abroad makes
        self.ordered = 0.0  # chips, this month
        self.fill = 0.0  # part of the orders that is made
        self.made = 0.0  # chips, this month
        self.throughput = 0.0  # H100e of the standard chips made
        self.delivered = [0.0] * regions  # by region: legal deliveries, H100e
        self.revenue = [0.0] * regions  # by region, bn USD a month
        self.clock = 0.0  # reference month that the roadmap has reached
        while self.clock >= self.launch_month(self.chip.generation + 1):
            self.launch()

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
        rush = 1.0
        if restricted and self.stopped_soon(chip):
            rush = stockpiling_factor(levels.stockpiling, levels.stockpiling_window)
        appeal = weight_in_choice(
            interest, order_appeal(chip.tflops, usability, price, parameters.order_sensitivity)
        )
        return Offer(desired, float(is_barred), rush, chip.tflops, usability, price, appeal)

    def stopped_now(self, chip: Chip) -> bool:
        """Whether the caps of this month bar a chip."""
        levels = self.model.levels
        return barred(
            total_processing_performance(chip.tflops), chip.interconnect, chip.density,
            levels.tpp_cap, levels.interconnect_cap, levels.density_cap,
        )  # fmt: skip

    def stopped_soon(self, chip: Chip) -> bool:
        """Whether announced caps will bar a chip."""
        levels = self.model.levels
        return barred(
            total_processing_performance(chip.tflops), chip.interconnect, chip.density,
            levels.coming_tpp_cap, levels.coming_interconnect_cap, levels.coming_density_cap,
        )  # fmt: skip

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

    # roadmap and variants

    def advance_roadmap(self) -> None:
        """Revenue pays for the next chip, and the node sets its pace."""
        parameters = self.model.parameters
        pace = rules.node_pace(
            self.abroad,
            self.model.lithography.leading_pace,
            parameters.lithography_denial,
            self.model.levels.lithography if self.region.is_follower else 0.0,
        )
        if self.chip.generation >= 0:
            paid = rules.research_pace(
                self.smoothed_revenue,
                self.reference_revenue[self.model.month],
                parameters.roadmap_elasticity,
            )
            pace = rules.roadmap_pace(pace, paid)
        self.clock += pace
        # One a month at most, so that a month ends, however fast money makes the clock run.
        if self.clock >= self.launch_month(self.chip.generation + 1):
            self.launch()

    def launch_month(self, generation: int) -> float:
        """Reference month at which a generation is ready."""
        cast = self.model.world.cast.designers
        last = int(cast.generations[self.index]) - 1
        if generation <= last:
            return float(cast.launch[self.index, generation])
        return rules.launch_beyond_record(
            cast.launch[self.index, last], float(generation - last), cast.cadence[self.index]
        )

    def launch(self) -> None:
        """Put the next generation on sale; a newcomer's roadmap starts at its reference pace."""
        cast, parameters = self.model.world.cast.designers, self.model.parameters
        generation = self.chip.generation + 1
        if generation == 0:
            self.smoothed_revenue = self.reference_revenue[self.model.month]
        known = min(generation, int(cast.generations[self.index]) - 1)
        beyond, growth = float(generation - known), parameters.chip_growth
        row = (self.index, known)
        self.chip = Chip(
            tflops=rules.beyond_record(cast.tflops[row], growth, beyond),
            interconnect=rules.beyond_record(cast.interconnect[row], growth, beyond),
            density=rules.beyond_record(cast.density[row], growth, beyond),
            generation=generation,
        )
        self.area = float(cast.area[row])
        self.list_price = rules.beyond_record(cast.price[row], parameters.chip_price_growth, beyond)

    def design_variant(self) -> None:
        """Answer a rule that bars the chip with an export variant, after a delay."""
        if self.region.is_follower or self.sells[FOLLOWER] == 0.0 or self.chip.generation < 0:
            return
        if not self.needs_variant():
            self.variant_countdown = -1.0
        elif self.variant_countdown < 0.0:
            self.variant_countdown = self.model.parameters.variant_delay - 1.0
        else:
            self.variant_countdown -= 1.0
        if self.variant_countdown == 0.0:
            self.variant = self.cut_down()
            self.variant_countdown = -1.0

    def needs_variant(self) -> bool:
        """Whether the chip is barred and no lawful variant of its generation exists."""
        if not self.stopped_now(self.chip):
            return False
        return self.variant.generation != self.chip.generation or self.stopped_now(self.variant)

    def cut_down(self) -> Chip:
        """A lawful variant: cut the interconnect if that suffices, and else the throughput."""
        parameters, levels, chip = self.model.parameters, self.model.levels, self.chip
        cut = rules.variant_interconnect(
            chip.interconnect, parameters.variant_interconnect_share, levels.interconnect_cap
        )
        tflops, interconnect, density = chip.tflops, chip.interconnect, chip.density
        if self.stopped_now(Chip(tflops, cut, density)):
            tflops = rules.variant_throughput(
                tflops, self.area, parameters.variant_share, levels.tpp_cap, levels.density_cap
            )
            density = rules.variant_density(density, tflops, chip.tflops)
        else:
            interconnect = cut
        usability = rules.large_run_usability(
            interconnect, chip.interconnect, parameters.interconnect_exponent
        )
        return Chip(tflops, interconnect, density, usability, chip.generation)
