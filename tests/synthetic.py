"""Results made of random numbers, in the shape that an ensemble gives them."""

from types import SimpleNamespace

import numpy as np
import xarray as xr

from sim.settings.roster import REGIONS
from sim.settings.variables import AGENT_DETAIL, RECORDED
from sim.storage.build import build
from sim.world.indices import INDICES
from sim.world.labels import BASES, HOLDERS

SUPPLIERS = ("Designer", "Second designer")
LABS = ("Lab", "Open lab", "Laboratoire fermé")
PARAMETERS = {"spillover": "1/month", "training_days": "d"}


def world(months=30):
    first = np.datetime64("2018-01", "M")
    starts = np.arange(first, first + np.timedelta64(months, "M")).astype("datetime64[ns]")
    return SimpleNamespace(
        calendar=SimpleNamespace(starts=starts, months=months),
        regions=REGIONS,
        indices=INDICES,
        supplier_names=SUPPLIERS,
        lab_names=LABS,
    )


def settings(scenario=("strict_controls",), seed=7, *, detail=False):
    return SimpleNamespace(
        scenario=scenario,
        title="+".join(scenario),
        reference=lambda: SimpleNamespace(title="status_quo"),
        sanctions=SimpleNamespace(history_until=None),
        ensemble=SimpleNamespace(seed=seed, detail=detail),
        calibration=SimpleNamespace(
            posterior=None,
            until="2024-03-31",
            parameters={
                name: SimpleNamespace(unit=unit, meaning=f"meaning of {name}")
                for name, unit in PARAMETERS.items()
            },
        ),
        to_yaml=lambda: f"scenario: {'+'.join(scenario)}\nseed: {seed}\n",
    )


def draws(members=4, seed=0):
    rng = np.random.default_rng(seed)
    return SimpleNamespace(values={name: rng.random(members) for name in PARAMETERS})


def results(members=4, months=30, seed=0, *, detail=False):
    rng = np.random.default_rng(seed)
    sizes = {"member": members, "time": months, "supplier": len(SUPPLIERS), "lab": len(LABS)}
    sizes |= {"region": len(REGIONS), "source_region": len(REGIONS), "index": len(INDICES)}
    sizes |= {"base": len(BASES), "kind": len(HOLDERS)}
    return {
        variable.name: rng.random([sizes[dim] for dim in variable.dims]) * 30
        for variable in (*RECORDED, *(AGENT_DETAIL if detail else ()))
    }


def dataset(scenario_results, reference=None, **about) -> xr.Dataset:
    members, months, _ = scenario_results["capability_lag"].shape
    return build(
        scenario_results,
        scenario_results if reference is None else reference,
        world=world(months),
        settings=settings(**about),
        draws=draws(members),
    )
