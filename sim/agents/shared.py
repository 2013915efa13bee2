"""What actors share: the month, its levels and draws, and what they do all together."""

from functools import cached_property

import mesa
import numpy as np
from mesa.agentset import AgentSet

from sim.agents.region import Region
from sim.rules import noise
from sim.rules.numerics import normal_quantile
from sim.rules.startups import cost_of_staying
from sim.world import World
from sim.world.draws import Draws
from sim.world.noise_keys import (
    QUARTER,
    NoiseKeys,
    group_of,
    of_quarter,
    of_run,
    of_search,
    place_in,
)
from sim.world.parameters import Parameters
from sim.world.regime import Regime


class SharedWorld(mesa.Model):
    """One member's world, between its actors."""

    world: World  # calendar, regime and cast
    draws: Draws  # a table of parameters and noise keys
    parameters: Parameters  # of this member
    member: int  # which of the ensemble
    month: int  # number of the month, from the horizon's start
    regions: list[Region]
    labs: AgentSet
    designers: AgentSet
    foundries: AgentSet
    flow: np.ndarray  # money from a region to a region's labs, bn USD a month of this quarter
    venture_flow: np.ndarray  # the part of it that is venture funds'
    world_frontier: list[float]  # best release anywhere by month's start, log10 effective FLOP
    world_research: float  # spending of all labs this month, bn USD
    best_know_how: float  # of all labs at the month's start, dex
    best_breakthroughs: float  # of all labs at the month's start, dex
    _regimes: list[Regime]  # by month

    def uniforms(
        self, key: int, purpose: int, counter: int | None = None
    ) -> tuple[float, float, float, float]:
        """Four uniform draws of an agent, the same under every scenario.

        They belong to this month, or to another count, such as that of quarters.
        """
        draws, member = self.draws, self.member
        if self.month < draws.own_from:
            seed = draws.past_seed[member]
            number = draws.past_member[member, self.month // QUARTER, group_of(key)]
        else:
            seed, number = draws.seed[member], draws.member[member]
        return noise.uniforms(
            seed, number, self.month if counter is None else counter, key, purpose
        )

    def numbers_of_run(self, key: int) -> tuple[float, ...]:
        """Boldness and quality of a lab's run, what indices get wrong of it, and its length.

        As in `sim.world.noise_keys`: those that are stored, and else drawn by key.
        """
        *shares, length = self.uniforms(key, noise.RUN, counter=self.month // QUARTER)
        drawn = (*(normal_quantile(share) for share in shares), length)
        return tuple(
            of_run(self.noise_keys, self.month, key, number, 0, value)
            for number, value in enumerate(drawn)
        )

    def numbers_of_month(self, key: int) -> tuple[float, float, float, float]:
        """What decides about a lab's breakthrough, launch, day of release and update this month.

        That of the breakthrough is in the stored octave, if there is one.
        """
        search, launch, day, update = self.uniforms(key, noise.MONTH)
        place = place_in(self.noise_keys.searching_labs, key)
        search = of_search(self.noise_keys, self.month, place, 0, search)
        return search, launch, day, update

    def shock_of_quarter(self, key: int) -> float:
        """An investor's shock this quarter, standard normal: stored, or else drawn by key."""
        drawn = normal_quantile(self.uniforms(key, noise.INVESTOR)[0])
        place = place_in(self.noise_keys.stored_investors, key)
        return of_quarter(self.noise_keys, self.month, place, 0, drawn)

    @cached_property
    def noise_keys(self) -> NoiseKeys:
        """The member's noise keys, laid out as in a block of one member."""
        keys = self.draws.noise_keys(slice(self.member, self.member + 1))
        return keys._replace(
            **{
                name: np.moveaxis(getattr(keys, name), 0, -1)
                for name in ("runs", "octaves", "shocks")
            }
        )

    @property
    def levels(self) -> Regime:
        """Every instrument and response at the level of this month."""
        return self._regimes[self.month]

    @property
    def opens_quarter(self) -> bool:
        return bool(self.world.calendar.opens_quarter[self.month])

    @property
    def developers(self) -> AgentSet:
        """Labs that do research: all but the clouds."""
        return self.labs.select(lambda lab: not lab.is_cloud)

    @property
    def cost_of_staying(self) -> float:
        """What a start-up must take in to stay in the race, bn USD a month."""
        return cost_of_staying(
            self.world.cast.regions.reference_research[self.month], self.parameters.survival_share
        )

    def each_region(self, action: str) -> None:
        """Have every region do something."""
        for region in self.regions:
            getattr(region, action)()

    def open_books(self) -> None:
        """A new quarter's flows start from nothing."""
        self.labs.set("raised", 0.0)
        self.flow[:] = 0.0
        self.venture_flow[:] = 0.0

    def share_out_revenue(self) -> None:
        """Every market's AI revenue reaches the labs admitted there."""
        for region in self.regions:
            region.revenue = 0.0
        self.labs.set("earned", 0.0)
        self.each_region("share_out_revenue")

    def produce(self) -> None:
        """Designers take orders, foundries ration them, designers get what could be made."""
        self.foundries.set("requested", 0.0)
        for region in self.regions:
            region.grey_chips = region.grey_spending = 0.0
            region.chip_spending = 0.0
        self.designers.do("take_orders")
        self.foundries.do("ration")
        self.each_region("feel_scarcity")
        self.designers.do("make")

    def settle(self) -> None:
        """Fill rates of home suppliers are recorded, and prices move."""
        self.each_region("fill_at_home")
        self.designers.do("settle")

    def publish_know_how(self) -> None:
        """The best of each region, and the world's research, before this month's learning."""
        self.each_region("record_research")
        self.best_know_how = max(region.know_how_then[-1] for region in self.regions)
        self.best_breakthroughs = max(region.breakthroughs_then[-1] for region in self.regions)
        self.world_research = 0.0
        for lab in self.developers:
            self.world_research += lab.research

    def publish_releases(self) -> None:
        """Releases enter their region's frontier by date."""
        self.each_region("publish")
        self.world_frontier.append(max(region.frontier.best for region in self.regions))

    def open_weights(self) -> None:
        """Labs that may open their best release do so once it is far enough behind."""
        self.each_region("find_best_closed")
        self.labs.do("open_weights")

    def collect_fees(self) -> None:
        """Foundries are paid for what they made."""
        self.foundries.set("fees", 0.0)
        self.designers.do("pay_foundries")
