"""Patterns: facts at many levels, held against what each calibration says of them.

A model is believed when it reproduces at once, without being fitted to them, many patterns at
different levels. The facts are in `sim/analysis/pattern_table.py`.

References
----------
Grimm et al. (2005), Science 310: pattern-oriented modeling.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.pattern_measures import PATTERN_MEASURES, PATTERN_VARIABLES
from sim.analysis.pattern_table import Pattern, all_patterns
from sim.calibration.measures import OutsideHorizonError
from sim.calibration.members import check_draws, draws_of
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import first_month, last_day, targets_of
from sim.ensemble import simulate_by
from sim.ensemble.progress import Progress
from sim.settings.compose import compose
from sim.settings.configs import names_in
from sim.settings.errors import SettingsError
from sim.settings.priors import Calibration
from sim.settings.settings import Settings
from sim.settings.shipped import shipped_names
from sim.settings.variables import MEDIAN_IN_90
from sim.storage.build import dataset_of
from sim.world import build_world

# which calibrations -------------------------------------------------------------------------------


def calibrations_of(settings: Settings, names: Sequence[str] | None) -> dict[str, Calibration]:
    """Calibrations by name: files of `configs/calibration`, or shipped posteriors; none: the run's.

    Raises
    ------
    SettingsError
        If one does not exist, or is named twice.
    """
    if names is None:
        return {settings.calibration.name: settings.calibration}
    if not names:
        raise SettingsError("task.calibrations", "nothing", "at least one calibration, or null")
    if len(set(names)) < len(names):
        raise SettingsError("task.calibrations", ", ".join(names), "each calibration once")
    return {name: _calibration(settings, name) for name in names}


def _calibration(settings: Settings, name: str) -> Calibration:
    configs, posteriors = names_in("calibration"), shipped_names()
    if name in configs:
        return compose(None, [f"calibration={name}"]).calibration
    if name not in posteriors:
        takes = f"names among {', '.join(dict.fromkeys([*configs, *posteriors]))}"
        raise SettingsError("task.calibrations", name, takes)
    posterior = {"name": name, "posterior": name, "targets": "record"}
    until = load_posterior(name).until
    return settings.calibration.model_copy(update=posterior | {"until": until})


def check_calibrations(settings: Settings, names: Sequence[str] | None) -> None:
    """See that a fact is simulated, and that the calibrations exist and can be drawn from.

    Raises
    ------
    SettingsError
        If not.
    """
    covered(settings, all_patterns())
    for calibration in calibrations_of(settings, names).values():
        check_draws(settings.model_copy(update={"calibration": calibration}))


def used_targets(calibration: Calibration) -> frozenset[str]:
    """Ids of the targets that a calibration's members were fitted to; none of the priors'."""
    if calibration.posterior is None:
        return frozenset()
    until = load_posterior(calibration.posterior).until
    return frozenset(target.id for target in targets_of(calibration.targets, until))


# what they say ------------------------------------------------------------------------------------


def compare_patterns(
    settings: Settings,
    calibrations: dict[str, Calibration],
    patterns: Sequence[Pattern] | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Facts beside what the members of each calibration say under the measures as enacted.

    Parameters
    ----------
    settings : Settings
        Members, seed and the start of the horizon; it ends with the last fact.
    calibrations : dict of str to Calibration
        By name.
    patterns : sequence of Pattern, optional
        All by default. Those before the start of the horizon are left out.
    progress : callable, optional
        Told the number of members that were finished.

    Returns
    -------
    xarray.Dataset
        `fact` and its ends by `pattern`; by `calibration`, too: `median`, `low` and `high` of the
        members, `inside`, and `used` where the calibration was fitted to the fact.
    """
    patterns = covered(settings, all_patterns() if patterns is None else patterns)
    enacted = settings.as_enacted(last_day(pattern.period for pattern in patterns))
    parts = []
    for calibration in calibrations.values():
        drawn = enacted.model_copy(update={"calibration": calibration})
        found = quantiles_of(simulated(drawn, progress), patterns)
        parts.append(_held_against(found, patterns, used_targets(calibration)))
    names = xr.Variable("calibration", list(calibrations))
    return xr.concat(parts, names).assign(_facts(patterns)).assign_attrs(_attributes(settings))


