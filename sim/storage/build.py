"""Arrays of an ensemble become a labelled dataset: coordinates, meanings, provenance."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from sim.settings.variables import (
    AGENT_DETAIL,
    CATALOGUE,
    COORDINATES,
    DERIVED,
    PARAMETER_PREFIX,
    RECORDED,
    Variable,
)
from sim.world.labels import BASES, HOLDERS

if TYPE_CHECKING:  # who only opens a dataset need not load what made it
    from sim.settings.parts import Ensemble
    from sim.settings.settings import Settings
    from sim.world import World
    from sim.world.draws import Draws

MONTHS_OF_MEAN = 12

Results = Mapping[str, np.ndarray]
"""What an ensemble gives: float64 arrays by the names of the catalogue, member first."""


def build(
    results: Results, reference: Results, *, world: "World", settings: "Settings", draws: "Draws"
) -> xr.Dataset:
    """Make the dataset of a run.

    Parameters
    ----------
    results, reference : mapping of str to ndarray
        The scenario's and the reference scenario's results, of the same members. They may be one
        and the same, and every change is then exactly zero.
    world : World
        Names and months.
    settings : Settings
        Scenario, seed, and the parameters' units and meanings.
    draws : Draws
        The members' parameters.

    Returns
    -------
    xarray.Dataset
        In double precision.
    """
    values = values_of(results, reference) | parameters_of(draws.values)
    known = variables_of(settings)
    header = header_of(world, settings, members=len(values[RECORDED[0].name]))
    return header.assign({name: _labelled(known[name], array) for name, array in values.items()})


def header_of(world: "World", settings: "Settings", members: int) -> xr.Dataset:
    """Labels and provenance of a run, without its numbers."""
    header = xr.Dataset(coords=coordinates(world, members), attrs=attributes(settings, members))
    return header if settings.ensemble.detail else header.drop_vars("lab")


def variables_of(settings: "Settings") -> dict[str, Variable]:
    """What each variable of a run is: the catalogue, and the parameters with unit and meaning."""
    priors = settings.calibration.parameters
    parameters = {
        PARAMETER_PREFIX + name: Variable(name, ("member",), prior.unit, prior.meaning)
        for name, prior in priors.items()
    }
    return CATALOGUE | parameters


def parameters_of(values: Results) -> dict[str, np.ndarray]:
    """The members' parameters by the names of their variables."""
    return {PARAMETER_PREFIX + name: array for name, array in values.items()}


def values_of(results: Results, reference: Results) -> dict[str, np.ndarray]:
    """All variables of the members, recorded and derived, in the order of the catalogue."""
    detail = [variable for variable in AGENT_DETAIL if variable.name in results]
    values = {variable.name: results[variable.name] for variable in (*RECORDED, *detail)}
    return values | derived(results, reference)


def derived(results: Results, reference: Results) -> dict[str, np.ndarray]:
    """Changes against the reference by member, and the mean lag, as the catalogue lists them."""
    lag, gap = results["capability_lag"], results["capability_gap"]
    change = lag - reference["capability_lag"]
    arrays = (
        change,
        gap - reference["capability_gap"],
        trailing_mean(lag, MONTHS_OF_MEAN),
        trailing_mean(change, MONTHS_OF_MEAN),
    )
    return {variable.name: array for variable, array in zip(DERIVED, arrays, strict=True)}


def kept_of(dataset: xr.Dataset, ensemble: "Ensemble") -> xr.Dataset:
    """What the settings keep of a run: some variables of the members, and all parameters."""
    kept = dataset.drop_vars([name for name in dataset.data_vars if not ensemble.keeps(name)])
    used = {dim for name in kept.data_vars for dim in kept[name].dims} | {"bnds"}
    return kept.drop_dims([dim for dim in kept.dims if dim not in used])


