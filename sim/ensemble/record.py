"""What is recorded at a month's end, over a block of members."""

from typing import NamedTuple

import numpy as np

from sim.ensemble.delivery import good_chips_of
from sim.ensemble.lags import record_lags
from sim.ensemble.layout import BLOCK, Sizes
from sim.rules.compilation import compiled, written_out
from sim.rules.lag import gap
from sim.rules.leasing import serving_compute
from sim.rules.measurement import share_or_missing
from sim.rules.sanctions import total_processing_performance
from sim.settings.roster import LEADER, REGIONS
from sim.settings.variables import RECORDED
from sim.world import labels

BASES, KINDS = len(labels.BASES), len(labels.HOLDERS)

CACHE_LINE = 64
"""Bytes that the processor fetches at once."""


class Detail(NamedTuple):
    """Labs one by one, on request: [T, L, B], or no month at all."""

    lab_capability: np.ndarray
    lab_compute_stock: np.ndarray


def record_layout(sizes: Sizes) -> np.dtype:
    """What a month leaves: every recorded variable of the catalogue, member innermost.

    Without one more line of the cache at its end, the months of a member would share a few places
    of the cache, and reading them one after the other would take half as long again.
    """
    axes = {
        "region": sizes.regions,
        "source_region": sizes.regions,
        "supplier": sizes.designers,
        "index": sizes.indices,
        "base": BASES,
        "kind": KINDS,
    }
    layout = np.dtype(
        [
            (variable.name, np.float64, (*(axes[dim] for dim in variable.dims[2:]), BLOCK))
            for variable in RECORDED
        ]
    )
    names = layout.names or ()
    formats = [layout[name] for name in names]
    return np.dtype({"names": names, "formats": formats, "itemsize": layout.itemsize + CACHE_LINE})


@compiled
def record_month(cast, now, state, frontiers, record):
    """Stocks and lags at the month's end, flows over it."""
    _capability(state.regions, record)
    record_lags(now, state.regions, frontiers, record)
    _labs(cast, now, state.labs, state.regions, state.scratch, record)
    _chips(cast, state.designers, record)
    _foundries(cast, state.foundries, record)
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            record.fdi[r, m] = state.regions.fdi[r, m]
            record.chip_fdi[r, m] = state.regions.chip_fdi[r, m]
            record.ai_revenue[r, m] = state.regions.revenue[r, m]
            record.grey_market_chips[r, m] = state.regions.grey_chips[r, m]
            record.chip_spending[r, m] = state.regions.chip_spending[r, m]
            record.grey_market_spending[r, m] = state.regions.grey_spending[r, m]
            record.rental_spending[r, m] = state.regions.rental[r, m]
            for s in range(len(REGIONS)):
                record.venture_investment[s, r, m] = state.investors.venture_flow[s, r, m]
                record.ai_investment[s, r, m] = state.investors.flow[s, r, m]


@compiled
def record_labs(cast, now, labs, detail):
    """Labs one by one, where there is room for them."""
    if detail.lab_capability.shape[0] > 0:
        for lab in range(cast.labs.count):
            for m in range(BLOCK):
                detail.lab_capability[now.month, lab, m] = labs.capability[lab, m]
                detail.lab_compute_stock[now.month, lab, m] = labs.compute_stock[lab, m]


@written_out
def _capability(regions, record):
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            record.capability[r, m] = regions.frontier[r, m]
            record.training_compute[r, m] = regions.largest_run[r, m]
            record.capability_gap[r, m] = gap(regions.frontier[LEADER, m], regions.frontier[r, m])


@written_out
def _labs(cast, now, labs, regions, scratch, record):
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            record.know_how[r, m] = 0.0
            record.breakthroughs[r, m] = 0.0
            record.compute_stock[r, m] = 0.0
            record.leased_compute[r, m] = 0.0
            record.rented_compute[r, m] = 0.0
            record.serving_share[r, m] = 0.0
            record.lab_cash[r, m] = 0.0
            record.research_spending[r, m] = 0.0
    for lab in range(cast.labs.count):
        r = cast.labs.region[lab]
        for m in range(BLOCK):
            record.know_how[r, m] = max(record.know_how[r, m], labs.know_how[lab, m])
            record.breakthroughs[r, m] = max(record.breakthroughs[r, m], labs.breakthroughs[lab, m])
            record.compute_stock[r, m] += labs.compute_stock[lab, m]
            record.leased_compute[r, m] += labs.leased[lab, m]
            record.rented_compute[r, m] += labs.leased_abroad[lab, m]
            record.lab_cash[r, m] += labs.cash[lab, m]
            record.research_spending[r, m] += labs.research[lab, m]
    _serving(cast, labs, scratch, record)
    for r in range(len(REGIONS)):
        _releases(now, regions, scratch, record, r)
        _holders(regions, scratch, record, r)


