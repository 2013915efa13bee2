"""How a command ends that cannot be run, or is not run to its end: in one line and an exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from omegaconf.errors import ConfigKeyError

SMALL = ("ensemble.members=2", "horizon.end=2024-12-31", "engine.threads=1")

# bad input ----------------------------------------------------------------------------------------

BAD = [
    # scenarios
    ("+scenario=strict_control", "scenario", "strict_control", "(did you mean strict_controls?)"),
    ("scenario=nope", "scenario", "nope", "as_enacted"),
    ("+scenario=[detente,nope]", "scenario", "nope", "as_enacted"),
    ("+scenario=null", "scenario", "null", "as_enacted"),
    ("+scenario=3", "scenario", "3", "as_enacted"),
    ("+scenario=", "scenario", "nothing", "as_enacted"),
    ("+scenario=detente,no_controls", "scenario", "detente,no_controls", "with -m"),
    ("strict_controls", "strict_controls", "no value", "+scenario=strict_controls"),
    ("roster=nobody", "roster", "nobody", "article"),
    # keys
    ("sanctions.captial=1", "sanctions.captial", "1", "(did you mean sanctions.capital?)"),
    ("+sanctions.captial=1", "sanctions.captial", "1", "(did you mean sanctions.capital?)"),
    ("members=5", "members", "5", "(did you mean ensemble.members?)"),
    ("--members=5", "--members", "5", "(did you mean ensemble.members?)"),
    ("+wish=1", "wish", "1", "no such key"),
    ("wish=1", "wish", "1", "no such key"),
    ("~wish", "wish", "nothing", "no such key"),
    ("+sanctions.capital=1", "sanctions.capital", "1", "no plus"),
    ("sanctions.chip_exports=[1]", "sanctions.chip_exports", "[1]", "key by key"),
    ("sanctions.chip_exports=null", "sanctions.chip_exports", "null", "keys and values"),
    ("sanctions.capital={a: 1}", "sanctions.capital", "{a: 1}", "a level from 0 to 1"),
    # levels
    ("sanctions.capital=2", "sanctions.capital", "2", "a level from 0 to 1, `history`, or a dated"),
    ("sanctions.capital=-0.1", "sanctions.capital", "-0.1", "a level from 0 to 1"),
    ("sanctions.capital=nan", "sanctions.capital", "nan", "a level from 0 to 1"),
    ("sanctions.capital=true", "sanctions.capital", "true", "a level from 0 to 1"),
    ("sanctions.capital=high", "sanctions.capital", "high", "a level from 0 to 1"),
    ("sanctions.capital=", "sanctions.capital", "nothing", "a level from 0 to 1"),
    ("sanctions.capital=[]", "sanctions.capital", "[]", "a level from 0 to 1"),
    ("sanctions.capital=[{from", "sanctions.capital", "[{from", "a value that Hydra can read"),
    ("sanctions.capital=${wish}", "sanctions.capital", "${wish}", "what can be resolved"),
    ("sanctions.capital=???", "sanctions.capital", "???", "what can be resolved"),
    ("sanctions.chip_exports.tpp_cap=0", "sanctions.chip_exports.tpp_cap", "0", "a cap above 0"),
    ("response.ai_plus=inf", "response.ai_plus", "inf", "bn USD a year from 0"),
    # dates
    ("sanctions.from=soon", "sanctions.from", "soon", "a date as YYYY-MM-DD"),
    ("sanctions.from=20240402", "sanctions.from", "20240402", "a date as YYYY-MM-DD"),
    ("sanctions.from=2024-02-30", "sanctions.from", "2024-02-30", "a date as YYYY-MM-DD"),
    ("sanctions.from=2050-01-01", "sanctions.from", "2050-01-01", "2018-01-01 to 2032-12-31"),
    ("response.from=2017-01-01", "response.from", "2017-01-01", "2018-01-01 to 2032-12-31"),
    ("sanctions.history_until=1066-10-14", "sanctions.history_until", "1066-10-14", "2018-01-01"),
    ("horizon.end=2010-01-01", "horizon.end", "2010-01-01", "horizon.start, 2018-01-01"),
    ("horizon.start=2019-01-01", "horizon.start", "2019-01-01", "the roster's endowments"),
    (
        "sanctions.tools=[{from: 2040-01-01, level: 1}]",
        "sanctions.tools",
        "2040-01-01",
        "2018-01-01 to 2032-12-31",
    ),
    (
        "sanctions.tools=[{from: 2024-01-01, level: 0}, {from: 2024-13-01, level: 1}]",
        "sanctions.tools[1].from",
        "2024-13-01",
        "a date as YYYY-MM-DD",
    ),
    (
        "sanctions.tools=[{from: 2024-01-01, level: 7}]",
        "sanctions.tools[0].level",
        "7",
        "a level from 0 to 1",
    ),
    (
        "sanctions.tools=[{from: 2024-01-01, level: 1, announced: 2024-02-01}]",
        "sanctions.tools[0].announced",
        "2024-02-01",
        "no later than its effect",
    ),
    # numbers
    *(
        (f"ensemble.members={value}", "ensemble.members", value, "a whole number from 1")
        for value in ("0", "-3", "1.5", "1e3", "nan", "true", "many", "null")
    ),
    ("ensemble.seed=-1", "ensemble.seed", "-1", "a whole number from 0"),
    ("engine.threads=0", "engine.threads", "0", "a whole number from 1 to 1024, or null"),
    ("ensemble.detail=perhaps", "ensemble.detail", "perhaps", "true or false"),
    ("task.name=fly", "task.name", "fly", "one of project, calibrate"),
    ("roster.regions.CN.market=nan", "roster.regions.CN.market", "nan", "a finite number"),
    ("roster.regions.CN.market=-1", "roster.regions.CN.market", "-1", "more than 0"),
    (
        "calibration.parameters.utilisation.low=0.45",
        "calibration.parameters.utilisation.centre",
        "0.36",
        "low to high",
    ),
    ("~calibration.parameters.utilisation", "calibration.parameters", "none for utilisation", ""),
]
"""Argument, and the key, what it got and part of what it takes as the message says them."""


def same_word(told, meant):
    """Whether a value is told as it was written: Hydra may have read a number."""
    try:
        return told == meant or float(told) == float(meant)
    except ValueError:
        return False


@pytest.mark.parametrize(("argument", "key", "got", "takes"), BAD)
def test_bad_input_is_one_line_and_leaves_no_folder(command, tmp_path, argument, key, got, takes):
    code, out, err = command(argument)
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    told_key, rest = line.removeprefix("sim: ").split(": got ", 1)
    told_got, told_takes = rest.split(", takes ", 1)
    assert line.startswith("sim: ")
    assert told_key == key
    assert same_word(told_got, got)
    assert takes in told_takes
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["+scenario=glob(zzz*)"], "sim: sweep: got +scenario=glob(zzz*), takes"),
        (["+scenario=detente,nope"], "sim: scenario: got nope, takes"),
        (["sanctions.capital=0,0.5,2"], "sim: sanctions.capital: got 2, takes"),
        (["sanctions.capital=0,1", "sanctions.from=2050-01-01"], "sim: sanctions.from: got 2050"),
        (["sanctions.capital=1,1"], "sim: sanctions.capital: got 1,1, takes each value once"),
        (["sanctions.captial=0,1"], "sim: sanctions.captial: got 0, takes"),
        (["sanctions.capital=interval(0,1)"], "sim: sweep: got interval"),
        (["ensemble.members=1,2"], "sim: ensemble.members: got 1,2, takes one value"),
        (["+scenario=detente", "scenario=status_quo"], "sim: scenario: got two values, takes"),
    ],
)
def test_a_sweep_is_checked_whole_before_anything_starts(command, tmp_path, arguments, message):
    code, out, err = command("-m", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flags", "key"), [((), "hydra.run.dir"), (("-m", "+scenario=detente"), "hydra.sweep.dir")]
)
def test_a_folder_that_cannot_be_written_is_named(command, tmp_path, flags, key):
    (tmp_path / "file").touch()
    code, out, err = command(*flags, f"{key}=file/run")
    assert (code, out) == (2, "")
    assert (
        err == f"sim: {key}: got file/run, takes a folder that can be written (Not a directory)\n"
    )


def test_the_module_gives_its_exit_code_to_the_shell(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "sim", "sanctions.capital=2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "sim: sanctions.capital: got 2, takes a level from 0 to 1, `history`, "
        "or a dated list of levels\n"
    )


def test_an_interrupted_command_ends_in_one_line(command, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.tasks.run_task", interrupt)
    code, _, err = command(*SMALL)
    assert code == 130
    assert err.count("\n") == 1
    assert "stopped" in err


def test_an_interruption_that_omegaconf_takes_for_a_missing_key_is_one_all_the_same(
    command, monkeypatch
):
    def interrupt(*_, **__):
        raise ConfigKeyError("missing") from KeyboardInterrupt()

    monkeypatch.setattr("hydra._internal.config_loader_impl.OmegaConf.update", interrupt)
    code, _, err = command(*SMALL)
    assert code == 130
    assert err.count("\n") == 1
    assert "stopped" in err
