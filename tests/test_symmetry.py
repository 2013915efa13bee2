"""Regions differ by their data alone: alike regions are alike, and swapped ones are swapped."""

import numpy as np
import pytest
from scenarios import compose

from sim.ensemble import simulate
from sim.settings.settings import Settings
from sim.world import build_world
from sim.world.draws import draw

OTHER = {"US": "CN", "CN": "US", "RoW": "RoW"}
LEAVE_ALONE = [
    "+scenario=never_controlled",
    "response.ai_plus=0",
    "horizon.end=2026-12-31",
]


def mirrored(by_region: dict) -> dict:
    return {OTHER[region]: value for region, value in by_region.items()}


def swap(settings: Settings) -> Settings:
    """The same world with the US and China in each other's place; everyone keeps name and luck."""
    roster = settings.roster
    swapped = roster.model_copy(
        update={
            "regions": mirrored(roster.regions),
            "labs": {
                name: lab.model_copy(
                    update={"region": OTHER[lab.region], "markets": mirrored(lab.markets)}
                )
                for name, lab in roster.labs.items()
            },
            "investors": {
                name: money.model_copy(
                    update={"region": OTHER[money.region], "regions": mirrored(money.regions)}
                )
                for name, money in roster.investors.items()
            },
            "designers": {
                name: maker.model_copy(
                    update={"region": OTHER[maker.region], "sells_to": mirrored(maker.sells_to)}
                )
                for name, maker in roster.designers.items()
            },
            "foundries": {
                name: fab.model_copy(update={"region": OTHER[fab.region]})
                for name, fab in roster.foundries.items()
            },
        }
    )
    return settings.model_copy(update={"roster": swapped})


def twins(settings: Settings) -> Settings:
    """A world in which China is a copy of the US."""
    roster = settings.roster

    def both(entries: dict, place: str) -> dict:
        american = {n: e for n, e in entries.items() if e.region == "US"}
        rest = {n: e for n, e in entries.items() if e.region == "RoW"}
        copies = {
            f"twin of {name}": entry.model_copy(
                update={"region": "CN", place: mirrored(getattr(entry, place))}
                if place
                else {"region": "CN"}
            )
            for name, entry in american.items()
        }
        return {**american, **copies, **rest}

    designers = both(roster.designers, "sells_to")
    for name, maker in designers.items():
        if maker.region == "CN":
            designers[name] = maker.model_copy(update={"foundry_home": "twin of US fabs"})
    regions = {**roster.regions, "CN": roster.regions["US"]}
    update = {
        "regions": regions,
        "labs": both(roster.labs, "markets"),
        "investors": both(roster.investors, "regions"),
        "designers": designers,
        "foundries": both(roster.foundries, ""),
    }
    return settings.model_copy(update={"roster": roster.model_copy(update=update)})


def results(settings: Settings, members: int) -> dict[str, np.ndarray]:
    return simulate(build_world(settings), draw(settings.calibration, members=members, seed=1))


@pytest.fixture(scope="module")
def free_world() -> Settings:
    return compose("never_controlled", LEAVE_ALONE[1:])


def test_swapping_the_regions_swaps_the_results(free_world):
    one, other = results(free_world, 64), results(swap(free_world), 64)
    mirror = [1, 0, 2]
    for name in ("capability", "know_how", "compute_stock", "lab_cash", "training_compute"):
        # sums over regions run in another order, so that last bits may differ
        np.testing.assert_allclose(one[name], other[name][:, :, mirror], rtol=1e-9, err_msg=name)
    for name in ("capability_gap", "capability_lag", "measured_capability_lag"):
        np.testing.assert_allclose(one[name][..., 1], -other[name][..., 1], atol=1e-9, err_msg=name)


def test_swapping_the_regions_swaps_money_and_chips(free_world):
    one, other = results(free_world, 64), results(swap(free_world), 64)
    mirror = [1, 0, 2]
    for name in ("ai_revenue", "research_spending", "chip_spending", "chip_capacity", "chip_fdi"):
        np.testing.assert_allclose(one[name], other[name][..., mirror], rtol=1e-9, err_msg=name)
    for name in ("venture_investment", "ai_investment"):
        swapped = other[name][:, :, mirror][..., mirror]
        np.testing.assert_allclose(one[name], swapped, rtol=1e-9, err_msg=name)
    for name in ("chips_delivered", "supplier_revenue", "highest_tpp_delivered"):
        np.testing.assert_allclose(one[name], other[name][..., mirror], rtol=1e-9, err_msg=name)
    for name in ("chips_made", "chip_price"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9, err_msg=name)


def test_a_sanctioned_twin_falls_behind(free_world):
    pair = twins(free_world)
    sanctions = compose("strict_controls", ["sanctions.from=2020-01-01"]).sanctions
    behind = results(pair.model_copy(update={"sanctions": sanctions}), 128)
    gap = behind["capability_gap"][:, -1, 1]
    alike = results(pair, 128)["capability_gap"][:, -1, 1]
    assert (gap > alike).mean() > 0.75
    assert np.median(gap) > 0 > np.quantile(alike, 0.25)


@pytest.fixture(scope="module")
def many_twins(free_world) -> dict[str, np.ndarray]:
    return results(twins(free_world), 512)


@pytest.mark.parametrize(
    "read",
    [lambda run: run["capability_lag"], lambda run: run["measured_capability_lag"][:, :, 0]],
    ids=["true", "measured"],
)
def test_the_lag_of_twins_is_symmetric_about_zero(many_twins, read):
    lag = read(many_twins)[:, -1, 1]
    ahead, behind = int((lag < 0).sum()), int((lag > 0).sum())
    # a sign test: four standard deviations of a fair coin
    assert abs(ahead - behind) < 4 * np.sqrt(ahead + behind)
    assert abs(np.median(lag)) < 0.25 * np.std(lag)
