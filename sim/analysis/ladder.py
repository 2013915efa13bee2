"""The ablation ladder: what is left of the forecast of the lag without a part of the model.

From bottom to top: gap over pace, which has no agents; one lab a region; all agents; and all agents
without one channel in turn. Each runs the same posterior's draws, not calibrated again, without the
channel since the start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from sim.analysis import scores
from sim.analysis.enacted_runs import as_enacted, predicted, run_of
from sim.analysis.facts import all_facts, index_scores
from sim.analysis.levers import with_lever
from sim.analysis.origins import Case, Origin, cases_of
from sim.analysis.rivals import gap_over_pace, past_of
from sim.calibration.members import members_of
from sim.ensemble.progress import Progress
from sim.settings.roster import LAB_KINDS, REGIONS, LabEntry, Roster
from sim.settings.settings import Settings
from sim.world import World, build_world

GAP_OVER_PACE, ALL_AGENTS = "gap over pace", "all agents"
VARIABLES = ("measured_capability_lag",)


@dataclass(frozen=True)
class Rung:
    """A version of the model.

    Attributes
    ----------
    words : str
        What it is, for a table.
    parameters : mapping of str to float
        Values that replace those of every member.
    open_leaves : tuple of str
        Instruments that the sender never used.
    one_lab : bool
        Whether each region has a single lab that trains.
    """

    words: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    open_leaves: tuple[str, ...] = ()
    one_lab: bool = False


def _without(channel: str, *parameters: str, leaves: tuple[str, ...] = ()) -> Rung:
    return Rung(f"without {channel}", dict.fromkeys(parameters, 0.0), leaves)


LADDER = (
    Rung("one lab a region", one_lab=True),
    Rung(ALL_AGENTS),
    _without("open weights as teachers", "open_weights_share"),
    _without("distillation", "distillation_part"),
    _without("spillovers of know-how", "spillover_home", "spillover_abroad", "leak_rate"),
    _without("breakthroughs", "breakthroughs_a_year"),
    _without("leasing", "leasable_share", "rentable_share", "rental_share"),
    _without("the grey market", "grey_share"),
    _without("foreign inflow in Chinese funds", "liquidity_elasticity"),
    _without("rules on chips", leaves=("chip_exports",)),
    _without("limits on making chips", leaves=("lithography", "tools", "foundry")),
    _without("a barrier to capital", leaves=("capital",)),
)
"""From one lab a region on."""


def ladder(
    settings: Settings, origins: Sequence[Origin], progress: Progress | None = None
) -> xr.Dataset:
    """Score every rung on the measured lags after each origin.

    Parameters
    ----------
    settings : Settings
        Members and seed, the same ones on every rung.
    origins : sequence of Origin
        In order of time.
    progress : callable, optional
        Told the number of members that were finished.

    Returns
    -------
    xarray.Dataset
        `crps` by `case` and `forecaster`, the rungs.
    """
    enacted = as_enacted(settings)
    worlds = [world_of(rung, enacted) for rung in LADDER]
    crps: list[list[float]] = []
    cases: list[Case] = []
    for origin in origins:
        of_origin = [case for case in cases_of(origin) if case.fact.channel == "lag"]
        cases += of_origin
        by_rung = [_crps_of_lowest(of_origin)] + [
            _crps(of_origin, rung, world, enacted, progress)
            for rung, world in zip(LADDER, worlds, strict=True)
        ]
        crps += np.transpose(by_rung).tolist()
    return xr.Dataset(
        {"crps": (("case", "forecaster"), crps, {"units": "months"})},
        {
            "forecaster": [GAP_OVER_PACE, *(rung.words for rung in LADDER)],
            "origin": ("case", [case.origin.name for case in cases]),
            "cut_off": ("case", [str(case.origin.month) for case in cases]),
            "fact": ("case", [case.fact.name for case in cases]),
            "horizon": ("case", [case.horizon for case in cases]),
        },
        {"members": settings.ensemble.members, "seed": settings.ensemble.seed},
    )


def _crps_of_lowest(cases: Sequence[Case]) -> list[float]:
    """Scores of gap over pace, NaN where it cannot be fitted."""
    found = []
    for case in cases:
        past = past_of(case.fact.name, case.origin.month, all_facts(), index_scores())
        said = gap_over_pace(past, case.horizon)
        found.append(np.nan if said is None else scores.crps(case.fact.scaled, said))
    return found


def _crps(
    cases: Sequence[Case], rung: Rung, world: World, enacted: Settings, progress: Progress | None
) -> list[float]:
    origin, ensemble = cases[0].origin, enacted.ensemble
    draws = members_of(origin.posterior, enacted, ensemble.members, ensemble.seed)
    fixed = {name: np.full(len(draws), value) for name, value in rung.parameters.items()}
    draws = replace(draws, values={**draws.values, **fixed})
    run = run_of(enacted, world, draws, progress, VARIABLES)
    said = [predicted(run, case.fact, origin.month, all_facts()) for case in cases]
    return [
        scores.crps(case.fact.scaled, members)
        for case, members in zip(cases, said, strict=True)
        if members is not None  # no lag is
    ]


def runs_of(origins: Sequence[Origin]) -> int:
    """Number of ensembles that a ladder runs."""
    return len(origins) * len(LADDER)


def world_of(rung: Rung, enacted: Settings) -> World:
    """The world of a rung."""
    settings = enacted
    for name in rung.open_leaves:
        settings = with_lever(settings, name, "open", enacted.horizon.start)
    roster = with_one_lab(enacted.roster) if rung.one_lab else enacted.roster
    return build_world(settings.model_copy(update={"roster": roster}))


def with_one_lab(roster: Roster) -> Roster:
    """The roster with a single lab in each region that trains; clouds stay.

    It takes after the first lab of its region, with the compute, cash and pull of all that stand at
    the start, and whoever pays or serves a kind of lab pays and serves it.
    """
    clouds = {name: lab for name, lab in roster.labs.items() if lab.kind == "cloud"}
    labs = dict(_single_lab(region, roster) for region in REGIONS)
    investors = {name: of.model_copy(update={"labs": list(LAB_KINDS)})
                 if set(of.labs) != {"cloud"} else of
                 for name, of in roster.investors.items()}  # fmt: skip
    designers = {name: of.model_copy(update={"customers": list(LAB_KINDS)})
                 for name, of in roster.designers.items()}  # fmt: skip
    changed = {"labs": labs | clouds, "investors": investors, "designers": designers}
    return roster.model_copy(update=changed)


def _single_lab(region: str, roster: Roster) -> tuple[str, LabEntry]:
    present = [
        (name, lab)
        for name, lab in roster.labs.items()
        if lab.region == region and lab.kind != "cloud" and lab.founded <= roster.endowed
    ]
    name, first = present[0]
    sums = {
        key: sum(lab.count * getattr(lab, key) for _, lab in present)
        for key in ("compute", "cash", "size")
    }
    return name, first.model_copy(update={**sums, "count": 1})
