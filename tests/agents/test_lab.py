"""A lab: money it has, chips it orders, runs it plans, teachers it hears."""

import pytest
from scenarios import compose

from sim.agents import Lab
from sim.agents.model import AIGapModel
from sim.rules.capability import training_compute

US, CN, ROW = range(3)


def until(end, *overrides):
    return compose("status_quo", [f"horizon.end={end}", *overrides])


def stepped(months, *overrides, **how):
    model = AIGapModel(settings=until("2026-12-31", *overrides), **how)
    for _ in range(months):
        model.step()
    return model


@pytest.fixture(scope="module")
def world():
    """March 2023: chip rules stand, open weights are new."""
    return stepped(63)


class Unopened(Lab):
    """Teaches no one: its weights stay closed."""

    @property
    def is_open(self):
        return False


class Untaught(Lab):
    """Hears no teacher."""

    def open_teacher(self):
        return 0.0, 0.0, self.region.index

    def closed_teacher(self):
        return 0.0, 0.0


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


def test_cash_is_what_came_in_less_what_went_out():
    model = stepped(80, lab_class=Bookkeeper)
    renting = [lab for lab in model.labs if lab.is_cloud or lab.region.is_follower]
    for lab in model.labs:
        if lab not in renting:  # rent is settled by the market
            assert lab.cash == pytest.approx(lab.opening + lab.balance, rel=1e-9), lab.name


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
            spent = lab.research + sum(lab.orders)
            budget = lab.research / (1 - lab.compute_share) if lab.compute_share < 1 else spent
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


def test_perfect_enforcement_leaves_nothing_to_smugglers():
    model = stepped(76, "sanctions.enforcement=1")
    chinese = [lab for lab in model.labs if lab.region.index == CN]
    assert sum(lab.smuggled(1.0) for lab in chinese) == 0


def test_a_run_is_fixed_at_its_launch(world):
    lab = next(lab for lab in world.labs if lab.trains and lab.run_stock > 0)
    lab.launch_run()
    parameters = world.parameters
    most = training_compute(
        lab.run_stock, lab.rented, 0.9, parameters.utilisation, parameters.training_days
    )
    assert lab.coming_compute <= most
    assert parameters.shortest_run <= lab.coming_month - world.month <= parameters.longest_run
    assert (
        parameters.shortest_generation
        <= lab.next_launch - world.month
        <= parameters.longest_generation
    )


def test_a_late_lab_trains_smaller_until_it_catches_up():
    model = AIGapModel(settings=compose("status_quo"))
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
    lab.coming_month, lab.next_launch = model.month, -1
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
    lab.coming_month, lab.coming_base, lab.next_launch = model.month, lab.base - 1, -1
    base = lab.base
    lab.launch_and_finish_runs()
    assert lab.base == base


def test_closed_weights_leave_the_follower_its_own_teachers_only():
    model = stepped(100, "sanctions.open_weights=1", "sanctions.model_access=1")
    chinese = next(lab for lab in model.labs if lab.region.index == CN and lab.trains)
    american = next(lab for lab in model.labs if lab.region.index == US and lab.trains)
    assert chinese.left_open(0.5, 1.0, US) == 0
    assert chinese.left_open(0.5, 1.0, ROW) == 0
    assert chinese.left_open(0.5, 1.0, CN) == 0.5
    assert american.left_open(0.5, 1.0, CN) == 0.5
    assert chinese.open_teacher()[1] in (0.0, *model.regions[CN].open_teacher)
    assert chinese.closed_teacher()[1] in model.regions[CN].closed_teacher


def test_a_teacher_has_an_effect_only_after_its_delay(world):
    lab = next(lab for lab in world.labs if lab.region.index == CN and lab.trains)
    at = world.month - int(world.parameters.distillation_delay) + 1
    heard = lab.closed_teacher()[1]
    assert heard == max(region.closed_teacher[at] for region in world.regions)


@pytest.mark.slow
def test_a_follower_without_teachers_reaches_less():
    # in a single member a rival that learns less can leave a lab better chips
    usual, untaught = (
        sum(
            AIGapModel(settings=until("2024-12-31"), member=member, lab_class=lab).run()[
                "capability"
            ][0, -1]
            for member in range(4)
        )
        for lab in (Lab, Untaught)
    )
    assert untaught[CN] < usual[CN]
    assert untaught[ROW] < usual[ROW]


def test_without_open_weights_nothing_descends_from_them():
    series = AIGapModel(settings=until("2025-12-31"), lab_class=Unopened).run()
    share = series["open_weight_share"]
    assert not share[share == share].any()


def test_a_release_has_a_day_in_its_month():
    model = stepped(24)
    for _ in range(24):
        model.step()
        for lab in model.labs:
            if lab.released_at >= 0:
                assert model.month <= lab.released_at < model.month + 1
