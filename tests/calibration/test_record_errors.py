"""What is wrong of published figures and of the model: how far, and together with what."""

from dataclasses import replace

import numpy as np
import pytest
from specimens import target

from sim.calibration.record_errors import (
    SERIES_SPREAD,
    effective_tolerances,
    error_covariance,
    standard_deviations,
)
from sim.calibration.targets import all_targets

LAG = target(measure="measured_lag", of="ECI", kind="value", value=12.0, tolerance=2.5)


def test_rows_on_one_release_have_wider_tolerances():
    rows = [replace(LAG, id=str(i), release="Yi-34B") for i in range(4)]
    assert effective_tolerances(rows) == pytest.approx([5.0] * 4)


def test_rows_on_other_releases_other_indices_or_none_keep_their_tolerance():
    rows = [
        replace(LAG, release="Yi-34B"),
        replace(LAG, release="Qwen-14B"),
        replace(LAG, release="Yi-34B", of="LMArena"),
        replace(LAG, release=""),
        replace(LAG, release=""),
    ]
    assert effective_tolerances(rows) == pytest.approx([2.5] * 5)


def test_a_deviation_is_made_of_tolerance_and_discrepancy():
    row = replace(LAG, tolerance=3.0, discrepancy=4.0)
    assert standard_deviations([row]) == pytest.approx([5.0])
    assert error_covariance([row]) == pytest.approx(np.array([[25.0]]))


@pytest.mark.parametrize(
    "other", [{"of": "LMArena"}, {"region": "US"}, {"measure": "compute_lag"}, {"scale": "log"}]
)
def test_other_quantities_do_not_share_a_discrepancy(other):
    row = replace(LAG, discrepancy=2.0)
    covariance = error_covariance([row, replace(row, id="T2", **other)])
    assert covariance[0, 1] == 0.0


@pytest.mark.parametrize(
    ("period", "months"),
    [("2024-03", 0.0), ("2025-03", 12.0), ("2023", 8.5), ("2024-01/2024-04", 0.5)],
)
def test_a_shared_discrepancy_fades_with_the_months_between_the_middles_of_periods(period, months):
    row = replace(LAG, discrepancy=2.0)
    covariance = error_covariance([row, replace(row, id="T2", period=period)])
    assert covariance[0, 1] == pytest.approx(4.0 * np.exp(-months / 12.0))


def test_rows_of_a_series_share_its_scale_whatever_they_measure():
    row = replace(LAG, series="a survey", scale="log")
    covariance = error_covariance([row, replace(row, id="T2", region="US")])
    assert covariance[0, 1] == pytest.approx(SERIES_SPREAD**2)


def test_the_covariance_of_all_targets_is_positive_definite():
    assert np.linalg.eigvalsh(error_covariance(all_targets())).min() > 0.0


def test_a_published_series_has_a_discrepancy_as_large_as_its_tolerance():
    values = [t for t in all_targets() if t.kind == "value"]
    names = [(t.measure, t.of, t.region, t.scale) for t in values]
    for one, name in zip(values, names, strict=True):
        assert one.discrepancy == (one.tolerance if names.count(name) >= 3 else 0.0), one.id
