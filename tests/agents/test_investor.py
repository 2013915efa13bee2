"""Investors: what they commit is paid, diverted or kept; direct investors fear risk."""

from dataclasses import replace

import numpy as np
import pytest
from scenarios import compose

from sim.agents import Investor
from sim.agents.model import AIGapModel
from sim.world.draws import draw

US, CN, ROW = range(3)


class Accountant(Investor):
    """Keeps the sums of its last allocation."""

    def allocate(self):
        self.paid = {}
        super().allocate()

    def pay(self, lab, amount):
        self.paid[lab.name] = self.paid.get(lab.name, 0.0) + amount
        super().pay(lab, amount)


def at_the_article(*overrides):
    """The month after the quarter that the article's day opens."""
    overrides = ("horizon.end=2025-12-31", "calibration=prior", *overrides)
    model = AIGapModel(settings=compose(None, overrides), investor_class=Accountant)
    while model.month < 76:
        model.step()
    return model


@pytest.fixture(scope="module")
def usual():
    """What was enacted, without the follower's programme."""
    return at_the_article("response.ai_plus=0")


@pytest.fixture(scope="module")
def closed():
    return at_the_article("sanctions.capital=1")


def named(model, name):
    return next(investor for investor in model.investors if investor.name == name)


def test_an_investor_spends_its_commitment_where_nothing_is_barred():
    model = at_the_article("sanctions.capital=0")
    for investor in model.investors:
        assert sum(investor.paid.values()) == pytest.approx(investor.commitment), investor.name


def drawn(**levels):
    """The first member's parameters, some of them set."""
    draws = draw(compose("status_quo").calibration, members=1, seed=1)
    values = {name: np.array([float(level)]) for name, level in levels.items()}
    return replace(draws, values={**draws.values, **values})


def test_without_expectations_and_shocks_an_investor_commits_its_trend():
    draws = drawn(
        expectation_sensitivity=0,
        pool_spread=0,
        venture_scale=1.5,
        platform_scale=0.5,
        conditions_effect=0,
        access_elasticity=0,
    )
    model = AIGapModel(settings=compose("never_controlled"), draws=draws)
    scales = {True: 1.5, False: 1.0}
    for _ in range(48):
        model.step()
        if model.opens_quarter:
            for investor in model.investors:
                trend = investor.pool_trend[model.month] / 4
                scale = 0.5 if investor.is_platform else scales[investor.is_venture]
                liquidity = investor.commitment / (trend * scale)
                assert liquidity == pytest.approx(1.0) or investor.follows_fdi, investor.name


def test_sentiment_moves_no_faster_than_its_cut_however_fast_the_frontier_moves():
    draws = drawn(pool_spread=0, breakthroughs_a_year=2, breakthrough_size=1.6)
    model = AIGapModel(settings=compose("never_controlled"), draws=draws)
    sensitivity, surprised = model.parameters.expectation_sensitivity, 0
    for _ in range(48):
        before = [investor.sentiment for investor in model.investors]
        model.step()
        if not model.opens_quarter:
            continue
        for investor, was in zip(model.investors, before, strict=True):
            most = np.exp(sensitivity * investor.expectation / 4)
            assert 1 / most <= investor.sentiment / was * (1 + 1e-9)
            assert investor.sentiment / was <= most * (1 + 1e-9)
            surprised += investor.expectation > 0 and investor.sentiment / was > most * (1 - 1e-9)
    assert surprised > 0


def test_state_funds_do_not_get_carried_away():
    model = AIGapModel(settings=compose("status_quo"), draws=drawn(pool_spread=0))
    for _ in range(36):
        model.step()
    assert named(model, "State guidance funds").sentiment == 1.0
    assert named(model, "US venture funds").sentiment != 1.0


def test_of_barred_money_a_share_goes_home_and_the_rest_is_not_invested(closed):
    for investor in closed.investors:
        weights = {lab: investor.attraction(lab) for lab in closed.labs}
        total = sum(weights.values())
        stopped = sum(w * investor.barrier(lab) for lab, w in weights.items()) / total
        home = any(w > 0 for lab, w in weights.items() if lab.region is investor.region)
        diverted = stopped * closed.parameters.diverted_share if home else 0.0
        # attraction has moved on by a month's releases, so that shares are near and not equal
        kept = sum(investor.paid.values()) / investor.commitment
        assert kept == pytest.approx(1 - stopped + diverted, abs=0.02), investor.name


