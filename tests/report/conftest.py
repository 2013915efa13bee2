"""One page that the task makes, small."""

import pytest
from command_line import command

TINY = (
    *("task=report", "calibration=article", "+scenario=chips_only", "ensemble.members=8"),
    "horizon.end=2024-12-31",
    *("task.date=2024-12-31", "task.regimes=4", "task.members_each=2", "task.parameters=[]"),
    *("task.scenarios=[status_quo,chips_only]", "engine.threads=2"),
)


@pytest.fixture(scope="session")
def reported(tmp_path_factory):
    """What the task left."""
    return command(tmp_path_factory.mktemp("report"), *TINY)
