"""Whatever happens to a run, nothing partial has a final name, and the same command mends it."""

import os
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import command_line
import numpy as np
import pytest
from faulty import (
    IN_MEMORY,
    KINDS,
    STREAMED,
    TALLY,
    assert_nothing_partial,
    assert_the_same,
    counted,
    finished,
    killed_after,
    resize,
    run,
    started,
    values_of,
)

from sim.cli.exit_codes import refusal
from sim.cli.folders import alone_in
from sim.settings.shipped import SHIPPED
from sim.storage import store

KILLS = 12
"""Random moments of each kind of run."""


@pytest.fixture(scope="module", params=KINDS)
def undisturbed(request, tmp_path_factory):
    """Words of a run, its values when nothing happens, and the seconds that it takes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    words = KINDS[request.param]
    run(folder, *words)  # compiled by now
    shutil.rmtree(folder / "results")
    before = time.monotonic()
    assert run(folder, *words)[0] == 0
    return words, values_of(folder / "results"), time.monotonic() - before


@pytest.fixture(autouse=True)
def tally(record_property):
    """Hand on how many faults a test tried, and how many it survived."""
    TALLY.clear()
    yield
    for how in ("tried", "survived"):
        record_property(how, TALLY[how])


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_nothing_partial_and_is_made_again(undisturbed, tmp_path):
    words, expected, seconds = undisturbed
    moments = random.Random(1)
    for number in range(KILLS):
        folder = tmp_path / str(number)
        folder.mkdir()
        with counted():
            for _ in range(2):  # twice: what takes up is killed too
                # most of the time goes by before the first file is opened
                killed_after(folder, seconds * moments.uniform(0.3, 1.05), *words)
                assert_nothing_partial(folder / "results")
            code, err = run(folder, *words)
            assert code == 0, err
            assert_the_same(folder / "results", expected)


@pytest.mark.slow
def test_a_run_whose_folder_is_removed_is_made_again(undisturbed, tmp_path):
    words, expected, seconds = undisturbed
    moments = random.Random(2)
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        with counted():
            process = started(folder, *words)
            time.sleep(seconds * moments.uniform(0.3, 0.9))
            for name in ("results", "outputs"):
                shutil.rmtree(folder / name, ignore_errors=True)
            code, err = finished(process)
            assert code == 0 or err.splitlines()[-1].startswith("sim: "), err
            assert_nothing_partial(folder / "results")
            assert run(folder, *words)[0] == 0
            assert_the_same(folder / "results", expected)


@pytest.mark.slow
def test_a_full_disk_is_reported_and_a_larger_one_suffices(undisturbed, small_disk):
    words, expected, _ = undisturbed
    for size in ("300k", "900k", "1500k", "2500k"):
        with counted():
            resize(small_disk, size)
            code, err = run(small_disk, *words)
            assert code == 1
            assert err.splitlines()[-1].startswith("sim: No space left on device"), err
            assert "Traceback" not in err
            assert_nothing_partial(small_disk / "results")
    with counted():
        resize(small_disk, "400m")
        assert run(small_disk, *words)[0] == 0
        assert_the_same(small_disk / "results", expected)


@pytest.mark.slow
def test_two_runs_at_once_into_one_folder_end_in_one_of_them_or_a_message(undisturbed, tmp_path):
    words, expected, _ = undisturbed
    with counted():
        both = [started(tmp_path, *words) for _ in range(2)]
        ends = [finished(process) for process in both]
        assert sorted(code for code, _ in ends) in ([0, 0], [0, 2])
        for code, err in ends:
            assert code == 0 or "no other" in err
        assert_the_same(tmp_path / "results", expected)


def test_a_second_run_into_the_same_folder_is_refused(tmp_path):
    with counted(), alone_in(tmp_path):
        other = "from sim.cli.folders import alone_in; from pathlib import Path; import sys\n"
        other += "with alone_in(Path(sys.argv[1])): pass"
        ended = subprocess.run(
            [sys.executable, "-c", other, str(tmp_path)], capture_output=True, text=True
        )
        assert "a folder that no other run is writing to" in ended.stderr


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_named_before_the_run(tmp_path):
    disk = tmp_path / "read-only"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode != 0:
        pytest.skip("a read-only disk can be mounted by root alone")
    try:
        with counted():
            ended = command_line.command(tmp_path, f"hydra.run.dir={disk}/run", *IN_MEMORY)
            assert ended.code == 2
            assert "takes a folder that can be written (Read-only file system)" in ended.err
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, 5))]
)
def test_a_posterior_with_a_byte_that_flipped_is_refused_and_named(tmp_path, number):
    content = bytearray((SHIPPED / "article.npz").read_bytes())
    place = random.Random(number).randrange(200, len(content) - 2000)
    content[place] ^= 0xFF
    file = tmp_path / "flipped.npz"
    file.write_bytes(content)
    with counted():
        ended = command_line.command(tmp_path, f"calibration.posterior={file}", *IN_MEMORY[:1])
        assert ended.code == 2
        assert ended.err.startswith(f"sim: calibration.posterior: got {file} (")
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize("how", ["flipped", pytest.param("cut", marks=pytest.mark.slow), "gone"])
def test_a_chunk_of_a_store_that_is_damaged_is_told_from_a_whole_one(tmp_path, how):
    import xarray as xr

    from sim.settings.variables import Variable

    place = tmp_path / "made.zarr"
    header = xr.Dataset(coords={"member": np.arange(6), "time": np.arange(2)})
    lag, mean = (Variable(name, ("member", "time"), "month", name) for name in ("lag", "mean"))
    store.create(place, header, {"lag": lag, "mean": mean}, {"lag": 3, "mean": 3})
    values = {"lag": np.ones((3, 2)), "mean": np.full((3, 2), np.nan)}
    with ThreadPoolExecutor(2) as pool:
        for rows in (slice(0, 3), slice(3, 6)):
            store.write_rows(place, rows, values, pool)
    with counted():
        assert store.holds(place, slice(0, 3), ["lag", "mean"])
        file = place / "lag" / "c" / "0" / "0"
        content = bytearray(file.read_bytes())
        if how == "gone":
            file.unlink()
        else:
            content[len(content) // 2] ^= 0x01
            file.write_bytes(content if how == "flipped" else content[: len(content) // 2])
        assert not store.holds(place, slice(0, 3), ["lag", "mean"])
        assert store.holds(place, slice(3, 6), ["lag", "mean"])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_a_stopped_run_whose_chunk_is_damaged_fills_it_again(tmp_path, number):
    folder = tmp_path / "undisturbed"
    folder.mkdir()
    assert run(folder, *STREAMED)[0] == 0
    expected, chance = values_of(folder / "results"), random.Random(number)
    process = started(tmp_path, *STREAMED)
    while not list(tmp_path.glob("outputs/unfinished/*/projection.zarr/capability_lag/c/*/0/0")):
        time.sleep(0.01)
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    chunks = sorted(tmp_path.glob("outputs/unfinished/*/projection.zarr/*/c/0/**/0"))
    file = chance.choice([chunk for chunk in chunks if chunk.is_file()])
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 0xFF
    file.write_bytes(content)
    with counted():
        code, err = run(tmp_path, *STREAMED)
        assert code == 0, err
        assert_the_same(tmp_path / "results", expected)


def test_a_store_takes_the_place_of_an_earlier_one(tmp_path):
    final, fresh = tmp_path / "final.zarr", tmp_path / "fresh.zarr"
    for folder in (final, fresh):
        folder.mkdir()
        (folder / folder.name).touch()
    store.settle(fresh, final)
    assert os.listdir(tmp_path) == ["final.zarr"]
    assert os.listdir(final) == ["fresh.zarr"]


def test_a_system_error_is_distinguished_from_a_defect():
    assert refusal(OSError(28, "No space left on device", "x.nc")) == (
        "No space left on device: x.nc"
    )
    by_zarr = FileNotFoundError("Unable to find group: a.zarr")
    assert refusal(by_zarr) == "Unable to find group: a.zarr"
    assert refusal(ValueError("a defect")) is None
    assert refusal(OSError("cannot be told")) is None
