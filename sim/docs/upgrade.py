"""Raise the pinned versions of all packages, and see whether the tests still pass.

    python -m sim.docs.upgrade

resolves the newest versions that the requirements of `pyproject.toml` allow, prints what changes
and which advisories are known for the new versions, writes the pins and runs the test suite. If a
test fails, the pins are as before and the exit code is 1.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

from sim.settings.errors import Failed
from sim.storage.atomic import replacing

ROOT = Path(__file__).parents[2]
PROJECT = "pyproject.toml"
SUITE = ("run", "pytest")
"""Of uv: the README's test command."""

PINS = re.compile(r"(?<=^constraint-dependencies = \[\n).*?(?=^\]$)", re.MULTILINE | re.DOTALL)

EXPORT = (
    *("export", "--frozen", "--all-extras", "--no-emit-project"),
    *("--no-hashes", "--no-annotate", "--no-header"),
)
AUDIT = ("audit", "--frozen", "--preview-features", "audit-command")


def pins_in(project: str) -> dict[str, str]:
    """Pinned version of each package in the text of a `pyproject.toml`."""
    pins = tomllib.loads(project)["tool"]["uv"]["constraint-dependencies"]
    return dict(pin.split("==") for pin in pins)


def with_pins(project: str, pins: Mapping[str, str]) -> str:
    """The text of a `pyproject.toml` with other pins."""
    lines = "".join(f'  "{name}=={version}",\n' for name, version in sorted(pins.items()))
    return PINS.sub(lambda _: lines, project, count=1)


def versions_here(exported: str) -> dict[str, str]:
    """Version of each package that `uv export` lists for this platform and Python."""
    wanted = [Requirement(line) for line in exported.splitlines() if line and line[0] != "#"]
    return {
        each.name: str(each.specifier).removeprefix("==")
        for each in wanted
        if each.marker is None or each.marker.evaluate()
    }


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """A line for each package whose version differs, is new or is gone."""
    names = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))
    width = max(map(len, names), default=0)
    return [f"{name:{width}}  {before.get(name, '–')} -> {after.get(name, '–')}" for name in names]


def uv(*words: str, folder: Path, quiet: bool = True) -> subprocess.CompletedProcess[str]:
    """Run uv in a folder; what it says is kept, or shown as it comes."""
    command = [os.environ.get("UV", "uv"), *words]
    return subprocess.run(command, cwd=folder, capture_output=quiet, text=True, check=False)


def resolved(project: str, folder: Path) -> dict[str, str]:
    """Newest versions that a project's requirements allow; leaves a lock file in the folder.

    Raises
    ------
    Failed
        If uv finds none.
    """
    (folder / PROJECT).write_text(with_pins(project, {}), encoding="utf-8")
    for words in (("lock", "--upgrade"), EXPORT):
        ended = uv(*words, folder=folder)
        if ended.returncode != 0:
            raise Failed(f"uv {words[0]}: {last_line(ended.stderr)}")
    return versions_here(ended.stdout)


def advisories(folder: Path) -> str:
    """What uv says on known vulnerabilities of the locked versions, or why nothing is known."""
    ended = uv(*AUDIT, folder=folder)
    if ended.stdout.strip():
        return ended.stdout.strip()
    said = last_line(ended.stderr)
    return said if ended.returncode == 0 else f"advisories could not be looked up: {said}"


def last_line(said: str) -> str:
    """The last line of what a command said, which names the cause of an error."""
    return (said.strip().splitlines() or ["no reason was given"])[-1].strip()


def upgrade(root: Path = ROOT, suite: Sequence[str] = SUITE) -> None:
    """Raise the pins of the project in a folder, and keep them if its tests pass.

    Raises
    ------
    Failed
        If no versions are found, or a test fails.
    """
    file = root / PROJECT
    project = file.read_text(encoding="utf-8")
    before = pins_in(project)
    with TemporaryDirectory() as folder:
        after = resolved(project, Path(folder))
        print(*changes(before, after) or ["every pin is the newest"], sep="\n")
        print(advisories(Path(folder)), flush=True)
    if after == before:
        return
    _write(file, with_pins(project, after))
    passed = False
    try:
        passed = uv(*suite, folder=root, quiet=False).returncode == 0
    finally:
        if not passed:
            _write(file, project)
    if not passed:
        raise Failed("the suite fails with the versions above: the pins are as before")


def _write(file: Path, text: str) -> None:
    with replacing(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    try:
        upgrade()
    except (Failed, FileNotFoundError) as error:
        sys.exit(f"upgrade: {error}")
