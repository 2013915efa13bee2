"""A run writes and deletes in its own folder, the work folder and the cache, and nowhere else."""

import hashlib
from contextlib import chdir
from pathlib import Path

import pytest
from command_line import command
from scenarios import compose, slow

import sim
from sim.settings.configs import names_in
from sim.storage.files import open_run
from sim.tasks import run_task

ODD = ("a#b", "a?b", "a [b] (c)", "a%41b", "a&b", "a*b", "~", "a::b", "{a}")
ALL_AT_ONCE = "a#b?c [d] (e) %41 & * ~ :: {a} $b 'c'"
"""Names of folders that a URL, a pattern, a shell or a template would read as something else."""

PACKAGE = Path(sim.__file__).parent

STREAMED = ("engine.stream_from=64", "engine.chunk=64")
SHORT = ("calibration=prior", "horizon.end=2019-12-31", "sanctions.from=2019-01-01",
         "sanctions.capital=1", "ensemble.members=128", "engine.threads=2")  # fmt: skip
FEW = ("calibration=prior", "ensemble.members=64", "engine.threads=2", "horizon.end=2025-12-31")
SAMPLE = ("task.regimes=16", "task.members_each=4", "task.date=2025-12-31")
CALIBRATION = ("calibration.until=2019-12-31", "task.bank=128", "task.draws=64", "task.sweeps=1",
               "task.last_sweeps=1")  # fmt: skip
SCENARIOS = "task.scenarios=[no_controls,strict_controls]"

SMALL = {
    "project": SHORT,
    "calibrate": (*CALIBRATION, "task.kept=64"),
    "check_inference": (*CALIBRATION, "task.truths=1"),
    "backtest": ("task.posteriors=[article]", "task.ladder_members=64", "ensemble.members=64"),
    "leave_out": ("ensemble.members=64",),
    "compare": (*FEW, SCENARIOS, "task.dates=[2025-12-31]"),
    "attribute": (*FEW, "+scenario=capital_only", "task.date=2025-12-31"),
    "patterns": FEW,
    "nowcast": (*FEW, "task.date=2025-06-30"),
    "forecast": (*FEW, "task.months=3"),
    "price": (*FEW, SCENARIOS, "task.date=2025-12-31"),
    "levers": (*FEW, "task.dates=[2024-04-02]", "task.months=[12]"),
    "claim": FEW,
    "sensitivity": (*FEW, *SAMPLE, "task.parameters=[]", "task.resamples=20"),
    "discover": (*FEW, *SAMPLE, SCENARIOS),
    "publish": ("ensemble.members=64", "engine.threads=2", "task.calibrations=[current]",
                "task.since=[]"),
    "report": (*FEW, *SAMPLE, SCENARIOS, "+scenario=capital_only", "task.parameters=[]",
               "task.members_attributed=64"),
}  # fmt: skip
"""Each task that leaves something, at its smallest."""

ELSEWHERE = {"reproduce", "dashboard", "score"}
"""Tasks that need the results of another, or leave nothing."""


def contents(folder: Path) -> dict[Path, str]:
    """A hash of each file below a folder."""
    return {
        file: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def first_is_quick(names):
    """Each name once; those after the first are slow."""
    first, *others = dict.fromkeys(names)
    return [first, *slow(*others)]


@pytest.fixture
def neighbours(tmp_path):
    """A folder of an odd name among those that a wrong reading of the name would lead to."""

    def make(name: str) -> Path:
        ends = [name[:length] for length, sign in enumerate(name) if not sign.isalnum()]
        for other in {"aAb", "b", "c", *filter(None, map(str.strip, ends))} - {name, "."}:
            (tmp_path / other).mkdir(exist_ok=True)
            (tmp_path / other / "precious.txt").write_text("not ours")
        (tmp_path / name).mkdir()
        return tmp_path / name

    return make


def assert_all_is_inside(mine: Path, before: dict[Path, str]) -> None:
    """See that a run in a folder left all that lies around it as it was."""
    after = contents(mine.parent)
    assert {file: digest for file, digest in after.items() if mine not in file.parents} == before
    assert {file.name for file in mine.iterdir()} == {"outputs"}


def test_every_task_that_leaves_something_is_tried():
    assert set(SMALL) | ELSEWHERE == set(names_in("task"))


@pytest.mark.slow
@pytest.mark.parametrize("name", [ALL_AT_ONCE, *ODD])
def test_a_streamed_run_stays_in_a_folder_of_any_name(neighbours, name):
    mine = neighbours(name)
    before = contents(mine.parent)
    with chdir(mine):
        results = mine / "outputs" / "results"
        results.mkdir(parents=True)
        run_task(compose(None, [*SHORT, *STREAMED]), results, console=None)
        with open_run(results) as run:
            assert run.sizes["member"] == 128
            assert bool(run["capability_lag"].notnull().all())
    assert_all_is_inside(mine, before)


@pytest.mark.parametrize("task", first_is_quick(("project", *SMALL)))
def test_a_task_stays_in_a_folder_of_any_name(neighbours, task):
    mine = neighbours(ALL_AT_ONCE)
    before, package = contents(mine.parent), contents(PACKAGE)
    with chdir(mine):
        results = mine / "outputs" / "results"
        results.mkdir(parents=True)
        run_task(compose(None, [f"task={task}", *SMALL[task]]), results, console=None)
        assert any(results.iterdir())
    assert_all_is_inside(mine, before)
    assert contents(PACKAGE) == package


@pytest.mark.slow
def test_a_command_and_its_reproduction_stay_in_a_folder_of_any_name(neighbours):
    mine = neighbours(ALL_AT_ONCE)
    before = contents(mine.parent)
    ended = command(mine, *SHORT, *STREAMED)
    assert (ended.code, ended.err) == (0, "")
    assert {"projection.zarr", "summary.nc"} <= ended.left
    again = command(mine, "task=reproduce", "task.run=outputs/latest")
    assert (again.code, again.err) == (0, "")
    assert_all_is_inside(mine, before)
