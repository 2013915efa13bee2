"""The task `project`: simulate a scenario and its reference on the same members."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.compose import compose
from sim.config.settings import Settings
from sim.progress import bar, compiling_told

if TYPE_CHECKING:
    import xarray as xr

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
        from sim.ensemble.paired import Pair

        pair, draws = Pair.of(settings), draws_of(settings)
        total = len(draws) * pair.runs
        with bar(total) if progress else nullcontext() as advance, compiling_told():
            results, reference = pair.simulate(
                draws, settings.engine, progress=advance, detail=settings.ensemble.detail
            )
        return dataset_module.result().build(
            results, reference, world=pair.world, settings=settings, draws=draws
        )


@contextmanager
def projected_to(
    settings: Settings, folder: Path, progress: bool = False
) -> Iterator["xr.Dataset"]:
    """Project, and leave data and figure in a folder; the figure is drawn while the block runs.

    Yields
    ------
    xarray.Dataset
        Of all members; or a summary, if the run is streamed to a store.
    """
    from sim.plots.bands import bands_of
    from sim.plots.beside import drawn_beside

    streamed = streams(settings)
    if streamed:
        from sim.streaming.run import stream_to

        dataset = stream_to(settings, folder, progress)
    else:
        dataset = project(settings, progress)
    with drawn_beside(bands_of(dataset), folder / FIGURE):
        if not streamed:
            from sim.dataset import save

            save(dataset, folder / DATA)
        yield dataset


def streams(settings: Settings) -> bool:
    """Whether a run goes to a store: it is large, keeps little, or is done by a cluster."""
    engine, ensemble = settings.engine, settings.ensemble
    large = ensemble.members >= engine.stream_from
    return large or ensemble.keep is not None or engine.name == "dask"