def trailing_mean(values: np.ndarray, months: int) -> np.ndarray:
    """Mean over the months up to each, on axis 1; missing where the series is not yet that long."""
    mean = np.full_like(values, np.nan)
    windows = values.shape[1] - months + 1
    if windows > 0:
        # month by month of all windows: a fifth of the time that a mean of each one takes
        total = np.zeros_like(values[:, :windows])
        for first in range(months):
            total += values[:, first : first + windows]
        mean[:, months - 1 :] = total / months
    return mean


def labels_of(world: "World", members: int) -> dict[str, ArrayLike]:
    """The labels of every dimension."""
    return {
        "member": np.arange(members),
        "time": world.calendar.starts,
        "region": list(world.regions),
        "source_region": list(world.regions),
        "supplier": list(world.supplier_names),
        "index": list(world.indices),
        "base": list(BASES),
        "kind": list(HOLDERS),
        "lab": list(world.lab_names),
    }


def coordinates(world: "World", members: int) -> xr.Coordinates:
    """The labels of every dimension, and the bounds of the months."""
    labels = labels_of(world, members)
    dataset = xr.Dataset(coords={c.name: _labelled(c, labels[c.name]) for c in COORDINATES})
    return _with_time_bounds(dataset).coords


def dataset_of(results: Results, world: "World") -> xr.Dataset:
    """Results of an ensemble with their dimensions and labels, and nothing else."""
    data = {name: (CATALOGUE[name].dims, values) for name, values in results.items()}
    return xr.Dataset(data, coordinates(world, len(next(iter(results.values())))))


def _with_time_bounds(dataset: xr.Dataset) -> xr.Dataset:
    """Give the time its encoding and the bounds of its months."""
    starts = dataset["time"].values.astype("datetime64[M]")
    bounds = np.stack([starts, starts + np.timedelta64(1, "M")], axis=-1).astype("datetime64[ns]")
    dataset = dataset.assign_coords(
        time_bnds=(("time", "bnds"), bounds, {"long_name": "start and end of the month"})
    )
    encoding = {
        "units": f"days since {starts[0]}-01",
        "calendar": "proleptic_gregorian",
        "dtype": "int64",
    }
    # as an encoding it is written where CF wants it, and bounds stay coordinates when read back
    dataset["time"].encoding = encoding | {"bounds": "time_bnds"}
    dataset["time_bnds"].encoding = encoding
    del dataset["time"].attrs["units"]
    dataset["time"].attrs["standard_name"] = "time"
    return dataset


def _labelled(variable: Variable, values: ArrayLike) -> xr.Variable:
    return xr.Variable(variable.dims, np.asarray(values), variable.attributes)


def _made_with(settings: "Settings") -> dict[str, str]:
    """Hashes of the model's sources, and of the file that members are drawn from."""
    from sim.rules.cache import fingerprint, sources_of_compiled_code
    from sim.settings.shipped import posterior_file

    named = settings.calibration.posterior
    draws = "none" if named is None else fingerprint([posterior_file(named)], versions=())
    return {"model": fingerprint(sources_of_compiled_code(), versions=()), "posterior": draws}


def attributes(settings: "Settings", members: int) -> dict[str, str | int]:
    """What the whole dataset is, and how to make it again."""
    return {
        "Conventions": "CF-1.11",
        "title": f"How the AI capability gap moves under {settings.title}",
        "scenario": settings.title,
        "reference": settings.reference().title,
        "history_until": str(settings.sanctions.history_until or "the end of the record"),
        "calibration": settings.calibration.posterior or "prior",
        "facts_until": str(settings.calibration.until),
        "seed": settings.ensemble.seed,
        "members": members,
        "settings_yaml": settings.to_yaml(),
        "source": "an agent-based model of AI labs, investors and chip suppliers",
        "sim_version": version("ai-gap-sim"),
        **_made_with(settings),
        "numpy_version": version("numpy"),
        "numba_version": version("numba"),
        "python_version": platform.python_version(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
