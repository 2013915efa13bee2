"""Tasks through the command line: what each leaves, prints, and says of options that are wrong."""

import csv
import importlib.util
from datetime import date

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from command_line import command
from scenarios import compose, refusal

from sim.analysis.origins import origins_of, select
from sim.analysis.score_rows import from_frame
from sim.calibration.check import FORECASTS, TOGETHER
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import targets_of
from sim.calibration.update import extended
from sim.settings.configs import config_folder, names_in
from sim.settings.shipped import shipped_names
from sim.settings.task import options_of
from sim.storage.files import open_run
from sim.world.parameters import Parameters

SMALL = ("ensemble.members=64", "horizon.end=2024-12-31", "engine.threads=2")
TINY = ("task.bank=256", "task.draws=64", "task.kept=64", "task.sweeps=2", "task.last_sweeps=3")


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# calibrate ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    return command(tmp_path_factory.mktemp("calibrate"), "task=calibrate", *TINY)


@pytest.mark.slow
def test_a_calibration_leaves_a_posterior_and_two_tables(calibrated):
    assert calibrated.code == 0
    assert calibrated.left == {"posterior.npz", "targets.csv", "parameters.csv"}


@pytest.mark.slow
def test_a_calibration_prints_its_targets_and_parameters(calibrated):
    targets = targets_of("article", date(2024, 3, 31))
    met = sum(row["met"] == "1" for row in rows_of(calibrated.file("targets.csv")))
    assert f"Targets: {met} of {len(targets)} met" in calibrated.out
    assert f"Prior and posterior of {len(Parameters._fields)} parameters" in calibrated.out
    assert calibrated.out.splitlines()[-1].startswith("results in ")


@pytest.mark.slow
def test_tables_have_a_row_a_target_and_a_row_a_parameter(calibrated):
    targets, parameters = (
        rows_of(calibrated.file(name)) for name in ("targets.csv", "parameters.csv")
    )
    expected = [target.id for target in targets_of("article", date(2024, 3, 31))]
    assert [row["id"] for row in targets] == expected
    assert [row["parameter"] for row in parameters] == list(Parameters._fields)
    assert all(0 < float(row["width"]) < 3 for row in parameters)


@pytest.mark.slow
@pytest.mark.filterwarnings("default::sim.calibration.members.PoorlySampledWarning")
def test_a_run_draws_its_members_from_the_named_calibration(calibrated):
    file = calibrated.file("posterior.npz")
    ended = command(calibrated.folder, f"calibration.posterior={file}", *SMALL)
    assert ended.code == 0
    assert "was made with other" not in ended.err  # not stale
    assert f"calibration {file} does not meet every criterion: only " in ended.err
    posterior = load_posterior(str(file))
    with open_run(ended.file("projection.nc")) as run:
        for column, name in enumerate(Parameters._fields):
            drawn = run[f"parameter_{name}"].values
            np.testing.assert_allclose(drawn, posterior.parameters[:, column], rtol=1e-6)


@pytest.mark.slow
def test_a_repeated_calibration_resumes(calibrated):
    work = calibrated.folder / "outputs" / "calibration"
    before = {file: file.stat().st_mtime_ns for file in work.rglob("*") if file.is_file()}
    first = load_posterior(str(calibrated.file("posterior.npz")))
    again = command(calibrated.folder, "task=calibrate", *TINY)
    assert {file: file.stat().st_mtime_ns for file in before} == before
    second = load_posterior(str(again.file("posterior.npz")))
    np.testing.assert_array_equal(first.parameters, second.parameters)
    np.testing.assert_array_equal(first.past_member, second.past_member)
    np.testing.assert_array_equal(first.luck, second.luck)


# back-test ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def backtested(tmp_path_factory):
    """The article's posterior, and the same draws with a later cut-off."""
    folder = tmp_path_factory.mktemp("backtest")
    later = extended(load_posterior("article"), date(2024, 6, 30))
    later.save(folder / "later.npz")
    posteriors = f"task.posteriors=[article,{folder / 'later.npz'}]"
    few = ("ensemble.members=64", "task.ladder_members=64")
    return command(folder, "task=backtest", posteriors, *few)