@written_out
def _serving(cast, labs, scratch, record):
    """Part of what a region's developers own and lease that serves customers."""
    for r in range(len(REGIONS)):
        scratch.serving[:] = 0.0
        scratch.own_compute[:] = 0.0
        for lab in range(cast.labs.count):
            if cast.labs.region[lab] == r and not cast.labs.cloud[lab]:
                for m in range(BLOCK):
                    own = labs.compute_stock[lab, m] + labs.leased[lab, m]
                    scratch.serving[m] += serving_compute(own, labs.serving[lab, m])
                    scratch.own_compute[m] += own
        for m in range(BLOCK):
            record.serving_share[r, m] = share_or_missing(
                scratch.serving[m], scratch.own_compute[m]
            )


@written_out
def _releases(now, regions, scratch, record, r):
    """Releases of the month, and of twelve months by what they are built on."""
    scratch.released[:] = 0.0
    scratch.foreign[:] = 0.0
    record.released_models[r, :] = 0.0
    for base in range(BASES):
        record.base_share[base, r, :] = 0.0
        for slot in range(12):
            for m in range(BLOCK):
                record.base_share[base, r, m] += regions.releases[base, r, slot, m]
        for m in range(BLOCK):
            scratch.released[m] += record.base_share[base, r, m]
            record.released_models[r, m] += regions.releases[base, r, now.month % 12, m]
    for base in range(BASES):
        for m in range(BLOCK):
            built = record.base_share[base, r, m]
            record.base_share[base, r, m] = share_or_missing(built, scratch.released[m])
    for slot in range(12):
        for m in range(BLOCK):
            scratch.foreign[m] += regions.foreign_descents[r, slot, m]
    for m in range(BLOCK):
        record.open_weight_share[r, m] = share_or_missing(scratch.foreign[m], scratch.released[m])


@written_out
def _holders(regions, scratch, record, r):
    """Part of the last twelve months in which each kind of lab held the region's frontier."""
    scratch.known[:] = 0.0
    record.frontier_holder_share[:, r, :] = 0.0
    for slot in range(12):
        for m in range(BLOCK):
            scratch.known[m] += 1.0 * (regions.holders[r, slot, m] >= 0)
        for kind in range(KINDS):
            for m in range(BLOCK):
                held = 1.0 * (regions.holders[r, slot, m] == kind)
                record.frontier_holder_share[kind, r, m] += held
    for kind in range(KINDS):
        for m in range(BLOCK):
            held = record.frontier_holder_share[kind, r, m]
            record.frontier_holder_share[kind, r, m] = share_or_missing(held, scratch.known[m])


@written_out
def _chips(cast, designers, record):
    for d in range(cast.designers.count):
        for m in range(BLOCK):
            on_sale = designers.generation[d, m] >= 0
            record.chip_price[d, m] = designers.price[d, m] if on_sale else np.nan
            record.chips_made[d, m] = designers.throughput[d, m]
            for r in range(len(REGIONS)):
                delivered = designers.delivered[d, r, m]
                record.chips_delivered[d, r, m] = delivered
                record.supplier_revenue[d, r, m] = designers.revenue[d, r, m]
                tpp = total_processing_performance(designers.offered_tflops[d, r, m])
                record.highest_tpp_delivered[d, r, m] = tpp if delivered > 0.0 else 0.0


@written_out
def _foundries(cast, foundries, record):
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            good, started = 0.0, 0.0
            for f in range(cast.foundries.count):
                if cast.foundries.region[f] == r:
                    good += good_chips_of(foundries, f, m)
                    started += foundries.capacity[f, m]
            record.chip_capacity[r, m] = good
            record.chip_yield[r, m] = share_or_missing(good, started)
