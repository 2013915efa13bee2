"""The table of targets: whole, sourced, and of its time."""

from datetime import date

import numpy as np
import pytest

from sim.calibration.measures import MEASURES
from sim.calibration.targets import all_targets, months_of, targets_of
from sim.world.indices import INDICES

ARTICLE_CUT_OFF, RECORD_CUT_OFF = date(2024, 3, 31), date(2025, 12, 31)
TARGETS = all_targets()
BY_ID = {target.id: target for target in TARGETS}


def ids(targets):
    return {target.id for target in targets}


def test_no_two_targets_have_one_id():
    assert len(BY_ID) == len(TARGETS) > 90


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_a_target_is_complete(target):
    assert target.measure in MEASURES
    assert target.used_by in ("article", "record", "both", "backtest")
    assert target.tolerance > 0
    assert target.scale in ("linear", "log")
    assert target.label
    assert target.quantity
    assert target.source
    assert target.unit
    first, last = months_of(target.period)
    assert first <= last


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_a_target_has_the_numbers_of_its_kind_and_no_others(target):
    given = (target.value is not None, target.low is not None, target.high is not None)
    takes = {"value": (1, 0, 0), "fact": (1, 0, 0), "interval": (0, 1, 1), "bound": (0, 1, 0)}
    assert given == takes[target.kind]
    if target.kind == "interval":
        assert target.low < target.high
    if target.kind == "fact":
        assert target.value in (0, 1)
        assert target.tolerance < 0.5
    numbers = [n for n in (target.value, target.low, target.high) if n is not None]
    assert target.scale == "linear" or min(numbers) > 0
    assert np.isfinite(numbers).all()


# what each calibration may know -------------------------------------------------------------------


def test_no_target_of_the_article_ends_after_it():
    ends = {t.id: months_of(t.period)[1] for t in TARGETS if t.used_by in ("article", "both")}
    assert {id_ for id_, end in ends.items() if end > np.datetime64("2024-03")} == set()


def test_no_target_of_the_article_rests_on_an_index_that_was_computed_later():
    of_article = targets_of("article", RECORD_CUT_OFF)
    assert [t.id for t in of_article if t.measure == "measured_lag" or t.of in INDICES] == []


def test_the_article_calibration_excludes_targets_of_the_later_record():
    assert ids(targets_of("article", RECORD_CUT_OFF)) == {
        t.id for t in TARGETS if t.used_by in ("article", "both")
    }


def test_direct_investment_of_2023_is_a_first_print_to_the_article_and_revised_to_the_record():
    def of_2023(calibration):
        targets = targets_of(calibration, RECORD_CUT_OFF)
        return [t.value for t in targets if t.measure == "direct_investment" and t.period == "2023"]

    assert of_2023("article") == [33.0]
    assert of_2023("record") == [51.338]


@pytest.mark.parametrize(
    ("until", "added", "kept_back"),
    [
        (date(2023, 12, 31), "A143", "A144"),
        (date(2024, 3, 31), "A144", "F030"),
        (date(2024, 6, 30), "F030", "F031"),
        (date(2025, 6, 30), "F034", "ECI-2025-09"),
        (date(2025, 12, 31), "ECI-2025-12", None),
    ],
)
def test_the_record_knows_the_rows_up_to_its_cut_off_and_no_later(until, added, kept_back):
    known = ids(targets_of("record", until))
    assert added in known
    assert kept_back not in known
    ends = [months_of(BY_ID[id_].period)[1] for id_ in known]
    assert max(ends) == np.datetime64(until, "M")


def test_a_later_cut_off_only_adds_to_the_record():
    months = [date(2023, 6, 30), date(2024, 3, 31), date(2024, 12, 31), RECORD_CUT_OFF]
    known = [ids(targets_of("record", until)) for until in months]
    assert known[0] < known[1] < known[2] < known[3]


