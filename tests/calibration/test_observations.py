"""A user's own facts: what is read, and how each wrong cell is named."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from sim.calibration.observations import COLUMNS, read_observations
from sim.calibration.targets import TARGETS_FILE, all_targets
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.tasks.own_facts import check_targets

KEY = "calibration.observations"
ROW = {
    "id": "mine",
    "measure": "measured_lag",
    "of": "ECI",
    "region": "CN",
    "period": "2026-03",
    "kind": "value",
    "value": "5.5",
    "tolerance": "2.5",
}

OF_FACTS = {"measure": "has_reached", "kind": "fact", "of": "2023-03"}


def written(folder, *rows, columns=None):
    file = folder / "my.csv"
    head = columns or tuple(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(head), *(",".join(row.get(key, "") for key in head) for row in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def read(folder, *rows, **kwargs):
    return read_observations(KEY, written(folder, *rows, **kwargs), ["Leading US designer"])


def test_the_targets_that_ship_are_read_as_they_are():
    shipped = Path(str(files("sim").joinpath("data/targets.csv")))
    designers = list(compose(None).roster.designers)
    assert read_observations(KEY, shipped, designers) == all_targets()


def test_columns_that_say_nothing_may_be_left_out(tmp_path):
    (target,) = read(tmp_path, ROW)
    assert (target.value, target.tolerance, target.scale) == (5.5, 2.5, "linear")
    assert target.label == "mine"
    assert target.release == target.series == target.note == ""


def test_rows_keep_their_order(tmp_path):
    rows = [ROW | {"id": name} for name in ("b", "a")]
    assert [target.id for target in read(tmp_path, *rows)] == ["b", "a"]


@pytest.mark.parametrize(
    ("change", "column", "takes"),
    [
        ({"id": ""}, "id", "a name"),
        ({"measure": "measured_lags"}, "measure", "measured_lag"),
        ({"of": "EIC"}, "of", "one of ECI"),
        (
            {"measure": "direct_investment", "of": "", "region": "China"},
            "region",
            "one of US, CN, RoW, world",
        ),
        ({"period": "March"}, "period", "a year, a month"),
        ({"period": ""}, "period", "a year, a month"),
        ({"period": "2026-03/2026-01"}, "period", "a year, a month"),
        ({"kind": "guess"}, "kind", "one of value"),
        ({"value": ""}, "value", "a number"),
        ({"value": "nan"}, "value", "a number"),
        ({"value": "five"}, "value", "a number"),
        ({"low": "1"}, "low", "nothing for a row of kind value"),
        ({"tolerance": "0"}, "tolerance", "more than 0"),
        ({"scale": "square"}, "scale", "one of linear, log"),
        ({"scale": "log", "value": "-1"}, "value", "more than 0 on the scale log"),
        ({"series": "mine"}, "series", "rows of kind value on the scale log"),
        ({"kind": "interval", "value": "", "low": "3", "high": "2"}, "high", "more than low"),
        (OF_FACTS | {"value": "2"}, "value", "1 if it holds, or 0"),
        (OF_FACTS | {"value": "1", "tolerance": "0.6"}, "tolerance", "between 0 and 0.5"),
        ({"period": "2026"}, "period", "one month for measured_lag"),
        ({"region": "US"}, "region", "one of CN, RoW"),
        ({"region": "world"}, "region", "one of CN, RoW"),
        ({"kind": "fact", "value": "1"}, "kind", "one of value, interval, bound"),
        ({"measure": "has_reached", "of": "2023-03"}, "kind", "one of fact"),
        ({"measure": "chips_sold", "of": "Nobody"}, "of", "one of Leading US designer"),
        ({"measure": "capability_gain", "of": "then"}, "of", "a month before 20"),
        (
            {
                "measure": "has_reached",
                "kind": "fact",
                "value": "1",
                "tolerance": "0.1",
                "of": "2030-01",
            },
            "of",
            "a month before 20",
        ),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(tmp_path, change, column, takes):
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, ROW, ROW | {"id": "second"} | change)
    said = str(refused.value)
    assert said.startswith(f"{KEY}: got ")
    assert f"my.csv, line 3, column {column}, takes " in said
    assert takes in said


def test_an_id_stands_once(tmp_path):
    with pytest.raises(SettingsError, match=r"line 3, column id, takes each id once"):
        read(tmp_path, ROW, ROW)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ([name for name in ROW if name != "tolerance"], "without the column tolerance"),
        ([*ROW, "colour"], "colour in .*line 1"),
        ([*ROW, "tolerence"], "tolerence in .*line 1.* tolerance"),
        ([*ROW, "value"], "a column twice in .*line 1"),
    ],
)
def test_columns_that_lack_or_are_unknown_are_named(tmp_path, columns, says):
    with pytest.raises(SettingsError, match=says):
        read(tmp_path, ROW, columns=columns)


def test_a_row_with_too_many_cells_is_named(tmp_path):
    file = written(tmp_path, ROW)
    file.write_text(file.read_text() + ",,,\n")
    with pytest.raises(SettingsError, match=r"more cells than columns in .*line 2"):
        read_observations(KEY, file)


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(SettingsError, match=r"a CSV file with the columns"):
        read_observations(KEY, tmp_path / name)


def test_a_file_without_a_row_is_named(tmp_path):
    with pytest.raises(SettingsError, match="without a row"):
        read(tmp_path, columns=COLUMNS)


def test_a_row_can_be_changed_like_a_target(tmp_path):
    (target,) = read(tmp_path, ROW)
    assert replace(target, value=6.0).published == "6"


@pytest.mark.parametrize("part", [0.3, 0.5, 0.7])
def test_a_table_of_targets_that_was_cut_is_refused_with_line_and_column(tmp_path, part):
    text = TARGETS_FILE.read_text(encoding="utf-8")
    kept = text[: int(part * len(text))]
    file = tmp_path / "cut.csv"
    file.write_text(kept, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        check_targets(file)
    assert f"{file} in line {kept.count(chr(10)) + 1}, column " in str(caught.value)


def test_a_row_with_too_few_cells_is_named(tmp_path):
    file = written(tmp_path, ROW)
    file.write_text(file.read_text().rsplit(",", 2)[0])
    with pytest.raises(SettingsError, match=r"got nothing in .*, line 2, column .* takes a cell a"):
        read_observations(KEY, file)
