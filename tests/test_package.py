"""The package, built and put into an environment of its own, away from the checkout."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from sim.tasks.progress import COMPILING

ROOT = Path(__file__).parents[1]
TINY = ("ensemble.members=2", "horizon.end=2019-12-31", "calibration=prior", "engine.threads=1")
BEFORE = ("sanctions.from=2019-01-01", "response.from=2019-01-01")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("uv") is None, reason="packages are built by uv"),
]


def done(*command, **given):
    return subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True, **given
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel and an sdist of what is under version control."""
    place = tmp_path_factory.mktemp("built")
    listed = done("git", "ls-files", "-z", cwd=ROOT).stdout.split("\0")
    for name in filter(None, listed):
        (place / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / "source" / name)
    done("uv", "build", "--out-dir", place, place / "source")
    return next(place.glob("*.whl")), next(place.glob("*.tar.gz"))


def names_in(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The folder of the commands of an environment that holds the wheel alone."""
    place = tmp_path_factory.mktemp("installed")
    done("uv", "venv", "--python", sys.executable, place / "env")
    python = place / "env" / "bin" / "python"
    done("uv", "pip", "install", "--python", python, "--constraint", constraints(place), built[0])
    return python.parent


def constraints(place):
    """The pinned versions as a file."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    file = place / "constraints.txt"
    file.write_text("\n".join(settings["tool"]["uv"]["constraint-dependencies"]))
    return file


def command(bin_folder, folder, *words):
    """Run the installed command, which must not see the checkout."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [bin_folder / "ai-gap-sim", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("folder", ["data", "configs"])
def test_the_wheel_holds_all_configs_and_data(built, folder):
    source = ROOT / ("sim/data" if folder == "data" else "configs")
    expected = {
        f"sim/{folder}/{file.relative_to(source)}" for file in source.rglob("*") if file.is_file()
    }
    assert expected <= names_in(built[0])


def test_the_wheel_holds_the_model_and_its_description(built):
    expected = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "sim").rglob("*")
        if file.suffix in (".py", ".md", ".j2", ".csv", ".npz")
    }
    assert expected <= names_in(built[0])


def test_the_wheel_holds_no_tests_no_outputs_and_no_caches(built):
    assert {name.split("/")[0] for name in names_in(built[0])} == {"sim"}
    assert not [name for name in names_in(built[0]) if "__pycache__" in name or "outputs" in name]


def test_the_sdist_makes_the_same_wheel(built, tmp_path):
    wheel, sdist = built
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    done("uv", "build", "--wheel", "--out-dir", tmp_path / "again", source)
    (again,) = (tmp_path / "again").glob("*.whl")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        crcs = [{i.filename: i.CRC for i in archive.infolist()} for archive in (one, other)]
    assert crcs[0] == crcs[1]


def test_the_sdist_holds_no_outputs_and_no_caches(built):
    with tarfile.open(built[1]) as archive:
        names = ["/".join(name.split("/")[1:]) for name in archive.getnames()]
    assert [name for name in names if "__pycache__" in name] == []
    assert {name for name in names if name.startswith("outputs/")} <= {"outputs/.gitignore"}


def test_the_installed_command_tells_how_it_is_used(installed, tmp_path):
    ended = command(installed, tmp_path, "--help")
    assert ended.returncode == 0, ended.stderr
    assert "strict_controls" in ended.stdout


@pytest.mark.parametrize("words", [(), ("+scenario=strict_controls",)])
def test_the_installed_command_runs_away_from_the_checkout(installed, tmp_path, words):
    ended = command(installed, tmp_path, *words, *TINY, *BEFORE)
    assert ended.returncode == 0, ended.stderr
    (folder,) = tmp_path.glob("outputs/2*/*")
    assert {"projection.nc", "projection.png"} <= {file.name for file in folder.iterdir()}


def test_the_installed_command_takes_the_shipped_posterior(installed, tmp_path):
    ended = command(installed, tmp_path, "ensemble.members=2", "horizon.end=2024-12-31")
    assert ended.returncode == 0, ended.stderr
    said = ended.stderr.removeprefix(f"{COMPILING}\n")
    assert said.startswith("sim: calibration article does not meet every criterion")
