"""A lab: money it has, chips it orders, runs it plans, teachers it hears."""

import math

import pytest
from scenarios import compose

from sim.agents import Lab
from sim.agents.model import AIGapModel
from sim.rules import startups, training
from sim.rules.capability import FOREIGN_WEIGHTS, HOME_WEIGHTS, OWN, kept_share, passed_on

US, CN, ROW = range(3)


def settings_until(end, *overrides):
    return compose(None, [f"horizon.end={end}", "calibration=prior", *overrides])


def stepped(months, *overrides, **how):
    model = AIGapModel(settings=settings_until("2026-12-31", *overrides), **how)
    for _ in range(months):
        model.step()
    return model


@pytest.fixture(scope="module")
def world():
    """March 2023: chip rules stand, open weights are new."""
    return stepped(63)


class Unopened(Lab):
    """Its weights stay closed."""

    @property
    def may_open(self):
        return False


class Untaught(Lab):
    """Hears no teacher."""

    def open_teacher(self):
        return 0.0, self.region.index, self.region.index

    def distilled(self):
        return self.breakthroughs


class Bookkeeper(Lab):
    """Writes down what comes in and goes out."""

    def __init__(self, model, index):
        super().__init__(model, index)
        self.opening, self.balance = self.cash, 0.0

    def draw(self):
        self.balance += self.raised
        super().draw()

    def earn(self, income):
        self.balance += income
        super().earn(income)

    def order_chips(self):
        super().order_chips()
        self.balance -= self.research

    def receive(self, paid, throughput, usability):
        self.balance -= paid
        super().receive(paid, throughput, usability)

    def serve(self, price):
        market = self.model.leasing_market.markets[self.region.index]
        self.balance -= sum(market.split(self.rent_money))
        super().serve(price)


def test_cash_is_what_came_in_less_what_went_out():
    model = stepped(60, lab_class=Bookkeeper)
    for lab in model.labs:
        if lab.is_active and not lab.is_cloud:  # clouds earn rent, and buy out who gives up
            assert lab.cash == pytest.approx(lab.opening + lab.balance, rel=1e-9), lab.name


def test_a_lab_trains_one_run_at_a_time(world):
    for lab in world.labs:
        lab.month_draws = (0.5, 0.0, 0.5, 0.5)
        if lab.trains and lab.is_active and lab.coming_month > world.month:
            before = lab.generation
            lab.launch_and_finish_runs()
            assert lab.generation == before


def test_a_start_up_that_runs_out_of_money_sells_its_chips_to_a_cloud():
    model = stepped(24)
    lab = next(lab for lab in model.labs if lab.region.index == CN and lab.is_startup)
    cloud = next(lab for lab in model.labs if lab.region.index == CN and lab.is_cloud)
    stock, cash = lab.compute_stock + cloud.compute_stock, lab.cash + cloud.cash
    lab.yearly_income = 0.0
    lab.give_up()
    assert not lab.is_active
    assert (lab.compute_stock, lab.run_stock, lab.cash) == (0, 0, 0)
    assert cloud.compute_stock == pytest.approx(stock)
    assert cloud.cash == pytest.approx(cash)


def test_a_start_up_that_takes_a_free_place_starts_behind_and_with_credit():
    model = stepped(24)
    lab = next(lab for lab in model.labs if lab.region.index == CN and lab.is_startup)
    lab.give_up()
    lab.know_how = 99.0
    lab.start_anew()
    assert lab.is_active
    assert lab.know_how == model.regions[CN].know_how_then[model.month - 1]
    assert lab.capability == startups.CAPABILITY_OF_ENTRANTS
    assert lab.first_launch == model.month + training.MONTHS_TO_FIRST_RUN
    assert not lab.has_failed()


def test_nobody_backs_trains_or_releases_a_lab_that_gave_up():
    model = stepped(24)
    lab = next(lab for lab in model.labs if lab.region.index == CN and lab.is_startup)
    lab.give_up()
    lab.first_launch, lab.month_draws = model.month, (0.0,) * 4  # a run and an update are due
    before = lab.generation, lab.capability
    lab.launch_and_finish_runs()
    lab.update_and_release()
    assert (lab.generation, lab.capability, lab.released_at) == (*before, -1.0)
    assert all(investor.attraction(lab) == 0 for investor in model.investors)


