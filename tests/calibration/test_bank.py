"""The bank: what members of the priors show, kept part by part, each member done once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scenarios import compose

from sim.calibration import bank
from sim.calibration.bank import VARIABLES, parameters_of
from sim.calibration.calibrate import simulator_of
from sim.calibration.measures import measured
from sim.ensemble import simulate
from sim.settings.variables import CATALOGUE
from sim.world.draws import draw
from sim.world.indices import INDICES

SIZE = 200


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", ["calibration=article"])


@pytest.fixture(scope="module")
def simulator(settings):
    return simulator_of(settings, seed=5)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(bank, "CHUNK", 64)
    monkeypatch.setattr(bank, "MEMBERS_PER_FILE", 128)


@pytest.fixture(scope="module")
def predictions(simulator):
    """What the first members show, simulated in one go."""
    members = simulator.of_priors(np.arange(SIZE))
    return simulator.run(members).predictions


def files(folder):
    return sorted(file.name for file in folder.iterdir())


def test_a_bank_holds_the_predictions_of_its_members_in_order(simulator, predictions, tmp_path):
    np.testing.assert_array_equal(simulator.bank(SIZE, tmp_path), predictions)
    assert files(tmp_path) == ["0-127.npy", "128-199.npy"]


def test_the_same_seed_fills_a_bank_with_the_same_values_and_another_with_others(
    settings, predictions, tmp_path
):
    again = simulator_of(settings, seed=5).bank(64, tmp_path / "again")
    np.testing.assert_array_equal(again, predictions[:64])
    other = simulator_of(settings, seed=6).bank(64, tmp_path / "other")
    assert not (other == predictions[:64]).all(axis=1).any()


def test_a_part_that_is_stored_is_not_simulated_again(simulator, predictions, tmp_path):
    simulator.bank(SIZE, tmp_path)
    np.save(tmp_path / "0-127.npy", predictions[:128] + 1000.0)
    again = simulator.bank(SIZE, tmp_path)
    np.testing.assert_array_equal(again[:128], predictions[:128] + 1000.0)
    np.testing.assert_array_equal(again[128:], predictions[128:])


def cut_short(file: Path):
    file.write_bytes(file.read_bytes()[:-100])


def emptied(file: Path):
    file.write_bytes(b"")


def scribbled_over(file: Path):
    file.write_text("no bank\n")


def of_another_shape(file: Path):
    np.save(file, np.load(file)[:, :-1])


@pytest.mark.parametrize(
    "damage", [cut_short, emptied, scribbled_over, of_another_shape, Path.unlink]
)
def test_a_part_that_is_damaged_is_simulated_again(simulator, predictions, tmp_path, damage):
    simulator.bank(64, tmp_path)
    damage(tmp_path / "0-63.npy")
    np.testing.assert_array_equal(simulator.bank(64, tmp_path), predictions[:64])
    np.testing.assert_array_equal(np.load(tmp_path / "0-63.npy"), predictions[:64])


def test_a_damaged_file_of_the_bank_is_written_again(simulator, predictions, tmp_path):
    (tmp_path / "0-63.part").write_bytes(b"half a part")
    np.testing.assert_array_equal(simulator.bank(64, tmp_path), predictions[:64])
    assert files(tmp_path) == ["0-63.npy"]


def test_a_stopped_bank_goes_on_after_its_last_part(simulator, predictions, tmp_path):
    class StoppedError(Exception):
        pass

    def stop_in_the_second_part(done):
        told.append(done)
        if sum(told) > 128:
            raise StoppedError

    told = []
    with pytest.raises(StoppedError):
        simulator.bank(SIZE, tmp_path, stop_in_the_second_part)
    assert files(tmp_path) == ["0-127.npy"]
    told.clear()
    np.testing.assert_array_equal(simulator.bank(SIZE, tmp_path, told.append), predictions)
    assert told[0] == 128  # at once


def test_progress_hears_of_every_member_once(simulator, tmp_path):
    for _ in ("simulated", "stored"):
        told = []
        simulator.bank(SIZE, tmp_path, told.append)
        assert sum(told) == SIZE
        assert min(told) > 0


# who the members are ------------------------------------------------------------------------------


def test_members_of_the_bank_have_the_parameters_of_members_drawn_from_the_priors(
    settings, simulator
):
    members = simulator.of_priors(np.arange(SIZE))
    values = parameters_of(members.scores, settings.calibration)
    for name, expected in draw(settings.calibration, SIZE, seed=5).values.items():
        np.testing.assert_allclose(values[name], expected, rtol=1e-5, atol=1e-9, err_msg=name)


def test_members_of_the_bank_predict_the_same_as_draws_of_the_priors(
    settings, simulator, predictions
):
    draws = draw(settings.calibration, SIZE, seed=5)
    results = simulate(simulator.world, draws, only=VARIABLES)
    regions = list(simulator.world.regions)
    labels = {
        "time": simulator.world.calendar.starts,
        "index": list(INDICES),
        "supplier": list(simulator.world.supplier_names),
        "region": regions,
        "source_region": regions,
    }
    run = xr.Dataset({n: (CATALOGUE[n].dims, v) for n, v in results.items()}, labels)
    expected = measured(run, simulator.targets)
    for column, target in enumerate(simulator.targets):
        # single precision may tip a release into another month
        same = np.isclose(predictions[:, column], expected[target.id], rtol=1e-3, atol=1e-4)
        assert same.mean() > 0.95, target.id


def test_members_far_from_each_other_in_number_are_simulated_alike(simulator, predictions):
    chosen = np.array([150, 3, 150, 64])
    members = simulator.of_priors(chosen)
    again = simulator.run(members)
    np.testing.assert_array_equal(again.predictions, predictions[chosen])


def test_noise_of_a_quarter_changes_only_that_quarter_and_later_ones(simulator, predictions):
    members = simulator.of_priors(np.arange(64))
    numbers = members.numbers.copy()
    numbers[:, 16] = (900_000 + np.arange(64))[:, None]  # early in 2022
    other = simulator.run(replace(members, numbers=numbers)).predictions
    by_2021 = [i for i, t in enumerate(simulator.targets) if t.period <= "2021-12"]
    of_2024 = [i for i, t in enumerate(simulator.targets) if t.period == "2024-03"]
    np.testing.assert_array_equal(other[:, by_2021], predictions[:64, by_2021])
    assert len(by_2021) >= 6
    assert not (other[:, of_2024] == predictions[:64, of_2024]).all(axis=0).any()


def test_a_bank_looks_no_further_than_the_last_target(settings, simulator):
    assert simulator.world.calendar.months == 75
    assert simulator.quarters == 25
    early = simulator_of(compose("status_quo", ["calibration.until=2018-12-31"]), seed=5)
    assert (early.world.calendar.months, early.quarters) == (12, 4)


def test_selected_rows_keep_scores_keys_and_predictions_together(simulator, predictions):
    members = simulator.of_priors(np.arange(10))
    chosen = simulator.run(members).rows(np.array([7, 2]))
    assert len(chosen) == 2
    np.testing.assert_array_equal(chosen.predictions, predictions[[7, 2]])
    np.testing.assert_array_equal(chosen.numbers[:, 0, 0], [7, 2])
