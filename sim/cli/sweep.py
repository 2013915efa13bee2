"""Sweeps: which jobs one asks for, and one dataset of what they left."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from sim.settings.errors import SettingsError

SHARED = ("ensemble.members", "ensemble.detail", "horizon.start", "horizon.end")
"""Keys that give the axes of a dataset, and so cannot differ between runs that become one."""


def jobs_of(overrides: Sequence[str]) -> list[list[str]]:
    """The overrides of each job of a sweep.

    Raises
    ------
    SettingsError
        If there is no job, or the runs could not become one dataset.
    """
    swept = swept_values(overrides)
    for key, values in swept.items():
        if key in SHARED:
            takes = "one value for a whole sweep, as its runs become one dataset"
            raise SettingsError(key, ",".join(values), takes)
        if len(set(values)) < len(values):
            raise SettingsError(key, ",".join(values), "each value once")
    choices = [
        [f"{override.get_key_element()}={value}" for value in override.sweep_string_iterator()]
        if override.is_sweep_override()
        else [override.input_line]
        for override in _parsed(overrides)
    ]
    jobs = [list(job) for job in product(*choices)]
    if not jobs:
        raise SettingsError("sweep", " ".join(overrides), "values that name at least one run")
    return jobs


def swept_values(overrides: Sequence[str]) -> dict[str, list[str]]:
    """Values of each swept key as text, both in the order of the command line."""
    return {
        override.get_key_element().lstrip("+"): list(override.sweep_string_iterator())
        for override in _parsed(overrides)
        if override.is_sweep_override()
    }


def _parsed(overrides: Sequence[str]) -> list[Any]:
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.override_parser.overrides_parser import OverridesParser

    loader = GlobalHydra.instance().config_loader()  # it knows the names that glob() matches
    return list(OverridesParser.create(config_loader=loader).parse_overrides(list(overrides)))


def combine(folder: Path, overrides: Sequence[str]) -> None:
    """Combine what the jobs of a sweep left in its folder, and say where it is.

    Other tasks than `project`, and runs that were streamed, leave nothing that could be combined.
    """
    import yaml

    from sim.cli.folders import point_latest
    from sim.plots.sweep import save_sweep
    from sim.storage.files import RUN_FILE, open_sweep
    from sim.storage.sweep import combine_sweep

    folder = folder.resolve()
    swept = swept_values(overrides)
    jobs = []
    for written in folder.glob("*/.hydra/overrides.yaml"):
        given = (word.partition("=") for word in yaml.safe_load(written.read_text("utf-8")))
        values = {key.lstrip("+"): value for key, _, value in given}
        jobs.append((written.parents[1], {key: values[key] for key in swept}))
    if not any((run / RUN_FILE).exists() for run, _ in jobs):
        point_latest(folder)
        print(f"results in {folder}; no run left {RUN_FILE}, so there is nothing to combine")
        return
    file = combine_sweep(folder, jobs, swept)
    figure = folder / "sweep.png"
    with open_sweep(file) as dataset:
        drawn = save_sweep(dataset, figure)
    point_latest(folder)
    print(f"sweep combined in {file}" + (f", drawn in {figure}" if drawn else ""))