def test_nobody_trains_earns_or_spends_before_the_founding(world):
    coming = [lab for lab in world.labs if not lab.is_founded]
    assert coming
    for lab in coming:
        assert not lab.trains
        assert (lab.cash, lab.raised, lab.research, lab.compute_stock) == (0, 0, 0, 0)


def test_a_cloud_buys_chips_and_releases_nothing(world):
    for cloud in (lab for lab in world.labs if lab.is_cloud):
        assert cloud.compute_stock > 0
        assert cloud.research == 0
        assert cloud.coming_month == -1


def test_orders_spend_the_budget_that_research_leaves():
    model = stepped(20)
    for lab in model.labs:
        if lab.region.index == US:
            spent = lab.research + lab.rent_money + sum(lab.orders)
            budget = lab.research / (1 - lab.compute_share) if lab.compute_share < 1 else spent
            assert lab.rent_money == pytest.approx(lab.lease_share * (budget - lab.research))
            assert spent == pytest.approx(budget), lab.name


def test_a_chip_that_is_not_offered_gets_no_order(world):
    for lab in world.labs:
        for designer in world.designers:
            if designer.offers[lab.region.index].appeal == 0:
                assert lab.orders[designer.index] == 0


def test_only_barred_chips_are_smuggled(world):
    for lab in world.labs:
        for designer in world.designers:
            if not designer.offers[lab.region.index].barred:
                assert lab.grey_orders[designer.index] == 0


@pytest.fixture(scope="module")
def closed():
    """After the article's day, with no smugglers, open weights or outputs of models abroad."""
    leaves = ("enforcement", "open_weights", "model_access")
    return stepped(80, *(f"sanctions.{leaf}=1" for leaf in leaves))


def test_perfect_enforcement_leaves_nothing_to_smugglers(closed):
    chinese = [lab for lab in closed.labs if lab.region.index == CN]
    assert sum(lab.smuggled(1.0) for lab in chinese) == 0


def test_a_run_is_fixed_at_its_launch(world):
    lab = next(lab for lab in world.labs if lab.trains and lab.run_stock > 0)
    number, parameters = lab.generation, world.parameters
    lab.launch_run()
    most = training.training_compute(
        lab.run_stock,
        lab.leased_usable,
        lab.serving,
        0.9,
        parameters.utilisation,
        parameters.training_days,
    )
    assert lab.coming_compute <= most
    assert parameters.shortest_run <= lab.coming_month - world.month <= parameters.longest_run
    assert lab.generation == number + 1


def test_a_late_lab_trains_smaller_until_it_catches_up():
    model = AIGapModel(settings=settings_until("2032-12-31"))
    model.parameters = model.parameters._replace(
        scale_delay=24.0, run_share_midpoint=62.0, run_share_pace=0.11
    )
    lab = next(lab for lab in model.labs if lab.region.index == CN and lab.trains)
    part_of_early = []
    for model.month in (24, 48, 72, 96, 120, 179):
        lab.lateness = 1.0
        late = lab.run_share(0.0)
        lab.lateness = 0.0
        part_of_early.append(late / lab.run_share(0.0))
    assert part_of_early == sorted(part_of_early)
    assert part_of_early[0] < 0.1
    assert 0.999 < part_of_early[-1] < 1


def test_a_better_base_brings_the_error_of_its_generation():
    model = stepped(24)
    lab = next(lab for lab in model.labs if lab.trains)
    lab.coming_month, lab.month_draws = model.month, (1.0,) * 4  # no new run
    lab.family_error, lab.coming_family_error = 0.1, -0.3
    lab.coming_base = lab.base - 1
    lab.launch_and_finish_runs()
    assert lab.family_error == 0.1
    lab.coming_base = lab.base + 1
    lab.launch_and_finish_runs()
    assert lab.family_error == -0.3


def test_a_worse_run_leaves_the_base_as_it_is():
    model = stepped(24)
    lab = next(lab for lab in model.labs if lab.trains)
    lab.coming_month, lab.coming_base = model.month, lab.base - 1
    lab.month_draws = (1.0,) * 4  # no new run
    base = lab.base
    lab.launch_and_finish_runs()
    assert lab.base == base


