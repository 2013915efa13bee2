"""Compares runs that were made before, side by side, on the same members where they have them."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import reduce
from pathlib import Path

import numpy as np
import xarray as xr

from sim.settings.errors import SettingsError
from sim.settings.variables import is_parameter
from sim.storage.files import errors_of_the_system, open_run

KEY = "task.runs"

DIMENSIONS = ("member", "time", "bnds", "region")
"""Dimensions of what is compared."""

VARIABLES = ("capability_lag_mean", "capability_lag", "capability_gap", "compute_stock")
"""Variables that are compared, where every run has them; without the first there is no comparison.
"""


def compare_runs(paths: Sequence[str]) -> xr.Dataset:
    """Put runs side by side.

    Parameters
    ----------
    paths : sequence of str
        Folders, files or stores of two runs or more.

    Returns
    -------
    xarray.Dataset
        [scenario, member, time, region] of the months and regions that all runs have. The first
        run is the reference. `paired` is 1 if the members of all runs have the same parameters and
        random numbers, and else 0; then as many members of each are compared as the smallest has.

    Raises
    ------
    SettingsError
        If there is no run, it lacks the mean lag, or the runs share no month.
    """
    months_in_common(paths)
    with ExitStack() as stack:
        runs = [stack.enter_context(_opened(path)) for path in paths]
        names = names_of(runs, paths)
        members = min(run.sizes["member"] for run in runs)
        shared = [name for name in VARIABLES if all(name in run for run in runs)]
        parts = []
        for path, run in zip(paths, runs, strict=True):
            with errors_of_the_system(path):
                parts.append(_part_of(run, shared, members))
        paired = are_paired(runs)
    compared = xr.concat(
        parts,
        xr.Variable("scenario", names),
        join="inner",
        data_vars="all",
        coords="minimal",
        compat="override",
        combine_attrs="drop_conflicts",
    )
    return compared.assign_attrs(
        reference=names[0], members=members, paired=int(paired), runs=", ".join(paths)
    )


def months_in_common(paths: Sequence[str]) -> np.ndarray:
    """The months that all runs have, without their numbers.

    Raises
    ------
    SettingsError
        If there is no run, it lacks the mean lag, or the runs share no month.
    """
    months = []
    for path in paths:
        with _opened(path) as run:
            months.append(run["time"].values.astype("datetime64[M]"))
    shared = reduce(np.intersect1d, months)
    if not len(shared):
        raise SettingsError(KEY, ", ".join(paths), "runs that have months in common")
    return shared


def _opened(path: str) -> xr.Dataset:
    try:
        run = open_run(path)
    except SettingsError:
        raise SettingsError(KEY, path, "the folder of a run") from None
    if VARIABLES[0] not in run:
        run.close()
        raise SettingsError(
            KEY, path, f"a run that keeps {VARIABLES[0]}, as ensemble.keep=main does"
        )
    return run


def _part_of(run: xr.Dataset, names: Sequence[str], members: int) -> xr.Dataset:
    """Some variables of the first members, with the bounds of the months."""
    others = [name for name in run.data_vars if name not in names]
    part = run.drop_vars(others).isel(member=slice(members))
    return part.drop_dims([dim for dim in part.dims if dim not in DIMENSIONS]).load()


def are_paired(runs: Sequence[xr.Dataset]) -> bool:
    """Whether a member has the same parameters and random numbers in every run."""
    first, *others = (
        {name: values for name, values in run.data_vars.items() if is_parameter(name)}
        for run in runs
    )
    same = all(run.attrs[name] == runs[0].attrs[name] for run in runs for name in ("seed", "model"))
    return same and all(xr.Dataset(first).equals(xr.Dataset(other)) for other in others)


def names_of(runs: Sequence[xr.Dataset], paths: Sequence[str]) -> list[str]:
    """Names that tell runs apart: by scenario, else also by calibration, else by folder."""
    titles = [str(run.attrs["scenario"]) for run in runs]
    calibrations = [str(run.attrs["calibration"]) for run in runs]
    with_calibration = [
        f"{title}, {calibration}" for title, calibration in zip(titles, calibrations, strict=True)
    ]
    folders = [
        f"{title}, {Path(path).resolve().name}" for title, path in zip(titles, paths, strict=True)
    ]
    for names in (titles, with_calibration, folders):
        if len(set(names)) == len(names):
            return names
    return [f"{title}, {path}" for title, path in zip(titles, paths, strict=True)]
