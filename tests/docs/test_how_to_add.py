"""The guide's section `How to add ...` is true: each thing is added once, in the files it lists."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from additions import ADDITIONS, apply
from command_line import command

import sim
import sim.settings.configs
import sim.tasks
from sim.docs.generate import GUIDE
from sim.storage.files import open_run

PROJECT = Path(sim.__file__).parents[1]
SHORT = ("ensemble.members=8", "horizon.end=2019-12-31")
IGNORED = shutil.ignore_patterns("__pycache__")


def listed_files():
    """Number and places of the files that the guide lists, by what is added."""
    section = GUIDE.read_text(encoding="utf-8").partition("## How to add")[2].partition("\n## ")[0]
    bullets = re.findall(r"^- \*\*An? (.*?)\*\* \((\d+) files?\): (.*(?:\n  .*)*)", section, re.M)
    return {
        name: (int(number), re.findall(r"`((?:sim|configs|tests)/[\w./]*)`", text))
        for name, number, text in bullets
    }


LISTED = listed_files()


def is_at(file, place):
    """Whether a file is what the guide names: a file, any NAME, or some file of a folder."""
    if place.endswith("/"):
        return file.startswith(place)
    return re.fullmatch(re.escape(place).replace("NAME", r"\w+"), file) is not None


@pytest.fixture
def copy(tmp_path):
    """Give `copy(thing)`: a copy of the project, without its tests, in which it is added."""

    def make(thing):
        for folder in ("sim", "configs", "tests"):
            shutil.copytree(PROJECT / folder, tmp_path / "copy" / folder, ignore=IGNORED)
        apply(ADDITIONS[thing], tmp_path / "copy")
        return tmp_path / "copy"

    return make


@pytest.fixture
def in_this_process(copy, tmp_path, monkeypatch):
    """Run a command line with the configs and the tasks of a copy; compiled code is shared."""

    def run(thing, *words):
        tree = copy(thing)
        configs = tree / "sim" / "settings" / "configs.py"
        monkeypatch.setattr(sim.settings.configs, "__file__", str(configs))
        monkeypatch.setattr(sim.tasks, "__path__", [*sim.tasks.__path__, str(tree / "sim/tasks")])
        ended = command(tmp_path, *words)
        sys.modules.pop("sim.tasks.census", None)
        return ended

    return run


PROLOGUE = """
import json, warnings
from sim import AIGapModel, run
from sim.settings.compose import compose
warnings.simplefilter("always")
SHORT = ["ensemble.members=8", "horizon.end=2019-12-31"]
"""


def said_by(tree, code):
    """What a program says that imports the changed copy: the JSON that it prints last."""
    environment = os.environ | {"NUMBA_OPT": "1", "NUMBA_CACHE_DIR": str(tree / "cache")}
    ended = subprocess.run(
        [sys.executable, "-c", PROLOGUE + code],
        cwd=tree, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1]), ended.stderr


@pytest.mark.parametrize("thing", ADDITIONS)
def test_the_guide_lists_the_files_that_an_addition_takes(thing):
    number, places = LISTED[thing]
    edited = list(ADDITIONS[thing])
    assert number == len(edited) == len(places)
    assert [file for file in edited if sum(is_at(file, place) for place in places) != 1] == []
    assert [place for place in places if sum(is_at(file, place) for file in edited) != 1] == []


def test_every_thing_of_the_guide_is_added_here():
    assert list(LISTED) == list(ADDITIONS)


@pytest.mark.slow
def test_a_new_scenario_runs_under_its_name(in_this_process):
    ended = in_this_process("scenario", "+scenario=slow_tools", *SHORT)
    assert ended.code == 0, ended.err
    with open_run(ended.results) as run:
        assert run.attrs["scenario"] == "slow_tools"
        assert run.sizes["member"] == 8


@pytest.mark.slow
def test_a_new_task_runs(in_this_process):
    ended = in_this_process("task", "task=census", "task.clouds=false")
    assert ended.code == 0, ended.err
    assert ended.file("census.csv").read_text().startswith("region,labs\nCN,")


@pytest.mark.slow
def test_a_lab_of_a_new_type_is_in_the_results(in_this_process):
    ended = in_this_process("lab type", *SHORT, "calibration=prior", "ensemble.detail=true")
    assert ended.code == 0, ended.err
    with open_run(ended.results) as run:
        assert float(run["lab_compute_stock"].sel(lab="University lab").min()) > 0


@pytest.mark.slow
def test_a_new_variable_is_recorded_by_agents_and_by_the_ensemble(copy):
    code = """
dataset = run(overrides=SHORT)
model = AIGapModel(member=3, overrides=SHORT)
model.run()
print(json.dumps([
    dataset.home_fill.attrs["units"], float(dataset.home_fill.mean()),
    dataset.home_fill[3].values.tolist() == model.recorder.series["home_fill"].tolist(),
]))
"""
    (units, mean, same), _ = said_by(copy("output variable"), code)
    assert (units, same) == ("1", True)
    assert 0 < mean <= 1


@pytest.mark.slow
def test_a_posterior_that_lacks_a_new_parameter_draws_it_from_its_prior(copy):
    code = """
from sim.docs.evidence import evidence, leading_table
dataset = run(overrides=[*SHORT, "ensemble.members=64"])
model = AIGapModel(member=3, overrides=SHORT)
new = dataset.parameter_rental_friction
page = next(of for of in evidence() if of.name == "rental_friction")
leading_table()
print(json.dumps([
    float(new.min()), float(new.max()), float(new[3]) == model.parameters.rental_friction,
    str(page.share_of_lag), page.width.ratio,
]))
"""
    (low, high, same, indices, ratio), told = said_by(copy("parameter"), code)
    assert 0.2 <= low < high <= 0.4
    assert same
    assert "was made without rental_friction: drawn from the prior" in told
    assert (indices, ratio) == ("not yet computed", 1.0)


@pytest.mark.slow
def test_a_new_instrument_can_be_set_and_moves_its_channel(copy):
    code = """
from sim.dashboard.controls import CONTROLS
from sim.world import build_world
UNTIL = ["ensemble.members=8", "horizon.end=2024-12-31", "sanctions.from=2023-01-01"]
runs = [run(overrides=[*UNTIL, f"sanctions.payments={level}"]) for level in (0, 1)]
grey = [float(dataset.grey_market_chips.sel(region="CN", time="2024").mean()) for dataset in runs]
print(json.dumps([
    *grey, "sanctions.payments" in CONTROLS,
    build_world(compose()).regime.payments[[4, 5, -1]].tolist(),
    "payments" in compose(overrides=["task=sensitivity"]).task.instruments,
]))
"""
    (loose, tight, on_the_page, history, varied), _ = said_by(copy("instrument"), code)
    assert 0 == tight < loose
    assert on_the_page
    assert history == [0.0, 0.1, 0.1]
    assert varied
