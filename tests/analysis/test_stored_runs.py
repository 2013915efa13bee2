"""Runs that were made before, side by side."""

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.projection import project
from sim.analysis.stored_runs import compare_runs
from sim.settings.errors import SettingsError
from sim.storage.build import kept_of
from sim.storage.files import save
from sim.tables.regimes import comparison_table
from sim.tasks import check

FEW = ("ensemble.members=24", "horizon.end=2025-12-31")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Folders of runs: two of the same members, one of other members, one that lacks the lag."""
    asked = {
        "reference": ("status_quo",),
        "strict": ("strict_controls",),
        "other_seed": ("strict_controls", "ensemble.seed=2"),
        "fewer": ("strict_controls", "ensemble.members=16"),
        "without_lag": ("status_quo", "ensemble.keep=[capability]"),
    }
    made = tmp_path_factory.mktemp("runs")
    for name, (scenario, *words) in asked.items():
        settings = compose(scenario, [*FEW, *words])
        save(kept_of(project(settings), settings.ensemble), made / name / "projection.nc")
    return made


def paths(folder, *names):
    return [str(folder / name) for name in names]


def headers(compared):
    return [str(column.header) for column in comparison_table(compared, "2025-12").columns]


def test_runs_of_the_same_members_are_paired_and_the_first_is_the_reference(folder):
    compared = compare_runs(paths(folder, "reference", "strict"))
    assert compared["scenario"].values.tolist() == ["status_quo", "strict_controls"]
    assert (compared.attrs["paired"], compared.attrs["reference"]) == (1, "status_quo")
    run = project(compose("strict_controls", list(FEW)))
    np.testing.assert_allclose(
        compared["capability_lag_mean"].sel(scenario="strict_controls"),
        run["capability_lag_mean"],
        rtol=1e-6,
    )
    assert "effect compared\nwith status quo" in headers(compared)


def test_runs_of_other_members_have_no_change_of_a_member(folder):
    compared = compare_runs(paths(folder, "reference", "other_seed"))
    assert compared.attrs["paired"] == 0
    assert not any("change" in header for header in headers(compared))


def test_runs_of_one_title_are_told_apart_by_their_folders(folder):
    compared = compare_runs(paths(folder, "strict", "other_seed"))
    names = ["strict_controls, strict", "strict_controls, other_seed"]
    assert compared["scenario"].values.tolist() == names


def test_as_many_members_are_compared_as_the_smallest_run_has(folder):
    compared = compare_runs(paths(folder, "reference", "fewer"))
    assert compared.sizes["member"] == compared.attrs["members"] == 16


@pytest.mark.parametrize("name", ["without_lag", "nowhere"])
def test_a_folder_without_a_run_or_its_lag_is_named(folder, name):
    with pytest.raises(SettingsError, match=rf"task\.runs: got .*{name}"):
        compare_runs(paths(folder, "reference", name))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["task.runs=[one]"], "folders of two runs or more"),
        (["task.runs=[one,two]", "task.scenarios=[detente]"], "not both"),
    ],
)
def test_one_run_or_runs_beside_scenarios_are_refused(words, said):
    with pytest.raises(SettingsError, match=said):
        check(compose(None, ["task=compare", *words]))


def test_a_date_that_a_run_does_not_reach_is_refused(folder):
    runs = ",".join(paths(folder, "reference", "strict"))
    with pytest.raises(SettingsError, match=r"task\.dates: got 2028-12-31, takes a month from"):
        check(compose(None, ["task=compare", f"task.runs=[{runs}]"]))
