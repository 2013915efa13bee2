"""The line below a figure says what it was computed from."""

from sim.calibration.targets import all_targets
from sim.plots.source import source_line

RUN = {"sim_version": "0.1.0", "calibration": "article", "facts_until": "2024-04-02"}


def test_a_source_names_version_calibration_and_the_date_of_its_last_facts():
    line = source_line(RUN)
    assert line == "Source: AI gap simulator 0.1.0; calibration article, facts to 2024-04-02."


def test_a_source_of_members_from_the_priors_says_so():
    line = source_line(RUN | {"calibration": "prior"})
    assert "drawn from the priors, without calibration" in line


def test_a_source_names_each_index_of_measured_lags_with_its_last_month():
    lags = [t for t in all_targets() if t.measure == "measured_lag" and t.of == "ECI"]
    last = max(lag.period for lag in lags)
    assert f"Epoch index to {last}" in source_line(RUN, measured=True)


def test_what_a_dataset_does_not_say_is_left_out():
    assert source_line({}) == "Source: AI gap simulator."
