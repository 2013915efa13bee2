"""What the model says today, saved: a change of results is seen, and has to be meant.

After a change that is meant, `python tests/test_baseline.py` writes the baseline anew.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from scenarios import scenarios, with_members

from sim.analysis.projection import project
from sim.calibration.fingerprint import equations, hash_of
from sim.rules.cache import PACKAGE, sources_of_compiled_code
from sim.settings.configs import config_folder, scenario_names

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
    dataset = project(with_members(scenario, 32)).sel(region="CN")
    return {
        name: [float(dataset[name].sel(time=month).mean()) for month in MONTHS]
        for name in VARIABLES
    }


def what_results_rest_on() -> dict[str, str]:
    """Hash of every file that can move a result: equations, without comments; configs and data."""
    code = sources_of_compiled_code()
    data = [
        *(config_folder().rglob("*.yaml")),
        *(file for file in (PACKAGE / "data").rglob("*") if file.suffix in (".csv", ".npz")),
    ]
    hashes = {file: hash_of([equations(file)]) for file in code}
    hashes |= {file: hash_of([file.read_bytes().hex()]) for file in sorted(data)}
    return {file.relative_to(PACKAGE.parent).as_posix(): digest for file, digest in hashes.items()}


def moved(values: dict[str, list[float]], saved: dict[str, list[float]]) -> list[str]:
    """Which figures are not what they were, and by how much."""
    return [
        f"{name} at the end of {month}: {then:.6g} is now {now:.6g} ({now - then:+.2g})"
        for name in VARIABLES
        for month, then, now in zip(MONTHS, saved[name], values[name], strict=True)
        if not np.isclose(now, then, rtol=1e-9, atol=0.0)
    ]


def changed(files: dict[str, str], saved: dict[str, str]) -> list[str]:
    """Files that are not what they were, are new, or are gone."""
    return sorted({name for name, _ in files.items() ^ saved.items()})


@pytest.mark.parametrize("scenario", scenarios())
def test_results_are_those_of_the_baseline(scenario):
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    figures = moved(present(scenario), baseline["results"][scenario])
    if figures:
        files = changed(what_results_rest_on(), baseline["files"]) or ["no file: another machine?"]
        pytest.fail("\n".join([*figures, "changed since the baseline was written:", *files]))


def test_a_change_of_results_is_told_with_its_size_and_the_files_that_changed():
    saved = {name: [1.0] * len(MONTHS) for name in VARIABLES}
    assert moved(saved, saved) == []
    now = saved | {"fdi": [1.0, 1.0, 1.02, 1.0]}
    assert moved(now, saved) == ["fdi at the end of 2026-12: 1 is now 1.02 (+0.02)"]
    files = what_results_rest_on()
    equation, prior = "sim/rules/capability.py", "configs/calibration/prior.yaml"
    assert changed(files | {equation: "another", prior: "another"}, files) == [prior, equation]


if __name__ == "__main__":
    results = {name: present(name) for name in scenario_names()}
    written = json.dumps({"files": what_results_rest_on(), "results": results}, indent=1)
    BASELINE.write_text(written + "\n", encoding="utf-8")