def test_a_complete_barrier_binds_the_sender_and_allies_in_part(closed):
    chinese = next(lab for lab in closed.labs if lab.region.index == CN)
    american = next(lab for lab in closed.labs if lab.region.index == US)
    barriers = {investor.region.index: investor.barrier(chinese) for investor in closed.investors}
    assert barriers == {US: 1.0, ROW: closed.parameters.allied_barrier, CN: 0.0}
    assert {investor.barrier(american) for investor in closed.investors} == {0.0}


def test_nobody_pays_a_kind_of_lab_that_it_does_not_back(closed):
    for investor in closed.investors:
        backed = {lab.name for lab in closed.labs if investor.home_bias[lab.index] > 0}
        assert set(investor.paid) <= backed


def test_a_lab_with_better_releases_draws_more(usual, monkeypatch):
    funds = named(usual, "US venture funds")
    backed = [lab for lab in usual.labs if funds.attraction(lab) > 0 and not lab.is_cloud]
    lab = max(backed, key=lambda lab: lab.capability)  # no open weights are far above its own
    before = funds.attraction(lab)
    monkeypatch.setattr(lab, "capability", lab.capability + 2)
    assert funds.attraction(lab) > before


def test_a_lab_that_has_released_little_is_expected_to_come_near_its_regions_best(
    usual, monkeypatch
):
    funds = named(usual, "US venture funds")
    lab = next(lab for lab in usual.labs if funds.attraction(lab) > 0 and not lab.is_cloud)
    monkeypatch.setattr(lab, "capability", 0.0)
    best, promise = lab.region.frontier.best, usual.parameters.promise
    assert funds.expected_capability(lab) == max(lab.region.within_reach(), best - promise)


def test_conditions_and_chips_cut_the_pools_that_meet_them_alone(closed):
    for investor in closed.investors:
        part = investor.climate()
        assert 0 < part <= 1
        free = not (investor.follows_fdi or investor.meets_conditions or investor.is_platform)
        assert part == 1 or not free, investor.name
    assert named(closed, "Dollar funds for China").climate() < 1
    assert named(closed, "Chinese platforms' cash flow").climate() < 1


def test_money_for_chinese_labs_looks_at_what_they_have_shown(closed):
    funds = named(closed, "Dollar funds for China")
    assert funds.focus is closed.regions[CN]
    before = funds.expected_progress()
    funds.focus.past_frontier[-1] += 1.0
    after = funds.expected_progress()
    funds.focus.past_frontier[-1] -= 1.0
    assert after - before == pytest.approx(closed.parameters.progress_at_home)


def test_ai_plus_reaches_labs_through_the_followers_state_funds_alone(usual):
    surge = at_the_article("response.ai_plus=40")
    more = {
        investor.name: investor.commitment - named(usual, investor.name).commitment
        for investor in surge.investors
    }
    state = more.pop("State guidance funds")
    assert state == pytest.approx(10 * (1 - surge.parameters.ai_plus_chip_share))
    assert all(abs(change) < 0.05 * state for change in more.values())


def test_risk_is_one_in_december_2023():
    model = AIGapModel(settings=compose(None, ["calibration=prior"]))
    model.month = 71
    follower = model.direct_investors.to_list()[CN]
    assert follower.risk() == pytest.approx(1.0)


def test_no_instrument_frightens_investors_elsewhere(closed):
    for region in (US, ROW):
        investor = closed.direct_investors.to_list()[region]
        conditions = investor.region.eased_conditions()
        omega = closed.parameters.sanction_share
        assert investor.risk() == pytest.approx((1 - omega) * conditions)


def test_liquidity_is_inflow_below_its_peak(closed):
    follower = closed.direct_investors.to_list()[CN]
    assert follower.inflow < follower.peak_inflow
    assert 0 < closed.regions[CN].liquidity < 1


def test_plant_money_is_shared_out_whole(closed):
    invested = sum(region.chip_fdi for region in closed.regions)
    planned = closed.world.cast.regions.plant_investment[closed.month]
    assert invested == pytest.approx(planned)
