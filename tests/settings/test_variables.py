"""The catalogue of what comes out."""

import subprocess
import sys

from sim.ensemble.record import Detail
from sim.settings.variables import AGENT_DETAIL, CATALOGUE, COORDINATES, DERIVED, RECORDED


def test_what_the_ensemble_records_of_each_lab_is_in_the_catalogue():
    assert Detail._fields == tuple(variable.name for variable in AGENT_DETAIL)


def test_no_name_occurs_twice():
    assert len(CATALOGUE) == len(RECORDED) + len(DERIVED) + len(AGENT_DETAIL)


def test_every_variable_has_units_and_a_meaning_of_its_own():
    assert all(variable.units for variable in CATALOGUE.values())
    meanings = {variable.long_name for variable in CATALOGUE.values()}
    assert len(meanings) == len(CATALOGUE)
    assert "" not in meanings


def test_dimensions_start_with_the_member_and_the_time_and_all_have_labels():
    labelled = {coordinate.name for coordinate in COORDINATES}
    for variable in CATALOGUE.values():
        assert variable.dims[:2] == ("member", "time")
        assert labelled.issuperset(variable.dims)


def test_the_catalogue_imports_no_heavy_library():
    heavy = "{'numpy', 'xarray', 'numba', 'pydantic'}"
    script = f"import sys, sim.settings.variables; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
