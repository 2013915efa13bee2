"""Downloads: files that xarray and a spreadsheet open, and that say how to make them again."""

from datetime import date
from io import BytesIO

import pandas as pd
import pytest
import xarray as xr

from sim.dashboard.answers import SHOWN_IN, answer
from sim.dashboard.choice import Choice
from sim.dashboard.downloads import as_csv, as_netcdf, dataset_of
from sim.settings.settings import Settings

pytestmark = pytest.mark.slow

CHOICE = Choice("detente", members=64, end=date(2025, 12, 31)).moved("sanctions.cloud", 1)


@pytest.fixture(scope="module")
def found():
    return answer(CHOICE)


@pytest.mark.parametrize("figure", SHOWN_IN)
def test_a_file_holds_what_the_figure_shows(found, figure):
    with xr.open_dataset(BytesIO(as_netcdf(dataset_of(found, figure))), engine="netcdf4") as file:
        xr.testing.assert_allclose(file.drop_attrs(), found.figures[figure].drop_attrs(), rtol=1e-6)
        for name in SHOWN_IN[figure]:
            assert set(file[name].attrs) >= {"units", "long_name"}


def test_a_file_says_how_to_make_it_again(found):
    with xr.open_dataset(BytesIO(as_netcdf(dataset_of(found, "lag"))), engine="netcdf4") as file:
        assert file.attrs["command"] == CHOICE.command
        assert Settings.from_yaml(file.attrs["settings_yaml"]) == found.settings
        assert (file.attrs["scenario"], file.attrs["members"]) == ("detente", 64)


@pytest.mark.parametrize("figure", SHOWN_IN)
def test_a_table_has_a_row_a_point_and_a_column_a_variable(found, figure):
    table = pd.read_csv(BytesIO(as_csv(dataset_of(found, figure))))
    shown = found.figures[figure]
    assert set(table.columns) == set(map(str, shown.dims)) | set(SHOWN_IN[figure])
    assert len(table) == len(shown.to_dataframe())
