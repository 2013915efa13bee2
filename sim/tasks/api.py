"""The tasks as functions for Python: each returns a labelled dataset.

Settings are those of the command line. `overrides` are keys and values, as in
`{"sanctions.capital": 0.5, "calibration": "current"}`, or words, as in `["sanctions.capital=0.5"]`.
"""

import atexit
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.ensemble.progress import Bars, without_bars
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions
from sim.tasks import check
from sim.tasks.overrides import Overrides, words_of, written
from sim.tasks.own_facts import with_observations
from sim.tasks.progress import bar, compilation_announced
from sim.tasks.project import Options as Project

if TYPE_CHECKING:
    import xarray as xr

    from sim.calibration.posterior import Posterior

type Scenario = str | Sequence[str] | None


def run(
    scenario: Scenario = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = (),
    progress: bool = False,
) -> "xr.Dataset":
    """Simulate a scenario and, on the same members, its reference.

    Parameters
    ----------
    scenario : str or sequence of str, optional
        Scenario, or a stack in which the later wins; the reference if none.
    members, seed : int, optional
        Size and seed of the ensemble; those of the configs by default.
    overrides : mapping or iterable of str
        Further settings, `{"sanctions.capital": 0.5}` or `["sanctions.capital=0.5"]`.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    xarray.Dataset
        The variables of `sim.settings.variables`, float64, [member, time, ...].

    Raises
    ------
    SettingsError
        If a setting is invalid.
    """
    from sim.analysis.projection import project

    settings, _ = _asked(Project, scenario, members, seed, overrides)
    with compilation_announced():
        return project(settings, _bars(progress))


def sweep(
    settings: Mapping[str, Sequence[Any]],
    scenario: Scenario = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = (),
    variables: Sequence[str] = ("capability_lag_mean", "capability_lag_mean_change"),
    progress: bool = False,
) -> "xr.Dataset":
    """Simulate every combination of some settings on the same members.

    Parameters
    ----------
    settings : mapping of str to sequence
        Values of each setting, `{"sanctions.capital": [0, 0.5, 1]}`.
    scenario : str or sequence of str, optional
        As for `run`.
    members, seed : int, optional
        As for `run`.
    overrides : mapping or iterable of str
        As for `run`, the same in every combination.
    variables : sequence of str
        Variables to keep of each run.
    progress : bool
        Whether to show progress bars.

    Returns
    -------
    xarray.Dataset
        [setting, ..., member, time, ...]; `sanctions.capital` is the dimension `sanctions_capital`.

    Raises
    ------
    SettingsError
        If a setting is invalid.
    """
    import xarray as xr

    from sim.analysis.projection import project
    from sim.ensemble.shared_past import SharedPast
    from sim.storage.sweep import dimension_name, dimension_values

    common, runs, past = words_of(overrides), [], SharedPast()
    for values in product(*settings.values()):
        words = [*common, *words_of(dict(zip(settings, values, strict=True)))]
        asked, _ = _asked(Project, scenario, members, seed, words)
        with compilation_announced():
            runs.append(project(asked, _bars(progress), past)[list(variables)])
    for key, values in reversed(list(settings.items())):
        labels = dimension_values([written(value) for value in values])
        label = xr.DataArray(labels, dims=dimension_name(key), attrs={"long_name": key})
        label = label.rename(dimension_name(key))
        runs = [
            xr.concat(runs[at : at + len(values)], label, combine_attrs="drop_conflicts")
            for at in range(0, len(runs), len(values))
        ]
    return runs[0]


def compare(
    scenarios: Sequence[str] | None = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = (),
    progress: bool = False,
) -> "xr.Dataset":
    """Simulate scenarios on the same members.

    Parameters
    ----------
    scenarios : sequence of str, optional
        Names of scenarios; all that the calibration accepts if none.
    members, seed, overrides, progress
        As for `run`.

    Returns
    -------
    xarray.Dataset
        [scenario, member, time, region], as of `sim.analysis.comparison.compare`.
    """
    from sim.tasks.compare import compute

    settings, _ = _asked(Project, None, members, seed, overrides)
    return compute(settings, scenarios, _bars(progress))


