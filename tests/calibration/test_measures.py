"""What a run says to each figure: sums of flows, ends of stocks, and what its horizon covers."""

import numpy as np
import pytest
import xarray as xr
from specimens import target

from sim.calibration.measures import (
    MEASURES,
    VARIABLES,
    OutsideHorizonError,
    during,
    measured,
)
from sim.calibration.targets import all_targets
from sim.settings.variables import CATALOGUE

LABELS = {
    "member": [0, 1],
    "time": np.arange("2022-01", "2024-01", dtype="datetime64[M]").astype("datetime64[ns]"),
    "region": ["US", "CN", "RoW"],
    "source_region": ["US", "CN", "RoW"],
    "supplier": ["Leading US designer", "US challenger"],
    "index": ["ECI", "Artificial Analysis"],
    "base": ["own", "foreign open weights"],
}
FACTORS = {
    "member": [1.0, 2.0],
    "time": np.arange(1.0, 25.0),
    "region": [1.0, 10.0, 100.0],
    "source_region": [1.0, 2.0, 4.0],
    "supplier": [1.0, 3.0],
    "index": [1.0, 5.0],
    "base": [1.0, 7.0],
}


def made(name, **factors):
    """A variable whose every value is the product of what its labels stand for."""
    values = xr.DataArray(1.0)
    for dim in CATALOGUE[name].dims:
        values = values * xr.DataArray((FACTORS | factors)[dim], {dim: LABELS[dim]}, dim)
    return values


@pytest.fixture
def run():
    return xr.Dataset({name: made(name) for name in VARIABLES})


YEAR_2022, YEAR_2023 = 78.0, 222.0  # 1 + ... + 12 and 13 + ... + 24

EXAMPLES = [
    # stocks: the value of the month
    ("capability_lag", "CN", "2022-03", "", 30.0),
    ("capability_lag", "US", "2023-12", "", 24.0),
    ("measured_lag", "CN", "2022-03", "ECI", 30.0),
    ("measured_lag", "CN", "2022-03", "Artificial Analysis", 150.0),
    ("compute_lag", "CN", "2022-02", "", 20.0),
    ("largest_run", "CN", "2023-01", "", 130.0),
    ("open_weight_share", "RoW", "2022-01", "", 100.0),
    ("base_share", "CN", "2022-01", "foreign open weights", 70.0),
    ("open_weights_lag", "US", "2022-03", "", 3.0),
    ("open_weights_lag", "world", "2022-03", "", 3.0),
    ("capability_gap", "CN", "2022-03", "", 30.0),
    ("capability_gain", "CN", "2022-05", "2022-02", 30.0),
    # flows: the sum of a month, a year, two months with all between
    ("capability_growth", "CN", "2022-03", "", 10.0),
    ("capability_growth", "US", "2022-12/2023-11", "", 12.0),
    ("direct_investment", "CN", "2022-03", "", 30.0),
    ("direct_investment", "CN", "2022", "", 10 * YEAR_2022),
    ("direct_investment", "CN", "2023", "", 10 * YEAR_2023),
    ("direct_investment", "CN", "2022-02/2022-04", "", 10 * (2 + 3 + 4)),
    ("direct_investment", "world", "2022-01/2023-12", "", 111 * (YEAR_2022 + YEAR_2023)),
    ("venture_investment", "CN", "2022", "", 7 * 10 * YEAR_2022),
    ("venture_investment", "world", "2022", "", 7 * 111 * YEAR_2022),
    ("venture_from", "CN", "2022", "US", 10 * YEAR_2022),
    ("venture_from", "US", "2022", "RoW", 4 * YEAR_2022),
    ("chips_sold", "CN", "2022-01/2022-12", "Leading US designer", 10 * YEAR_2022),
    ("chips_sold", "world", "2022-01/2022-12", "US challenger", 3 * 111 * YEAR_2022),
    ("chip_revenue", "CN", "2022-12/2023-01", "Leading US designer", 10 * (12 + 13)),
]


