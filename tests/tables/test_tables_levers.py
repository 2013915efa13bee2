"""Tables and sentences on single instruments say what the dataset holds."""

import csv

import numpy as np
import pytest
import xarray as xr

from sim.analysis.channels import CHANNELS
from sim.tables.levers import (
    channel_table,
    elasticity_table,
    includes_zero,
    lag_table,
    save_rows,
    verdict,
)

DAY = "2024-04-02"
MEMBERS = 40


def found(instruments=("chip_exports", "enforcement"), members=MEMBERS):
    """Chip exports lengthen the lag of all members by four months, enforcement of half of them."""
    names = list(instruments)
    change = np.zeros((1, len(names), 1, members))
    change[:, 0] = 4.0
    change[:, 1, :, ::2], change[:, 1, :, 1::2] = 1.0, -1.0
    dims = ("date", "instrument", "months", "member")
    of_level = ("date", "instrument", "level")
    channel = np.broadcast_to([[[[200.0], [50.0]]]], (1, len(names), 2, members))
    half = np.full((1, len(names), 2, members), 0.5)
    return xr.Dataset(
        {
            "lag_change": (dims, change),
            "compute_ratio_change": (dims, change / 8),
            "months_per_factor_of_ten": (dims[:-1], np.full((1, len(names), 1), 8.0)),
            "channel": ((*of_level, "member"), channel),
            "channel_change": (("date", "instrument", "member"), channel[:, :, 1] - 200.0),
            "compute_ratio": ((*of_level, "months", "member"), half[:, :, :, None] * 2),
            "compute_ratio_reference": (("date", "months", "member"), half[:, 0, :1]),
            "gained_ratio": ((*of_level, "member"), half * 2),
            "gained_ratio_reference": (("date", "member"), half[:, 0, 0]),
            "smuggled_share": ((*of_level, "member"), half),
            "smuggled_share_reference": (("date", "member"), half[:, 0, 0]),
        },
        {
            "date": [DAY],
            "instrument": names,
            "level": ["open", "strict"],
            "months": [24],
            "reference": ("date", ["status_quo"]),
            "channel_name": ("instrument", [CHANNELS[name].words for name in names]),
            "channel_units": ("instrument", [CHANNELS[name].units for name in names]),
        },
    )


def column(table, place):
    return list(table.columns[place].cells)


def test_the_channel_is_told_open_and_strict():
    table = channel_table(found(), DAY)
    assert column(table, 0) == ["chip exports", "enforcement"]
    assert [column(table, place)[0] for place in (2, 3, 4)] == ["200", "50", "100%"]


def test_the_lag_is_told_with_its_interval_and_how_many_members_go_which_way():
    table = lag_table(found(), DAY)
    assert column(table, 1) == ["+4.0 [+4.0, +4.0]", "+0.0 [-1.0, +1.0]"]
    assert column(table, 2) == ["100/0/0", "50/0/50"]


def test_instruments_whose_interval_includes_zero_are_named():
    said = verdict(found(), DAY)
    assert "includes zero for enforcement. More than half" in said
    assert said.endswith("at most 5% in the other, for chip exports.")


def test_published_figures_stand_below_the_models():
    table = elasticity_table(found())
    assert "Epoch AI, C112" in table.caption
    assert "Institute for Progress" in table.caption
    assert column(table, 1) == [
        *["3.2 [3.2, 3.2]", "10.0 [10.0, 10.0]", "10.0 [10.0, 10.0]"] * 2,
        "50 [50, 50]%", "50 [50, 50]%", "50 [50, 50]%", "8.0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "answer"), [([1.0, 2.0], False), ([-1.0, 2.0], True), ([0.0, 0.0], True)]
)
def test_an_interval_includes_zero_if_zero_lies_between_its_ends(changes, answer):
    assert includes_zero(np.array(changes)) is answer


def test_the_file_has_a_row_an_instrument(tmp_path):
    save_rows(tmp_path / "levers.csv", found())
    with (tmp_path / "levers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["instrument"] for row in rows] == ["chip_exports", "enforcement"]
    assert [row["interval_includes_zero"] for row in rows] == ["0", "1"]
    assert float(rows[0]["months_per_factor_of_ten"]) == 8.0
