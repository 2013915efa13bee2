"""Scores of a back-test as rows of a table, as they ship, and their summary by origin."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.backtest import FORECASTERS, LEVELS, MODEL, OPPONENTS
from sim.analysis.origins import select
from sim.settings.shipped import SHIPPED

LABELS = ("origin", "cut_off", "fact", "channel", "horizon", "month", "vintage", "units")
"""Columns that name a case."""

LADDER_LABELS = ("origin", "cut_off", "fact", "horizon")
"""Columns that name a case of an ablation ladder."""

PRECISION = 4
"""Digits after the point."""


def to_frame(cases: xr.Dataset) -> pd.DataFrame:
    """A row for each case: its labels, the model's bias and coverage, and everyone's CRPS."""
    model = cases.sel(forecaster=MODEL)
    numbers = {
        "observed": cases["observed"].values,
        "bias": model["bias"].values,
        "rank": model["rank"].values,
        **{f"in_{level:.0%}".rstrip("%"): model["within"].sel(level=level).values
           for level in LEVELS},
        **{f"crps_{name}": cases["crps"].sel(forecaster=name).values for name in FORECASTERS},
    }  # fmt: skip
    labels = {name: cases[name].values for name in LABELS}
    return pd.DataFrame({**labels, **numbers}).round(PRECISION)


def from_frame(rows: pd.DataFrame) -> xr.Dataset:
    """The cases of rows: everyone's CRPS, and of the model alone bias, rank and coverage."""
    crps = rows[[f"crps_{name}" for name in FORECASTERS]].to_numpy(dtype=float)
    within = rows[[f"in_{100 * level:.0f}" for level in LEVELS]].to_numpy(dtype=float)
    of_model = {
        name: (("case", "forecaster"), rows[[name]].to_numpy(dtype=float))
        for name in ("bias", "rank")
    }
    scored = xr.Dataset({"crps": (("case", "forecaster"), crps)}, {"forecaster": [*FORECASTERS]})
    model = xr.Dataset(
        {**of_model, "within": (("case", "forecaster", "level"), within[:, None, :])},
        {"forecaster": [MODEL], "level": [*LEVELS]},
    )
    labels = {name: ("case", rows[name].to_numpy()) for name in LABELS}
    observed = ("case", rows["observed"].to_numpy(dtype=float))
    merged = xr.merge([scored, model], join="outer", compat="no_conflicts")
    return merged.assign(observed=observed).assign_coords(labels)


def ladder_frame(ladder: xr.Dataset) -> pd.DataFrame:
    """A row for each case of an ablation ladder, with the CRPS of every rung."""
    crps = pd.DataFrame(ladder["crps"].values, columns=list(ladder["forecaster"].values))
    labels = pd.DataFrame({name: ladder[name].values for name in LADDER_LABELS})
    return pd.concat([labels, crps.round(PRECISION)], axis=1)


def ladder_from_frame(rows: pd.DataFrame) -> xr.Dataset:
    """An ablation ladder of rows."""
    crps = rows.drop(columns=list(LADDER_LABELS))
    return xr.Dataset(
        {"crps": (("case", "forecaster"), crps.to_numpy(dtype=float))},
        {"forecaster": list(crps.columns)}
        | {name: ("case", rows[name].to_numpy()) for name in LADDER_LABELS},
    )


@cache
def shipped_ladder() -> xr.Dataset:
    """The ablation ladder that ships."""
    return ladder_from_frame(pd.read_csv(SHIPPED / "ladder.csv"))


@cache
def shipped_cases() -> xr.Dataset:
    """Cases of the back-test that ships."""
    rows = pd.read_csv(SHIPPED / "backtest.csv", dtype={"vintage": str})
    return from_frame(rows)


def summary(cases: xr.Dataset) -> pd.DataFrame:
    """Means over the measured lags after each origin, a row for each.

    Returns
    -------
    pandas.DataFrame
        `cut_off`, `lags`, `bias`, `in_50` and so on, and `crps_NAME`, which is NaN for those that
        do not forecast all of these lags.
    """
    lags = select(cases, channel="lag")
    rows = {
        name: _means(select(lags, origin=name)) for name in dict.fromkeys(lags["origin"].values)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("posterior")


def _means(cases: xr.Dataset) -> dict[str, object]:
    model = cases.sel(forecaster=MODEL)
    crps = cases["crps"].mean("case", skipna=False)
    covered = {
        f"in_{100 * level:.0f}": float(model["within"].sel(level=level).mean()) for level in LEVELS
    }
    return {
        "cut_off": str(cases["cut_off"].values[0]),
        "lags": cases.sizes["case"],
        "bias": float(model["bias"].mean()),
        "rank": float(model["rank"].mean()),
        **covered,
        **{f"crps_{name}": float(crps.sel(forecaster=name)) for name in FORECASTERS},
    }


def best_opponent(row: Mapping[str, Any] | pd.Series) -> str:
    """The opponent with the lowest CRPS among those that forecast all lags of a row."""
    crps = {name: float(row[f"crps_{name}"]) for name in OPPONENTS}
    return min((name for name in OPPONENTS if not np.isnan(crps[name])), key=lambda n: crps[n])
