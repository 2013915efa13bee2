"""What input at random has found, each kept by name."""

import copy

import numpy as np
import pytest
from command_line import command
from outcome import OVERFLOWED, RAN, REFUSED, outcome
from strategies import BASE, as_written
from words import SHORT, SHORT_REGIME

from sim.settings.compose import compose
from sim.settings.errors import InputError, SettingsError
from sim.settings.settings import Settings
from sim.tasks import check
from sim.tasks.memory import memory_of_this_machine

LAB = "US closed frontier lab"


def changed(change, base=BASE):
    written = copy.deepcopy(base)
    change(written)
    return written


def refusal(change, base=BASE):
    """What is said of changed settings."""
    with pytest.raises(SettingsError) as caught:
        check(Settings.checked(changed(change, base)))
    return str(caught.value)


def lab_like(written, name, **update):
    labs = written["roster"]["labs"]
    labs[name] = labs[LAB] | update


def test_a_trillion_labs_are_refused_before_they_take_the_memory():
    told = refusal(lambda w: w["roster"]["labs"][LAB].update(count=10**12))
    assert (
        told == f"roster.labs.{LAB}.count: got {10**12}, takes a number less than or equal to 1000"
    )


def test_many_entries_with_many_labs_are_refused():
    told = refusal(lambda w: [lab_like(w, f"Lab {n}", count=900) for n in range(2)])
    assert told.startswith("roster.labs: got 18")
    assert told.endswith("takes at most 1000")


def test_a_thousand_million_generations_a_month_are_refused_before_they_take_for_ever():
    designer = "In-house accelerators"
    told = refusal(lambda w: w["roster"]["designers"][designer].update(cadence=1e-9))
    assert told.startswith(f"roster.designers.{designer}.cadence: got 1e-09, takes")


def certain(name, value):
    """A parameter that every member has alike."""

    def change(written):
        prior = written["calibration"]["parameters"][name]
        prior["low"] = prior["high"] = value
        if prior["centre"] is not None:
            prior["centre"] = value

    return change


@pytest.mark.slow
def test_a_roadmap_that_money_speeds_without_limit_still_runs():
    assert outcome(changed(certain("roadmap_elasticity", 1e4))) == RAN


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), [("markup_elasticity", 1e4), ("normal_markup", 5e-324)])
def test_a_price_too_large_for_a_number_ends_in_a_message(name, value):
    assert outcome(changed(certain(name, value))) == OVERFLOWED


@pytest.mark.parametrize(
    ("name", "value"),
    [("allied_barrier", 100.0), ("best_yield", 1.5), ("ai_plus_chip_share", -1.0)],
)
def test_a_parameter_that_is_a_share_takes_0_to_1(name, value):
    told = refusal(certain(name, value))
    assert told == (f"calibration.parameters.{name}.low: got {value}, takes a share from 0 to 1")


@pytest.mark.slow
@pytest.mark.parametrize("value", [5e-324, 1.0])
def test_labs_may_spend_all_of_their_cash_or_next_to_none(value):
    assert outcome(changed(certain("spending_rate", value))) == RAN


@pytest.mark.slow
@pytest.mark.parametrize("value", [-1e9, -1.0, 0.0, 5e-324, 1e-9, 1.0, 100.0, 1e4, 1e9])
@pytest.mark.parametrize("name", sorted(BASE["calibration"]["parameters"]))
def test_each_parameter_at_an_extreme_runs_or_is_refused(name, value):
    base = as_written("strict_controls", "calibration=prior", "horizon.end=2030-12-31")
    assert outcome(changed(certain(name, value), base)) in (RAN, REFUSED, OVERFLOWED)


def test_two_labs_with_the_same_name_are_refused():
    told = refusal(lambda w: lab_like(w, f"{LAB} 1", count=1))
    assert told == f"roster.labs: got {LAB} 1 twice, takes each name once"


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "\u202eb", "line\nline", "a" * 81])
def test_a_name_that_no_table_can_show_is_refused(name):
    told = refusal(lambda w: lab_like(w, name, count=1))
    assert told.isprintable()
    assert told.endswith("takes names of 1 to 80 printable characters")


def test_a_message_shows_what_a_terminal_would_act_on():
    with pytest.raises(SettingsError, match=r"got \\x1b\[2J, takes") as caught:
        compose(overrides=["sanctions.capital='\x1b[2J'"])
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("levels", [(0.2, 0.7), (0.5, 0.5)])
def test_a_date_that_occurs_twice_is_refused(levels):
    steps = [{"from": "2020-01-01", "level": level} for level in levels]
    assert "takes each date once" in refusal(lambda w: w["sanctions"].update(tools=steps))


def test_a_date_that_occurs_twice_in_a_path_of_the_roster_is_refused():
    path = [{"from": "2020-01-01", "value": value} for value in (1.0, 2.0)]
    told = refusal(lambda w: w["roster"].update(reference_research=path))
    assert told.startswith("roster.reference_research: got")
    assert told.endswith("takes each date once")


