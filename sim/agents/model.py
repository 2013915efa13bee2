"""The Mesa model: labs, investors and chip suppliers in one world, a month a step."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import mesa
import numpy as np
from mesa.agentset import AgentSet

from sim.agents import (
    ChipSupplier,
    DirectInvestor,
    Foundry,
    Investor,
    Lab,
    LithographySupplier,
    PlantInvestor,
    Region,
)
from sim.agents.leasing import LeasingMarket
from sim.agents.recorder import Recorder, capability_lag
from sim.agents.shared import SharedWorld
from sim.agents.upstream import NoFoundry
from sim.calibration.members import draws_of
from sim.rules.lag import gap
from sim.settings.roster import FOLLOWER, LEADER, REGIONS
from sim.settings.settings import Settings
from sim.world import build_world
from sim.world.draws import Draws
from sim.world.parameters import Parameters
from sim.world.regime import Regime
from sim.world.shapes import shapes

REPORTED = ("name", "capability", "compute_stock", "cash", "price", "made")
"""Attributes in the data of all agents; those that an agent does not have are missing."""


class AIGapModel(SharedWorld):
    """One member of an ensemble, as agents.

    Parameters
    ----------
    scenario : str or sequence of str
        Names of files in `configs/scenario`; stacked ones override leaf by leaf.
    member : int
        Which member of the ensemble: its parameters and its random draws.
    seed_of_ensemble : int, optional
        Seed of the ensemble; that of the settings by default.
    overrides : sequence of str
        Settings as on the command line, `sanctions.capital=0.5`.
    settings : Settings, optional
        Composed settings, in place of scenario and overrides.
    draws : Draws, optional
        A table of parameter draws, in place of the calibration of the settings.
    lab_class, investor_class, supplier_class : type
        Subclasses that decide otherwise.
    rng : int, optional
        Mesa's generator. The model's own random draws do not come from it.

    Raises
    ------
    SettingsError
        If a setting is not what it takes.
    SimulationError
        If a parameter of the draws is not finite.
    """

    def __init__(
        self,
        scenario: str | Sequence[str] = "status_quo",
        member: int = 0,
        seed_of_ensemble: int | None = None,
        overrides: Iterable[str] = (),
        settings: Settings | None = None,
        draws: Draws | None = None,
        lab_class: type[Lab] = Lab,
        investor_class: type[Investor] = Investor,
        supplier_class: type[ChipSupplier] = ChipSupplier,
        rng: int | None = None,
    ):
        super().__init__(rng=rng)
        settings = settings or _compose(scenario, overrides)
        seed = settings.ensemble.seed if seed_of_ensemble is None else seed_of_ensemble
        self.settings = settings
        self.world = build_world(settings)
        self.member = member
        self.draws = draws or draws_of(settings, members=member + 1, seed=seed)
        self.draws.check()
        values: list[Any] = [float(self.draws.values[name][member]) for name in Parameters._fields]
        self.parameters = Parameters(*values)
        self.month = 0
        self._regimes = [
            Regime(*row) for row in np.column_stack([*self.world.regime]).astype(float).tolist()
        ]
        self.flow = np.zeros((len(REGIONS), len(REGIONS)))
        self.venture_flow = np.zeros((len(REGIONS), len(REGIONS)))
        self._people(lab_class, investor_class, supplier_class)
        self.world_frontier = [max(region.frontier.best for region in self.regions)]
        self.world_research = 0.0
        self.best_know_how = self.best_breakthroughs = 0.0
        self.recorder = Recorder(shapes(self.world, detail=True))
        self.datacollector = mesa.DataCollector(
            model_reporters={
                name: name for name in ("date", "capability_lag", "capability_gap", "fdi")
            },
            agent_reporters={
                "kind": lambda agent: type(agent).__name__,
                **{name: _if_it_has_one(name) for name in REPORTED},
            },
            agenttype_reporters={
                lab_class: {name: name for name in ("name", "capability", "compute_stock", "cash")},
                supplier_class: {name: name for name in ("name", "price", "made")},
            },
        )

    def _people(
        self,
        lab_class: type[Lab],
        investor_class: type[Investor],
        supplier_class: type[ChipSupplier],
    ) -> None:
        names = self.world.names
        self.regions = [Region(self, index) for index in range(len(REGIONS))]
        self.labs = self._set(lab_class(self, index) for index in range(len(names.labs)))
        self.investors = self._set(
            investor_class(self, index) for index in range(len(names.investors))
        )
        self.direct_investors = self._set(DirectInvestor(self, region) for region in self.regions)
        self.plant_investors = self._set([PlantInvestor(self)])
        self.foundries = self._set(Foundry(self, index) for index in range(len(names.foundries)))
        self.lithography = LithographySupplier(self)
        self.designers = self._set(
            supplier_class(self, index) for index in range(len(names.designers))
        )
        self.leasing_market = LeasingMarket(self)

    def _set(self, agents: Iterable[Any]) -> AgentSet:
        return AgentSet(agents, random=self.random)

    def foundry(self, index: int) -> Foundry | NoFoundry:
        """The foundry of an index; minus one stands for none."""
        return NoFoundry() if index < 0 else self.foundries.to_list()[int(index)]

    def step(self) -> None:
        """One month: Mesa has counted it before it calls."""
        self.month = int(self.time) - 1

        # 1 instruments take the level of their date (`levels`); announced ones are answered below

        # 2-5 capital
        if self.opens_quarter:
            self.investors.do("commit")
        self.direct_investors.do("invest_directly")
        self.plant_investors.do("invest_in_plants")
        if self.opens_quarter:
            self.each_region("turn_over")
            self.open_books()
            self.investors.do("allocate")
        self.labs.do("draw")
        self.share_out_revenue()
        self.labs.do("take_in")

        # 6-7 chips
        self.designers.do("offer")
        self.each_region("survey_chips")
        self.labs.do("order_chips")
        self.produce()
        self.labs.do("wear_out")
        self.designers.do("ration_and_deliver")
        self.leasing_market.clear()
        self.settle()

        # 8 research
        self.labs.do("draw_random_numbers")
        self.publish_know_how()
        self.developers.do("learn")

        # 9-10 training and releases
        self.labs.do("launch_and_finish_runs")
        self.labs.do("update_and_release")
        self.publish_releases()
        self.open_weights()

        # 11 suppliers invest
        self.designers.do("advance_roadmap")
        self.designers.do("design_variant")
        self.collect_fees()
        self.foundries.do("build")
        self.lithography.sell_tools()

        # 12 everything is recorded
        self.recorder.record(self)
        self.datacollector.collect(self)
        self.running = self.month + 1 < self.world.calendar.months

    def run(self) -> dict[str, np.ndarray]:
        """Step to the horizon's end.

        Returns
        -------
        dict of str to ndarray
            The variables of the catalogue, [1, time, ...], as an ensemble of one member.
        """
        while self.running:
            self.step()
        return {name: series[None] for name, series in self.recorder.series.items()}

    # what a data collector may ask for

    @property
    def date(self) -> str:
        """Month, as YYYY-MM."""
        return str(self.world.calendar.starts[self.month])[:7]

    @property
    def capability_lag(self) -> float:
        """Months that the follower lags the leader at this month's end."""
        return capability_lag(self, self.regions[FOLLOWER])

    @property
    def capability_gap(self) -> float:
        """The leader's frontier minus the follower's, dex."""
        return gap(self.regions[LEADER].frontier.best, self.regions[FOLLOWER].frontier.best)

    @property
    def fdi(self) -> float:
        """Net foreign direct investment into the follower this month, bn USD."""
        return self.regions[FOLLOWER].fdi


def _compose(scenario: str | Sequence[str], overrides: Iterable[str]) -> Settings:
    from sim.settings.compose import (
        compose,  # brings in Hydra, which a model of given settings can spare
    )

    return compose(scenario=scenario, overrides=tuple(overrides))


def _if_it_has_one(name: str) -> Callable[[mesa.Agent], Any]:
    """Reporter of an attribute, None for an agent of a kind that does not have it."""
    return lambda agent: getattr(agent, name, None)
