"""Measures of patterns, each on a run made by hand."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.pattern_measures import (
    OF_PATTERNS,
    PATTERN_MEASURES,
    PATTERN_VARIABLES,
    POINTS_PER_DEX,
)
from sim.analysis.pattern_table import all_patterns
from sim.calibration import measures
from sim.settings.variables import CATALOGUE
from sim.world.labels import BASES, HOLDERS

TIME = np.arange("2023-01", "2025-01", dtype="datetime64[M]").astype("datetime64[ns]")
LABELS = {
    "member": [0, 1],
    "time": TIME,
    "region": ["US", "CN", "RoW"],
    "source_region": ["US", "CN", "RoW"],
    "supplier": ["Leading US designer", "US challenger"],
    "index": ["ECI", "Artificial Analysis"],
    "base": list(BASES),
    "kind": list(HOLDERS),
}


@pytest.fixture
def run():
    """Every variable that patterns read, all zero."""
    shapes = {name: CATALOGUE[name].dims for name in PATTERN_VARIABLES}
    return xr.Dataset(
        {
            name: (dims, np.zeros([len(LABELS[dim]) for dim in dims]))
            for name, dims in shapes.items()
        },
        LABELS,
    )


def of(measure, run, region, period, what=""):
    """What a measure says of each member."""
    values = PATTERN_MEASURES[measure](run, region, period, what)
    assert values.dims == ("member",)
    return values.values.tolist()


def put(run, name, values, **where):
    """Set values of a variable at some labels."""
    run[name].loc[where] = values


def months(values):
    """A series of 24 months, the same for both members."""
    return np.tile(np.asarray(values, dtype=float), (2, 1))


def test_a_mean_lag_is_that_of_one_index_over_the_months_of_the_period(run):
    lag = {"region": "CN", "index": "ECI"}
    put(run, "measured_capability_lag", months(range(24)), **lag)
    assert of("mean_measured_lag", run, "CN", "2024", "ECI") == [17.5, 17.5]
    assert of("mean_measured_lag", run, "CN", "2024", "Artificial Analysis") == [0.0, 0.0]


def test_a_quarterly_move_is_absolute_and_looks_at_quarter_ends_alone(run):
    lag = np.full(24, 99.0)  # months between do not count
    lag[[2, 5, 8, 11]] = [4.0, 10.0, 7.0, 7.0]
    put(run, "measured_capability_lag", months(lag), region="CN", index="ECI")
    moves = of("quarterly_move", run, "CN", "2023-03/2023-12", "ECI")
    assert moves == [3.0, 3.0]  # 6, 3 and 0


def test_a_gap_is_in_points_of_the_index(run):
    put(run, "capability_gap", 0.9, region="CN")
    assert of("gap_in_points", run, "CN", "2023-03") == pytest.approx([9.0, 9.0])


def test_points_per_dex_are_those_of_two_models_released_within_a_month():
    dex = np.log10(2.1e25 / 5.5e23)  # GPT-4 and LLaMA-65B
    assert (126.2 - 110.5) / dex == pytest.approx(POINTS_PER_DEX, abs=0.1)


def test_a_share_of_releases_is_that_of_one_base(run):
    put(run, "base_share", 0.3, region="CN", base="foreign open weights")
    put(run, "base_share", 0.1, region="CN", base="home open weights")
    assert of("base_share", run, "CN", "2023-12", "home open weights") == [0.1, 0.1]
    assert of("foreign_part_of_bases", run, "CN", "2023-12") == pytest.approx([0.75, 0.75])


def test_where_nothing_is_built_on_open_weights_there_is_no_foreign_part(run):
    assert np.isnan(of("foreign_part_of_bases", run, "CN", "2023-12")).all()


def test_the_open_weights_of_the_world_are_its_best(run):
    put(run, "open_weights_lag", np.nan)
    put(run, "open_weights_lag", 9.0, region="US")
    assert of("open_weights_lag", run, "world", "2023-12") == [9.0, 9.0]
    put(run, "open_weights_lag", 4.0, region="CN")
    assert of("open_weights_lag", run, "world", "2023-12") == [4.0, 4.0]
    assert of("open_weights_lag", run, "US", "2023-12") == [9.0, 9.0]


def test_a_frontier_is_open_where_open_weights_lag_no_more_than_it(run):
    opened = np.full(24, 8.0)
    opened[[2, 5]] = [5.0, 5.5]  # of four quarter ends, two within a month
    put(run, "open_weights_lag", months(opened), region="CN")
    put(run, "capability_lag", 5.0, region="CN")
    assert of("frontier_is_open", run, "CN", "2023") == [0.5, 0.5]


def test_a_tie_is_no_further_behind_and_not_fewer_months_behind(run):
    put(run, "open_weights_lag", 6.0, region="US")
    lag = np.zeros(24)
    lag[[2, 5, 8, 11]] = [7.0, 6.0, 5.0, 6.0]
    put(run, "capability_lag", months(lag), region="CN")
    assert of("no_further_behind", run, "CN", "2023", "US") == [0.75, 0.75]
    assert of("fewer_months_behind", run, "CN", "2023", "US") == [0.25, 0.25]


def test_before_any_weights_are_open_each_frontier_is_ahead_of_them(run):
    put(run, "open_weights_lag", np.nan, region="US")
    put(run, "capability_lag", 30.0, region="CN")
    assert of("fewer_months_behind", run, "CN", "2023", "US") == [1.0, 1.0]


def test_a_holder_is_one_kind_of_lab(run):
    put(run, "frontier_holder_share", 0.7, region="CN", kind="startup")
    assert of("frontier_holder", run, "CN", "2024-12", "startup") == [0.7, 0.7]
    assert of("frontier_holder", run, "CN", "2024-12", "platform") == [0.0, 0.0]


@pytest.mark.parametrize(
    ("measure", "variable", "expected"),
    [("run_growth", "training_compute", 10.0), ("know_how_growth", "know_how", 10.0),
     ("pace_in_points", "capability", 10.0)],
)  # fmt: skip
def test_a_dex_in_a_year_is_a_factor_of_ten_or_ten_points(run, measure, variable, expected):
    put(run, variable, months(20.0 + np.arange(24) / 12.0), region="US")
    assert of(measure, run, "US", "2023-06/2024-12") == pytest.approx([expected] * 2)


def test_growth_of_money_compares_two_years_in_one_region_or_the_world(run):
    put(run, "venture_investment", months([1.0] * 12 + [3.0] * 12), region="CN", source_region="US")
    put(run, "venture_investment", 1.0, region="US", source_region="US")
    assert of("venture_growth", run, "CN", "2024", "2023") == [3.0, 3.0]
    assert of("venture_growth", run, "world", "2024", "2023") == [2.0, 2.0]
    assert of("venture_ratio", run, "US", "2023", "CN") == [1.0, 1.0]


def test_parts_of_the_chips_made_are_of_a_years_whole(run):
    put(run, "chips_made", 3.0, supplier="Leading US designer")
    put(run, "chips_made", 1.0, supplier="US challenger")
    assert of("chips_made", run, "world", "2023", "US challenger") == [12.0, 12.0]
    assert of("part_of_chips_made", run, "world", "2023", "US challenger") == [0.25, 0.25]


def test_compute_is_shared_among_regions_and_grows(run):
    put(run, "compute_stock", months(10.0 ** (np.arange(24) / 12.0)), region="US")
    put(run, "compute_stock", months(10.0 ** (np.arange(24) / 12.0) / 4.0), region="CN")
    assert of("compute_share", run, "CN", "2024-12") == pytest.approx([0.2, 0.2])
    for region in ("world", "US"):
        assert of("compute_growth", run, region, "2023-12/2024-12") == pytest.approx([10.0] * 2)


def test_yield_and_price_are_those_of_the_month(run):
    put(run, "chip_yield", months(np.arange(24) / 100.0), region="CN")
    put(run, "chip_price", months(1000.0 * np.arange(24)), supplier="Leading US designer")
    assert of("chip_yield", run, "CN", "2023-06") == [0.05, 0.05]
    assert of("chip_price", run, "world", "2024-06", "Leading US designer") == [17000.0, 17000.0]


def test_smuggled_chips_are_a_part_of_what_a_region_added(run):
    put(run, "grey_market_chips", 1.0, region="CN")
    put(run, "chips_delivered", 1.5, region="CN")  # of each of two suppliers
    put(run, "chips_delivered", 100.0, region="US")
    assert of("smuggled_chips", run, "CN", "2024") == [12.0, 12.0]
    assert of("smuggled_share", run, "CN", "2024") == [0.25, 0.25]


def test_names_of_measures_are_not_used_twice():
    assert set(PATTERN_MEASURES) == set(measures.MEASURES) | set(OF_PATTERNS)
    assert not set(measures.MEASURES) & set(OF_PATTERNS)


def test_every_measure_of_patterns_is_that_of_a_pattern():
    assert set(OF_PATTERNS) <= {pattern.measure for pattern in all_patterns()}


def test_variables_are_named_once_and_known():
    assert len(set(PATTERN_VARIABLES)) == len(PATTERN_VARIABLES)
    assert set(PATTERN_VARIABLES) <= set(CATALOGUE)
