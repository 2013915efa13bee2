"""A projection: a scenario and its reference, simulated on the same members."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings

if TYPE_CHECKING:
    import xarray as xr

    from sim.ensemble.shared_past import SharedPast

OF_THE_REGIME = {"sanctions", "response", "scenario", "changes", "task", "engine"}
"""Parts of the settings on which members and their world do not depend, but for its regime."""


def project(
    settings: Settings, bars: Bars = without_bars, past: "SharedPast | None" = None
) -> "xr.Dataset":
    """Simulate the scenario and, on the same members, the reference regime.

    Parameters
    ----------
    settings : Settings
        Settings of the run.
    bars : callable
        Makes a progress bar.
    past : SharedPast, optional
        Of runs before this one, which then takes from it what it has in common with them.

    Returns
    -------
    xarray.Dataset
        The variables of `sim.settings.variables`, float64, [member, time, ...].
    """
    # xarray takes as long to import as the kernel to run, so it is imported in a second thread
    with ThreadPoolExecutor(1) as pool:
        dataset_module = pool.submit(import_module, "sim.storage.build")
        from sim.calibration.members import draws_of
        from sim.ensemble.paired import Pair

        pair, draws = Pair.of(settings), draws_of(settings)
        with bars(len(draws) * pair.runs, "simulating") as advance:
            if past is None or settings.ensemble.detail:
                results, reference = pair.simulate(
                    draws, settings.engine, progress=advance, detail=settings.ensemble.detail
                )
            else:
                members = settings.model_dump_json(exclude=OF_THE_REGIME)
                results, reference = past.simulate(pair, draws, members, settings.engine, advance)
        return dataset_module.result().build(
            results, reference, world=pair.world, settings=settings, draws=draws
        )
