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
    "reference_revenue",
    "pool_trend",
    "lithography_reference",
)
"""Arrays of the cast whose last axis is time."""


class RegionCast(NamedTuple):
    """Regions: shapes [R] and, by date, [R, T]."""

    market: np.ndarray
    market_ceiling: np.ndarray
    fdi_trend: np.ndarray
    domestic_conditions: np.ndarray
    plant_pull: np.ndarray
    plant_subsidy: np.ndarray
    plant_investment: np.ndarray  # [T], world, bn USD a month
    reference_research: np.ndarray  # [T], bn USD a month
    key: np.ndarray


class LabCast(NamedTuple):
    """Labs: shapes [L], and admission to markets [L, R]."""

    region: np.ndarray
    cloud: np.ndarray
    founded: np.ndarray
    open_from: np.ndarray
    capability: np.ndarray
    know_how: np.ndarray
    compute: np.ndarray
    cash: np.ndarray
    boldness: np.ndarray
    lateness: np.ndarray
    compute_share: np.ndarray
    admission: np.ndarray
    key: np.ndarray


class InvestorCast(NamedTuple):
    """Investors: shapes [J], by date [J, T], and the pull of each lab's place and size [J, L]."""

    region: np.ndarray
    venture: np.ndarray
    platform: np.ndarray
    pool_trend: np.ndarray  # [J, T], bn USD a year
    expectation: np.ndarray
    follows_fdi: np.ndarray
    ai_plus_part: np.ndarray
    home_bias: np.ndarray
    key: np.ndarray


class DesignerCast(NamedTuple):
    """Chip designers: shapes [D]; generations on record [D, G]; customers [D, L] and [D, R]."""

    region: np.ndarray
    generations: np.ndarray
    launch: np.ndarray
    tflops: np.ndarray
    interconnect: np.ndarray
    area: np.ndarray
    density: np.ndarray
    price: np.ndarray
    cadence: np.ndarray
    sells: np.ndarray
    serves: np.ndarray
    foundry_abroad: np.ndarray
    foundry_home: np.ndarray
    reference_revenue: np.ndarray
    installed: np.ndarray
    friction: np.ndarray


class FoundryCast(NamedTuple):
    """Foundries [F], and the lithography supplier's reference revenue [T]."""

    region: np.ndarray
    capacity: np.ndarray
    starting_yield: np.ndarray
    support: np.ndarray
    plant_cost: np.ndarray
    ai_plus_part: np.ndarray
    lithography_reference: np.ndarray


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
