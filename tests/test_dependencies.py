"""What the project stands on: every package is pinned, and none that a run needs is copyleft."""

import re
import tomllib
from importlib.metadata import Distribution, distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.slow

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = dict(pin.split("==") for pin in PROJECT["tool"]["uv"]["constraint-dependencies"])

NOT_OURS = {"ai-gap-sim", "pip", "setuptools", "wheel", "uv", "pyproject-hooks", "build"}
"""The project itself, and what installs packages."""

COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU|EUPL|CC-BY-SA|MPL|Mozilla|SSPL|BUSL)", re.IGNORECASE)

WEAK = {"certifi", "tqdm"}
"""Under the MPL, which binds their own files alone: of Mesa, netCDF4 and Solara."""


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


INSTALLED = {canonical(d.metadata["Name"]): d for d in distributions()}
OTHERS = sorted(set(INSTALLED) - NOT_OURS)


def licence_of(distribution: Distribution):
    """What a package says of its licence: the expression, the classifiers, or its text's head."""
    metadata = distribution.metadata
    told = [metadata.get("License-Expression"), *(metadata.get_all("Classifier") or ())]
    told += [(metadata.get("License") or "").split("\n")[0]]
    return " ".join(part for part in told if part and ("License" in part or "::" not in part))


def needed_by(requirements, extras=("",)):
    """Names of what requirements need, directly and through others, on this machine."""
    names = set()
    for requirement in map(Requirement, requirements):
        name = canonical(requirement.name)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            names.add((name, frozenset(requirement.extras)))
    return names


def shipped():
    """Names of the packages that the project needs to run, with all of its extras."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    waiting = needed_by([*PROJECT["project"]["dependencies"], *chain(*extras)])
    found = set()
    while waiting:
        name, extras = package = waiting.pop()
        if package in found or name == "ai-gap-sim":
            continue
        found.add(package)
        waiting |= needed_by(INSTALLED[name].requires or (), ("", *extras))
    return sorted({name for name, _ in found})


@pytest.mark.parametrize("name", OTHERS)
def test_a_package_is_pinned_to_what_is_installed(name):
    assert PINNED.get(name) == INSTALLED[name].version


@pytest.mark.parametrize("name", shipped())
def test_a_package_that_a_run_needs_has_a_licence_without_copyleft(name):
    licence = licence_of(INSTALLED[name])
    assert licence, "no licence is told"
    assert name in WEAK or not COPYLEFT.search(licence), licence


def test_the_packages_that_a_run_needs_include_those_of_the_extras_and_what_they_need():
    assert {"numpy", "salib", "distributed", "uvicorn", "joblib", "tornado"} <= set(shipped())
