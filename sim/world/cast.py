"""Everyone as plain arrays: what agents are made from, and what the kernel runs on."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

DATED = (
    "fdi_trend",
    "domestic_conditions",
    "plant_subsidy",
    "plant_investment",
    "reference_research",
    "reference_compute",
    "reference_revenue",
    "pool_trend",
    "lithography_reference",
)
"""Arrays of the cast whose last axis is time, T, the months of the horizon."""


class RegionCast(NamedTuple):
    """Regions, R; by month, T."""

    market: np.ndarray  # [R] AI revenue at the start, bn USD a year
    market_ceiling: np.ndarray  # [R] AI revenue that no progress exceeds, bn USD a year
    fdi_trend: np.ndarray  # [R, T] gross foreign direct investment without risk, bn USD a month
    domestic_conditions: np.ndarray  # [R, T] risk at home for foreign investors, 1 in December 2023
    plant_pull: np.ndarray  # [R] log attraction for chip plants, log points
    plant_subsidy: np.ndarray  # [R, T] subsidy for chip plants, 1 is the sender's of 2022
    plant_investment: np.ndarray  # [T] investment in chip plants worldwide, bn USD a month
    reference_research: np.ndarray  # [T] of a lab of usual growth, bn USD a month
    reference_compute: np.ndarray  # [T] that a leading lab owns and leases, H100e
    data_part: np.ndarray  # [R] part of the gap in data that its labs have, 0 for the leader's
    key: np.ndarray  # [R] number of the region's name, for its random draws


class LabCast(NamedTuple):
    """Labs, L."""

    region: np.ndarray  # [L] index of the lab's region
    kind: np.ndarray  # [L] index of its kind: start-up, platform, frontier lab, cloud
    cloud: np.ndarray  # [L] whether it owns chips and leases them out, and does no research
    founded: np.ndarray  # [L] month of its founding, 0 for the start and before
    open_from: np.ndarray  # [L] month from which it may open releases; 10^6 for never
    capability: np.ndarray  # [L] best release at the start, log10 effective FLOP
    know_how: np.ndarray  # [L] know-how at the start, dex against the leader's of 2018
    compute: np.ndarray  # [L] chips at the start, H100e
    cash: np.ndarray  # [L] money at the start, bn USD
    boldness: np.ndarray  # [L] share of its compute in one run against the leading labs'
    lateness: np.ndarray  # [L] part of `scale_delay` by which it came later to large runs
    compute_share: np.ndarray  # [L] part of spending that buys compute; the rest is research
    lease_share: np.ndarray  # [L] part of its money for compute that pays rent, 0 to 1
    admission: np.ndarray  # [L, R] part of each market that it may serve, 0 to 1
    key: np.ndarray  # [L] number of the lab's name, for its random draws


class InvestorCast(NamedTuple):
    """Investors, J."""

    region: np.ndarray  # [J] index of the investor's region
    venture: np.ndarray  # [J] whether it is a venture fund
    platform: np.ndarray  # [J] whether it is a platform's own money
    pool_trend: np.ndarray  # [J, T] trend of its pool, bn USD a year
    expectation: np.ndarray  # [J] weight of frontier progress in its sentiment, 1 in full
    follows_fdi: np.ndarray  # [J] whether its pool follows foreign direct investment
    focus: np.ndarray  # [J] index of the region whose labs it backs most
    meets_conditions: np.ndarray  # [J] whether conditions in that region cut its pool
    ai_plus_part: np.ndarray  # [J] part of the AI plan's money for labs, 0 to 1
    home_bias: np.ndarray  # [J, L] weight of a lab's kind, place and size in its choice
    key: np.ndarray  # [J] number of the investor's name, for its random draws


class DesignerCast(NamedTuple):
    """Chip designers, D; their chips on record, G, the last one repeated to fill the row."""

    region: np.ndarray  # [D] index of the designer's region
    generations: np.ndarray  # [D] number of chips on record
    launch: np.ndarray  # [D, G] month in which each is ready
    tflops: np.ndarray  # [D, G] dense 16-bit throughput, TFLOP/s
    interconnect: np.ndarray  # [D, G] interconnect, GB/s
    area: np.ndarray  # [D, G] die area, mm2
    density: np.ndarray  # [D, G] performance density, TPP a mm2
    price: np.ndarray  # [D, G] list price, USD
    cadence: np.ndarray  # [D] months between generations beyond the record
    sells: np.ndarray  # [D, R] interest in each region, 0 to 1
    serves: np.ndarray  # [D, L] 1 for labs of the kinds that it serves, else 0
    foundry_abroad: np.ndarray  # [D] index of its foundry abroad, -1 for none
    foundry_home: np.ndarray  # [D] index of its foundry at home, -1 for none
    reference_revenue: np.ndarray  # [D, T] at which its pace is 1, bn USD a month
    installed: np.ndarray  # [D] chips sold by the start, H100e
    friction: np.ndarray  # [D] part of a newcomer's software friction that it has, 0 to 1


class FoundryCast(NamedTuple):
    """Foundries, F, and their supplier of lithography."""

    region: np.ndarray  # [F] index of the foundry's region
    capacity: np.ndarray  # [F] chips started a month, at the start
    starting_yield: np.ndarray  # [F] part of the chips started that works, at the start
    support: np.ndarray  # [F] state support before any AI plan, bn USD a month
    plant_cost: np.ndarray  # [F] thousand USD for one more chip a month
    ai_plus_part: np.ndarray  # [F] part of the AI plan's money for chip plants, 0 to 1
    lithography_reference: np.ndarray  # [T] sales at pace 1, bn USD a month


class Cast(NamedTuple):
    """Everyone."""

    regions: RegionCast
    labs: LabCast
    investors: InvestorCast
    designers: DesignerCast
    foundries: FoundryCast


@dataclass(frozen=True)
class Names:
    """The names behind the indices of a cast."""

    labs: tuple[str, ...]
    investors: tuple[str, ...]
    designers: tuple[str, ...]
    foundries: tuple[str, ...]
