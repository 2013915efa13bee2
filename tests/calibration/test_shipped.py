"""What ships beside the posteriors: sensitivity indices of every parameter."""

import pytest
from command_line import command

from sim.calibration.shipped import shipped_indices, what_indices_rest_on
from sim.compose import compose
from sim.world.parameters import Parameters

SMALL = ("task=sensitivity", "task.regimes=4", "task.members_each=1", "task.date=2024-04-30",
         "task.resamples=20")  # fmt: skip
OUTCOMES = ("capability_lag", "capability_lag_change")


def parameters_of(indices):
    return indices.index[indices["kind"] == "parameter"].tolist()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_parameter_has_an_index_that_ships(outcome):
    assert parameters_of(shipped_indices().loc[outcome]) == list(Parameters._fields)


def test_indices_that_ship_are_of_one_sample():
    about = shipped_indices()[["month", "scenario", "regimes", "members"]]
    assert len(about.drop_duplicates()) == 1


def test_indices_that_ship_are_of_the_rules_and_priors_that_ship():
    assert set(shipped_indices()["made_from"]) == {what_indices_rest_on(compose())}


@pytest.mark.slow
def test_an_analysis_leaves_the_shipped_indices_alone_unless_it_is_asked_to_ship(
    tmp_path, monkeypatch
):
    written = tmp_path / "sensitivity.csv"
    monkeypatch.setattr("sim.calibration.shipped.INDICES", written)
    assert command(tmp_path, *SMALL, "task.parameters=[]").code == 0
    assert not written.exists()
    ended = command(tmp_path, *SMALL, "task.ship=true")
    assert (ended.code, ended.err) == (0, "")
    for outcome in OUTCOMES:
        assert parameters_of(shipped_indices().loc[outcome]) == list(Parameters._fields)
    assert set(shipped_indices()["month"]) == {"2024-04"}


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("task.parameters=[scale_delay]", "task.parameters: got [scale_delay], takes null, or all"),
        ("task.instruments=[]", "task.instruments: got [], takes at least one"),
    ],
)
def test_indices_of_a_part_of_the_inputs_do_not_ship(tmp_path, option, message):
    ended = command(tmp_path, "task=sensitivity", "task.ship=true", option)
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith(f"sim: {message}")
    assert list(tmp_path.iterdir()) == []
