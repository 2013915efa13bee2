"""Downloads: files that xarray and a spreadsheet open, and that say how to make them again."""

from datetime import date
from io import BytesIO

import pandas as pd
import pytest
import xarray as xr

from sim.dashboard.answers import FIGURE_VARIABLES, answer
from sim.dashboard.choice import Choice
from sim.dashboard.downloads import as_csv, as_netcdf, dataset_of
from sim.settings.settings import Settings

pytestmark = pytest.mark.slow

CHOICE = Choice("detente", members=64, end=date(2026, 12, 31)).with_level("sanctions.cloud", 1)


@pytest.fixture(scope="module")
def result():
    return answer(CHOICE)


@pytest.mark.parametrize("figure", FIGURE_VARIABLES)
def test_a_file_holds_what_the_figure_shows(result, figure, tmp_path):
    path = tmp_path / "figure.nc"
    path.write_bytes(as_netcdf(dataset_of(result, figure)))
    with xr.open_dataset(path) as file:
        xr.testing.assert_allclose(
            file.drop_attrs(), result.figures[figure].drop_attrs(), rtol=1e-6
        )
        for name in FIGURE_VARIABLES[figure]:
            assert set(file[name].attrs) >= {"units", "long_name"}


def test_a_file_records_how_to_reproduce_it(result, tmp_path):
    path = tmp_path / "figure.nc"
    path.write_bytes(as_netcdf(dataset_of(result, "lag")))
    with xr.open_dataset(path) as file:
        assert file.attrs["command"] == CHOICE.command
        assert Settings.from_yaml(file.attrs["settings_yaml"]) == result.settings
        assert (file.attrs["scenario"], file.attrs["members"]) == (
            "detente with sanctions.cloud = 1",
            64,
        )


@pytest.mark.parametrize("figure", FIGURE_VARIABLES)
def test_a_table_has_a_row_for_each_point_and_a_column_for_each_variable(result, figure):
    table = pd.read_csv(BytesIO(as_csv(dataset_of(result, figure))))
    shown = result.figures[figure]
    assert set(table.columns) == set(map(str, shown.dims)) | set(FIGURE_VARIABLES[figure])
    assert len(table) == len(shown.to_dataframe())
