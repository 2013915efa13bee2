"""Facts of the record against calibrations: the table, what is inside, and what was used."""

import csv
from datetime import date
from importlib.resources import files

import numpy as np
import pytest
import xarray as xr
from scenarios import compose

from sim.analysis.pattern_measures import PATTERN_MEASURES
from sim.analysis.pattern_table import CHANNELS, Pattern, all_patterns
from sim.analysis.patterns import (
    calibrations_of,
    check_calibrations,
    compare_patterns,
    covered,
    outside_unused,
    quantiles_of,
    used_targets,
)
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import all_targets, months_of, targets_of
from sim.settings.errors import SettingsError
from sim.world.indices import INDICES
from sim.world.labels import BASES, HOLDERS

PATTERNS = all_patterns()
REGIONS = {"US", "CN", "RoW", "world"}
HEAD = (
    *("id", "channel", "label", "measure", "of", "region", "period", "value", "low", "high"),
    *("unit", "status", "vintage", "source", "note", "targets"),
)
BLANK = Pattern(
    id="P1", channel="lag", label="a label", measure="capability_lag", of="", region="CN",
    period="2024-03", value=10.0, low=None, high=None, unit="months", status="computed",
    vintage="2024", source="a test", note="", targets=(),
)  # fmt: skip


def pattern(**given):
    """A pattern with some words and numbers of one's own."""
    return Pattern(**(vars(BLANK) | given))


# the table ----------------------------------------------------------------------------------------


def test_the_file_has_the_columns_of_a_pattern():
    text = files("sim").joinpath("data/patterns.csv").read_text(encoding="utf-8")
    assert tuple(next(csv.reader(text.splitlines()))) == HEAD


def test_ids_and_labels_of_a_channel_are_not_used_twice():
    assert len({p.id for p in PATTERNS}) == len(PATTERNS)
    assert len({(p.channel, p.label) for p in PATTERNS}) == len(PATTERNS)


@pytest.mark.parametrize("fact", PATTERNS, ids=lambda p: p.id)
def test_each_pattern_is_complete(fact):
    assert fact.channel in CHANNELS
    assert fact.measure in PATTERN_MEASURES
    assert fact.region in REGIONS
    assert fact.status in ("verified", "unverified", "computed")
    assert all((fact.label, fact.unit, fact.vintage, fact.source))
    first, last = months_of(fact.period)
    assert np.datetime64("2018-01") <= first <= last
    assert fact.ends[0] <= fact.value <= fact.ends[1]
    assert set(fact.targets) <= {target.id for target in all_targets()}


def test_indices_bases_and_kinds_are_those_of_the_model():
    named = {"measured_lag": INDICES, "mean_measured_lag": INDICES, "quarterly_move": INDICES,
             "base_share": BASES, "frontier_holder": HOLDERS}  # fmt: skip
    for fact in PATTERNS:
        assert fact.of in named.get(fact.measure, (fact.of,))


def test_patterns_of_a_channel_and_unit_stand_together():
    keys = [(p.channel, p.unit) for p in PATTERNS]
    changes = [key for before, key in zip([None, *keys], keys, strict=False) if key != before]
    assert len(changes) == len(set(keys))
    assert list(dict.fromkeys(p.channel for p in PATTERNS)) == list(CHANNELS)


def test_a_pattern_that_has_the_id_of_a_target_has_its_figure_or_says_that_it_is_that_target():
    targets = {target.id: target for target in all_targets()}
    for fact in PATTERNS:
        same = targets.get(fact.id)
        if same is not None and same.measure == fact.measure:
            assert (same.region, same.period) == (fact.region, fact.period)
            assert same.value == pytest.approx(fact.value, rel=1e-3)


# inside and outside -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "interval", "inside"),
    [
        (None, None, (9.0, 11.0), True),
        (None, None, (10.0, 11.0), True),
        (None, None, (10.1, 11.0), False),
        (8.0, 12.0, (11.9, 20.0), True),
        (8.0, 12.0, (12.1, 20.0), False),
        (8.0, 12.0, (0.0, 7.9), False),
        (10.0, None, (500.0, 600.0), True),  # at least 10
        (10.0, None, (0.0, 9.0), False),
        (None, 10.0, (-5.0, 1.0), True),  # at most 10
        (None, 10.0, (11.0, 12.0), False),
        (8.0, 12.0, (np.nan, np.nan), False),  # no member has a value
    ],
)
def test_a_fact_is_inside_if_what_it_may_be_overlaps(low, high, interval, inside):
    assert pattern(low=low, high=high).overlaps(*interval) is inside