def test_closed_weights_leave_the_follower_its_own_teachers_only(closed):
    chinese = next(lab for lab in closed.labs if lab.region.index == CN and lab.trains)
    american = next(lab for lab in closed.labs if lab.region.index == US and lab.trains)
    regions = closed.regions
    assert regions[CN].left_open(0.5, 1.0, regions[US]) == 0
    assert regions[CN].left_open(0.5, 1.0, regions[ROW]) == 0
    assert regions[CN].left_open(0.5, 1.0, regions[CN]) == 0.5
    assert regions[US].left_open(0.5, 1.0, regions[CN]) == 0.5
    passed, origin, _ = chinese.open_teacher()
    assert passed == 0 or origin == CN
    at_home = regions[CN].sold_then[-1]
    assert chinese.distilled() <= max(chinese.breakthroughs, at_home)
    # the weights are open to Americans too, who lose some of what they pass on
    crossing = math.log10(closed.parameters.crossing_share)
    assert american.open_teacher()[0] >= passed + crossing - 1e-9


def test_a_teacher_is_heard_only_after_its_delay(world):
    lab = next(lab for lab in world.labs if lab.region.index == CN and lab.trains)
    at = world.month - int(world.parameters.open_delay) + 1
    heard, origin, root = lab.open_teacher()
    kept, crossing = world.parameters.open_weights_share, world.parameters.crossing_share
    passed = [
        passed_on(region.open_teacher[at], kept_share(kept, crossing, region is not lab.region))
        for region in world.regions
    ]
    assert heard == max(passed)
    assert heard == 0 or origin == passed.index(heard)
    assert heard == 0 or root == world.regions[origin].open_root[at]


@pytest.mark.parametrize(
    ("is_taught", "origin", "root", "built_on"),
    [
        (False, US, US, OWN),
        (True, CN, US, HOME_WEIGHTS),
        (True, US, US, FOREIGN_WEIGHTS),
    ],
)
def test_a_release_is_traced_to_what_it_is_built_on(world, is_taught, origin, root, built_on):
    lab = next(lab for lab in world.labs if lab.region.index == CN and lab.trains)
    lab.trace(is_taught, origin, root)
    assert lab.built_on == built_on
    assert lab.root == (root if is_taught else CN)


def test_a_lab_opens_what_is_far_behind_and_sells_what_leads():
    model = stepped(63)
    lab = next(lab for lab in model.labs if lab.may_open and lab.is_active)
    margin = model.parameters.opening_margin
    for region in model.regions:
        region.best_closed = 30.0
    lab.is_open, lab.capability = False, 30.0 - margin / 2
    lab.open_weights()
    assert not lab.is_open
    lab.capability = 30.0 - 2 * margin
    lab.open_weights()
    assert lab.is_open
    assert lab.region.open_teacher[-1] == lab.region.open_frontier.best == lab.capability
    lab.release(31.0)
    assert not lab.is_open


@pytest.mark.slow
def test_a_follower_without_teachers_reaches_less():
    # in a single member a rival that learns less can leave a lab better chips
    usual, untaught = (
        sum(
            AIGapModel(settings=settings_until("2024-12-31"), member=member, lab_class=lab).run()[
                "capability"
            ][0, -1]
            for member in range(4)
        )
        for lab in (Lab, Untaught)
    )
    assert untaught[CN] < usual[CN]
    assert untaught[ROW] < usual[ROW]


def test_without_open_weights_nothing_descends_from_them():
    series = AIGapModel(settings=settings_until("2023-12-31"), lab_class=Unopened).run()
    shares = series["base_share"]
    released = shares[:, :, OWN] == shares[:, :, OWN]
    assert (shares[:, :, OWN][released] == 1).all()
    assert (series["open_weights_lag"] != series["open_weights_lag"]).all()


def test_a_release_has_a_day_in_its_month():
    model = stepped(24)
    for _ in range(12):
        model.step()
        for lab in model.labs:
            if lab.released_at >= 0:
                assert model.month <= lab.released_at < model.month + 1
