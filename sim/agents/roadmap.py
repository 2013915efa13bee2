"""The roadmap of a chip designer: generations, export variants, and the caps they have to meet."""

from typing import TYPE_CHECKING

import mesa

from sim.agents.menu import Chip, Offer
from sim.rules import suppliers as rules
from sim.rules.sanctions import barred, total_processing_performance
from sim.settings.roster import FOLLOWER, REGIONS

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel


class Designer(mesa.Agent):
    """State of a chip designer, and how it comes by new chips."""

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

    # caps

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
