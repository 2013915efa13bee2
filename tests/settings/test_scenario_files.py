"""What a scenario file or an override holds is what runs, or it is refused in one line."""

import pytest
from command_line import command
from scenarios import slow

from sim.settings.compose import compose
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError


def refusal(*overrides):
    """What is said of overrides that are refused."""
    with pytest.raises(SettingsError) as caught:
        compose(None, overrides)
    return str(caught.value)


def refused_file(folder, text):
    """The file of a scenario of one's own, and what is said of a run of it that is refused."""
    own = folder / "mine" / "scenario" / "own.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(text)
    ended = command(folder, "--config-dir", str(folder / "mine"), "+scenario=own")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    return own, ended.err.strip()


SETTINGS = "sanctions: {capital: 1.0}\n"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (SETTINGS, SETTINGS.strip()),
        *slow(
            (f"# My scenario.\n# @package _global_\n{SETTINGS}", "# My scenario."),
            (f"# @package scenario\n{SETTINGS}", "# @package scenario"),
            ("", "nothing"),
        ),
    ],
)
def test_a_scenario_file_without_its_header_is_refused(tmp_path, text, first):
    file, said = refused_file(tmp_path, text)
    takes = "`# @package _global_`, without which nothing in the file would be used"
    assert said == f"sim: scenario: got {first} in {file}, line 1, takes {takes}"


@pytest.mark.parametrize("text", ["", *slow("# to do\n", "hydra: {job: {name: x}}\n")])
def test_a_scenario_file_that_sets_nothing_is_refused(tmp_path, text):
    file, said = refused_file(tmp_path, f"# @package _global_\n{text}")
    assert said.startswith(f"sim: scenario: got no setting in {file}, takes at least one")


def test_an_empty_part_in_a_scenario_file_is_refused_with_its_place(tmp_path):
    file, said = refused_file(tmp_path, f"# @package _global_\n{SETTINGS}roster: {{labs: {{}}}}\n")
    assert said.startswith(f"sim: roster.labs: got {{}} in {file}, line 3, column 16, takes keys")


def test_a_misspelt_key_in_a_scenario_file_is_refused(tmp_path):
    _, said = refused_file(tmp_path, "# @package _global_\nsanctions: {captial: 1.0}\n")
    assert said.startswith("sim: sanctions.captial: got 1.0, takes no value: unknown setting")


@pytest.mark.parametrize(
    "name", ["../task/report", *slow("strict_controls.yaml", "./strict_controls")]
)
def test_a_scenario_is_named_as_its_file_in_the_folder(name):
    said = refusal(f"scenario={name}")
    assert said.startswith(f"scenario: got {name}, takes {', '.join(scenario_names())}")


@pytest.mark.parametrize(
    "key", ["roster.labs", *slow("roster", "sanctions", "sanctions.chip_exports")]
)
def test_an_override_that_changes_nothing_is_refused(key):
    assert refusal(f"{key}={{}}") == (
        f"{key}: got {{}}, takes keys and values: an empty part changes nothing"
    )


@pytest.mark.parametrize("colon", [":", *slow(": ")])
def test_a_key_twice_in_an_entry_of_a_dated_list_is_refused(colon):
    entries = "[{from: 2024-05-01, level: 0}, {from: 2025-05-01, level: 0, level: 1}]"
    said = refusal(f"sanctions.tools={entries.replace(': ', colon)}")
    assert said == "sanctions.tools[1]: got level twice, takes each key once"


@pytest.mark.slow
def test_a_key_twice_in_a_sweep_is_refused(tmp_path):
    entries = "[{from: 2024-05-01, level: 0, level: 1}],1.0"
    ended = command(tmp_path, "-m", f"sanctions.tools={entries}")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "sim: sanctions.tools[0]: got level twice, takes each key once\n"


@pytest.mark.parametrize(("end", "value"), [("high", 6.9), *slow(("low", 0.5))])
def test_the_ends_of_an_integer_prior_are_whole_numbers(end, value):
    key = f"calibration.parameters.variant_delay.{end}"
    assert refusal(f"{key}={value}") == (
        f"{key}: got {value}, takes a whole number, for an integer prior"
    )
