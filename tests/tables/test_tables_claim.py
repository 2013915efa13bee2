"""Tables and sentences on the article's claim say what the dataset holds."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.claim import ALL, GROUPS, HOW, LATER
from sim.docs.claim import claim_in_markdown
from sim.tables.claim import chance_row, chance_table, change_sentence, change_table, later_sentence


@pytest.fixture
def found():
    """Ten members: measures add three months to six of them; lags of 1 to 19, later one less."""
    change = np.zeros((5, 2, 10))
    change[0, :, :6] = 3.0
    lag = np.arange(1.0, 20.0, 2.0)
    lags = np.broadcast_to(np.stack([lag, lag - 1]), (2, 2, 10))
    caught = np.zeros((2, 2, 10), dtype=bool)
    caught[1, 1, :3] = True
    of_end = ("scenario", "end", "member")
    return xr.Dataset(
        {
            "change": (("group", "how", "member"), change),
            "lag": (of_end, lags),
            "ahead": (of_end, caught),
            "caught_up": (of_end, caught),
        },
        {
            "group": [ALL, *GROUPS],
            "how": list(HOW),
            "scenario": list(LATER),
            "end": ["2024-03", "2028-12"],
        },
        {"date": "2024-03", "without": "never_controlled"},
    )


def test_all_measures_have_a_row_and_each_group_two(found):
    table = change_table(found)
    assert table.row_count == 1 + 2 * len(GROUPS)
    first = [next(iter(column.cells)) for column in table.columns]
    assert first == ["all measures and answers", "", "+3.0 [+0.0, +3.0]", "60%", "40%", "0%"]


def test_a_month_has_the_lag_and_the_share_of_members_with_a_short_one(found):
    row = chance_row(found, "as_enacted", "2028-12")
    assert row == ("December 2028", "9.0 [0.9, 17.1]", "60%", "30%", "30%")
    assert chance_table(found, "as_enacted").row_count == 2


def test_sentences_are_computed(found):
    assert "changed that lag by +3.0 months (90% interval +0.0 to +3.0)" in change_sentence(found)
    assert "longer in 60% of members, the same in 40% and shorter in 0%" in change_sentence(found)
    said = later_sentence(found, "as_enacted")
    assert said.startswith(
        "Under “as enacted” the lag is shorter at the end of December 2028 than at the end of "
        "March 2024 in 100%"
    )
    assert said.endswith("for a month or longer, in 30%.")


def test_the_readme_has_the_same_sentences_and_rows_of_the_status_quo(found):
    text = claim_in_markdown(found)
    assert change_sentence(found) in text
    assert later_sentence(found, "status_quo") in text
    assert "| March 2024 | 10.0 [1.9, 18.1] | 60% | 30% | 0% |" in text
