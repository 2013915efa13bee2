"""Datasets: what is built, and what the file holds."""

import shutil
import subprocess
import sys
import warnings
from types import SimpleNamespace

import netCDF4
import numpy as np
import pytest
import synthetic
import xarray as xr
from scenarios import compose

from sim.analysis.projection import project
from sim.settings.errors import SettingsError
from sim.settings.variables import CATALOGUE
from sim.storage import files
from sim.storage.build import trailing_mean
from sim.storage.files import errors_of_the_system, open_run, open_sweep, save
from sim.world.indices import INDICES


@pytest.fixture(scope="module")
def scenario():
    return synthetic.results(seed=1, detail=True)


@pytest.fixture(scope="module")
def reference():
    return synthetic.results(seed=2, detail=True)


@pytest.fixture(scope="module")
def built(scenario, reference):
    return synthetic.dataset(scenario, reference)


@pytest.fixture
def saved(built, tmp_path):
    save(built, tmp_path / "projection.nc")
    return tmp_path


# build --------------------------------------------------------------------------------------------


def test_recorded_values_are_kept_to_the_last_bit(built, scenario):
    for name, values in scenario.items():
        assert built[name].dims == CATALOGUE[name].dims
        assert np.array_equal(built[name].values, values)


def test_every_variable_says_what_it_is_and_in_which_unit(built):
    for name, variable in built.variables.items():
        assert variable.attrs["long_name"]
        assert name in {"time", "time_bnds"} or variable.attrs["units"]


def test_opening_a_dataset_does_not_import_the_model():
    heavy = "{'numba', 'pydantic', 'hydra', 'sim.world', 'sim.rules'}"
    script = f"import sys, sim.storage; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_lag_can_be_read_by_the_name_of_its_index(built, scenario):
    assert built["index"].values.tolist() == list(INDICES)
    for place, name in enumerate(INDICES):
        of_index = built["measured_capability_lag"].sel(index=name)
        assert np.array_equal(of_index, scenario["measured_capability_lag"][:, :, place])


def test_changes_are_scenario_minus_reference_for_the_same_member(built, scenario, reference):
    for name in ("capability_lag", "capability_gap"):
        assert np.array_equal(built[f"{name}_change"], scenario[name] - reference[name])


def test_a_run_that_is_its_own_reference_changes_nothing(scenario):
    built = synthetic.dataset(scenario)
    assert not built["capability_lag_change"].values.any()
    assert not built["capability_gap_change"].values.any()


def test_the_mean_lag_is_over_the_last_twelve_months_and_missing_before(built, scenario):
    mean, lag = built["capability_lag_mean"].values, scenario["capability_lag"]
    assert np.isnan(mean[:, :11]).all()
    for month in range(11, lag.shape[1]):
        assert np.allclose(mean[:, month], lag[:, month - 11 : month + 1].mean(axis=1), rtol=1e-14)


def test_a_horizon_of_less_than_a_year_has_no_mean():
    assert np.isnan(trailing_mean(np.ones((2, 11, 3)), 12)).all()


def test_months_start_on_their_first_day_and_end_where_the_next_starts(built):
    starts, ends = built["time_bnds"].values.T
    assert starts[0] == np.datetime64("2018-01-01")
    assert np.array_equal(starts, built["time"])
    assert np.array_equal(ends[:-1], starts[1:])
    assert ends[-1] == np.datetime64("2020-07-01")


def test_each_members_parameters_are_variables_with_unit_and_meaning(built):
    for name, values in synthetic.draws().values.items():
        parameter = built[f"parameter_{name}"]
        assert np.array_equal(parameter, values)
        assert parameter.attrs["units"] == synthetic.PARAMETERS[name]
        assert parameter.attrs["long_name"] == f"meaning of {name}"


def test_the_dataset_records_how_it_was_made(scenario):
    about = synthetic.dataset(scenario, scenario=("leaky_controls", "ai_plus_surge"), seed=3).attrs
    assert about["Conventions"] == "CF-1.11"
    assert about["scenario"] == "leaky_controls+ai_plus_surge"
    assert about["reference"] == "status_quo"
    assert (about["seed"], about["members"]) == (3, 4)
    assert about["settings_yaml"].startswith("scenario: leaky_controls+ai_plus_surge\n")
    assert about["numpy_version"] == np.__version__
    assert all(type(value) in (str, int) for value in about.values())


def test_labs_are_there_only_in_detail(built):
    assert built["lab_capability"].dims == ("member", "time", "lab")
    plain = synthetic.dataset(synthetic.results())
    assert "lab_capability" not in plain
    assert "lab" not in plain.coords


def test_a_run_of_the_model_holds_the_whole_catalogue():
    settings = ["ensemble.members=2", "ensemble.detail=true", "horizon.end=2024-06-30"]
    run = project(compose("strict_controls", settings))
    for name, variable in CATALOGUE.items():
        assert run[name].dims == variable.dims
    assert run["time"].values[[0, -1]].astype("datetime64[D]").astype(str).tolist() == [
        "2018-01-01",
        "2024-06-01",
    ]
    assert run.attrs["scenario"] == "strict_controls"
    assert run.attrs["reference"] == "status_quo"
    assert run.attrs["history_until"] == "2024-04-02"
    assert compose("strict_controls", settings).to_yaml() == run.attrs["settings_yaml"]


