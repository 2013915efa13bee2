"""What holds in every month of every scenario with the cast of the article.

`test_accounting` has what holds for any cast.
"""

import numpy as np
import pytest
from scenarios import compose, scenarios

from sim.settings.variables import RECORDED
from sim.storage.files import open_run, save
from sim.world import build_world

H100_TFLOPS, BITS = 989.0, 16.0
BEFORE = slice(None, "2024-03")
CHINESE = ["Chinese designer", "Second Chinese designer"]
AMERICAN = ["Leading US designer", "US challenger"]


@pytest.fixture(
    scope="module", params=scenarios("as_enacted", "full_decoupling", "never_controlled")
)
def scenario(request):
    return request.param


@pytest.fixture(scope="module")
def dataset(scenario, simulate):
    return simulate(scenario)


@pytest.fixture(scope="session")
def ceiling():
    """What all markets together can ever pay in a month."""
    regions = compose("status_quo").roster.regions.values()
    return sum(region.market_ceiling for region in regions) / 12


def chips(dataset, **where):
    """Chips delivered, by number and not by throughput."""
    tpp = dataset.highest_tpp_delivered.sel(**where)
    return dataset.chips_delivered.sel(**where) * H100_TFLOPS / (tpp.where(tpp > 0) / BITS)


def assert_close(got, expected, tolerance=1e-8):
    scale = float(np.abs(expected).max())
    assert float(np.abs(got - expected).max()) <= tolerance * scale


def test_a_standard_chip_earns_its_price(dataset):
    sold = chips(dataset, region="US")
    assert_close(sold * dataset.chip_price / 1e9, dataset.supplier_revenue.sel(region="US"))


def test_a_variant_earns_the_price_of_its_throughput(dataset):
    where = {"supplier": AMERICAN, "region": "CN"}
    standard = dataset.highest_tpp_delivered.sel(supplier=AMERICAN, region="US")
    kept = dataset.highest_tpp_delivered.sel(**where) / standard
    price = dataset.chip_price.sel(supplier=AMERICAN)
    price = price * kept**dataset.parameter_variant_price_exponent
    earned = (chips(dataset, **where) * price / 1e9).fillna(0.0)
    assert_close(earned, dataset.supplier_revenue.sel(**where))


def test_a_supplier_without_variants_makes_what_it_delivers(dataset):
    delivered = dataset.chips_delivered.sel(supplier=CHINESE).sum("region")
    assert_close(delivered, dataset.chips_made.sel(supplier=CHINESE))


def test_money_of_a_quarter_is_drawn_in_equal_parts(dataset):
    for name in ("venture_investment", "ai_investment"):
        first = dataset[name].isel(time=slice(None, None, 3)).values
        for later in (1, 2):
            month = dataset[name].isel(time=slice(later, None, 3)).values
            np.testing.assert_array_equal(month, first, err_msg=name)


def test_a_complete_barrier_stops_all_of_the_senders_money(scenario, dataset):
    closed = build_world(compose(scenario)).regime.capital == 1.0
    of_quarter = np.repeat(closed[::3], 3)
    crossing = dataset.ai_investment.sel(source_region="US", region="CN")
    assert not crossing.values[:, of_quarter].any()
    # later, every Chinese start-up may have failed
    open_early = ~of_quarter & (dataset["time"].values < np.datetime64("2022-01"))
    assert (crossing.values[:, open_early] > 0).all()


def test_no_market_pays_more_than_its_ceiling(dataset, ceiling):
    assert float(dataset.ai_revenue.sum("region").max()) < ceiling


def test_changes_are_the_scenario_less_the_reference_member_by_member(dataset, simulate):
    reference = simulate("status_quo")
    for name in ("capability_lag", "capability_gap"):
        change = dataset[name] - reference[name]
        np.testing.assert_array_equal(change, dataset[f"{name}_change"], err_msg=name)


def test_no_variable_differs_before_the_regime_does(scenario, dataset, simulate):
    if scenario == "never_controlled":
        pytest.skip("its regime differs from the start")
    past, reference = (d.sel(time=BEFORE) for d in (dataset, simulate("status_quo")))
    for variable in RECORDED:
        np.testing.assert_array_equal(
            past[variable.name], reference[variable.name], err_msg=variable.name
        )


def test_the_file_holds_every_variable_to_1e_5(simulate, tmp_path):
    few = simulate("full_decoupling").isel(member=slice(8))
    save(few, tmp_path / "projection.nc")
    saved = open_run(tmp_path)
    for name in few.data_vars:
        scale = float(np.abs(few[name]).max())
        np.testing.assert_allclose(
            saved[name], few[name], rtol=1e-5, atol=1e-7 * scale, err_msg=name
        )


def test_in_a_free_world_every_supplier_delivers_what_it_makes(simulate):
    dataset = simulate("never_controlled")
    assert_close(dataset.chips_delivered.sum("region"), dataset.chips_made)
    assert not dataset.grey_market_chips.any()