@pytest.mark.slow
def test_a_back_test_leaves_scores_fans_a_ladder_and_a_figure(backtested):
    assert (backtested.code, backtested.err) == (0, "")
    tables = {"scores.csv", "ladder.csv"}
    assert backtested.left == {"backtest.nc", "fans.nc", "ladder.nc", "backtest.png"} | tables
    assert backtested.file("backtest.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_back_test_prints_its_scores_goals_and_verdicts(backtested):
    text = " ".join(backtested.out.split())
    for title in (
        "Past forecast accuracy: measured lags after",
        "Every series",
        "Goals",
        "Ablation ladder",
    ):
        assert title in text
    assert "the model is not distinguishable from prior" in text  # with two origins
    assert "The members of article that came closest" in text


@pytest.mark.slow
def test_a_back_test_saves_the_scores_that_it_prints(backtested):
    with xr.open_dataset(backtested.file("backtest.nc")) as scored:
        lags = select(scored, channel="lag", origin="article")
        mean = float(lags["crps"].sel(forecaster="model").mean())
    assert f"{mean:.2f}" in backtested.out
    rows = from_frame(pd.read_csv(backtested.file("scores.csv")))
    of_rows = select(rows, channel="lag", origin="article")["crps"].sel(forecaster="model")
    assert float(of_rows.mean()) == pytest.approx(mean, abs=1e-3)


# check of the inference ---------------------------------------------------------------------------


@pytest.mark.slow
def test_a_check_of_the_inference_leaves_and_prints_ranks(tmp_path):
    early = ("calibration.until=2021-12-31", "task.truths=2", "task.sweeps=1")
    tiny = [option for option in TINY if "sweeps=2" not in option and "kept" not in option]
    ended = command(tmp_path, "task=check_inference", *early, *tiny)
    assert ended.code == 0
    assert ended.left == {"ranks.csv", "inference.csv"}
    assert "Ranks of 2 truths" in ended.out
    rows = rows_of(ended.file("ranks.csv"))
    ids = [target.id for target in targets_of("article", date(2021, 12, 31))]
    assert list(rows[0]) == [*Parameters._fields, TOGETHER, *ids, *FORECASTS]
    assert all(0 <= float(value) <= 1 for row in rows for value in row.values())
    assert len(rows) == 2


# sensitivity and discovery ------------------------------------------------------------------------

FEW = ("task.regimes=4", "task.members_each=2", "task.date=2024-12-31", "ensemble.members=8")


@pytest.fixture(scope="module")
def sensed(tmp_path_factory):
    small = (*FEW, "task.parameters=[]", "task.instruments=[open_weights]", "task.resamples=20")
    return command(tmp_path_factory.mktemp("sensitivity"), "task=sensitivity", *small)


@pytest.mark.slow
def test_a_sensitivity_analysis_leaves_indices_and_a_figure(sensed):
    assert (sensed.code, sensed.err) == (0, "")
    assert sensed.left == {"sensitivity.nc", "sensitivity.png", "indices.csv"}
    with xr.open_dataset(sensed.file("sensitivity.nc")) as found:
        assert found.attrs["scenario"] == "status_quo"
        assert "noise" in found["input"].values


@pytest.mark.slow
def test_a_sensitivity_analysis_prints_a_table_of_the_lag_and_one_of_its_change(sensed):
    assert "Sources of the spread of the lag, end of 2024-12" in sensed.out
    assert "Sources of the spread of the change in lag, end of 2024-12" in sensed.out


@pytest.fixture(scope="module")
def discovered(tmp_path_factory):
    scenarios = "task.scenarios=[status_quo,strict_controls]"
    folder = tmp_path_factory.mktemp("discover")
    return command(folder, "task=discover", "calibration=prior", scenarios, *FEW)


@pytest.mark.slow
def test_a_discovery_leaves_boxes_regret_and_figures(discovered):
    assert (discovered.code, discovered.err) == (0, "")
    assert discovered.left == {
        *("discovery.nc", "discovery.png", "price.nc", "price.csv", "price.png")
    }


@pytest.mark.slow
def test_a_discovery_prints_a_table_an_outcome_and_one_of_regret(discovered):
    out = " ".join(discovered.out.split())
    assert "Where the lag exceeds 24 months at the end of 2024-12" in out
    assert "Where the follower leads at the end of 2024-12" in out
    assert "no other regime has as little regret for fewer lost sales" in out


@pytest.mark.parametrize(
    ("task", "package", "extra"),
    [
        ("sensitivity", "SALib", "analysis"),
        ("report", "jinja2", "report"),
        ("report", "SALib", "report"),
        ("dashboard", "solara", "dashboard"),
        ("dashboard", "solara_assets", "dashboard"),
    ],
)
def test_a_task_without_its_packages_names_the_extra(monkeypatch, task, package, extra):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == package else found(name)
    )
    line = refusal(f"task={task}")
    assert line.startswith(f"task: got {task} without {package}, takes")
    assert f"pip install 'ai-gap-sim[{extra}]'" in line


