"""Pins are raised in one place, what changes is told, and a red suite leaves them as they were."""

import subprocess

import pytest

from sim.docs import upgrade
from sim.docs.generate import README
from sim.docs.upgrade import changes, last_line, pins_in, versions_here, with_pins
from sim.settings.errors import Failed

PROJECT = """[project]
name = "some"
dependencies = [
  "numpy>=2",
]

[tool.uv]
constraint-dependencies = [
  "numpy==2.1.0",
  "scipy==1.15.0",
]

[tool.ruff]
line-length = 100
"""

EXPORTED = """numpy==2.2.0
appnope==1.0.0 ; sys_platform == 'no-such-system'
mesa[network]==3.5.1
tzdata==2026.1 ; python_full_version >= '3.12'
"""


def test_pins_are_replaced_and_nothing_else():
    assert pins_in(PROJECT) == {"numpy": "2.1.0", "scipy": "1.15.0"}
    other = with_pins(PROJECT, {"zarr": "3.0", "numpy": "2.2.0"})
    assert pins_in(other) == {"numpy": "2.2.0", "zarr": "3.0"}
    assert other.splitlines()[8:10] == ['  "numpy==2.2.0",', '  "zarr==3.0",']
    assert with_pins(other, pins_in(PROJECT)) == PROJECT
    assert with_pins(with_pins(PROJECT, {}), pins_in(PROJECT)) == PROJECT


def test_the_pins_of_the_project_are_written_as_they_stand():
    project = (upgrade.ROOT / upgrade.PROJECT).read_text(encoding="utf-8")
    assert len(pins_in(project)) > 100
    assert with_pins(project, pins_in(project)) == project


def test_packages_of_other_platforms_are_not_pinned():
    expected = {"numpy": "2.2.0", "mesa": "3.5.1", "tzdata": "2026.1"}
    assert versions_here(EXPORTED) == expected


def test_a_version_that_changes_is_told_and_so_are_new_packages_and_those_that_are_gone():
    assert changes(
        {"a": "1", "longer": "1", "same": "3"}, {"longer": "2", "b": "1", "same": "3"}
    ) == [
        "a       1 -> –",
        "b       – -> 1",
        "longer  1 -> 2",
    ]


def test_the_last_line_names_the_cause():
    assert last_line("error: no\n  cause: no name is resolved\n") == "cause: no name is resolved"
    assert last_line("") == "no reason was given"


class Uv:
    """Stands for uv: exit codes and outputs by its first word."""

    def __init__(self, **ends):
        self.ends = {"lock": (0, "", ""), "export": (0, EXPORTED, ""), "audit": (0, "", "none")}
        self.ends |= ends
        self.projects = []

    def __call__(self, *words, folder, quiet=True):
        self.projects.append((words[0], (folder / "pyproject.toml").read_text()))
        return subprocess.CompletedProcess(words, *self.ends[words[0]])


@pytest.fixture
def upgraded(tmp_path, monkeypatch):
    """Raise the pins of a small project; what is left of its file."""

    def run(uv):
        file = tmp_path / "pyproject.toml"
        file.write_text(PROJECT)
        monkeypatch.setattr(upgrade, "uv", uv)
        try:
            upgrade.upgrade(tmp_path)
        finally:
            run.left = file.read_text()

    return run


def test_pins_are_kept_if_the_suite_passes(upgraded, capsys):
    uv = Uv(run=(0, "", ""))
    upgraded(uv)
    assert pins_in(upgraded.left) == versions_here(EXPORTED)
    assert [(word, pins_in(text)) for word, text in uv.projects] == [
        ("lock", {}), ("export", {}), ("audit", {}), ("run", versions_here(EXPORTED)),
    ]  # fmt: skip
    assert "numpy   2.1.0 -> 2.2.0" in capsys.readouterr().out


def test_pins_are_as_before_if_a_test_fails(upgraded):
    with pytest.raises(Failed, match="the suite fails"):
        upgraded(Uv(run=(1, "", "")))
    assert upgraded.left == PROJECT


def test_versions_that_cannot_be_resolved_are_told_with_the_cause(upgraded):
    with pytest.raises(Failed, match=r"^uv lock: cause: no name is resolved$"):
        upgraded(Uv(lock=(2, "", "error: no\n  cause: no name is resolved")))
    assert upgraded.left == PROJECT


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ((1, "X-1: numpy 2.2.0 overflows\n", ""), "X-1: numpy 2.2.0 overflows"),
        ((2, "", "error: no\n cause: none"), "advisories could not be looked up: cause: none"),
        ((0, "", "Found no known vulnerabilities\n"), "Found no known vulnerabilities"),
    ],
)
def test_advisories_are_named_and_that_they_are_unknown_is_said(upgraded, capsys, end, said):
    upgraded(Uv(audit=end, run=(0, "", "")))
    assert capsys.readouterr().out.endswith(f"{said}\n")


def test_the_suite_is_that_of_the_readme():
    assert f"uv {' '.join(upgrade.SUITE)}\n" in README.read_text(encoding="utf-8")
