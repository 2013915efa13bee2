"""How a command ends that is not run to its end: bad input 2, a failure 1, Ctrl-C 130."""

import errno
import subprocess
import sys

import pytest
from omegaconf.errors import ConfigKeyError

from sim.cli.exit_codes import exit_code
from sim.settings.errors import Failed, SettingsError, SimulationError


def ended(capsys, error):
    """The exit code, and what was said on standard error."""
    code = exit_code(error)
    return code, capsys.readouterr().err


def raised(fail):
    try:
        fail()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SettingsError("a.b", 2, "a level"), 2, "sim: a.b: got 2, takes a level\n"),
        (SimulationError("fdi: 1 of 2 members"), 2, "sim: fdi: 1 of 2 members\n"),
        (Failed("1 of 9 variables differ"), 1, "sim: 1 of 9 variables differ\n"),
        (
            MemoryError(),
            1,
            "sim: no memory left; fewer ensemble.members, or a lower engine.stream_from, take "
            "less\n",
        ),
        (
            OSError(errno.ENOSPC, "as the system says", "projection.nc"),
            1,
            "sim: No space left on device: projection.nc; the same command resumes or starts "
            "anew\n",
        ),
        (
            FileNotFoundError("Unable to find group: a.zarr"),
            1,
            "sim: Unable to find group: a.zarr; the same command resumes or starts anew\n",
        ),
    ],
)
def test_expected_errors_end_in_one_line(capsys, error, code, said):
    assert ended(capsys, error) == (code, said)


def test_errors_caused_by_a_system_error_are_reported_as_that_error(capsys):
    def fail():
        try:
            raise OSError(errno.EROFS, "as the system says")
        except OSError as error:
            raise RuntimeError("no chunk") from error

    code, said = ended(capsys, raised(fail))
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("sim: Read-only file system")


def test_a_defect_is_shown_with_its_traceback(capsys):
    code, said = ended(capsys, raised(lambda: 1 / 0))
    assert code == 1
    assert "Traceback" in said
    assert "ZeroDivisionError" in said


def test_a_defect_after_a_refusal_that_was_set_aside_is_a_defect(capsys):
    def fail():
        try:
            raise FileNotFoundError("x is gone")
        except OSError:
            raise KeyError("a defect") from None

    code, said = ended(capsys, raised(fail))
    assert code == 1
    assert "Traceback" in said


@pytest.mark.parametrize("hidden", [False, True])
def test_an_interruption_is_one_also_behind_an_error_of_a_library(capsys, hidden):
    def fail():
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise ConfigKeyError("missing") from (None if hidden else error)

    for error in (KeyboardInterrupt(), raised(fail)):
        code, said = ended(capsys, error)
        assert (code, said.count("\n")) == (130, 1)
        assert "stopped" in said


@pytest.mark.parametrize(
    ("task", "kept"),
    [("calibrate", "goes on from the last step"), ("compare", "nothing is kept")],
)
def test_an_interruption_says_what_is_kept_of_its_task(capsys, task, kept):
    assert exit_code(KeyboardInterrupt(), task) == 130
    assert kept in capsys.readouterr().err


def test_output_that_nobody_reads_is_no_error():
    command = [sys.executable, "-m", "sim", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()  # before anything is written
        assert process.wait() == 0
        assert process.stderr.read() == b""


@pytest.mark.slow
def test_an_interrupted_command_ends_with_130(command, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.tasks.run_task", interrupt)
    code, _, err = command("ensemble.members=2")
    assert (code, err.count("\n")) == (130, 1)


def test_a_failed_command_leaves_no_data(command, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ValueError("a defect of the model")

    monkeypatch.setattr("sim.tasks.project.project", fail)
    code, _, err = command("ensemble.members=2")
    assert code == 1
    assert "ValueError: a defect of the model" in err
    assert not list(tmp_path.rglob("projection*"))
    assert not (tmp_path / "outputs" / "latest").exists()
