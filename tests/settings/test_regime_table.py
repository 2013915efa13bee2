"""The table of what was enacted is checked line by line, as the command line is."""

import pytest

from sim.settings.errors import SettingsError
from sim.settings.regime_table import REGIME_FILE, check_regime_table

TEXT = REGIME_FILE.read_text(encoding="utf-8")


def refusal(folder, text):
    file = folder / "regime.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        check_regime_table(file)
    return str(caught.value).replace(str(folder), "")


def test_the_table_that_ships_is_as_it_should_be():
    check_regime_table()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            "tools,2022-10-07,2031-10-07,7,assumption,",
            "sanctions.tools: got 7 in /regime.csv, line 59, column level, takes a level from 0 to",
        ),
        ("tools,2022-10-07,2031-10-07,high,assumption,", "column level, takes a level from 0 to 1"),
        ("tools,2022-10-07,2031-10-07,nan,assumption,", "column level, takes a level from 0 to 1"),
        (
            "tolls,2022-10-07,2022-10-07,0.7,assumption,",
            "history: got tolls in /regime.csv, line 59, column instrument, takes one of chip_",
        ),
        ("tools,2022-10,2031-10-07,0.7,assumption,", "column announced, takes a date as YYYY-MM"),
        ("tools,2022-10-07,2031-13-07,0.7,assumption,", "column effective, takes a date as YYYY"),
        ("tools,2032-10-07,2031-10-07,0.7,assumption,", "column announced, takes a date no later"),
        ("tools,2031-10-07,2031-10-07,0.7,,", "column status, takes record or assumption"),
        ("tools,2031-10-07,2031-10-07", "got nothing in /regime.csv, line 59, column level, takes"),
        ("tools,2031-10-07,2031-10-07,0.7,assumption,a,b", "column note, takes a cell a column"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(tmp_path, row, says):
    assert TEXT.count("\n") == 58
    assert says in refusal(tmp_path, TEXT + row + "\n")


def test_a_date_stands_once_for_an_instrument(tmp_path):
    rows = 2 * "tools,2031-10-07,2031-10-07,0.7,assumption,\n"
    assert "line 60, column effective, takes each date once for tools" in refusal(
        tmp_path, TEXT + rows
    )


def test_a_table_with_other_columns_is_refused(tmp_path):
    said = refusal(tmp_path, TEXT.replace("level", "levels", 1))
    assert said.startswith("history: got [instrument, announced, effective, levels, status, note]")


def test_a_table_that_was_cut_is_refused_with_its_last_line(tmp_path):
    half = TEXT[: len(TEXT) // 2]
    said = refusal(tmp_path, half)
    assert said.startswith(f"history: got the end of /regime.csv in line {half.count(chr(10)) + 1}")