def made(lags):
    """A run of one month in which members have these lags."""
    lags = np.asarray(lags, dtype=float).reshape(-1, 1, 1)
    labels = {"time": np.array(["2024-03-01"], dtype="datetime64[ns]"), "region": ["CN"]}
    return xr.Dataset({"capability_lag": (("member", "time", "region"), lags)}, labels)


def test_quantiles_are_those_of_members_that_have_a_value():
    found = quantiles_of(made([*range(101), np.nan]), [pattern()])
    assert found.tolist() == [[5.0, 50.0, 95.0]]


def test_there_is_no_quantile_without_a_value_or_outside_the_horizon():
    found = quantiles_of(made([np.nan, np.nan]), [pattern(), pattern(period="2024-04")])
    assert np.isnan(found).all()


# calibrations -------------------------------------------------------------------------------------


def test_the_calibration_is_that_of_the_run_unless_others_are_named():
    settings = compose(None, ["calibration=prior"])
    assert calibrations_of(settings, None) == {"prior": settings.calibration}
    named = calibrations_of(settings, ["article", "record-2024-06", "prior"])
    assert list(named) == ["article", "record-2024-06", "prior"]
    assert named["prior"] == settings.calibration
    assert named["article"] == compose(None).calibration
    assert named["record-2024-06"].posterior == "record-2024-06"
    assert named["record-2024-06"].until == load_posterior("record-2024-06").until


@pytest.mark.parametrize("names", [(), ("nobody",), ("prior", "prior")])
def test_calibrations_that_are_wrong_are_refused(names):
    with pytest.raises(SettingsError, match=r"task\.calibrations"):
        check_calibrations(compose(None, ["calibration=prior"]), names)


def test_what_a_calibration_used_are_its_targets_up_to_its_cut_off():
    settings = compose(None)
    named = calibrations_of(settings, ["prior", "article", "record-2024-06"])
    assert used_targets(named["prior"]) == frozenset()
    assert used_targets(named["article"]) == {
        t.id for t in targets_of("article", date(2024, 3, 31))
    }
    used = used_targets(named["record-2024-06"])
    assert "F030" in used  # the lag at the end of June 2024
    assert "F031" not in used


def test_patterns_before_the_horizon_are_left_out():
    patterns = [pattern(id="2024"), pattern(id="growth", measure="venture_growth", of="2023",
                                            period="2024")]  # fmt: skip
    late = compose(None, ["calibration=prior", "horizon.start=2023-06-01"])
    assert [p.id for p in covered(late, patterns)] == ["2024"]
    assert len(covered(compose(None), patterns)) == 2
    with pytest.raises(SettingsError, match=r"horizon\.start"):
        covered(compose(None, ["horizon.start=2030-01-01", "sanctions.from=2030-02-01"]), patterns)


# both ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared():
    settings = compose(None, ["calibration=prior", "ensemble.members=64"])
    return compare_patterns(settings, calibrations_of(settings, None))


def test_every_pattern_has_a_median_within_its_interval(compared):
    assert compared["pattern"].values.tolist() == [p.id for p in PATTERNS]
    of_prior = compared.sel(calibration="prior")
    assert bool((of_prior["low"] <= of_prior["median"]).all())
    assert bool((of_prior["median"] <= of_prior["high"]).all())


def test_inside_follows_from_the_interval_and_the_fact(compared):
    overlap = (compared["low"] <= compared["fact_high"]) & (
        compared["fact_low"] <= compared["high"]
    )
    assert bool((overlap == compared["inside"]).all())
    assert 0 < int(compared["inside"].sum()) < len(PATTERNS)


def test_the_priors_have_used_nothing_and_every_fact_counts(compared):
    inside, of, outside = outside_unused(compared.sel(calibration="prior"))
    assert not compared["used"].any()
    assert of == len(PATTERNS)
    assert inside == of - len(outside) == int(compared["inside"].sum())


def test_facts_that_were_used_do_not_count(compared):
    used = compared.sel(calibration="prior").copy(deep=True)
    used["used"][:] = True
    used["used"][:3] = False
    used["inside"][:3] = [True, False, True]
    assert outside_unused(used) == (2, 3, [PATTERNS[1].id])
