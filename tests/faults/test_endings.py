"""However a run on Dask or a calibration ends: one line, its exit code, and no process left."""

import os
import resource
import signal
import time

import psutil
import pytest
from faulty import (
    SHORT,
    assert_nothing_partial,
    assert_the_same,
    finished,
    resize,
    run,
    started,
    values_of,
)

pytestmark = pytest.mark.slow

RUN = (*SHORT[:-1], "ensemble.members=3000", "engine.chunk=256", "ensemble.keep=[capability_lag]")
BY_DASK = (*RUN, "engine=dask", "engine.workers=2")
IN_PLACE = (*RUN, "engine.stream_from=100")

CALIBRATION = (
    *("task=calibrate", "calibration=article", "task.bank=512", "task.draws=64", "task.kept=64"),
    *("task.sweeps=2", "task.last_sweeps=3"),
)

LONGEST = 15.0
"""Seconds to an end: five on a machine that does nothing else."""


def processes_in(folder):
    """Processes whose working folder this is, by their commands."""
    found = {}
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found[process.pid] = " ".join(process.cmdline())
        except psutil.Error:
            continue
    return found


def waited_for(seen, process):
    """Wait until something is seen, while the process is at work."""
    while not (found := seen()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return found


def those_with(word, folder):
    return [pid for pid, command in processes_in(folder).items() if word in command]


def assert_it_ends(process, folder, code, said):
    """It says one line, soon, and nothing that it started goes on."""
    before = time.monotonic()
    ended, err = finished(process)
    lines = [line for line in err.splitlines() if "% of" not in line]  # but for progress
    assert (ended, len(lines)) == (code, 1), err
    assert lines[0].startswith(said)
    assert time.monotonic() - before < LONGEST
    assert processes_in(folder) == {}
    assert_nothing_partial(folder / "results")


def the_cluster_of(process, folder):
    """Number of the process that runs the cluster."""
    return waited_for(lambda: those_with("local_cluster", folder), process)[0]


def the_second_chunk(folder):
    pattern = "outputs/unfinished/*/projection.zarr/capability_lag/c/1/*/*"
    return list(folder.glob(pattern))


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    assert run(folder, *IN_PLACE)[0] == 0
    return values_of(folder / "results")


def test_ctrl_c_ends_a_run_while_dask_starts_and_the_same_command_makes_it(expected, tmp_path):
    for seconds in (0.0, 1.0, 3.0):
        process = started(tmp_path, *BY_DASK, start_new_session=True)
        the_cluster_of(process, tmp_path)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to all that it runs
        assert_it_ends(process, tmp_path, 130, "sim: stopped; the same command resumes")
    assert run(tmp_path, *BY_DASK)[0] == 0
    assert_the_same(tmp_path / "results", expected)
    assert os.listdir(tmp_path / "outputs" / "unfinished") == []


def test_a_scheduler_that_is_killed_ends_the_run_and_the_same_command_resumes(expected, tmp_path):
    process = started(tmp_path, *BY_DASK)
    waited_for(lambda: the_second_chunk(tmp_path), process)
    os.kill(the_cluster_of(process, tmp_path), signal.SIGKILL)
    assert_it_ends(process, tmp_path, 1, "sim: the Dask scheduler has stopped answering")
    assert run(tmp_path, *BY_DASK)[0] == 0
    assert_the_same(tmp_path / "results", expected)


def test_workers_that_end_again_and_again_end_the_run(monkeypatch, tmp_path):
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    process = started(tmp_path, *BY_DASK)
    waited_for(lambda: the_second_chunk(tmp_path), process)
    for worker in those_with("spawn_main", tmp_path):
        os.kill(worker, signal.SIGKILL)
    assert_it_ends(process, tmp_path, 1, "sim: 1 Dask workers in turn ended at one chunk")


def test_a_run_that_is_killed_takes_its_cluster_along(tmp_path):
    process = started(tmp_path, *BY_DASK)
    the_cluster_of(process, tmp_path)
    process.kill()
    process.communicate()
    until = time.monotonic() + LONGEST
    while processes_in(tmp_path) and time.monotonic() < until:
        time.sleep(0.2)
    assert processes_in(tmp_path) == {}


IN_MEMORY = ("calibration=prior", "engine.threads=2", "ensemble.members=19000")


LIMIT = 2_200_000_000
"""Bytes of address space, of which it takes more."""


def test_a_limit_of_memory_ends_a_run(tmp_path):
    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))

    process = started(tmp_path, *IN_MEMORY, preexec_fn=limited)
    assert_it_ends(process, tmp_path, 1, "sim: no memory left")


SIZES = ("200k", "600k", "1m", "1400k", "1700k", "2m")
"""Of a disk: too small for the bank, for a checkpoint, for the results."""


def test_a_full_disk_ends_a_calibration_and_a_larger_one_suffices(small_disk):
    failed = 0
    for size in (*SIZES, "400m"):
        resize(small_disk, size)
        code, err = run(small_disk, *CALIBRATION)
        if code == 0:
            break
        failed += 1
        assert code == 1
        assert err.splitlines()[-1].startswith("sim: No space left on device"), err
        assert "Traceback" not in err
        assert list(small_disk.rglob("posterior.npz")) == []
    assert failed > 2
    assert code == 0
    assert len(list(small_disk.rglob("posterior.npz"))) == 1
    assert list(small_disk.rglob("*.part")) == []
