"""The back-test: forecasts from rolling origins, scored on what came, beside those of rivals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from sim.analysis import scores
from sim.analysis.channel_shifts import SHIFT_VARIABLES, channel_shifts
from sim.analysis.enacted_runs import predicted, run_posterior, run_prior
from sim.analysis.facts import all_facts, index_scores
from sim.analysis.origins import Case, Origin, cases_of
from sim.analysis.rivals import OF_ANY_SERIES, RIVALS, past_of
from sim.calibration.measures import VARIABLES
from sim.calibration.targets import FOLLOWER
from sim.ensemble.progress import Progress
from sim.settings.settings import Settings
from sim.settings.variables import QUANTILES

LEVELS = (0.5, 0.8, 0.9)
"""Shares of members that central intervals hold."""

MODEL = "model"
SELVES: Mapping[str, str] = MappingProxyType(
    {
        "another_ensemble_seed": "the same posterior with other noise after its cut-off",
        "another_posterior_seed": "the posterior made of the same targets with another seed",
    }
)
"""Forecasters that differ from the model by chance alone."""

OPPONENTS = ("prior", *RIVALS)
"""Forecasters that the model has to beat."""

FORECASTERS = (MODEL, *SELVES, *OPPONENTS)


@dataclass(frozen=True)
class Backtest:
    """Result of a back-test.

    Attributes
    ----------
    cases : xarray.Dataset
        Scores by `case` and `forecaster`.
    fans : xarray.Dataset
        Quantiles of the measured lag in each origin's run, by month.
    shifts : dict of str to dict
        For each origin, how the members that came close to what was measured differ from the rest.
    """

    cases: xr.Dataset
    fans: xr.Dataset
    shifts: dict[str, dict[str, float]]


def backtest(
    settings: Settings, origins: Sequence[Origin], progress: Progress | None = None
) -> Backtest:
    """Score the model and its rivals from every origin.

    Parameters
    ----------
    settings : Settings
        Members and seed.
    origins : sequence of Origin
        In order of time.
    progress : callable, optional
        Told the number of members that were finished.
    """
    prior = run_prior(settings, progress)
    cases, rows, fans, shifts = [], [], [], {}
    for origin in origins:
        runs = dict(_runs(origin, settings, progress)) | {"prior": prior}
        of_origin = cases_of(origin)
        cases += of_origin
        rows += [_scores_of(case, runs) for case in of_origin]
        fans.append(_fan(runs[MODEL]))
        shifts[origin.name] = channel_shifts(runs[MODEL], of_origin)
    words = {"members": settings.ensemble.members, "seed": settings.ensemble.seed}
    return Backtest(
        _dataset(cases, rows).assign_attrs(title="Scores of forecasts", **words),
        _fans(fans, origins).assign_attrs(title="Forecasts of the measured lag", **words),
        shifts,
    )


def runs_of(origins: Sequence[Origin]) -> int:
    """Number of ensembles that a back-test runs."""
    return 1 + sum(2 + (origin.other_seed is not None) for origin in origins)


def _runs(
    origin: Origin, settings: Settings, progress: Progress | None
) -> Iterator[tuple[str, xr.Dataset]]:
    """Runs of an origin's posterior, and those that differ from it by chance alone."""
    seed = settings.ensemble.seed
    variables = {*VARIABLES, *SHIFT_VARIABLES}
    yield MODEL, run_posterior(origin.posterior, settings, seed, progress, variables)
    yield "another_ensemble_seed", run_posterior(origin.posterior, settings, seed + 1, progress)
    if origin.other_seed is not None:
        yield "another_posterior_seed", run_posterior(origin.other_seed, settings, seed, progress)


def _scores_of(case: Case, runs: Mapping[str, xr.Dataset]) -> dict[str, np.ndarray]:
    """Scores of every forecaster on one case, NaN for those that do not forecast it."""
    fact, facts, origin = case.fact, all_facts(), case.origin.month
    forecasts = {name: predicted(run, fact, origin, facts) for name, run in runs.items()}
    past = past_of(fact.name, origin, facts, index_scores())
    for name, rival in (RIVALS if fact.channel == "lag" else OF_ANY_SERIES).items():
        forecasts[name] = rival(past, case.horizon)
    of_each = [_scores(fact.scaled, forecasts.get(name)) for name in FORECASTERS]
    return {key: np.array([of[key] for of in of_each]) for key in SCORES}


SCORES: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "crps": ((), "continuous ranked probability score"),
        "bias": ((), "mean of the forecast minus what came"),
        "rank": ((), "share of the forecast below what came"),
        "within": (("level",), "whether the central interval holds what came"),
        "quantile": (("part",), "quantiles of the forecast"),
    }
)
"""Further dimensions and meaning of what is kept of each forecast."""


def _scores(observed: float, members: np.ndarray | None) -> dict[str, object]:
    if members is None:
        nothing = dict.fromkeys(("crps", "bias", "rank"), np.nan)
        return {**nothing, "within": [np.nan] * len(LEVELS), "quantile": [np.nan] * len(QUANTILES)}
    return {
        "crps": scores.crps(observed, members),
        "bias": scores.bias(observed, members),
        "rank": scores.rank_share(observed, members),
        "within": [float(scores.within(observed, members, level)) for level in LEVELS],
        "quantile": np.quantile(members, QUANTILES),
    }


def _dataset(cases: Sequence[Case], rows: Sequence[Mapping[str, np.ndarray]]) -> xr.Dataset:
    facts = [case.fact for case in cases]
    labels = {
        "origin": [case.origin.name for case in cases],
        "cut_off": [str(case.origin.month) for case in cases],
        "horizon": [case.horizon for case in cases],
        "fact": [fact.name for fact in facts],
        "channel": [fact.channel for fact in facts],
        "month": [str(fact.end) for fact in facts],
        "units": [fact.unit_of_errors for fact in facts],
        "vintage": [fact.vintage for fact in facts],
    }
    return xr.Dataset(
        {
            **{
                key: (
                    ("case", "forecaster", *dims),
                    np.array([row[key] for row in rows]),
                    {"long_name": words},
                )
                for key, (dims, words) in SCORES.items()
            },
            "observed": ("case", [fact.scaled for fact in facts], {"long_name": "what came"}),
        },
        {
            "forecaster": list(FORECASTERS),
            "level": list(LEVELS),
            "part": list(QUANTILES),
            **{key: ("case", values) for key, values in labels.items()},
        },
    )


def _fan(run: xr.Dataset) -> xr.DataArray:
    lags = run["measured_capability_lag"].sel(region=FOLLOWER, drop=True)
    return lags.quantile(QUANTILES, "member").rename(quantile="part")


def _fans(fans: Sequence[xr.DataArray], origins: Sequence[Origin]) -> xr.Dataset:
    first, values = fans[0], np.stack([fan.transpose(*fans[0].dims).values for fan in fans])
    return xr.Dataset(
        {"fan": (("origin", *first.dims), values, {"units": "month"})},
        {
            **{str(dim): first[dim] for dim in first.dims},
            "origin": [origin.name for origin in origins],
            "cut_off": ("origin", [str(origin.month) for origin in origins]),
        },
    )
