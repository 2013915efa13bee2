"""Patterns as a table, a file and a sentence."""

import csv

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from sim.tables.patterns import (
    COLUMNS,
    pattern_table,
    published,
    said,
    save_pattern_rows,
    short,
    summary,
)


@pytest.fixture
def compared():
    """Four patterns of two channels under two calibrations; the second has used one of them."""
    ids = ["A", "B", "C", "D"]
    words = {
        "channel": ["lag", "lag", "lag", "chips"],
        "unit": ["months", "months", "months", "H100e"],
        "label": ["first", "second", "third", "fourth"],
        **{name: [name] * 4 for name in ("status", "vintage", "source", "note")},
    }
    numbers = {
        "fact": [10.0, 4.0, 3.0, 2_649_128.0],
        "fact_low": [10.0, 3.0, 3.0, -np.inf],
        "fact_high": [10.0, 5.0, np.inf, 2_649_128.0],
    }
    facts = {name: ("pattern", values) for name, values in (words | numbers).items()}
    both = ("calibration", "pattern")
    return xr.Dataset(
        facts
        | {
            "low": (both, [[8.0, 8.0, 8.0, 1e6]] * 2),
            "median": (both, [[9.0, 9.0, 9.0, 2e6]] * 2),
            "high": (both, [[11.0, 11.0, 11.0, 3e6]] * 2),
            "inside": (both, [[True, False, True, True]] * 2),
            "used": (both, [[False] * 4, [True, False, False, False]]),
        },
        {"pattern": ids, "calibration": ["prior", "current"]},
    )


def test_the_sentence_counts_what_was_not_used_and_names_what_is_outside(compared):
    assert summary(compared.sel(calibration="prior")) == (
        "prior: 3 of 4 patterns that the calibration did not use lie inside its 90% interval; "
        "outside: lag B."
    )
    assert summary(compared.sel(calibration="current")).startswith("current: 2 of 3 patterns")
    compared["inside"][:] = True
    assert summary(compared.sel(calibration="prior")).endswith("outside: none.")


def test_facts_are_written_with_what_is_known_of_their_error(compared):
    rows = [compared.isel(pattern=row, calibration=0) for row in range(4)]
    assert [published(row) for row in rows] == ["10", "4 [3, 5]", "over 3", "up to 2.65m"]
    assert said(rows[0]) == "9 [8, 11]"
    assert said(rows[3]) == "2m [1m, 3m]"


def test_where_no_member_has_a_value_the_table_says_so(compared):
    row = compared.isel(pattern=0, calibration=0)
    assert said(row.assign(median=np.nan)) == "no value"


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.0, "0"), (0.364, "0.364"), (12.53, "12.5"), (26.58, "26.58"), (4200.0, "4200"),
     (26267.0, "26.3k"), (401_698.0, "402k"), (13_659_258.0, "13.7m"), (-14.8, "-14.8")],
)  # fmt: skip
def test_numbers_are_short(number, written):
    assert short(number) == written


def test_the_table_has_a_row_a_pattern_and_a_heading_a_channel_and_unit(compared):
    console = Console(width=120)
    with console.capture() as shown:
        console.print(pattern_table(compared.sel(calibration="current")))
    lines = [" ".join(line.split()) for line in shown.get().splitlines()]
    assert "current: 3 of 4 patterns inside the 90% interval" in lines
    assert {"lag, months", "chips, H100e"} <= set(lines)
    assert "A first vintage 10 9 [8, 11] yes yes" in lines
    assert "B second vintage 4 [3, 5] 9 [8, 11] no" in lines


def test_the_file_has_a_row_a_calibration_and_pattern(compared, tmp_path):
    file = tmp_path / "patterns.csv"
    save_pattern_rows(file, compared)
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["calibration"], row["id"]) for row in rows] == [
        (name, id_) for name in ("prior", "current") for id_ in "ABCD"
    ]
    assert (rows[2]["fact_low"], rows[2]["fact_high"]) == ("3", "")
    assert [row["used"] for row in rows[4:]] == ["1", "0", "0", "0"]
    assert [row["inside"] for row in rows[:4]] == ["1", "0", "1", "1"]