def starting(day):
    def change(written):
        written["horizon"]["start"] = written["roster"]["endowed"] = day

    return change


def test_months_that_nanoseconds_cannot_count_are_refused():
    assert refusal(starting("1677-01-01")).startswith("horizon.start: got 1677-01-01, takes a date")


def test_a_posterior_has_no_noise_keys_for_earlier_years():
    def earlier(written):
        starting("2012-01-01")(written)
        for lab in written["roster"]["labs"].values():
            lab["founded"] = "2012-01-01"

    told = refusal(earlier, as_written("status_quo"))
    assert told.startswith("horizon.start: got 2012-01-01, takes 2018-01-01 or later")


def test_members_that_do_not_fit_into_memory_are_refused_before_the_run():
    def many(written):
        written["ensemble"]["members"] = 10_000_000
        written["engine"]["stream_from"] = 2**31 - 1

    assert "in this machine's memory" in refusal(many)
    assert memory_of_this_machine() > 2**28


def test_a_chunk_that_does_not_fit_into_memory_is_refused():
    def many(written):
        written["ensemble"]["members"] = 10_000_000
        written["engine"]["chunk"] = 2**31 - 1

    assert refusal(many).startswith("engine.chunk: got")


@pytest.mark.parametrize("key", ["threads", "workers"])
def test_two_billion_threads_or_workers_are_refused(key):
    told = refusal(lambda w: w["engine"].update({key: 2**31 - 1}))
    assert told.endswith("takes a whole number from 1 to 1024, or null")


def test_an_index_that_would_overflow_a_risk_is_refused():
    path = [{"from": "2020-01-01", "value": 1e12}]
    told = refusal(lambda w: w["roster"]["regions"]["CN"].update(domestic_conditions=path))
    assert told.endswith("takes a number less than or equal to 100")


def test_a_world_without_foundries_runs():
    def close(written):
        written["roster"]["foundries"] = {}
        for maker in written["roster"]["designers"].values():
            maker["foundry_abroad"] = maker["foundry_home"] = None
        written["horizon"]["end"] = "2025-12-31"

    assert outcome(changed(close)) == RAN


@pytest.mark.slow
def test_settings_too_extreme_for_numbers_end_in_one_line(tmp_path, monkeypatch):
    from sim.ensemble import runner

    def overflowing(*given):
        record = given[7]
        for name in record.dtype.names:
            record[name] = 0.0
        record["fdi"] = np.inf

    monkeypatch.setattr(runner, "simulate_block", overflowing)
    ended = command(tmp_path, *SHORT, *SHORT_REGIME)
    assert ended.code == 2
    assert ended.err.splitlines()[-1].startswith("sim: fdi: 1 of 1 members end in values")
    assert not list(tmp_path.rglob("projection*"))


@pytest.mark.slow
def test_flags_may_stand_between_settings(tmp_path):
    ended = command(tmp_path, "sanctions.capital=0,3", "-m", "ensemble.members=1")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("sim: sanctions.capital: got 3, takes a level")


@pytest.mark.slow
@pytest.mark.parametrize("flags", [[], ["-m"]], ids=["run", "sweep"])
@pytest.mark.parametrize(
    "choice",
    ["scenario=[{from: 2018, level: 0}]", "scenario=[[detente]]", "scenario=[1]", "scenario=[null]",
     "scenario={level: 0}", "scenario={}", "calibration=[{level: 0}]", "task=[true]"],
)  # fmt: skip
def test_an_invalid_name_is_refused(tmp_path, choice, flags):
    ended = command(tmp_path, *flags, choice)
    group, _, value = choice.partition("=")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.replace(" ", "").startswith(f"sim: {group}: got {value}".replace(" ", ""))
    assert ended.err.count("\n") == 1


def test_an_invalid_name_is_refused_in_python():
    with pytest.raises(InputError) as caught:
        compose(overrides=["calibration=[{level: 0}]"])
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sanctions: &a\n  tools: *a\n", "maximum recursion depth exceeded"),
        ("a: [\n", 'own.yaml", line 3, column 1'),
        ("[" * 5000, 'own.yaml", line 3, column 1'),
        ("- 1\n", "In 'scenario/own': "),
        ("a: \x00\n", 'own.yaml", position 23'),
        ("sanctions: {capital: 1, capital: 0}\n", 'duplicate key capital in "'),
        ("# \xff", "can't decode byte 0xff in position 22"),
    ],
    ids=["holds itself", "open", "deep", "list", "binary", "key twice", "not UTF-8"],
)
def test_a_scenario_file_that_cannot_be_read_is_refused_in_one_line(tmp_path, text, said):
    own = tmp_path / "mine" / "scenario" / "own.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(f"# @package _global_\n{text}", encoding="latin-1")
    ended = command(tmp_path, "--config-dir", str(tmp_path / "mine"), "+scenario=own")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert len(ended.err) < 500
    assert said in ended.err
