"""What must hold in every dataset holds under every scenario."""

import pytest
from invariants import INVARIANTS
from scenarios import scenarios, with_members

from sim.analysis.projection import project
from sim.world import build_world


@pytest.fixture(scope="module", params=scenarios())
def run(request):
    settings = with_members(request.param, 16)
    return project(settings), build_world(settings)


@pytest.mark.parametrize("holds", INVARIANTS, ids=lambda holds: holds.__name__)
def test_in_every_scenario(run, holds):
    holds(*run)
