"""One process at a time uses a folder; another one is refused, and nothing is left."""

import errno
import subprocess
import sys

import pytest

from sim.settings.errors import SettingsError
from sim.storage import lock
from sim.storage.lock import locked

REFUSAL = SettingsError("a.key", "this folder", "another one")
HOLD = (
    "import sys, time; from pathlib import Path; from sim.storage.lock import locked\n"
    "with locked(Path(sys.argv[1]), Exception()): print('held', flush=True), time.sleep(60)"
)


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_folder_that_another_process_holds_is_refused(holder, tmp_path):
    with (
        pytest.raises(SettingsError, match="this folder, takes another one"),
        locked(tmp_path, REFUSAL),
    ):
        pass


def test_a_process_that_was_killed_holds_nothing(holder, tmp_path):
    holder.kill()
    holder.wait()
    with locked(tmp_path, REFUSAL):
        pass


def test_a_folder_is_free_again_after_the_block_and_empty_throughout(tmp_path):
    for _ in range(2):
        with locked(tmp_path, REFUSAL):
            assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_without_locks_lets_everybody_in(tmp_path, monkeypatch, number):
    def refused(descriptor, blocking):
        raise OSError(number, "no locks here")

    monkeypatch.setattr(lock, "lock_descriptor", refused)
    with locked(tmp_path, REFUSAL):
        pass
