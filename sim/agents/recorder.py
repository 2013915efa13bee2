"""Records a run of agents at each month's end: the same variables as the ensemble."""

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.lag import gap, lag, lag_is_censored
from sim.rules.leasing import serving_compute
from sim.rules.measurement import share_or_missing
from sim.rules.sanctions import total_processing_performance
from sim.settings.roster import LEADER
from sim.world.labels import HOLDERS

if TYPE_CHECKING:
    from sim.agents.frontier import Frontier
    from sim.agents.lab import Lab
    from sim.agents.model import AIGapModel
    from sim.agents.region import Region


class Recorder:
    """One array a variable of the catalogue, [time, ...], filled month by month."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]):
        # by variable: in the unit of the catalogue, missing until its month is recorded
        self.series = {name: np.full(shape, np.nan) for name, shape in shapes.items()}

    def record(self, model: "AIGapModel") -> None:
        """Stocks and lags at the month's end, flows over it."""
        month = model.month
        for region in model.regions:
            progress, releases = _progress(model, region), _releases(model, region)
            for name, value in (progress | _activity(model, region) | releases).items():
                self.series[name][month, ..., region.index] = value
        for designer in model.designers:
            at = (month, designer.index)
            on_sale = designer.chip.generation >= 0
            self.series["chip_price"][at] = designer.price if on_sale else np.nan
            self.series["chips_made"][at] = designer.throughput
            self.series["chips_delivered"][at] = designer.delivered
            self.series["supplier_revenue"][at] = designer.revenue
            self.series["highest_tpp_delivered"][at] = [
                total_processing_performance(offer.tflops) if delivered > 0.0 else 0.0
                for offer, delivered in zip(designer.offers, designer.delivered, strict=True)
            ]
        self.series["venture_investment"][month] = model.venture_flow
        self.series["ai_investment"][month] = model.flow
        for lab in model.labs:
            self.series["lab_capability"][month, lab.index] = lab.capability
            self.series["lab_compute_stock"][month, lab.index] = lab.compute_stock


def capability_lag(model: "AIGapModel", region: "Region") -> float:
    """Capability lag of a region behind the leader at this month's end, months."""
    return _lag(model, model.regions[LEADER].frontier, region.frontier)


def _lag(model: "AIGapModel", ahead: "Frontier", behind: "Frontier") -> float:
    if behind is ahead:
        return 0.0
    return lag(
        model.month + 1.0,
        ahead.times, ahead.values, ahead.count, behind.times, behind.values, behind.count,
    )  # fmt: skip


def _progress(model: "AIGapModel", region: "Region") -> dict[str, float | list[float]]:
    leader = model.regions[LEADER]
    ahead, behind = leader.largest_run, region.largest_run
    return {
        "capability": region.frontier.best,
        "training_compute": region.largest_run.best,
        "capability_gap": gap(leader.frontier.best, region.frontier.best),
        "capability_lag": capability_lag(model, region),
        "measured_capability_lag": [
            _lag(model, *pair) for pair in zip(leader.scores, region.scores, strict=True)
        ],
        "compute_lag": _lag(model, ahead, behind),
        "open_weights_lag": (
            _lag(model, leader.frontier, region.open_frontier)
            if region.open_frontier.best > 0.0
            else np.nan
        ),
        "lag_censored": float(
            region is not leader
            and lag_is_censored(
                leader.frontier.values,
                leader.frontier.count,
                region.frontier.values,
                region.frontier.count,
            )
        ),
    }


def _activity(model: "AIGapModel", region: "Region") -> dict[str, float]:
    labs = region.labs()
    foundries = [foundry for foundry in model.foundries if foundry.region is region]
    good = _total([foundry.good_chips for foundry in foundries])
    started = _total([foundry.capacity for foundry in foundries])
    return {
        "know_how": max([0.0] + [lab.know_how for lab in labs]),
        "breakthroughs": max([0.0] + [lab.breakthroughs for lab in labs]),
        "compute_stock": _total([lab.compute_stock for lab in labs]),
        "leased_compute": _total([lab.leased for lab in labs]),
        "rented_compute": _total([lab.leased_abroad for lab in labs]),
        "serving_share": _serving_share([lab for lab in labs if not lab.is_cloud]),
        "lab_cash": _total([lab.cash for lab in labs]),
        "research_spending": _total([lab.research for lab in labs]),
        "grey_market_chips": region.grey_chips,
        "chip_spending": region.chip_spending,
        "grey_market_spending": region.grey_spending,
        "rental_spending": region.rental,
        "chip_capacity": good,
        "chip_yield": share_or_missing(good, started),
        "fdi": region.fdi,
        "chip_fdi": region.chip_fdi,
        "ai_revenue": region.revenue,
    }


def _serving_share(developers: list["Lab"]) -> float:
    """Part of what developers own and lease that serves customers, 0 to 1."""
    return share_or_missing(
        _total([serving_compute(lab.compute, lab.serving) for lab in developers]),
        _total([lab.compute for lab in developers]),
    )


def _releases(model: "AIGapModel", region: "Region") -> dict[str, float | list[float]]:
    """Releases of the month, those of twelve months by base, and who held the frontier."""
    built = [_total(of_base) for of_base in region.releases]
    released = _total(built)
    known = float(sum(kind >= 0 for kind in region.holders))
    return {
        "released_models": _total([of_base[model.month % 12] for of_base in region.releases]),
        "open_weight_share": share_or_missing(_total(region.foreign_descents), released),
        "base_share": [share_or_missing(of_base, released) for of_base in built],
        "frontier_holder_share": [
            share_or_missing(float(region.holders.count(kind)), known)
            for kind in range(len(HOLDERS))
        ],
    }


def _total(values: list[float]) -> float:
    """A plain sum in order: the built-in compensates, and the ensemble does not."""
    total = 0.0
    for value in values:
        total += value
    return total
