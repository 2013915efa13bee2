"""Sweeps: which jobs one asks for, and one dataset of what they left."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from sim.compose_errors import key_and_value, readable
from sim.config.errors import SettingsError

SHARED = ("ensemble.members", "ensemble.detail", "horizon.start", "horizon.end")
"""Keys that give the axes of a dataset, and so cannot differ between runs that become one."""


def jobs_of(overrides: Sequence[str], loader: Any) -> list[list[str]]:
    """The overrides of each job of a sweep, in Hydra's order.

    Raises
    ------
    SettingsError
        If there is no job, or their runs could not become one dataset.
    """
    from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
    from hydra.errors import HydraException

    try:
        parsed = _parsed(overrides, loader)
        (jobs,) = BasicSweeper.split_arguments(parsed, max_batch_size=None)
    except HydraException as error:
        raise readable(error, overrides) from None
    if not jobs:
        raise SettingsError("sweep", " ".join(overrides), "values that name at least one run")
    _check_values(swept_values(overrides, loader))
    return jobs


def _check_values(swept: dict[str, list[str]]) -> None:
    for key, values in swept.items():
        if key in SHARED:
            takes = "one value for a whole sweep, as its runs become one dataset"
            raise SettingsError(key, ",".join(values), takes)
        if len(set(values)) < len(values):
            raise SettingsError(key, ",".join(values), "each value once")


def swept_values(overrides: Sequence[str], loader: Any) -> dict[str, list[str]]:
    """Values of each swept key as text, both in the order of the command line."""
    return {
        override.get_key_element().lstrip("+"): list(override.sweep_string_iterator())
        for override in _parsed(overrides, loader)
        if override.is_sweep_override()
    }


def _parsed(overrides: Sequence[str], loader: Any) -> list[Any]:
    from hydra.core.override_parser.overrides_parser import OverridesParser

    return list(OverridesParser.create(config_loader=loader).parse_overrides(list(overrides)))


def combine(folder: Path, overrides: Sequence[str], loader: Any) -> None:
    """Combine what the jobs of a sweep left in its folder, and say where it is.

    Other tasks than `project`, and runs that were streamed, leave nothing that could be combined.
    """
    from sim.command import point_latest
    from sim.dataset import combine_sweep, open_sweep
    from sim.plots.sweep import save_sweep
    from sim.projection import DATA

    folder = folder.resolve()
    swept = swept_values(overrides, loader)
    jobs = []
    for written in folder.glob("*/.hydra/overrides.yaml"):
        given = yaml.safe_load(written.read_text(encoding="utf-8"))
        values = dict(map(key_and_value, given))
        jobs.append((written.parents[1], {key: values[key] for key in swept}))
    if not any((run / DATA).exists() for run, _ in jobs):
        point_latest(folder)
        print(f"results in {folder}; no run left {DATA}, so there is nothing to combine")
        return
    file = combine_sweep(folder, jobs, swept)
    figure = folder / "sweep.png"
    with open_sweep(file) as dataset:
        drawn = save_sweep(dataset, figure)
    point_latest(folder)
    print(f"sweep combined in {file}" + (f", drawn in {figure}" if drawn else ""))
