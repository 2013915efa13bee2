"""What a calibration found, for the terminal and for analysts."""

import csv
from io import StringIO

import numpy as np
import pytest
from rich.console import Console
from specimens import target

from sim.calibration.check import Ranks
from sim.calibration.diagnostics import TargetFit, Width
from sim.tables.calibration import (
    predicted,
    rank_table,
    save_ranks,
    save_tables,
    target_fit_table,
    width_table,
)

VALUE = TargetFit(
    target(id="S002", label="FDI, bn USD", kind="value", value=33.0),
    (30.0, 35.0, 41.0), (20.5, 35.123456, 51.0), True,
)  # fmt: skip
CLAIM = TargetFit(
    target(id="S001", label="lag, months", kind="interval", low=12.0, high=24.0),
    (2.0, 5.0, 30.0), (1.0, 5.0, 31.0), False,
)  # fmt: skip
BOUND = TargetFit(target(id="A135", kind="bound", low=10.1), (11.0,) * 3, (11.0,) * 3, True)
FACT = TargetFit(target(id="Q001", kind="fact", value=0.0), (0.25,) * 3, (0.25,) * 3, True)
MEETINGS = [VALUE, CLAIM, BOUND, FACT]
WIDTHS = [
    Width("spillover", (0.1, 0.2, 0.3), (0.15, 0.18, 0.2), 0.6, -0.25),
    Width("boldness", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 0.99, 0.01),
    Width("runway", (1.0, 2.0, 3.0), (1.5, 2.0, 2.1), 0.3, 0.8),
]


def printed(table):
    console = Console(file=StringIO(), width=120)
    console.print(table)
    return console.file.getvalue()


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("fit", "expected"), [(VALUE, "33"), (CLAIM, "12 to 24"), (BOUND, "over 10.1"), (FACT, "0")]
)
def test_published_values_have_few_digits(fit, expected):
    assert fit.target.published == expected


def test_a_prediction_is_a_median_and_an_interval_and_a_fact_a_part_of_members():
    assert predicted(VALUE) == "35.12 [20.5, 51]"
    assert predicted(FACT) == "0.25 of members"


def test_a_table_of_targets_counts_those_that_are_met():
    text = printed(target_fit_table(MEETINGS))
    assert "Targets: 3 of 4 met" in text
    lines = {id_: line for line in text.splitlines() for id_ in ("S001", "S002") if id_ in line}
    assert lines["S001"].rstrip().endswith("no")
    assert lines["S002"].rstrip().endswith("yes")


def test_the_table_of_widths_lists_identified_parameters_first_and_names_the_others():
    text = printed(width_table(WIDTHS))
    assert "Prior and posterior of 3 parameters" in text
    assert text.index("runway") < text.index("spillover") < text.index("prior and posterior alike")
    assert "alike: boldness" in text
    assert "-0.25" in text
    assert "0.15 to 0.2" in text


def test_targets_are_saved_as_a_readable_file(tmp_path):
    save_tables(tmp_path, MEETINGS, WIDTHS)
    rows = rows_of(tmp_path / "targets.csv")
    assert [row["id"] for row in rows] == ["S002", "S001", "A135", "Q001"]
    assert rows[0]["label"] == "FDI, bn USD"  # a comma within
    assert [row["met"] for row in rows] == ["1", "0", "1", "1"]
    quantiles = [
        float(rows[0][f"{of}_{q}"]) for of in ("simulated", "predicted") for q in ("05", "50", "95")
    ]
    assert quantiles == [30.0, 35.0, 41.0, 20.5, 35.123456, 51.0]


def test_parameters_are_saved_as_a_readable_file(tmp_path):
    save_tables(tmp_path, MEETINGS, WIDTHS)
    rows = rows_of(tmp_path / "parameters.csv")
    assert [row["parameter"] for row in rows] == ["spillover", "boldness", "runway"]
    assert [row["identified"] for row in rows] == ["1", "0", "1"]
    assert (float(rows[2]["width"]), float(rows[2]["shift"])) == (0.3, 0.8)
    assert float(rows[0]["prior_95"]) == 0.3
    assert float(rows[0]["posterior_05"]) == 0.15


RANKS = Ranks(
    ("even", "low", "C045-C048"),
    np.stack(
        [(np.arange(40) + 0.5) / 40, np.full(40, 0.01), (np.arange(40)[::-1] + 0.5) / 40], axis=1
    ),
)


def test_the_table_of_ranks_names_those_that_fail():
    text = printed(rank_table(RANKS))
    assert "Ranks of 40 truths: failed: low" in text
    low = next(line for line in text.splitlines() if line.startswith("low"))
    assert low.split()[1:] == ["0.01", "0%", "0%", "0.000"]
    even = next(line for line in text.splitlines() if line.startswith("even"))
    assert even.split()[1:4] == ["0.50", "50%", "90%"]


def test_the_table_of_uniform_ranks_says_that_none_fails():
    sound = Ranks(("even",), RANKS.shares[:, :1])
    assert "none fails" in printed(rank_table(sound))


def test_ranks_are_saved_as_a_file_with_a_row_for_each_truth(tmp_path):
    save_ranks(tmp_path, RANKS)
    rows = rows_of(tmp_path / "ranks.csv")
    assert list(rows[0]) == list(RANKS.names)
    read = np.array([[float(value) for value in row.values()] for row in rows])
    np.testing.assert_array_equal(read, RANKS.shares)
