"""What tests share: repeatable examples, and scenarios that are run once.

Property tests draw the same examples every time, so that a red suite can be run again.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import settings

if TYPE_CHECKING:
    import xarray as xr

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("thorough", derandomize=True, deadline=None, max_examples=500)
settings.load_profile("repeatable")  # the other by --hypothesis-profile=thorough

yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast


@cache
def _simulated(scenario: str, members: int = 50) -> "xr.Dataset":
    from scenarios import with_members

    from sim.analysis.projection import project

    return project(with_members(scenario, members))


@pytest.fixture(scope="session")
def simulate() -> "Callable[..., xr.Dataset]":
    """Give `simulate(scenario, members=50)`, which runs a scenario once; nobody changes it."""
    return _simulated


@pytest.fixture(scope="session", autouse=True)
def scenarios_that_compose_quickly() -> Iterator[None]:
    """Let analyses compose as tests do; `test_composed.py` checks that nothing differs."""
    import scenarios

    with pytest.MonkeyPatch.context() as patch:
        for module in (
            "settings.shipped_scenarios",
            "analysis.patterns",
            "docs.evidence",
            "docs.restamp",
        ):
            patch.setattr(f"sim.{module}.compose", scenarios.compose)
        yield


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in a folder of its own: exit code, standard output and error."""
    import command_line

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        ended = command_line.command(tmp_path, *arguments, columns=100)
        return ended.code, ended.out, ended.err

    return run


NAMES_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def _missing_of_a_browser() -> str:
    """What is not installed; empty if all is there."""
    if find_spec("playwright") is None:
        return "playwright is not installed: uv sync"
    if not any(map(shutil.which, NAMES_OF_CHROMIUM)):
        return "Chromium is not installed: apt-get install chromium"
    return ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium; without it tests are skipped, with SIM_BROWSER=required they fail."""
    if reason := _missing_of_a_browser():
        if os.environ.get("SIM_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES_OF_CHROMIUM)))
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def pytest_terminal_summary(terminalreporter):
    """Say how many faults were tried, and how many were survived, on all workers together."""
    totals = {"tried": 0, "survived": 0}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "teardown":
                for name, number in report.user_properties:
                    totals[name] = totals.get(name, 0) + number
    if totals["tried"]:
        terminalreporter.write_line(
            f"faults tried {totals['tried']}, survived {totals['survived']}"
        )
