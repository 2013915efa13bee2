"""What a command line may hold: flags that go together, and of Hydra's own keys a few."""

import pytest
from command_line import command

from sim.arguments import check_settings, config_dir_of, sorted_out
from sim.config.errors import SettingsError


def said_of(act, *arguments, **given):
    with pytest.raises(SettingsError) as refused:
        act(*arguments, **given)
    return str(refused.value)


# flags --------------------------------------------------------------------------------------------


def test_flags_go_before_settings_by_their_long_names():
    flags, settings = sorted_out(["sanctions.capital=0,1", "-m", "ensemble.members=2"])
    assert (flags, settings) == (["--multirun"], ["sanctions.capital=0,1", "ensemble.members=2"])


@pytest.mark.parametrize("written", [["-cd=mine"], ["--config-dir", "mine"], ["-cd", "mine"]])
def test_a_folder_of_configs_is_found_however_it_is_written(written):
    assert config_dir_of(sorted_out(written)[0]) == "mine"


def test_info_tells_all_where_no_part_is_named_and_takes_no_setting_for_one():
    assert sorted_out(["--info"]) == (["--info", "all"], [])
    assert sorted_out(["-i", "config"]) == (["--info", "config"], [])
    assert sorted_out(["-i", "task=price"]) == (["--info", "all"], ["task=price"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-r", "-m"], "--multirun: got beside --run, takes one of --run, --multirun, --cfg"),
        (["--cfg", "job", "--info"], "--info: got beside --cfg, takes one of"),
        (["--resolve"], "--resolve: got without --cfg, takes its place beside --cfg job"),
        (["-p", "sanctions"], "--package: got without --cfg, takes its place beside --cfg job"),
        (["-sc"], "--shell-completion: got nothing, takes install=SHELL"),
        (["-c", "job", "-p", "sanction"], "--package: got sanction, takes no value"),
        ([""], "argument: got nothing, takes KEY=VALUE"),
        (["=3"], "argument: got =3, takes KEY=VALUE"),
    ],
)
def test_flags_and_words_that_mean_nothing_are_named(arguments, message):
    assert said_of(sorted_out, arguments).startswith(message)


@pytest.mark.parametrize("part", ["sanctions", "sanctions.chip_exports", "roster.labs.mine"])
def test_a_part_of_the_settings_can_be_shown(part):
    assert sorted_out(["--cfg", "job", "-p", part])[0][-1] == part


# Hydra's own keys ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "''", "' '", "null", "[a]", "{a: 1}"])
def test_a_folder_for_results_has_a_name(value):
    assert said_of(check_settings, [f"hydra.run.dir={value}"]).endswith("takes a folder")


@pytest.mark.parametrize("key", ["hydra.sweep.dir", "hydra.launcher.n_jobs", "hydra/launcher"])
def test_hydras_own_keys_have_one_value_for_a_whole_sweep(key):
    said = said_of(check_settings, [f"{key}=1,2"], in_a_sweep=True)
    assert said == f"{key}: got 1,2, takes one value for all runs"


def test_a_folder_that_would_be_ignored_is_refused_with_the_one_that_counts():
    of_a_run, of_a_sweep = ["hydra.run.dir=x"], ["hydra.sweep.dir=x"]
    assert said_of(check_settings, of_a_run, in_a_sweep=True).endswith("is hydra.sweep.dir")
    assert said_of(check_settings, of_a_sweep).endswith("is hydra.run.dir")
    check_settings(of_a_run)
    check_settings(of_a_sweep, in_a_sweep=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["hydra.run.dir=${nope}"], "hydra.run.dir: got ${nope}, takes what can be resolved"),
        (
            ["-m", "ensemble.seed=1,2", "hydra.sweep.dir=${nope}"],
            "hydra.sweep.dir: got ${nope}, takes what can be resolved",
        ),
        (["hydra.run.dir=${oc.env:NO_NAME}"], "hydra.run.dir: got nothing, takes a folder"),
        (
            ["-m", "ensemble.seed=1,2", "hydra/launcher=joblib", "hydra.launcher.n_jobs=many"],
            "hydra.launcher.n_jobs: got many, takes a value of another kind",
        ),
    ],
)
def test_what_cannot_become_a_value_is_one_line_and_leaves_nothing(
    tmp_path, monkeypatch, arguments, message
):
    monkeypatch.setenv("NO_NAME", "")
    ended = command(tmp_path, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"sim: {message}")
    assert ended.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
