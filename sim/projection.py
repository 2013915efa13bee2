"""The task `project`: simulate a scenario and its reference on the same members."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.compose import compose
from sim.config.settings import Settings
from sim.progress import bar, compiling_told

if TYPE_CHECKING:
    import xarray as xr

    from sim.world import World

DATA, FIGURE = "projection.nc", "projection.png"


def run(
    scenario: str | Sequence[str] | None = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    progress: bool = False,
) -> "xr.Dataset":
    """Run an ensemble, and return what it leaves.

    Parameters
    ----------
    scenario : str or sequence of str, optional
        Scenario, or a stack in which the later wins; `status_quo` if none.
    members, seed : int, optional
        Size and seed of the ensemble; those of the configs by default.
    overrides : iterable of str
        Further settings as on the command line, `sanctions.capital=0.5`.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    xarray.Dataset
        The variables of `sim.variables`, float64, [member, time, ...].

    Raises
    ------
    SettingsError
        If a setting is not what it takes.
    """
    asked = {"ensemble.members": members, "ensemble.seed": seed}
    given = [f"{key}={value}" for key, value in asked.items() if value is not None]
    return project(compose(scenario, [*overrides, *given]), progress=progress)


def project(settings: Settings, progress: bool = False) -> "xr.Dataset":
    """Simulate the scenario and, on the same members, the reference regime."""
    # xarray takes as long to import as the kernel to run: they do so side by side
    with ThreadPoolExecutor(1) as beside:
        dataset_module = beside.submit(import_module, "sim.dataset")
        from sim.calibration.members import draws_of
        from sim.world import build_world

        world, reference_world = build_world(settings), build_world(settings.reference())
        draws = draws_of(settings)
        differs = not _same_regime(world, reference_world)
        total = len(draws) * (2 if differs else 1)
        with bar(total) if progress else nullcontext() as advance, compiling_told():
            results = _simulate(world, draws, settings, advance)
            reference = _simulate(reference_world, draws, settings, advance) if differs else results
        return dataset_module.result().build(
            results, reference, world=world, settings=settings, draws=draws
        )


def project_to(settings: Settings, folder: Path, progress: bool = False) -> "xr.Dataset":
    """Project, and leave data and figure in a folder."""
    with ThreadPoolExecutor(1) as beside:
        plots = beside.submit(import_module, "sim.plots")
        dataset = project(settings, progress)
        from sim.dataset import save

        save(dataset, folder / DATA)
        plots.result().save_lag_fan(dataset, folder / FIGURE)
    return dataset


def _simulate(world: "World", draws, settings: Settings, advance) -> dict[str, np.ndarray]:
    from sim.ensemble import simulate

    return simulate(
        world,
        draws,
        threads=settings.engine.threads,
        chunk=settings.engine.chunk,
        progress=advance,
        detail=settings.ensemble.detail,
    )


def _same_regime(one: "World", other: "World") -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.regime, other.regime, strict=True))
