"""Every mechanism fires in the scenarios that ship, counted where it acts."""

from collections import Counter

import pytest
from scenarios import compose

from sim.agents import ChipSupplier, Investor, Lab
from sim.agents.model import AIGapModel
from sim.rules.investors import BOUND_OF_EXPECTATIONS
from sim.world.labels import BASES

COUNTED = Counter()


class WatchedLab(Lab):
    def launch_and_finish_runs(self):
        before = self.base
        super().launch_and_finish_runs()
        COUNTED["new bases"] += self.base > before

    def scored(self):
        scores = super().scored()
        COUNTED["releases that indices test"] += scores != []
        COUNTED["releases that no index tests"] += scores == []
        COUNTED["scores above and below capability"] += scores != [] and min(
            scores
        ) < self.capability < max(scores)
        return scores

    def run_share(self, draw):
        share = super().run_share(draw)
        lateness, self.lateness = self.lateness, 0.0
        COUNTED["runs smaller for having come late to scale"] += share < super().run_share(draw)
        self.lateness = lateness
        return share

    def breakthrough(self):
        found = super().breakthrough()
        COUNTED["breakthroughs"] += found > 0
        return found

    def smuggled(self, restricted):
        grey = super().smuggled(restricted)
        COUNTED["orders to smugglers"] += grey > 0
        return grey

    def rented_instead(self, unmet):
        rent = super().rented_instead(unmet)
        COUNTED["rent in place of chips"] += rent > 0
        return rent

    def domestic_quota(self, home):
        quota = super().domestic_quota(home)
        COUNTED["orders that must be domestic"] += quota > 0
        return quota

    def bring_forward(self, budget):
        before = sum(self.orders)
        super().bring_forward(budget)
        COUNTED["orders brought forward"] += sum(self.orders) > before

    def open_teacher(self):
        taught = super().open_teacher()
        COUNTED["open teachers from abroad"] += taught[0] > 0 and taught[1] != self.region.index
        return taught

    def distilled(self):
        lifted = super().distilled()
        COUNTED["updates that learn from outputs"] += lifted > self.breakthroughs
        return lifted

    def trace(self, is_taught, origin, root):
        super().trace(is_taught, origin, root)
        COUNTED[f"releases built on {BASES[self.built_on]}"] += 1

    def open_weights(self):
        was_open = self.is_open
        super().open_weights()
        opened = self.is_open and not was_open
        COUNTED["weights that are opened"] += opened
        COUNTED["weights opened later than released"] += opened and self.released_at < 0
        COUNTED["releases that stay closed"] += (
            self.may_open and self.released_at >= 0 and not self.is_open
        )

    def give_up(self):
        super().give_up()
        COUNTED["start-ups that give up"] += 1


class WatchedInvestor(Investor):
    def commit(self):
        before = self.sentiment
        super().commit()
        COUNTED["sentiment that rises"] += self.sentiment > before
        COUNTED["sentiment that falls"] += self.sentiment < before
        surprise = self.expected_progress() - self.model.parameters.normal_progress
        COUNTED["surprises that are cut"] += abs(surprise) > BOUND_OF_EXPECTATIONS

    def allocate(self):
        paid_before = self.model.flow[self.region.index].sum()
        super().allocate()
        paid = 3 * (self.model.flow[self.region.index].sum() - paid_before)
        COUNTED["money that a barrier keeps from being invested"] += paid < self.commitment * (
            1 - 1e-9
        )
        barred = [
            self.barrier(lab) > 0 and self.home_bias[lab.index] > 0 for lab in self.model.labs
        ]
        at_home = [
            lab.region is self.region and self.home_bias[lab.index] > 0 for lab in self.model.labs
        ]
        COUNTED["barred money diverted to labs at home"] += any(barred) and any(at_home)


class WatchedSupplier(ChipSupplier):
    def cut_down(self):
        variant = super().cut_down()
        kind = "throughput" if variant.tflops < self.chip.tflops else "interconnect"
        COUNTED[f"export variants with less {kind}"] += 1
        return variant

    def ration_and_deliver(self):
        super().ration_and_deliver()
        COUNTED["orders rationed"] += self.fill < 1 and self.ordered > 0
        variant = self.offers[1].barred and self.delivered[1] > 0
        COUNTED["deliveries of variants"] += variant
        levied = self.model.levels.levy > 0 and not self.region.is_follower
        COUNTED["sales under a levy"] += levied and self.delivered[1] > 0

    def launch(self):
        super().launch()
        COUNTED["chips beyond the record"] += self.chip.generation >= int(
            self.model.world.cast.designers.generations[self.index]
        )


MECHANISMS = {
    "new bases", "breakthroughs", "orders to smugglers", "rent in place of chips",
    "orders that must be domestic", "orders brought forward", "open teachers from abroad",
    "money that a barrier keeps from being invested", "barred money diverted to labs at home",
    "export variants with less throughput", "export variants with less interconnect",
    "orders rationed", "deliveries of variants", "sales under a levy", "chips beyond the record",
    "releases built on own", "releases built on home open weights",
    "releases built on foreign open weights", "updates that learn from outputs",
    "leases at home", "leases abroad", "start-ups that give up", "weights that are opened",
    "releases that stay closed", "weights opened later than released",
    "quarters in which foreign investors take out more than they put in",
    "months without a release", "price rises", "price falls",
    "funds short of foreign liquidity", "sentiment that rises", "sentiment that falls",
    "surprises that are cut", "runs smaller for having come late to scale",
    "releases that indices test", "releases that no index tests",
    "scores above and below capability",
}  # fmt: skip


@pytest.fixture(scope="module")
def counted():
    """Two members under what was enacted, watched."""
    COUNTED.clear()
    for member in (0, 1):
        model = AIGapModel(
            settings=compose("as_enacted", ["horizon.end=2026-12-31"]),
            member=member,
            lab_class=WatchedLab,
            investor_class=WatchedInvestor,
            supplier_class=WatchedSupplier,
        )
        series = {name: values[0] for name, values in model.run().items()}
        quarters = series["fdi"][:, 1].reshape(-1, 3).sum(axis=1)
        COUNTED["quarters in which foreign investors take out more than they put in"] += int(
            (quarters < 0).sum()
        )
        COUNTED["months without a release"] += int((series["released_models"] == 0).sum())
        moves = series["chip_price"][1:, 0] - series["chip_price"][:-1, 0]
        COUNTED["price rises"] += int((moves > 0).sum())
        COUNTED["price falls"] += int((moves < 0).sum())
        home = series["leased_compute"][:, 1] - series["rented_compute"][:, 1]
        COUNTED["leases at home"] += int((home > 0).sum())
        COUNTED["leases abroad"] += int((series["rented_compute"][:, 1] > 0).sum())
        COUNTED["funds short of foreign liquidity"] += model.regions[1].liquidity < 1
    return COUNTED


@pytest.mark.parametrize("mechanism", sorted(MECHANISMS))
def test_a_mechanism_acts_under_the_enacted_measures(mechanism, counted):
    assert counted[mechanism] > 0


def test_every_mechanism_that_is_counted_is_listed(counted):
    assert set(counted) <= MECHANISMS
