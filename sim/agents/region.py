"""A region: its market, its frontier, and what its labs have published."""

from typing import TYPE_CHECKING

from sim.agents.frontier import Frontier
from sim.rules.capability import passed_on
from sim.rules.foundries import fill_rate, scarcity
from sim.rules.investors import attraction, chip_access, eased_conditions, monthly, share_of
from sim.rules.labs import market_size
from sim.rules.sanctions import let_through
from sim.rules.startups import may_enter
from sim.rules.training import base_at_start
from sim.settings.roster import FOLLOWER, LEADER, REGIONS
from sim.world.indices import INDICES
from sim.world.labels import BASES

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel


class Region:
    """One region of the world; not an agent: it keeps what its actors share."""

    def __init__(self, model: "AIGapModel", index: int):
        cast, room = model.world.cast, model.world.calendar.months * len(model.world.names.labs) + 1
        self.model = model
        self.index = index  # in the cast
        self.name = REGIONS[index]
        self.is_follower = index == FOLLOWER  # whether the sender's instruments aim at it
        self.data_part = float(cast.regions.data_part[index])  # of the gap in data, 0 to 1
        # by month: risk at home, 1 in December 2023
        self.conditions = cast.regions.domestic_conditions[index].tolist()
        capability, base, self.holder = self._at_start()  # holder: kind of the frontier's lab
        self.holders = [-1] * 12  # the same in each of the last twelve months; -1 before
        self.frontier = Frontier(capability, room)  # of releases, log10 effective FLOP
        self.past_frontier = [capability]  # by month's start, log10 effective FLOP
        self.largest_run = Frontier(base, room)  # behind releases, log10 FLOP
        self.scores = [Frontier(capability, room) for _ in INDICES]  # best score on each index
        self.open_frontier = Frontier(0.0, room)  # best open weights, log10 effective FLOP
        self.open_teacher = [0.0]  # by month's start: best open weights, log10 effective FLOP
        self.open_root = [index]  # by month's start: region that those weights descend from
        self.sold_then = [0.0]  # by month's start: breakthroughs of its releases, dex
        self.best_closed = 0.0  # best closed model on sale here, log10 effective FLOP
        # by base and month: number of releases in each of the last twelve months
        self.releases = [[0.0] * 12 for _ in BASES]
        self.foreign_descents = [0.0] * 12  # those that descend from foreign weights
        self.know_how_then: list[float] = []  # by month's start: best of its labs, dex
        self.breakthroughs_then: list[float] = []  # by month's start: best of its labs, dex
        self.home_fill = 1.0  # part of the orders of its designers that was made
        self.scarcity = 1.0  # chips ordered over good chips of its foundries
        self.chip_access = 1.0  # effective compute a dollar on sale over what is made, 0 to 1
        self.liquidity = 1.0  # what foreign direct investment leaves of venture money, 0 to 1
        self.fdi = 0.0  # net foreign direct investment, bn USD a month
        self.chip_fdi = 0.0  # investment in its chip plants, bn USD a month
        self.revenue = 0.0  # AI revenue of its labs, bn USD a month
        self.grey_chips = 0.0  # smuggled in this month, H100e
        self.chip_spending = 0.0  # its labs pay for chips, bn USD a month
        self.grey_spending = 0.0  # its labs pay for smuggled chips, bn USD a month
        self.rental = 0.0  # rent that its labs pay less what its clouds take in, bn USD a month

    def _at_start(self) -> tuple[float, float, int]:
        """Best release, largest run, and kind of the lab that holds the frontier."""
        cast = self.model.world.cast.labs
        capability, base, holder = 0.0, 0.0, 0
        for lab in range(len(cast.region)):
            if cast.region[lab] == self.index and not cast.cloud[lab] and cast.founded[lab] == 0:
                base = max(base, base_at_start(cast.capability[lab], cast.know_how[lab]))
                if cast.capability[lab] > capability:
                    capability, holder = float(cast.capability[lab]), int(cast.kind[lab])
        return capability, base, holder

    def labs(self) -> list["Lab"]:
        """Its labs, clouds included."""
        return [lab for lab in self.model.labs if lab.region is self]

    # capital

    def eased_conditions(self) -> float:
        """Risk at home this month."""
        return eased_conditions(
            self.conditions[self.model.month],
            self.model.parameters.conditions_easing,
            float(self.model.month),
        )

    def turn_over(self) -> None:
        """Start-ups without money give up; where there is plenty, a new one takes a free place."""
        active, money = 0.0, 0.0
        startups = [lab for lab in self.labs() if lab.is_startup]
        for lab in startups:
            if self.model.month <= lab.founded:
                continue
            if lab.is_active and lab.has_failed():
                lab.give_up()
            active += 1.0 if lab.is_active else 0.0
            money += lab.raised
        multiple = self.model.parameters.entry_multiple
        if may_enter(money, active, self.model.cost_of_staying, multiple):
            for lab in startups:
                if not lab.is_active:
                    lab.start_anew()
                    return

    def left_open(self, share: float, level: float, origin: "Region") -> float:
        """What of a teacher's share a measure leaves to labs of this region."""
        if self.is_follower and not origin.is_follower:
            return let_through(share, level)
        return share

    def within_reach(self) -> float:
        """The best open weights that its labs may build on, log10 effective FLOP."""
        best = 0.0
        for origin in self.model.regions:
            share = self.left_open(1.0, self.model.levels.open_weights, origin)
            best = max(best, passed_on(origin.open_teacher[-1], share))
        return best

    # its market

    def admission(self, lab: "Lab") -> float:
        """Part of this market that a lab may serve; the sender's may leave the follower's."""
        if not lab.is_founded:
            return 0.0
        admission = lab.markets[self.index]
        if self.is_follower and lab.region.index == LEADER:
            return let_through(admission, self.model.levels.model_access)
        return admission

    def share_out_revenue(self) -> None:
        """Share this market's AI revenue by capability among the labs admitted here."""
        parameters, admitted = self.model.parameters, []
        total, best = 0.0, 0.0
        for lab in self.model.labs:
            admission = self.admission(lab)
            if admission == 0.0 or not lab.is_active:
                continue
            weight = attraction(
                admission,
                lab.capability,
                self.model.world_frontier[-1],
                parameters.market_sensitivity,
            )
            admitted.append((lab, weight))
            total += weight
            best = max(best, lab.capability if admission >= 0.5 else 0.0)
        cast = self.model.world.cast.regions
        size = market_size(
            cast.market[self.index],
            cast.market_ceiling[self.index],
            parameters.market_elasticity,
            best,
            self.model.world_frontier[0],
        )
        for lab, weight in admitted:
            lab.earn(share_of(monthly(size), weight, total))

    # chips

    def survey_chips(self) -> None:
        """What the chips on sale here give for a dollar, against all that are made."""
        offered, desired = 0.0, 0.0
        for designer in self.model.designers:
            offered += designer.offers[self.index].appeal
            desired += designer.offers[self.index].desired
        self.chip_access = chip_access(offered, desired, self.model.parameters.order_sensitivity)

    def feel_scarcity(self) -> None:
        """Chips ordered over good chips at its foundries; 1 where there is none."""
        requested, good = 0.0, 0.0
        for foundry in self.model.foundries:
            if foundry.region is self:
                requested += foundry.requested
                good += foundry.good_chips
        self.scarcity = scarcity(requested, good)

    def fill_at_home(self) -> None:
        """What part of the orders of its designers was made."""
        ordered, made = 0.0, 0.0
        for designer in self.model.designers:
            if designer.region is self:
                ordered += designer.ordered
                made += designer.made
        self.home_fill = fill_rate(made, ordered)

    # research

    def record_research(self) -> None:
        """The best know-how and breakthroughs before this month's research."""
        developers = [lab for lab in self.labs() if not lab.is_cloud]
        self.know_how_then.append(max([0.0] + [lab.know_how for lab in developers]))
        self.breakthroughs_then.append(max([0.0] + [lab.breakthroughs for lab in developers]))

    def know_how_published(self, delay: float) -> float:
        """The best know-how of its labs as it stood a delay ago, dex."""
        return self.know_how_then[max(0, self.model.month - int(delay))]

    def breakthroughs_published(self, delay: float) -> float:
        """The best breakthroughs of its labs as they stood a delay ago, dex."""
        return self.breakthroughs_then[max(0, self.model.month - int(delay))]

    # releases

    def publish(self) -> None:
        """This month's releases enter the records by date, and teach after a delay."""
        releases = [lab for lab in self.labs() if lab.released_at >= 0.0]
        self.count(releases)
        self.open_teacher.append(self.open_teacher[-1])
        self.open_root.append(self.open_root[-1])
        self.sold_then.append(max([self.sold_then[-1]] + [lab.breakthroughs for lab in releases]))
        for lab in sorted(releases, key=lambda lab: lab.released_at):
            if self.frontier.extend(lab.released_at, lab.capability):
                self.holder = lab.kind
            self.largest_run.extend(lab.released_at, lab.base_compute)
            for frontier, score in zip(self.scores, lab.scores, strict=False):
                frontier.extend(lab.released_at, score)
        self.holders[self.model.month % 12] = self.holder
        self.past_frontier.append(self.frontier.best)

    def count(self, releases: list["Lab"]) -> None:
        """Count the month's releases by what they are built on."""
        slot = self.model.month % 12
        self.foreign_descents[slot] = 0.0
        for of_base in self.releases:
            of_base[slot] = 0.0
        for lab in releases:
            self.releases[lab.built_on][slot] += 1.0
            if lab.root != self.index:
                self.foreign_descents[slot] += 1.0

    def find_best_closed(self) -> None:
        """The best model on sale here whose weights are not open."""
        self.best_closed = 0.0
        for lab in self.model.labs:
            if lab.trains and lab.is_active and not lab.is_open and lab.markets[self.index] > 0.0:
                self.best_closed = max(self.best_closed, lab.capability)

    def receive_weights(self, capability: float, root: int) -> None:
        """A lab's open weights teach from next month on, and enter the records now."""
        if capability > self.open_teacher[-1]:
            self.open_teacher[-1], self.open_root[-1] = capability, root
        self.open_frontier.extend(self.model.month + 1.0, capability)
