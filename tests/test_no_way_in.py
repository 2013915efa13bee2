"""Configs and posteriors are data: nothing that they hold is run, and no path leads away."""

import pytest
from command_line import command

from sim.calibration.posterior import load_posterior
from sim.config.errors import SettingsError

SMALL = ("ensemble.members=1", "horizon.end=2018-12-31", "calibration=prior")
BEFORE = ("sanctions.from=2018-04-01", "response.from=2018-04-01")

CODE = "sim.nowhere.touch"


@pytest.fixture
def refused(tmp_path):
    """Run a command line that has to end in one message, and see that nothing ran or was left."""

    def run(*arguments):
        before = sorted(tmp_path.rglob("*"))
        ended = command(tmp_path, *SMALL, *BEFORE, *arguments)
        assert (ended.code, ended.out) == (2, ""), ended.err
        assert ended.err.count("\n") == 1
        assert sorted(tmp_path.rglob("*")) == before
        return ended.err

    return run


@pytest.mark.parametrize(
    "override",
    [
        *(f"{plus}hydra.callbacks.mine._target_={CODE}" for plus in ("", "+", "++")),
        *(f"hydra.{part}._target_={CODE}" for part in ("launcher", "sweeper", "callbacks.check")),
        f"hydra.callbacks.mine={{_target_: {CODE}}}",
        f"hydra={{callbacks: {{mine: {{_target_: {CODE}}}}}}}",
        f"hydra.launcher.n_jobs={{_target_: {CODE}}}",
        "hydra.launcher.n_jobs=${roster}",
        "hydra.job_logging.formatters.mine.()=os.system",
        "+hydra.job_logging={formatters: {mine: {'()': os.system}}}",
        "hydra.hydra_logging.root.level=1",
        "+hydra.job.env_set.PATH=x",
        "hydra.job.chdir=true",
        "hydra.searchpath=[file:///tmp]",
        "hydra.output_subdir=../../mine",
        "hydra.sweep.subdir=../../mine",
        "hydra.mode=MULTIRUN",
        "~hydra.callbacks.check",
        "~hydra.callbacks",
        "hydra/sweeper=basic",
        "hydra/callbacks=mine",
        "hydra/job_logging=mine",
        "roster@hydra.callbacks=article",
        "+scenario@hydra.callbacks.mine=detente",
        f"+_target_={CODE}",
        f"+roster._target_={CODE}",
        f"+sanctions.capital={{_target_: {CODE}}}",
    ],
)
def test_nothing_on_the_command_line_names_code(refused, override):
    assert "takes" in refused(override)


@pytest.mark.parametrize("flag", ["--experimental-rerun", "--config-path", "--config-name", "-cn"])
def test_a_flag_that_would_read_a_pickle_or_another_config_is_not_there(refused, flag, tmp_path):
    assert "no such flag" in refused(f"{flag}=x")


@pytest.mark.parametrize("name", ["eval", "python", "os.system", "mine", "oc.nothing"])
def test_no_resolver_runs_what_it_is_given(refused, name):
    told = refused(f"sanctions.capital=${{{name}:print}}")
    assert "sanctions.capital: got" in told or "overrides: got" in told


def test_an_environment_variable_is_text_and_no_more(refused, monkeypatch):
    monkeypatch.setenv("MINE", "${oc.env:HOME}")
    assert "got ${oc.env:HOME}, takes a level" in refused("sanctions.capital=${oc.env:MINE}")


