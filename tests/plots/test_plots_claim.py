"""The figure of the claim has an interval a group and a line a chance."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.claim import ALL, GROUPS, HOW, LATER
from sim.plots.claim import claim_figure, save_claim
from sim.tables.words import in_words


@pytest.fixture
def found():
    rng = np.random.default_rng(1)
    of_end = ("scenario", "end", "member")
    return xr.Dataset(
        {
            "change": (("group", "how", "member"), rng.normal(size=(5, 2, 30))),
            "lag": (of_end, rng.normal(10, 4, (2, 3, 30))),
            "ahead": (of_end, rng.random((2, 3, 30)) < 0.1),
        },
        {
            "group": [ALL, *GROUPS],
            "how": list(HOW),
            "scenario": list(LATER),
            "end": ["2024-03", "2024-12", "2025-12"],
        },
        {"date": "2024-03"},
    )


def test_each_group_has_an_interval_and_each_chance_a_line(found):
    left, right = claim_figure(found).axes
    assert len(left.get_yticklabels()) == 5
    labels = [line.get_label() for line in right.lines]
    assert labels == [
        f"{what}, {in_words(scenario)}"
        for scenario in LATER
        for what in ("lag under 12 months", "lag under 6 months", "China ahead")
    ]
    expected = (found["lag"].sel(scenario="as_enacted") < 12).mean("member")
    np.testing.assert_allclose(right.lines[3].get_ydata(), expected)


def test_it_is_saved(found, tmp_path):
    save_claim(found, tmp_path / "claim.png")
    assert (tmp_path / "claim.png").stat().st_size > 10_000
