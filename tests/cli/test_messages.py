"""Bad input ends in one line: the key, what it got, what it takes; exit code 2; nothing left."""

import pytest
from scenarios import refusal, slow

from sim.settings.compose import compose
from sim.settings.errors import InputError

BAD = [
    # scenarios and other names of configs
    ("+scenario=strict_control", "scenario", "strict_control", "(did you mean strict_controls?)"),
    ("scenario=nope", "scenario", "nope", "as_enacted"),
    ("+scenario=[detente,nope]", "scenario", "nope", "as_enacted"),
    ("roster=nobody", "roster", "nobody", "article"),
    ("task=fly", "task", "fly", "project"),
    # keys
    ("sanctions.captial=1", "sanctions.captial", "1", "(did you mean sanctions.capital?)"),
    *slow(
        ("+sanctions.captial=1", "sanctions.captial", "1", "(did you mean sanctions.capital?)"),
        ("members=5", "members", "5", "(did you mean ensemble.members?)"),
    ),
    ("wish=1", "wish", "1", "unknown setting"),
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
    ("sanctions.chip_exports.tpp_cap=0", "sanctions.chip_exports.tpp_cap", "0", "a cap above 0"),
    ("response.ai_plus=inf", "response.ai_plus", "inf", "bn USD a year from 0"),
    # dates
    ("sanctions.from=soon", "sanctions.from", "soon", "a date as YYYY-MM-DD"),
    ("sanctions.from=20240402", "sanctions.from", "20240402", "a date as YYYY-MM-DD"),
    ("sanctions.from=2050-01-01", "sanctions.from", "2050-01-01", "2018-01-01 to 2032-12-31"),
    ("horizon.end=2010-01-01", "horizon.end", "2010-01-01", "horizon.start, 2018-01-01"),
    ("horizon.start=2019-01-01", "horizon.start", "2019-01-01", "the roster's endowments"),
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
        for value in ("0", "-3", "1.5", "true", "many", "null")
    ),
    ("ensemble.seed=-1", "ensemble.seed", "-1", "a whole number from 0"),
    ("engine.threads=0", "engine.threads", "0", "a whole number from 1 to 1024, or null"),
    ("ensemble.detail=perhaps", "ensemble.detail", "perhaps", "true or false"),
    ("roster.regions.CN.market=nan", "roster.regions.CN.market", "nan", "a finite number"),
    ("roster.regions.CN.market=-1", "roster.regions.CN.market", "-1", "a number greater than 0"),
    (
        "calibration.parameters.utilisation.low=0.45",
        "calibration.parameters.utilisation.centre",
        "0.36",
        "low to high",
    ),
]
"""Argument, and the key, what it got and part of what it takes as the message says them."""


@pytest.mark.parametrize(("argument", "key", "got", "takes"), BAD)
def test_a_message_on_bad_input_names_the_key_the_value_and_what_is_allowed(
    argument, key, got, takes
):
    message = refusal(argument)
    assert message.startswith(f"{key}: got {got}, takes ")
    assert takes in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "argument",
    [
        "strict_controls",
        "sanctions.capital=[{from",
        "sanctions.capital=???",
        *slow(
            "+scenario=detente,no_controls",
            "+sanctions.capital=1",
            "~wish",
            "sanctions.capital=${wish}",
            "sanctions.capital=${eval:print}",
        ),
    ],
)
def test_an_error_of_hydra_is_shown_on_one_line(argument):
    with pytest.raises(InputError) as caught:
        compose(None, [argument])
    assert "\n" not in str(caught.value)
    assert argument.split("=")[0].lstrip("+~") in str(caught.value)


def ended_with_one_line(command, tmp_path, *arguments):
    """What a command says that is refused and leaves nothing."""
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    return err


@pytest.mark.parametrize(
    "argument",
    slow("sanctions.capital=2", "sanctions.captial=1", "task=fly", "sanctions.capital=[{from"),
)
def test_a_refused_command_leaves_nothing(command, tmp_path, argument):
    said = ended_with_one_line(command, tmp_path, argument)
    assert said.startswith(f"sim: {argument.split('=')[0]}: got") or "[{from" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sanctions.capital=0,2"], "sim: sanctions.capital: got 2, takes"),
        *slow(
            (["+scenario=glob(zzz*)"], "sim: scenario: got nothing, takes one value or more"),
            (["+scenario=detente,nope"], "sim: scenario: got nope, takes"),
            (["sanctions.capital=0,0.5,2"], "sim: sanctions.capital: got 2, takes"),
            (
                ["sanctions.capital=1,1"],
                "sim: sanctions.capital: got 1,1, takes one value or more",
            ),
            (["ensemble.members=1,2"], "sim: ensemble.members: got 1,2, takes one value"),
            (
                ["sanctions.capital=0,1", "hydra/launcher=submitit_slurm"],
                "sim: hydra/launcher: got submitit_slurm, takes joblib or submitit_local",
            ),
        ),
    ],
)
def test_a_sweep_is_checked_whole_before_anything_starts(command, tmp_path, arguments, message):
    assert ended_with_one_line(command, tmp_path, "-m", *arguments).startswith(message)


@pytest.mark.slow
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
