"""The parameters of a member, by name; `configs/calibration/` gives their priors and sources."""

from typing import NamedTuple

import numpy as np


class Parameters(NamedTuple):
    """One value a member for each parameter: arrays in an ensemble, floats for a run of agents."""

    # training runs and releases
    training_days: np.ndarray
    utilisation: np.ndarray
    run_share_ceiling: np.ndarray
    run_share_midpoint: np.ndarray
    run_share_pace: np.ndarray
    scale_delay: np.ndarray
    run_share_spread: np.ndarray
    generation_luck: np.ndarray
    generation_interval: np.ndarray
    shortest_run: np.ndarray
    longest_run: np.ndarray
    update_interval: np.ndarray
    release_threshold: np.ndarray
    # teachers
    open_delay: np.ndarray
    distillation_delay: np.ndarray
    open_weights_share: np.ndarray
    crossing_share: np.ndarray
    distillation_part: np.ndarray
    opening_margin: np.ndarray
    absorption_at_start: np.ndarray
    absorption_by_know_how: np.ndarray
    data_gap: np.ndarray
    data_erosion_time: np.ndarray
    # know-how and breakthroughs
    know_how_growth: np.ndarray
    research_elasticity: np.ndarray
    compute_elasticity: np.ndarray
    publication_delay_home: np.ndarray
    publication_delay_abroad: np.ndarray
    spillover_home: np.ndarray
    spillover_abroad: np.ndarray
    leak_rate: np.ndarray
    breakthroughs_a_year: np.ndarray
    breakthrough_size: np.ndarray
    breakthrough_delay_home: np.ndarray
    breakthrough_delay_abroad: np.ndarray
    breakthrough_spillover_home: np.ndarray
    breakthrough_spillover_abroad: np.ndarray
    # measurement
    score_error: np.ndarray
    score_error_shared: np.ndarray
    score_coverage: np.ndarray
    score_coverage_of_best: np.ndarray
    # capital
    expectation_sensitivity: np.ndarray
    normal_progress: np.ndarray
    progress_at_home: np.ndarray
    pool_spread: np.ndarray
    investor_sensitivity: np.ndarray
    promise: np.ndarray
    allied_barrier: np.ndarray
    diverted_share: np.ndarray
    venture_scale: np.ndarray
    platform_scale: np.ndarray
    conditions_effect: np.ndarray
    conditions_easing: np.ndarray
    access_elasticity: np.ndarray
    survival_share: np.ndarray
    entry_multiple: np.ndarray
    # foreign direct investment and chip plants
    sanction_share: np.ndarray
    fdi_scale: np.ndarray
    fdi_growth: np.ndarray
    fdi_risk_sensitivity: np.ndarray
    fdi_speed: np.ndarray
    fdi_spread: np.ndarray
    repatriation_share: np.ndarray
    repatriation_sensitivity: np.ndarray
    liquidity_elasticity: np.ndarray
    plant_return_effect: np.ndarray
    plant_subsidy_effect: np.ndarray
    plant_risk_effect: np.ndarray
    plant_speed: np.ndarray
    plant_advanced_share: np.ndarray
    # what labs do with money
    spending_rate: np.ndarray
    market_elasticity: np.ndarray
    market_sensitivity: np.ndarray
    order_sensitivity: np.ndarray
    compute_depreciation: np.ndarray
    grey_share: np.ndarray
    grey_premium: np.ndarray
    ban_chance: np.ndarray
    rental_share: np.ndarray
    rental_rate: np.ndarray
    leasable_share: np.ndarray
    rentable_share: np.ndarray
    serving_share: np.ndarray
    # chips
    chip_growth: np.ndarray
    chip_price_growth: np.ndarray
    roadmap_elasticity: np.ndarray
    lithography_denial: np.ndarray
    lithography_elasticity: np.ndarray
    lithography_part: np.ndarray
    normal_markup: np.ndarray
    markup_elasticity: np.ndarray
    markup_speed: np.ndarray
    variant_delay: np.ndarray
    variant_share: np.ndarray
    variant_interconnect_share: np.ndarray
    interconnect_exponent: np.ndarray
    variant_price_exponent: np.ndarray
    friction_at_start: np.ndarray
    friction_scale: np.ndarray
    friction_exponent: np.ndarray
    material_cost_share: np.ndarray
    # foundries
    foundry_fee: np.ndarray
    reinvestment: np.ndarray
    fastest_growth: np.ndarray
    capacity_depreciation: np.ndarray
    best_yield: np.ndarray
    yield_learning: np.ndarray
    ai_plus_chip_share: np.ndarray


SHARES = frozenset(
    (
        *("utilisation", "run_share_ceiling", "open_weights_share", "crossing_share"),
        "distillation_part",
        *("leak_rate", "progress_at_home", "survival_share", "ban_chance"),
        *("spillover_home", "spillover_abroad"),
        *("breakthrough_spillover_home", "breakthrough_spillover_abroad"),
        *("score_error_shared", "score_coverage", "score_coverage_of_best"),
        *("allied_barrier", "diverted_share", "sanction_share"),
        *("fdi_speed", "repatriation_share", "plant_speed", "plant_advanced_share"),
        *("spending_rate", "compute_depreciation", "grey_share", "rental_share", "rentable_share"),
        *("leasable_share", "serving_share"),
        *("lithography_denial", "lithography_part", "markup_speed"),
        *("variant_share", "variant_interconnect_share", "friction_at_start"),
        *("foundry_fee", "reinvestment", "capacity_depreciation", "best_yield"),
        "ai_plus_chip_share",
    )
)
"""Parameters that are a part of something: they lie from 0 to 1 whatever is believed of them."""