@pytest.mark.parametrize(("measure", "region", "period", "of", "expected"), EXAMPLES)
def test_a_measure_is_the_number_that_its_name_says(run, measure, region, period, of, expected):
    values = MEASURES[measure](run, region, period, of)
    assert values.dims == ("member",)
    assert values.values.tolist() == [expected, 2 * expected]


def test_every_measure_has_an_example():
    elsewhere = {"has_reached", "chip_plant_share"}
    assert {example[0] for example in EXAMPLES} | elsewhere == set(MEASURES)


def test_where_no_weights_are_open_they_lag_by_five_years(run):
    none = run.assign(open_weights_lag=run["open_weights_lag"] * np.nan)
    lags = MEASURES["open_weights_lag"](none, "US", "2022-03", "")
    assert lags.values.tolist() == [60.0, 60.0]


def test_shares_of_chip_plants_are_parts_of_a_years_whole(run):
    shares = [MEASURES["chip_plant_share"](run, region, "2022", "") for region in ("US", "CN")]
    assert shares[0].values == pytest.approx(1 / 111)
    assert shares[1].values == pytest.approx(10 / 111)


def test_a_yearly_share_weights_months_by_investment(run):
    # all of January in the first region, and three times as much in December in the second
    plants = xr.zeros_like(run["chip_fdi"])
    plants[:, 0, 0], plants[:, 11, 1] = 1.0, 3.0
    share = MEASURES["chip_plant_share"](run.assign(chip_fdi=plants), "CN", "2022", "")
    assert share.values == pytest.approx(0.75)


def test_a_region_reaches_the_leader_of_an_earlier_month_when_it_is_level_with_it():
    frontier = xr.zeros_like(made("capability"))
    frontier[:, 2:, 0] = 25.0  # the US in March 2022, not before
    frontier[:, 14, 1] = [24.9, 25.0]  # China in March 2023
    run = xr.Dataset({"capability": frontier})
    assert MEASURES["has_reached"](run, "CN", "2023-03", "2022-03").values.tolist() == [False, True]
    assert MEASURES["has_reached"](run, "CN", "2023-02", "2022-03").values.tolist() == [
        False,
        False,
    ]
    assert MEASURES["has_reached"](run, "CN", "2023-02", "2022-02").values.tolist() == [True, True]


@pytest.mark.parametrize(
    "period", ["2021", "2024", "2021-12", "2024-01", "2021-12/2022-03", "2023-12/2024-01"]
)
def test_a_period_outside_the_horizon_is_an_error_that_names_it(run, period):
    with pytest.raises(OutsideHorizonError, match=f"{period} is not within 2022-01 to 2023-12"):
        during(run["fdi"], period)


def test_figures_that_the_horizon_does_not_cover_are_left_out(run):
    targets = [
        target(id="inside", period="2023-12"),
        target(id="after", period="2024-01"),
        target(id="reaches", measure="has_reached", of="2021-12", period="2023-12"),
        target(id="flow", measure="direct_investment", period="2023-12/2024-01"),
    ]
    assert set(measured(run, targets)) == {"inside"}


def test_a_run_says_one_value_a_member_to_every_target_of_the_table(simulate):
    # of the longest horizon, by the names that the model itself gives
    values = measured(simulate("as_enacted"), all_targets())
    assert set(values) == {target.id for target in all_targets()}
    assert all(value.shape == (50,) for value in values.values())


def test_measures_read_the_variables_that_are_named_and_no_other(run):
    def read_without(variable):
        return [
            measure
            for measure, region, period, of, _ in [
                *EXAMPLES,
                ("has_reached", "CN", "2023-01", "2022-01", None),
                ("chip_plant_share", "CN", "2022", "", None),
            ]
            if not _fails(MEASURES[measure], run.drop_vars(variable), region, period, of)
        ]

    every = set(MEASURES)
    assert set(read_without([])) == every
    for variable in VARIABLES:
        assert set(read_without(variable)) < every, variable


def _fails(measure, *arguments):
    try:
        measure(*arguments)
    except KeyError:
        return True
    return False
