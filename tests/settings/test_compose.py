"""Composition from Python: scenarios, stacks, overrides, and what a dataset keeps of them."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hydra import initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from scenarios import scenarios

import sim
from sim.settings.compose import compose
from sim.settings.configs import config_folder, reasons_in, scenario_names
from sim.settings.errors import SettingsError, did_you_mean
from sim.settings.settings import leaves

SHORT = ("ensemble.members=5", "horizon.end=2027-06-30", "engine.chunk=64")


@cache
def composed(name, overrides=SHORT):
    return compose(name, overrides)


def set_leaves(settings):
    """Leaves that are not left to history, as written."""
    every = leaves(settings.sanctions, settings.response)
    return {key: leaf.written() for key, leaf, _ in every if leaf.written() != "history"}


# scenarios ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", scenarios("strict_controls"))
def test_a_scenario_composes_and_is_named(name):
    assert composed(name).scenario == (name,)


@pytest.mark.parametrize("name", scenarios("strict_controls"))
def test_a_scenario_is_a_reason_and_nothing_but_deltas(name):
    text = (config_folder() / "scenario" / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# @package _global_\n# ")
    assert reasons_in("scenario")[name].endswith(".")
    assert set(yaml.safe_load(text) or {}) <= {"sanctions", "response"}
    assert "history" not in set_leaves(composed(name)).values()


def test_without_a_scenario_status_quo_runs_and_is_all_history():
    assert composed(None, ()) == compose("status_quo")
    assert set_leaves(composed(None, ())) == {}


@pytest.mark.slow
def test_scenarios_are_all_different():
    every = [composed(name) for name in scenario_names()]
    regimes = [(settings.sanctions, settings.response) for settings in every]
    assert all(one not in regimes[:place] for place, one in enumerate(regimes))


def test_in_a_stack_the_later_wins_leaf_by_leaf():
    stack = composed(("strict_controls", "leaky_controls"))
    strict, leaky = (set_leaves(composed(name)) for name in ("strict_controls", "leaky_controls"))
    assert set_leaves(stack) == {**strict, **leaky} != {**leaky, **strict}
    assert stack.scenario == ("strict_controls", "leaky_controls")


def test_a_single_setting_overrides_the_scenario():
    settings = compose("strict_controls", ["sanctions.capital=0.25"])
    assert settings.sanctions.capital.level == 0.25
    assert settings.sanctions.foundry.level == 1.0


def test_a_scenario_may_be_given_as_an_override_without_its_plus():
    assert compose(overrides=["scenario=strict_controls", *SHORT]) == composed("strict_controls")


@pytest.mark.parametrize("names", ["strict_control", ["detente", "strict_control"]])
def test_a_misspelt_scenario_gets_the_real_names_and_a_hint(names):
    with pytest.raises(SettingsError) as caught:
        compose(names)
    assert (caught.value.key, caught.value.got) == ("scenario", "strict_control")
    assert caught.value.takes == ", ".join(scenario_names()) + " (did you mean strict_controls?)"


def test_the_beginning_of_a_name_is_a_hint_where_it_is_of_one_alone():
    assert did_you_mean("strict", scenario_names()) == " (did you mean strict_controls?)"
    assert did_you_mean("c", scenario_names()) == ""


# from Python --------------------------------------------------------------------------------------


def test_composing_leaves_a_hydra_that_is_at_work_alone():
    with initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
        outer = GlobalHydra.instance().hydra
        with pytest.raises(SettingsError):
            compose("nope")
        assert GlobalHydra.instance().hydra is outer


def test_run_gives_a_dataset_in_double_precision():
    dataset = sim.run("detente", members=3, seed=5, overrides=["horizon.end=2018-06-30",
                      "sanctions.from=2018-03-01", "response.from=2018-03-01"])  # fmt: skip
    assert dict(dataset.sizes)["member"] == 3
    assert dict(dataset.sizes)["time"] == 6
    assert dataset.attrs["seed"] == 5
    assert dataset.attrs["scenario"] == "detente from 2018-03-01"
    assert {dataset[name].dtype for name in ("capability", "fdi")} == {np.dtype(float)}


def test_run_refuses_what_the_command_line_refuses():
    with pytest.raises(SettingsError, match=r"^ensemble\.members: got 0, takes"):
        sim.run(members=0)


def test_importing_the_package_imports_nothing_heavy():
    heavy = "{'hydra', 'numba', 'numpy', 'xarray', 'mesa', 'pydantic'}"
    code = f"import sys, sim; print({heavy} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


def test_the_public_names_are_there_and_others_are_not():
    assert all(hasattr(sim, name) for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        _ = sim.runn


def test_configs_are_found_beside_the_package_or_inside_it(tmp_path, monkeypatch):
    assert config_folder() == Path(sim.__file__).parents[1] / "configs"
    inside = tmp_path / "sim" / "configs"
    inside.mkdir(parents=True)
    (inside / "config.yaml").touch()
    monkeypatch.setattr(
        "sim.settings.configs.__file__", str(tmp_path / "sim" / "settings" / "configs.py")
    )
    assert config_folder() == inside
