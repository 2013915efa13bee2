"""What a lab is and owns."""

from typing import TYPE_CHECKING

import mesa

from sim.rules import training
from sim.rules.capability import OWN
from sim.settings.roster import STARTUP

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel


class LabState(mesa.Agent):
    """The endowment of a lab, and everything about it that changes."""

    def __init__(self, model: "AIGapModel", index: int):
        super().__init__(model)
        cast = model.world.cast.labs
        self.index = index  # in the cast
        self.name = model.world.names.labs[index]
        self.region = model.regions[cast.region[index]]
        self.kind = int(cast.kind[index])  # start-up, platform, frontier lab or cloud
        self.is_cloud = bool(cast.cloud[index])  # owns chips, leases them out, does no research
        self.founded = int(cast.founded[index])  # month
        self.open_from = int(cast.open_from[index])  # month from which it may open releases
        self.boldness = float(cast.boldness[index])  # share in one run against leading labs'
        self.lateness = float(cast.lateness[index])  # part of `scale_delay`, 0 to 1
        self.compute_share = float(cast.compute_share[index])  # of spending, 0 to 1
        self.lease_share = float(cast.lease_share[index])  # of money for compute, 0 to 1
        self.markets = cast.admission[index].tolist()  # by region: part that it may serve
        self.key = int(cast.key[index])  # number of its name, for random draws

        self.is_active = True  # whether it is in business
        self.cash = float(cast.cash[index])  # bn USD
        self.raised = 0.0  # drawn each month of this quarter, bn USD
        self.earned = 0.0  # AI revenue this month, bn USD
        self.yearly_income = 0.0  # a year's mean of what it raised and earned, bn USD a month
        self.research = 0.0  # spending this month, bn USD
        self.compute_stock = float(cast.compute[index])  # own chips, H100e
        self.run_stock = self.compute_stock  # what of them serves large runs, H100e
        self.orders = [0.0] * len(model.world.names.designers)  # lawful, by designer, bn USD
        self.grey_orders = [0.0] * len(model.world.names.designers)  # smuggled, bn USD
        self.rent_money = 0.0  # offered for leased compute this month, bn USD
        self.leased = 0.0  # this month, at home and abroad, H100e
        self.leased_abroad = 0.0  # the part from clouds of other regions, H100e
        self.leased_usable = 0.0  # what of it serves large runs, H100e
        self.serving = 0.0  # part of its compute that serves customers, 0 to 1

        self.know_how = float(cast.know_how[index])  # dex against 2018
        self.breakthroughs = 0.0  # what they add to know-how, dex
        self.capability = float(cast.capability[index])  # best release, log10 effective FLOP
        # base model, log10 FLOP
        self.base = training.base_at_start(self.capability, self.know_how)
        self.base_compute = self.base  # its training, log10 FLOP
        self.coming_base = 0.0  # base model in training, log10 FLOP
        self.coming_compute = 0.0  # its training, log10 FLOP
        self.coming_month = -1.0  # in which that run ends; -1 before the first
        self.generation = 0  # runs launched so far
        self.built_on = OWN  # what the best release is built on, as in `sim.rules.capability`
        self.root = self.region.index  # region whose weights the best release descends from
        self.is_open = False  # whether the weights of the best release are open
        self.family_error = 0.0  # what all indices get wrong of this generation, dex
        self.coming_family_error = 0.0  # of the run in progress, dex
        self.scores: list[float] = []  # by index, of the last release; empty where not tested
        self.released_at = -1.0  # date of this month's release, months; -1 for none
        self.month_draws = (0.0, 0.0, 0.0, 0.0)  # uniform: breakthrough, launch, day, update
        # month in which a newcomer's first run is due; -1 for none
        self.first_launch = training.first_launch(float(self.founded))

    @property
    def is_founded(self) -> bool:
        return self.model.month >= self.founded

    @property
    def is_startup(self) -> bool:
        return self.kind == STARTUP

    @property
    def trains(self) -> bool:
        return self.is_founded and not self.is_cloud

    @property
    def may_open(self) -> bool:
        """Whether it may open its best release."""
        return not self.is_cloud and self.model.month >= self.open_from

    @property
    def compute(self) -> float:
        """What it owns and leases, H100e."""
        return self.compute_stock + self.leased