HEADER = "# @package _global_\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}hydra: {{callbacks: {{mine: {{_target_: {CODE}}}}}}}",
        f"{HEADER}hydra: {{launcher: {{_target_: {CODE}}}}}",
        f"{HEADER}hydra: {{launcher: {{mine: {{_target_: {CODE}}}}}}}",
        f"{HEADER}hydra: {{sweeper: {{_target_: {CODE}}}}}",
        f"{HEADER}hydra: {{job_logging: {{formatters: {{mine: {{'()': os.system}}}}}}}}",
        f"{HEADER}hydra: {{hydra_logging: {{formatters: {{mine: {{'()': os.system}}}}}}}}",
        f"{HEADER}hydra: {{job: {{env_set: {{PATH: x}}}}}}",
        f"{HEADER}hydra: {{run: {{dir: /tmp/elsewhere}}}}",
        f"{HEADER}hydra: {{sweep: {{dir: /tmp/elsewhere}}}}",
        f"{HEADER}hydra: {{sweep: {{subdir: ../../elsewhere}}}}",
        f"{HEADER}hydra: {{output_subdir: ../../elsewhere}}",
        f"{HEADER}hydra: {{callbacks: null}}",
        f"# @package hydra.callbacks\nmine: {{_target_: {CODE}}}",
        f"# @package hydra.launcher\n_target_: {CODE}",
        f"{HEADER}engine: {{address: 'tcp://127.0.0.1:9'}}",
        f"{HEADER}sanctions: !!python/object/apply:os.system [id]",
        f"{HEADER}sanctions: !!python/name:os.system",
        f"{HEADER}sanctions: {{_target_: {CODE}}}",
        f"{HEADER}calibration: {{posterior: ../../mine}}",
    ],
)
@pytest.mark.parametrize(
    "words",
    [("+scenario=own",), pytest.param(("-m", "+scenario=own,detente"), marks=pytest.mark.slow)],
    ids=["run", "sweep"],
)
def test_nothing_in_a_strangers_file_names_code_or_leads_away(refused, tmp_path, text, words):
    mine = tmp_path / "mine"
    (mine / "scenario").mkdir(parents=True)
    (mine / "scenario" / "own.yaml").write_text(text)
    assert "takes" in refused("--config-dir", str(mine), *words)


def test_a_strangers_file_does_not_stand_in_for_one_of_hydras(refused, tmp_path):
    launcher = tmp_path / "mine" / "hydra" / "launcher"
    launcher.mkdir(parents=True)
    (launcher / "joblib.yaml").write_text(f"_target_: {CODE}\n")
    told = refused(
        "--config-dir", str(tmp_path / "mine"), "-m", "ensemble.seed=1,2", "hydra/launcher=joblib"
    )
    assert "takes no configs of Hydra's own" in told


def test_a_strangers_scenario_that_is_data_runs(tmp_path):
    own = tmp_path / "mine" / "scenario" / "own.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(f"{HEADER}sanctions: {{capital: 0.25}}\n")
    ended = command(tmp_path, "--config-dir", str(own.parents[1]), "+scenario=own", *SMALL, *BEFORE)
    assert ended.code == 0, ended.err


@pytest.mark.parametrize(
    "folder", ["../elsewhere", "outputs/../../elsewhere", "/tmp/../tmp/elsewhere"]
)
@pytest.mark.parametrize("key", ["hydra.run.dir", "hydra.sweep.dir"])
def test_a_folder_for_results_does_not_climb(refused, key, folder):
    flags = ["-m", "ensemble.seed=1,2"] if "sweep" in key else []
    assert f"sim: {key}: got {folder}, takes a folder" in refused(*flags, f"{key}={folder}")


@pytest.mark.parametrize(
    "name",
    ["../posteriors/article", "./article", "a/b", "/etc/passwd", "", "..", "a\x00b", "x" * 300],
)
def test_the_name_of_a_posterior_leads_nowhere(name):
    with pytest.raises(SettingsError, match=r"^calibration\.posterior: got"):
        load_posterior(name)


def test_a_link_in_the_place_of_a_temporary_file_is_not_followed(tmp_path):
    from sim.whole_file import write_arrays

    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not ours")
    (tmp_path / "file.part").symlink_to(elsewhere)
    write_arrays(tmp_path / "file.npz", {})
    assert elsewhere.read_text() == "not ours"