def covered(settings: Settings, patterns: Sequence[Pattern]) -> tuple[Pattern, ...]:
    """Patterns whose periods begin within the horizon of a run.

    Raises
    ------
    SettingsError
        If there is none.
    """
    start = np.datetime64(settings.horizon.start, "M")
    first = [first_month(pattern.period, pattern.of) for pattern in patterns]
    kept = tuple(pattern for pattern, month in zip(patterns, first, strict=True) if month >= start)
    if not kept:
        takes = f"a date up to {max(first)}"
        raise SettingsError("horizon.start", settings.horizon.start, takes)
    return kept


def simulated(settings: Settings, progress: Progress | None = None) -> xr.Dataset:
    """What patterns read of a run, and no more."""
    world, draws = build_world(settings), draws_of(settings)
    results = simulate_by(settings.engine, world, draws, progress=progress, only=PATTERN_VARIABLES)
    return dataset_of(results, world)


def quantiles_of(dataset: xr.Dataset, patterns: Sequence[Pattern]) -> np.ndarray:
    """Quantiles `MEDIAN_IN_90` of members' values, [pattern, level].

    Members without a value do not count; where none has one, or the horizon does not hold the
    period, there is no quantile.
    """
    found = np.full((len(patterns), len(MEDIAN_IN_90)), np.nan)
    for row, pattern in enumerate(patterns):
        measure = PATTERN_MEASURES[pattern.measure]
        try:
            values = measure(dataset, pattern.region, pattern.period, pattern.of).values
        except OutsideHorizonError:
            continue
        known = values[~np.isnan(values)]
        if known.size:
            found[row] = np.quantile(known, MEDIAN_IN_90)
    return found


def _held_against(
    found: np.ndarray, patterns: Sequence[Pattern], used: frozenset[str]
) -> xr.Dataset:
    low, median, high = found.T
    inside = [p.overlaps(a, b) for p, a, b in zip(patterns, low, high, strict=True)]
    fitted = [not used.isdisjoint({p.id, *p.targets}) for p in patterns]
    return xr.Dataset(
        {
            "median": ("pattern", median, {"long_name": "median of members"}),
            "low": ("pattern", low, {"long_name": "lower end of the 90% interval of members"}),
            "high": ("pattern", high, {"long_name": "upper end of the 90% interval of members"}),
            "inside": ("pattern", inside, {"long_name": "whether the interval holds the fact"}),
            "used": ("pattern", fitted, {"long_name": "whether the calibration used the fact"}),
        }
    )


def _facts(patterns: Sequence[Pattern]) -> dict[str, Any]:
    numbers = {
        "fact": ("pattern", [p.value for p in patterns], {"long_name": "what was published"}),
        "fact_low": ("pattern", [p.ends[0] for p in patterns], {"long_name": "at least"}),
        "fact_high": ("pattern", [p.ends[1] for p in patterns], {"long_name": "at most"}),
    }
    words = ("id", "channel", "label", "unit", "status", "vintage", "source", "note")
    texts = {name: ("pattern", [getattr(p, name) for p in patterns]) for name in words}
    return numbers | {("pattern" if name == "id" else name): of for name, of in texts.items()}


def _attributes(settings: Settings) -> dict[str, Any]:
    return {
        "title": "Patterns of the record against the model under the measures as enacted",
        "members": settings.ensemble.members,
        "seed": settings.ensemble.seed,
    }


# what follows -------------------------------------------------------------------------------------


def outside_unused(compared: xr.Dataset) -> tuple[int, int, list[str]]:
    """Of one calibration's unused patterns: how many lie inside, of how many, ids of the others."""
    unused = compared.isel(pattern=np.flatnonzero(~compared["used"].values))
    outside = unused["pattern"].values[~unused["inside"].values]
    return unused.sizes["pattern"] - len(outside), unused.sizes["pattern"], outside.tolist()
