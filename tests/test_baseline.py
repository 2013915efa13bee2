"""What the model says today, saved: a change of results is seen, and has to be meant.

After a change that is meant, `python tests/test_baseline.py` writes the baseline anew.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.compose import compose
from sim.projection import project
from sim.scenarios import scenario_names

BASELINE = Path(__file__).with_name("baseline.json")
MONTHS = ("2021-12", "2024-03", "2026-12", "2032-12")
VARIABLES = (
    "capability_gap",
    "capability_lag",
    "compute_stock",
    "fdi",
    "grey_market_chips",
    "know_how",
    "rented_compute",
    "training_compute",
)


def present(scenario: str) -> dict[str, list[float]]:
    """Mean over 32 members of what the follower has at some months' ends."""
    dataset = project(compose(scenario, ["ensemble.members=32"])).sel(region="CN")
    return {
        name: [float(dataset[name].sel(time=month).mean()) for month in MONTHS]
        for name in VARIABLES
    }


@pytest.mark.parametrize("scenario", scenario_names())
def test_results_are_those_of_the_baseline(scenario):
    saved = json.loads(BASELINE.read_text(encoding="utf-8"))[scenario]
    for name, values in present(scenario).items():
        np.testing.assert_allclose(values, saved[name], rtol=1e-9, err_msg=f"{name} at {MONTHS}")


if __name__ == "__main__":
    BASELINE.write_text(
        json.dumps({name: present(name) for name in scenario_names()}, indent=1), encoding="utf-8"
    )
