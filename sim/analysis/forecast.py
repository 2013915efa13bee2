"""Dated forecasts of the lag, and their scores on what has become known since."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis import scores
from sim.analysis.nowcast import ITSELF, lags_of
from sim.analysis.pattern_table import all_patterns
from sim.analysis.regimes import simulate_in
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER, Target, all_targets, months_of
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.history import months_after
from sim.settings.settings import Settings
from sim.storage.build import attributes
from sim.world import build_world

QUANTILE_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
INTERVAL_LEVELS = (0.5, 0.8, 0.9)
DECIMALS = 3
"""Of a lag in a file, months: less than an hour."""

VARIABLES = ("capability_lag", "measured_capability_lag")
OF_THE_RUN = (
    *("scenario", "reference", "seed", "members", "sim_version", "model", "posterior"),
    "settings_yaml",
)
"""Attributes of a run that a forecast keeps."""


def forecast(settings: Settings, months: int, progress: Progress | None = None) -> xr.Dataset:
    """The lag at the month ends after the calibration's data.

    Parameters
    ----------
    settings : Settings
        Regime and members.
    months : int
        How many months ahead.
    progress : callable, optional
        Called with the number of finished members.

    Returns
    -------
    xarray.Dataset
        `lag` [measure, month, member], months: the lag itself, and on each index.
    """
    world, draws = build_world(settings), draws_of(settings)
    lags = lags_of(simulate_in(world, draws, settings, VARIABLES, progress), world)
    first = world.calendar.index(settings.calibration.until) + 1
    ahead = [months_after(settings.calibration.until, month + 1) for month in range(months)]
    return xr.Dataset(
        {
            "lag": (
                ("measure", "month", "member"),
                lags[..., first : first + months].transpose(0, 2, 1),
                {"units": "month", "long_name": "lag at the end of the month"},
            )
        },
        {
            "measure": [ITSELF, *world.indices],
            "month": [f"{day:%Y-%m}" for day in ahead],
            "member": np.arange(len(draws)),
        },
        attributes(settings, len(draws)),
    )


def content_of(found: xr.Dataset, settings: Settings, created: date) -> dict[str, Any]:
    """A forecast as plain values: what it is of, what made it, quantiles and members."""
    calibration = settings.calibration
    lags = found["lag"].transpose("measure", "month", "member").values.round(DECIMALS)
    quantiles = np.quantile(lags, QUANTILE_LEVELS, axis=-1).round(DECIMALS)
    return {
        "what": "lag of the follower behind the leader at the end of each month, months",
        "created": str(created),
        "cut_off": str(calibration.until),
        "calibration": calibration.name,
        "run": {name: str(found.attrs[name]) for name in OF_THE_RUN},
        "measures": found["measure"].values.tolist(),
        "months": found["month"].values.tolist(),
        "quantile_levels": list(QUANTILE_LEVELS),
        "quantiles": np.moveaxis(quantiles, 0, -1).tolist(),
        "members": lags.tolist(),
    }


def forecast_of(key: str, file: object, content: dict[str, Any]) -> xr.Dataset:
    """The members of a forecast that was read from a file.

    Raises
    ------
    SettingsError
        If the content is no forecast.
    """
    try:
        lags = np.array(content["members"], dtype=np.float64)
        labels = {name: content[name + "s"] for name in ("measure", "month")}
        about = {name: str(content[name]) for name in ("created", "cut_off", "calibration")}
        about["cut_off"] = str(date.fromisoformat(about["cut_off"]))
        return xr.Dataset({"lag": (("measure", "month", "member"), lags)}, labels, about)
    except (KeyError, ValueError, TypeError):
        raise SettingsError(key, f"{file}, which is no forecast", "one of task=forecast") from None


def known_facts() -> tuple[Target, ...]:
    """Measured lags that ship: the targets, and of the patterns what they do not have."""
    facts = [target for target in all_targets() if _is_measured(target.measure, target.period)]
    known = {(fact.of, fact.period) for fact in facts}
    for pattern in all_patterns():
        measured = pattern.low is None and _is_measured(pattern.measure, pattern.period)
        if measured and (pattern.of, pattern.period) not in known:
            facts.append(_as_target(pattern))
    return tuple(facts)


def _is_measured(measure: str, period: str) -> bool:
    return measure == "measured_lag" and len(set(months_of(period))) == 1


def _as_target(pattern: Any) -> Target:
    same = ("id", "label", "measure", "of", "region", "period", "value", "unit", "status")
    return Target(
        **{name: getattr(pattern, name) for name in (*same, "source", "note")},
        used_by="", quantity=pattern.label, kind="value", low=None, high=None, tolerance=1.0,
        discrepancy=0.0,
        scale="linear", series="", release="",
    )  # fmt: skip


def facts_since(found: xr.Dataset, facts: Sequence[Target]) -> list[Target]:
    """Measured values of the follower's lag that a forecast is of, after its cut-off."""
    cut_off = np.datetime64(found.attrs["cut_off"], "M")
    measures, months = set(found["measure"].values), set(found["month"].values)
    return [
        fact
        for fact in facts
        if fact.kind == "value"
        and fact.region == FOLLOWER
        and fact.period in months
        and months_of(fact.period)[1] > cut_off
        and _measure_of(fact) in measures
    ]


def _measure_of(fact: Target) -> str | None:
    """The measure of a forecast that a fact is of."""
    return {"measured_lag": fact.of, "capability_lag": ITSELF}.get(fact.measure)


def score(found: xr.Dataset, facts: Sequence[Target]) -> xr.Dataset:
    """Scores of a forecast on facts.

    Parameters
    ----------
    found : xarray.Dataset
        Of `forecast_of`.
    facts : sequence of Target
        Of `facts_since`; at least one.

    Returns
    -------
    xarray.Dataset
        By `fact`: `observed`, `median`, `bias` (mean of members less observed), `crps`, `rank`, and
        `within` each `part`; `weight` counts facts on one release as one.
    """
    members = [found["lag"].sel(measure=_measure_of(f), month=f.period).values for f in facts]
    observed = np.array([fact.value for fact in facts], dtype=np.float64)
    pairs = list(zip(observed, members, strict=True))
    keys = [fact.release or fact.id for fact in facts]
    columns = {
        "observed": observed,
        "median": [np.median(lags) for lags in members],
        "bias": [lags.mean() - value for value, lags in pairs],
        "crps": [scores.crps(value, lags) for value, lags in pairs],
        "rank": [scores.rank_share(value, lags) for value, lags in pairs],
        "weight": [1.0 / keys.count(key) for key in keys],
    }
    within = [[scores.within(v, lags, part) for part in INTERVAL_LEVELS] for v, lags in pairs]
    return xr.Dataset(
        {
            **{name: ("fact", np.array(values)) for name, values in columns.items()},
            "within": (("fact", "part"), np.array(within)),
        },
        {
            "fact": [fact.id for fact in facts],
            "measure": ("fact", [_measure_of(fact) for fact in facts]),
            "month": ("fact", [fact.period for fact in facts]),
            "part": list(INTERVAL_LEVELS),
        },
        found.attrs,
    )


def summary(scored: xr.Dataset) -> dict[str, float]:
    """Weighted means: CRPS, bias, and the share of facts in each interval."""
    weighted = scored.weighted(scored["weight"])
    means = weighted.mean("fact")
    coverage = scored["within"].astype(float).weighted(scored["weight"]).mean("fact")
    return {
        **{name: float(means[name]) for name in ("crps", "bias")},
        **{f"within {part:.0%}": float(coverage.sel(part=part)) for part in INTERVAL_LEVELS},
    }
