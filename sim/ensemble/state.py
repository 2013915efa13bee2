"""The state of a block of members: what each actor owns, member innermost."""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.ensemble.layout import BLOCK, DELAYS, YEAR, Field, Sizes


def _floats(names: str, *shape: int) -> list[Field]:
    return [(name, np.float64, (*shape, BLOCK)) for name in names.split()]


def _integers(names: str, *shape: int) -> list[Field]:
    return [(name, np.int64, (*shape, BLOCK)) for name in names.split()]


def _words(names: str, *shape: int) -> list[Field]:
    return [(name, np.uint64, (*shape, BLOCK)) for name in names.split()]


def _event_fields(sizes: Sizes) -> list[Field]:
    return [
        ("count", np.int64, ()),
        *_integers("lab member", sizes.labs),
        *_words("seed number key", sizes.labs),
        *_floats("uniform", 4, sizes.labs),
        *_floats("normal", 3, sizes.labs),
    ]


def _lab_fields(sizes: Sizes) -> list[Field]:
    return [
        *_floats("cash raised research rent_money weight pull", sizes.labs),
        *_floats("compute_stock run_stock rented", sizes.labs),
        *_floats("know_how breakthroughs capability", sizes.labs),
        *_floats("base base_compute coming_base coming_compute", sizes.labs),
        *_floats("coming_month next_launch next_update released_at", sizes.labs),
        *_floats("from_foreign_weights family_error coming_family_error", sizes.labs),
        *_floats("score", sizes.indices, sizes.labs),
        *_floats("breakthrough_luck size_luck day_luck update_luck", sizes.labs),
        *_floats("orders grey_orders", sizes.designers, sizes.labs),
        *_integers("root", sizes.labs),
    ]


def _investor_fields(sizes: Sizes) -> list[Field]:
    return [
        *_floats("sentiment commitment", sizes.investors),
        *_floats("flow venture_flow", sizes.regions, sizes.regions),
        *_floats("everyone at_home barred paid"),
    ]


def _region_fields(sizes: Sizes) -> list[Field]:
    return [
        *_floats(
            "inflow peak_inflow liquidity fdi plant_share plant_weight chip_fdi", sizes.regions
        ),
        *_floats("scarcity within_reach revenue home_fill grey_chips", sizes.regions),
        *_floats("chip_spending grey_spending rental", sizes.regions),
        *_floats("best_know_how best_breakthroughs", sizes.regions),
        *_floats("from_weights from_outputs taught best_teacher", sizes.regions),
        *_floats("weights_teacher outputs_teacher weights_root", sizes.regions),
        *_floats("past_open past_closed past_root", sizes.regions),
        *_floats("open_teacher closed_teacher", sizes.regions, DELAYS),
        *_integers("open_root", sizes.regions, DELAYS),
        *_floats("releases foreign_releases", sizes.regions, 12),
        *_floats("frontier largest_run", sizes.regions),
        *_integers("frontier_count run_count", sizes.regions),
        *_floats("best_score", sizes.indices, sizes.regions),
        *_integers("score_count", sizes.indices, sizes.regions),
        *_integers("frontier_moved run_moved", sizes.regions),
        *_integers("score_moved", sizes.indices, sizes.regions),
        *_floats("capability_lag compute_lag lag_censored", sizes.regions),
        *_floats("measured_lag", sizes.indices, sizes.regions),
        *_floats("world_frontier", YEAR),
        *_floats("first_frontier"),
    ]


def _designer_fields(sizes: Sizes) -> list[Field]:
    return [
        *_floats("clock tflops interconnect area density list_price", sizes.designers),
        *_floats("price usability markup smoothed_revenue installed", sizes.designers),
        *_floats("variant_tflops variant_interconnect variant_density", sizes.designers),
        *_floats("variant_usability variant_countdown", sizes.designers),
        *_floats("abroad ordered fill made throughput", sizes.designers),
        *_integers("generation variant_generation", sizes.designers),
        *_floats("barred_appeal desired offered rush", sizes.designers, sizes.regions),
        *_floats("offered_tflops offered_usability", sizes.designers, sizes.regions),
        *_floats("offered_price delivered revenue", sizes.designers, sizes.regions),
    ]


def _foundry_fields(sizes: Sizes) -> list[Field]:
    return [
        *_floats("capacity foundry_yield experience requested fill fees", sizes.foundries),
        *_floats("tool_sales smoothed_tool_sales leading_pace of_region"),
    ]


@cache
def state_layout(sizes: Sizes) -> np.dtype:
    """Everything that changes, by who owns it."""
    return np.dtype(
        [
            ("labs", _lab_fields(sizes)),
            ("investors", _investor_fields(sizes)),
            ("regions", _region_fields(sizes)),
            ("designers", _designer_fields(sizes)),
            ("foundries", _foundry_fields(sizes)),
            ("events", _event_fields(sizes)),
            (
                "scratch",
                [
                    *_floats("total best supply price wanted stopped legal home"),
                    *_floats("budget at_home grey open_market size desired found"),
                    *_floats("tflops usability appeal lawful soon paid booked throughput usable"),
                    *_integers("queue", sizes.labs),
                    *_integers("waiting"),
                ],
            ),
        ]
    )


class Frontiers(NamedTuple):
    """Each region's frontier and largest run as lists of records [R, N, B], scores [I, R, N, B]."""

    times: np.ndarray
    values: np.ndarray
    run_times: np.ndarray
    run_values: np.ndarray
    score_times: np.ndarray
    score_values: np.ndarray


def fresh_state(sizes: Sizes) -> np.void:
    """Zeroed state of a block; the kernel puts the endowments in."""
    return np.zeros(1, state_layout(sizes))[0]


def fresh_frontiers(sizes: Sizes, months: int) -> Frontiers:
    """Room for every lab to lift a frontier every month; pages never touched cost nothing.

    A block that follows may use them again: what lies beyond the counts is never read.
    """
    shape = (sizes.regions, months * sizes.labs + 1, BLOCK)
    of_scores = (sizes.indices, *shape)
    return Frontiers(
        **{
            name: np.zeros(of_scores if name.startswith("score") else shape)
            for name in Frontiers._fields
        }
    )
