"""The article's figures, and how a run measures them."""

import numpy as np
import pytest
import xarray as xr

from sim.calibration.figures import (
    MEASURES,
    OutsideHorizonError,
    article_figures,
    at_end_of,
    chip_plant_share,
    direct_investment,
    during,
    has_reached,
    measured,
    venture_investment,
)

REGIONS = ["US", "CN", "RoW"]
NOT_IN_THE_MODEL = {"S013", "S014"}  # India, Singapore and Malaysia


def run(months: int = 180, members: int = 3) -> xr.Dataset:
    """A run in which every number tells its month, and twice as much in the second region."""
    first = np.datetime64("2018-01", "M")
    times = np.arange(first, first + np.timedelta64(months, "M")).astype("datetime64[ns]")
    coords = {"member": range(members), "time": times, "region": REGIONS}
    month = xr.DataArray(np.arange(months, dtype=float), {"time": times}, "time")
    weight = xr.DataArray([1.0, 2.0, 0.5], {"region": REGIONS}, "region")
    origin = xr.DataArray([1.0, 1.0, 2.0], {"source_region": REGIONS}, "source_region")
    series = (month * weight).expand_dims(member=members)
    names = ["capability_lag", "capability", "fdi", "chip_fdi", "open_weight_share"]
    dataset = xr.Dataset(dict.fromkeys(names, series), coords)
    return dataset.assign(venture_investment=series * origin)


def test_every_figure_of_a_region_that_the_model_has_is_measured():
    assert {figure.id for figure in article_figures()} == set(MEASURES) | NOT_IN_THE_MODEL


def test_every_figure_has_a_value_or_an_interval_that_holds_it():
    for figure in article_figures():
        if figure.low is None or figure.high is None:
            assert figure.value is not None
        else:
            assert figure.low < figure.high
            assert figure.value is None or figure.low <= figure.value <= figure.high


def test_the_articles_lag_is_one_to_two_years():
    claim = next(figure for figure in article_figures() if figure.id == "S001")
    assert (claim.low, claim.high, claim.unit) == (12, 24, "months")


def test_a_year_has_twelve_months_and_a_month_one():
    series = run()["fdi"].isel(member=0).sel(region="US")
    assert during(series, "2019").values.tolist() == list(range(12, 24))
    assert during(series, "2019-03").values.tolist() == [14]
    assert at_end_of(series, "2019-03") == 14


@pytest.mark.parametrize("period", ["2017", "2017-12", "2033-01", "2033", "2040"])
def test_a_period_outside_the_horizon_is_an_error(period):
    with pytest.raises(OutsideHorizonError, match=period):
        during(run()["fdi"], period)


def test_a_year_that_is_covered_in_part_is_outside_the_horizon():
    with pytest.raises(OutsideHorizonError):
        during(run(months=23)["fdi"], "2019")


def test_direct_investment_is_the_sum_of_a_years_months():
    assert (
        direct_investment(run(), year="2019", region="CN").values.tolist()
        == [2 * sum(range(12, 24))] * 3
    )


def test_venture_investment_is_counted_where_it_goes_whoever_it_comes_from():
    of_a_year = sum(range(12, 24)) * (1 + 1 + 2)
    assert (venture_investment(run(), year="2019", region="CN") == 2 * of_a_year).all()
    assert (venture_investment(run(), year="2019") == 3.5 * of_a_year).all()


def test_shares_of_chip_plants_add_up_to_one():
    shares = [chip_plant_share(run(), year="2018", region=region) for region in REGIONS]
    assert np.allclose(sum(shares), 1)
    assert np.allclose(shares[1], 2 / 3.5)


def test_a_region_reaches_the_leader_of_a_year_before_when_it_is_level_with_it():
    frontier = np.zeros((3, 75, 3))
    frontier[:, 62:, 0] = 25.0  # the US in March 2023, not before
    frontier[:, 74, 1] = [24.9, 25.0, 25.1]  # China in March 2024
    dataset = run(months=75).assign(capability=(("member", "time", "region"), frontier))
    reached = has_reached(dataset, month="2024-03", region="CN", leaders_of="2023-03")
    assert reached.values.tolist() == [False, True, True]
    before = has_reached(dataset, month="2024-02", region="CN", leaders_of="2023-03")
    assert not before.any()


def test_a_run_is_measured_a_value_a_member():
    values = measured(run())
    assert set(values) == set(MEASURES)
    assert all(value.dims == ("member",) for value in values.values())
    assert (values["S001"] == 2 * 74).all()
    assert (values["S002"] == 2 * sum(range(60, 72))).all()


def test_figures_that_the_horizon_does_not_cover_are_left_out():
    until_2022 = set(measured(run(months=60)))
    assert until_2022 == {"S003", "S007", "S009", "S010", "S011", "S012", "S015"}