# files --------------------------------------------------------------------------------------------


def test_a_run_comes_back_as_it_was_but_in_single_precision(built, saved):
    single = built.astype(np.float32)
    with open_run(saved) as opened:
        xr.testing.assert_identical(opened.load(), single)


def test_numbers_have_checksums_and_are_not_compressed_and_only_they_lose_precision(saved):
    with netCDF4.Dataset(saved / "projection.nc") as file:
        for name in (*CATALOGUE, "parameter_spillover"):
            assert file[name].dtype == np.float32
            assert [kind for kind, is_used in file[name].filters().items() if is_used] == [
                "fletcher32"
            ]
        for name in ("time", "time_bnds", "member"):
            assert file[name].dtype == np.int64


def test_the_times_and_their_bounds_are_written_as_the_conventions_ask(saved):
    with netCDF4.Dataset(saved / "projection.nc") as file:
        assert file["time"].units == "days since 2018-01-01"
        assert file["time"].bounds == "time_bnds"
        assert "units" not in file["time_bnds"].ncattrs()  # they are the time's
        assert "coordinates" not in file["capability_lag"].ncattrs()


def test_xarray_alone_reads_the_file_without_a_warning(built, saved):
    with warnings.catch_warnings(action="error"), xr.open_dataset(saved / "projection.nc") as plain:
        assert plain["time"].equals(built["time"])
        assert plain["parameter_training_days"].dtype == np.float32


def test_a_run_is_opened_by_its_folder_or_its_file(saved):
    with open_run(saved) as by_folder, open_run(str(saved / "projection.nc")) as by_file:
        xr.testing.assert_identical(by_folder.load(), by_file.load())


@pytest.mark.parametrize("opener", [open_run, open_sweep])
def test_the_message_names_the_files_that_are_missing(opener, tmp_path):
    with pytest.raises(SettingsError, match=r"path: got .*, takes .*\.nc"):
        opener(tmp_path)
    with pytest.raises(SettingsError, match="nowhere"):
        opener(tmp_path / "nowhere")


def test_a_dataset_derived_from_a_run_can_be_saved(built, tmp_path):
    ranked = xr.Dataset({"lag": ("rank", np.sort(built["capability_lag"][:, -1, 1]))})
    ranked.attrs = {"settings_yaml": "é" * 100_000}
    save(ranked, tmp_path / "ranked.nc")
    with open_run(tmp_path / "ranked.nc") as opened:
        xr.testing.assert_identical(opened.load(), ranked.astype(np.float32))


def test_a_byte_that_flipped_is_an_error_and_not_another_value(saved, tmp_path):
    content = bytearray((saved / "projection.nc").read_bytes())
    with open_run(saved) as run:
        lag = run["capability_lag"].values.astype("<f4").tobytes()
    content[content.index(lag) + len(lag) // 2] ^= 1
    (tmp_path / "projection.nc").write_bytes(content)
    with (
        open_run(tmp_path) as damaged,
        pytest.raises(OSError, match="projection"),
        errors_of_the_system(tmp_path / "projection.nc"),
    ):
        damaged["capability_lag"].load()


def test_a_failed_save_leaves_the_old_file_and_nothing_else(built, saved):
    before = (saved / "projection.nc").read_bytes()
    with pytest.raises(TypeError):
        save(built.assign_attrs(title=None), saved / "projection.nc")
    with pytest.raises(TypeError):
        save(built.assign(fdi=built["fdi"].assign_attrs(units={})), saved / "projection.nc")
    assert [path.name for path in saved.iterdir()] == ["projection.nc"]
    assert (saved / "projection.nc").read_bytes() == before


def test_a_file_for_which_the_disk_has_no_room_is_an_error_and_leaves_the_old_one(
    built, monkeypatch, saved
):
    file = saved / "projection.nc"
    before = file.read_bytes()
    size = len(before)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=size - 1))
    with pytest.raises(OSError, match="No space left on device"):
        save(built, file)
    assert [path.name for path in saved.iterdir()] == ["projection.nc"]
    assert file.read_bytes() == before


def test_a_file_fits_where_there_is_room_for_twice_its_values(built, monkeypatch, tmp_path):
    room = 8 * sum(values.size for values in built.variables.values())
    room += files.BYTES_TO_DESCRIBE * len(built.variables)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=room))
    save(built, tmp_path / "projection.nc")
    assert (tmp_path / "projection.nc").stat().st_size < room


def test_a_write_that_the_system_refuses_halfway_is_an_error_of_the_system(built, tmp_path):
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(OSError, match="Input/output error"):
            save(built, tmp_path / "projection.nc")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not list(tmp_path.iterdir())


def test_an_open_run_may_be_replaced(built, saved):
    with open_run(saved) as before:
        save(built.assign(fdi=built["fdi"] + 1), saved / "projection.nc")
        with open_run(saved) as after:
            assert np.allclose(after["fdi"] - before["fdi"], 1, atol=1e-5)
