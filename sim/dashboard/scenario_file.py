"""The regime of a choice as a scenario file, which the command line reads."""

import copy
from typing import Any

import yaml

from sim.dashboard.choice import Choice, written_in

NAME = "mine"
"""Name of the scenario that a page saves."""


def scenario_file(choice: Choice) -> str:
    """The scenario of a choice with its changes, as text of a file in `configs/scenario`."""
    written: dict[str, Any] = copy.deepcopy(written_in("scenario", choice.scenario))
    if choice.since is not None:
        for part in ("sanctions", "response"):
            written.setdefault(part, {})["from"] = choice.since
    for key, value in choice.leaves.items():
        *path, leaf = key.split(".")
        home = written
        for name in path:
            home = home.setdefault(name, {})
        home[leaf] = value
    changed = "" if choice == choice.reset() else " with changes"
    about = f"# {choice.scenario}{changed}, from the page, for calibration={choice.calibration}."
    return f"# @package _global_\n{about}\n{yaml.safe_dump(written, sort_keys=False)}"


def how_to_run(choice: Choice) -> str:
    """The command that reads the file from a folder of one's own."""
    return (
        f"python -m sim --config-dir my_configs +scenario={NAME} calibration={choice.calibration}"
    )
