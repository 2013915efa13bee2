"""What a target does for the lag: weights that take it back, and their table."""

import numpy as np
import pytest
import xarray as xr
from scenarios import compose
from scipy.stats import norm

from sim.analysis.leave_out import (
    MONTHS_AFTER,
    _weighted_median,
    _weights,
    check_posterior,
    leave_out,
)
from sim.settings.errors import SettingsError
from sim.tables.leave_out import (
    leave_out_rows,
    leave_out_table,
    shipped_leave_out,
    to_frame,
    verdict,
)


@pytest.fixture(scope="module")
def found():
    return leave_out(compose(None, ["ensemble.members=256"]))


def test_every_target_of_the_calibration_is_left_out_once(found):
    assert found.sizes["target"] == len(set(found["target"].values)) > 20
    assert found["months"].values.tolist() == list(MONTHS_AFTER)
    assert np.isfinite(found["change"]).all()
    assert ((found["size"] >= 0.999) & (found["size"] <= 256.001)).all()


def test_weights_give_back_the_posterior_without_a_target():
    # a normal prior, and two measurements of which the second is left out
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000, 1.0, np.sqrt(1 / 3))
    first, second = -0.5 * draws**2, -0.5 * (draws - 3.0) ** 2
    weights = _weights(first, first + second)
    assert weights @ draws == pytest.approx(0.0, abs=0.05)
    assert _weighted_median(draws[None], weights)[0] == pytest.approx(0.0, abs=0.05)


def test_a_target_that_tells_all_members_the_same_changes_nothing():
    everything = np.array([-1.0, -2.0, -3.0])
    np.testing.assert_allclose(_weights(everything + 5.0, everything), 1 / 3)


def test_a_member_that_the_targets_exclude_has_no_weight():
    weights = _weights(np.array([-1.0, -np.inf, -1.0]), np.array([-2.0, -np.inf, -2.0]))
    assert weights.tolist() == pytest.approx([0.5, 0.0, 0.5])


def test_priors_have_no_target_to_leave_out():
    with pytest.raises(SettingsError, match="one that has targets"):
        check_posterior(compose(None, ["calibration=prior"]))


def example():
    return xr.Dataset(
        {
            "change": (("target", "months"), [[0.1, -0.2, 0.3], [0.0, 0.0, -1.5]]),
            "median": ("months", [12.0, 11.0, 10.0]),
            "k": ("target", [0.3, 0.9]),
            "size": ("target", [200.0, 12.0]),
        },
        {"target": ["A", "B"], "months": list(MONTHS_AFTER), "label": ("target", ["a", "b"])},
        {"posterior": "mine", "impossible": 0},
    )


def test_the_target_that_does_most_comes_first_and_doubtful_weights_are_marked():
    _, first, second = leave_out_rows(to_frame(example()))
    assert first == ("B", "b", "+0.0", "+0.0", "-1.5", "12", "0.90 !")
    assert second[-1] == "0.30"
    assert leave_out_table(example()).row_count == 2


def test_it_is_said_which_target_does_most():
    sentence = verdict(example())
    assert "more than 1.5 months if it is left out (B, -1.5)" in sentence
    assert "For 1 of 2 targets a few draws dominate" in sentence
    assert "exclude" not in sentence
    assert "exclude 3 members" in verdict(example().assign_attrs(impossible=3))


def test_the_table_that_ships_has_the_targets_of_the_default_calibration(found):
    assert shipped_leave_out()["target"].tolist() == found["target"].values.tolist()