def attribute(
    scenario: Scenario,
    *,
    against: str = "no_controls",
    date: str = "2028-12-31",
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = (),
    progress: bool = False,
) -> "xr.Dataset":
    """Share out the change of the lag among the instruments of a scenario.

    Parameters
    ----------
    scenario : str or sequence of str
        As for `run`.
    against : str
        The scenario with which it is compared.
    date : str
        The month at whose end, as a day.
    members, seed, overrides, progress
        As for `run`.

    Returns
    -------
    xarray.Dataset
        Shapley values and interactions, as of `sim.analysis.attribution.attribute`.
    """
    from sim.tasks.attribute import Options, compute

    settings, task = _asked(Options, scenario, members, seed, overrides, against=against, date=date)
    return compute(settings, task, _bars(progress))


def price(
    scenarios: Sequence[str] | None = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = (),
    progress: bool = False,
) -> "xr.Dataset":
    """What scenarios cost, and how many months of lag they buy.

    Parameters
    ----------
    scenarios : sequence of str, optional
        Names of scenarios; all that the calibration accepts if none.
    members, seed, overrides, progress
        As for `run`.

    Returns
    -------
    xarray.Dataset
        [scenario, member], as of `sim.analysis.price.price`.
    """
    from sim.tasks.price import Options, compute

    settings, task = _asked(Options, None, members, seed, overrides, scenarios=scenarios)
    return compute(settings, task, _bars(progress))


def nowcast(
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = ("calibration=current",),
    progress: bool = False,
) -> "xr.Dataset":
    """The lag now, by index and in truth, and what the next measurement will show.

    Parameters
    ----------
    members, seed, overrides, progress
        As for `run`; without overrides the calibration is `current`.

    Returns
    -------
    xarray.Dataset
        As of `sim.analysis.nowcast.nowcast`.
    """
    from sim.tasks.nowcast import Options, compute

    settings, task = _asked(Options, None, members, seed, overrides)
    return compute(settings, task, _bars(progress))


def backtest(
    posteriors: Sequence[str] | None = None,
    *,
    members: int | None = None,
    seed: int | None = None,
    overrides: Overrides = (),
    progress: bool = False,
) -> "xr.Dataset":
    """Scores of past forecasts and of their rivals.

    Parameters
    ----------
    posteriors : sequence of str, optional
        Names of posteriors; all that ship and can be scored if none.
    members, seed, overrides, progress
        As for `run`.

    Returns
    -------
    xarray.Dataset
        A row a forecast, as the `cases` of `sim.analysis.backtest.backtest`.
    """
    from sim.analysis.origins import origins_of
    from sim.tasks.backtest import Options, compute

    settings, task = _asked(Options, None, members, seed, overrides, posteriors=posteriors)
    return compute(settings, origins_of(task.posteriors), _bars(progress)).cases


def calibrate(
    file: str | Path,
    *,
    overrides: Overrides = (),
    progress: bool = False,
) -> "Posterior":
    """Infer a posterior and write it to a file, from which `calibration.posterior` draws.

    Parameters
    ----------
    file : str or Path
        A file that ends in `.npz`.
    overrides : mapping or iterable of str
        As for `run`; sizes of the inference as `{"task.draws": 512}`.
    progress : bool
        Whether to show progress bars.

    Returns
    -------
    Posterior
        What was written.
    """
    from sim.calibration.calibrate import calibrate
    from sim.tasks.calibrate import Options

    if Path(file).suffix != ".npz":
        raise SettingsError("file", file, "a file that ends in .npz")
    settings, task = _asked(Options, None, None, None, overrides)
    posterior = calibrate(settings, task, bars=_bars(progress)).posterior
    posterior.save(Path(file))
    return posterior


def _asked[T: TaskOptions](
    options: type[T],
    scenario: Scenario,
    members: int | None,
    seed: int | None,
    overrides: Overrides,
    **keys: Any,
) -> tuple[Settings, T]:
    """Checked settings of a task, and the task."""
    asked = {"ensemble.members": members, "ensemble.seed": seed}
    asked |= {f"task.{key}": value for key, value in keys.items()}
    given = words_of({key: value for key, value in asked.items() if value is not None})
    name = options.model_fields["name"].default
    settings = compose(scenario, [f"task={name}", *words_of(overrides), *given])
    check(settings)
    if settings.calibration.observations is not None:
        settings = with_observations(settings, _folder_of_an_update(), None, without_bars)
    assert isinstance(settings.task, options)
    return settings, settings.task


def _folder_of_an_update() -> Path:
    """A new folder for a posterior that own facts update; it is removed when Python ends."""
    folder = TemporaryDirectory(prefix="ai-gap-sim-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _bars(progress: bool) -> Bars:
    return bar if progress else without_bars