def test_targets_for_the_back_test_are_not_used_by_any_calibration():
    used = ids(targets_of("article", RECORD_CUT_OFF)) | ids(targets_of("record", RECORD_CUT_OFF))
    kept = {t.id for t in TARGETS if t.used_by == "backtest"}
    assert kept
    assert not kept & used


def test_a_month_that_has_not_ended_by_the_cut_off_is_not_used():
    of_march = {t.id for t in TARGETS if t.period == "2024-03" and t.used_by == "both"}
    assert of_march
    assert not of_march & ids(targets_of("article", date(2024, 3, 30)))
    assert of_march <= ids(targets_of("article", date(2024, 3, 31)))


# rows that hang together --------------------------------------------------------------------------


def test_every_measured_lag_names_the_release_that_it_rests_on():
    lags = [t for t in TARGETS if t.measure == "measured_lag"]
    assert [t.id for t in lags if not t.release] == []
    assert {t.of for t in lags} == set(INDICES)


def test_nothing_but_measured_lags_rests_on_a_release():
    assert {t.measure for t in TARGETS if t.release} == {"measured_lag"}


def test_a_release_is_named_alike_in_every_row():
    names = sorted({t.release for t in TARGETS if t.release})
    assert len({name.lower().replace(" ", "").replace("-", "") for name in names}) == len(names)


def test_a_series_has_several_rows_of_positive_values():
    for name in {t.series for t in TARGETS} - {""}:
        rows = [t for t in TARGETS if t.series == name]
        assert len(rows) > 1, name
        assert {t.kind for t in rows} == {"value"}, name
        assert {t.scale for t in rows} == {"log"}, name
        assert min(t.value for t in rows) > 0, name


# the article --------------------------------------------------------------------------------------

ARTICLE = {
    "S001": ("capability_lag", "CN", "2024-03", (12, 24)),
    "S002": ("direct_investment", "CN", "2023", 33),
    "S003": ("direct_investment", "CN", "2021", 344),
    "S004": ("venture_investment", "world", "2023", 42.5),
    "S005": ("venture_investment", "US", "2023", 31),
    "S006": ("venture_investment", "CN", "2023", 2),
    "S007": ("venture_investment", "CN", "2022", 6.7),
    "S008": ("open_weight_share", "CN", "2024-03", (0.5, 1.0)),
    "S009": ("chip_plant_share", "CN", "2018", 0.48),
    "S010": ("chip_plant_share", "CN", "2022", 0.01),
    "S011": ("chip_plant_share", "US", "2018", 0.0),
    "S012": ("chip_plant_share", "US", "2022", 0.37),
    "S013": ("chip_plant_share", "RoW", "2018", (0.1, 1.0)),
    "S014": ("chip_plant_share", "RoW", "2022", (0.38, 1.0)),
    "S015": ("capability_lag", "CN", "2021-12", (0, 12)),
    "Q001": ("has_reached", "CN", "2024-03", 0),
}
"""Measure, region, period, and what the article says."""


@pytest.mark.parametrize("id_", ARTICLE)
def test_a_figure_of_the_article_stands_in_the_table(id_):
    measure, region, period, says = ARTICLE[id_]
    target = BY_ID[id_]
    assert (target.measure, target.region, target.period) == (measure, region, period)
    interval = isinstance(says, tuple)
    assert ((target.low, target.high) if interval else target.value) == says


def test_the_article_says_these_figures_and_no_others():
    assert {t.id for t in TARGETS if t.is_the_articles} == set(ARTICLE)


def test_china_has_not_reached_the_level_of_gpt_4():
    fact = BY_ID["Q001"]
    assert (fact.kind, fact.of) == ("fact", "2023-03")


# periods ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2023", "2023-01", "2023-12"),
        ("2024-03", "2024-03", "2024-03"),
        ("2022-01/2023-12", "2022-01", "2023-12"),
        ("2022-11/2023-02", "2022-11", "2023-02"),
    ],
)
def test_a_period_is_a_year_a_month_or_two_months_with_all_between(period, first, last):
    assert months_of(period) == (np.datetime64(first), np.datetime64(last))