# bad options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["task=fly"], "task: got fly, takes attribute, "),
        (["task.name=fly"], "task.name: got fly, takes one of attribute, backtest, calibrate"),
        (["task=calibrate", "task.bank=0"], "task.bank: got 0, takes a number greater"),
        (["task=calibrate", "task.sweeps=1.5"], "task.sweeps: got 1.5, takes a valid integer"),
        (["ensemble.detail=perhaps"], "ensemble.detail: got perhaps, takes true or false"),
        (
            ["task=calibrate", "task.truths=3"],
            "task.truths: got 3, takes no value: a setting of a task",
        ),
        (["task=backtest", "task.posteriors=article"], "task.posteriors: got article, takes"),
        (["task=sensitivity", "task.regimes=3"], "task.regimes: got 3, takes a number greater"),
        (
            ["task=sensitivity", "task.instruments=[guns]"],
            "task.instruments: got [guns], takes names among chip_exports",
        ),
        (["task=sensitivity", "task.parameters=[guns]"], "task.parameters: got guns, takes names"),
        (["task=sensitivity", "task.date=2024-01-31"], "task.date: got 2024-01-31, takes a date"),
        (["task=sensitivity", "task.date=soon"], "task.date: got soon, takes a date as YYYY-MM"),
        (["task=discover", "task.date=2033-01-31"], "task.date: got 2033-01-31, takes a date"),
        (["task=discover", "task.scenarios=[guns]"], "task.scenarios: got guns, takes names of"),
        (
            ["task=discover", "task.instruments=[tools,tools]"],
            "task.instruments: got [tools, tools",
        ),
        (["task.bank=5"], "task.bank: got 5, takes no value: a setting of a task"),
        (["calibration=nobodys"], "calibration: got nobodys, takes article, current, prior"),
        (["calibration.targets=mine"], "calibration.targets: got mine, takes"),
        (["calibration.until=soon"], "calibration.until: got soon, takes a date"),
        (["calibration.posterior=nobody"], "calibration.posterior: got nobody, takes null"),
    ],
    ids=lambda given: given[-1] if isinstance(given, list) else "",
)
def test_a_wrong_option_is_named_in_one_line(arguments, message):
    line = refusal(*arguments)
    assert line.startswith(message)
    assert "\n" not in line


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["task=backtest", "task.posteriors=[]"], "task.posteriors"),
        (["task=backtest", "task.posteriors=[nobody]"], "task.posteriors"),
        (["task=calibrate", "calibration.until=2017-06-30"], "calibration.until"),
        (["task=calibrate", "calibration.until=2040-06-30"], "calibration.until"),
        (["task=calibrate", "task.draws=128"], "task.draws"),  # of a bank of 64
        (["task=calibrate", "task.draws=18"], "task.draws"),  # on four islands
        (["task=calibrate", "task.kept=20"], "task.kept"),  # of 16 draws
    ],
    ids=lambda given: given[-1] if isinstance(given, list) else "",
)
def test_options_that_do_not_fit_together_are_named_in_one_line(arguments, key):
    sizes = ("bank=64", "draws=16", "kept=16", "sweeps=0", "last_sweeps=0")
    smallest = [f"task.{size}" for size in sizes]
    named = {argument.split("=")[0] for argument in arguments}
    if "task=backtest" not in arguments:
        arguments = [*arguments, *(a for a in smallest if a.split("=")[0] not in named)]
    line = refusal(*arguments)
    assert line.startswith(f"{key}: got ")
    assert "\n" not in line


def test_every_task_has_a_file_that_is_as_its_model_says():
    for name in names_in("task"):
        written = yaml.safe_load((config_folder() / "task" / f"{name}.yaml").read_text())
        written.pop("defaults", None)  # other files that it chooses
        spelt_out = {k: tuple(v) if isinstance(v, list) else v for k, v in written.items()}
        assert spelt_out.keys() == options_of(name).model_fields.keys()
        assert options_of(name).model_validate(spelt_out) == options_of(name)()


def test_the_posteriors_that_a_back_test_scores_are_shipped():
    asked = {origin.name for origin in origins_of(None)}
    asked |= {
        compose(None, [f"calibration={n}"]).calibration.posterior for n in ("article", "current")
    }
    assert asked <= set(shipped_names())
