"""A region: its market, its frontier, and what its labs have published."""

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.capability import base_at_start
from sim.rules.investors import attraction, monthly, share_of
from sim.rules.labs import market_size
from sim.rules.sanctions import let_through
from sim.settings.roster import FOLLOWER, LEADER, REGIONS
from sim.world.indices import INDICES

if TYPE_CHECKING:
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel


class Frontier:
    """A step function of release dates: months since the start, and log10 values."""

    def __init__(self, value: float, room: int):
        self.times = np.zeros(room)  # of the records, months since the start
        self.values = np.zeros(room)  # log10 (effective) FLOP, ascending
        self.values[0] = value
        self.count = 1  # records in use

    @property
    def best(self) -> float:
        return float(self.values[self.count - 1])

    def extend(self, releases: list[tuple[float, float]]) -> None:
        """Add those of a month's (date, value) that lift it, in order of their dates."""
        for date, value in sorted(releases):
            if value > self.best:
                self.times[self.count] = date
                self.values[self.count] = value
                self.count += 1


class Region:
    """One region of the world; not an agent: it keeps what its actors share."""

    def __init__(self, model: "AIGapModel", index: int):
        cast, room = model.world.cast, model.world.calendar.months * len(model.world.names.labs) + 1
        self.model = model
        self.index = index  # in the cast
        self.name = REGIONS[index]
        self.is_follower = index == FOLLOWER  # whether the sender's instruments aim at it
        at_start = [
            lab
            for lab in range(len(cast.labs.region))
            if cast.labs.region[lab] == index
            and not cast.labs.cloud[lab]
            and cast.labs.founded[lab] == 0
        ]
        capability = max(float(cast.labs.capability[lab]) for lab in at_start)
        base = max(
            base_at_start(cast.labs.capability[lab], cast.labs.know_how[lab]) for lab in at_start
        )
        self.frontier = Frontier(capability, room)  # of releases, log10 effective FLOP
        self.largest_run = Frontier(base, room)  # behind releases, log10 FLOP
        self.scores = [Frontier(capability, room) for _ in INDICES]  # best score on each index
        self.open_teacher = [0.0]  # by month's start: best open weights, log10 effective FLOP
        self.open_root = [index]  # by month's start: region that those weights descend from
        self.closed_teacher = [capability]  # by month's start: best closed model, the same unit
        self.releases = [0.0] * 12  # number in each of the last twelve months
        self.foreign_releases = [0.0] * 12  # those built on foreign open weights
        self.best_know_how = 0.0  # of its labs at the month's start, dex
        self.best_breakthroughs = 0.0  # of its labs at the month's start, dex
        self.home_fill = 1.0  # part of the orders of its designers that was made
        self.scarcity = 1.0  # chips ordered over good chips of its foundries
        self.liquidity = 1.0  # what foreign direct investment leaves of venture money, 0 to 1
        self.fdi = 0.0  # net foreign direct investment, bn USD a month
        self.chip_fdi = 0.0  # investment in its chip plants, bn USD a month
        self.revenue = 0.0  # AI revenue of its labs, bn USD a month
        self.grey_chips = 0.0  # smuggled in this month, H100e
        self.chip_spending = 0.0  # its labs pay for chips, bn USD a month
        self.grey_spending = 0.0  # its labs pay for smuggled chips, bn USD a month
        self.rental = 0.0  # rent that its labs pay less what its clouds take in, bn USD a month

    def admission(self, lab: "Lab") -> float:
        """Part of this market that a lab may serve; the sender's may leave the follower's."""
        if not lab.is_founded:
            return 0.0
        admission = lab.markets[self.index]
        if self.is_follower and lab.region.index == LEADER:
            return let_through(admission, self.model.levels.model_access)
        return admission

    def share_out_revenue(self, labs: list["Lab"]) -> None:
        """Share this market's AI revenue by capability among the labs admitted here."""
        parameters, admitted = self.model.parameters, []
        total, best = 0.0, 0.0
        for lab in labs:
            admission = self.admission(lab)
            if admission == 0.0:
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
        for lab, weight in admitted:
            size = market_size(
                cast.market[self.index],
                cast.market_ceiling[self.index],
                parameters.market_elasticity,
                best,
                self.model.world_frontier[0],
            )
            lab.earn(share_of(monthly(size), weight, total))

    def record_research(self, labs: list["Lab"]) -> None:
        """The best know-how and breakthroughs before this month's research."""
        self.best_know_how = max([0.0] + [lab.know_how for lab in labs])
        self.best_breakthroughs = max([0.0] + [lab.breakthroughs for lab in labs])

    def publish(self, releases: list["Lab"]) -> None:
        """This month's releases enter the frontier, and become teachers after a delay."""
        slot = self.model.month % 12
        self.releases[slot] = float(len(releases))
        self.foreign_releases[slot] = sum(1.0 for lab in releases if lab.from_foreign_weights)
        opened, root, closed = self.open_teacher[-1], self.open_root[-1], self.closed_teacher[-1]
        for lab in releases:
            if lab.is_open and lab.capability > opened:
                opened, root = lab.capability, lab.root
            if not lab.is_open and lab.capability > closed:
                closed = lab.capability
        self.open_teacher.append(opened)
        self.open_root.append(root)
        self.closed_teacher.append(closed)
        self.frontier.extend([(lab.released_at, lab.capability) for lab in releases])
        self.largest_run.extend([(lab.released_at, lab.base_compute) for lab in releases])
        for index, frontier in enumerate(self.scores):
            frontier.extend(
                [(lab.released_at, lab.scores[index]) for lab in releases if lab.scores]
            )
