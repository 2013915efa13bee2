"""The roster as plain arrays."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.rules.noise import agent_key
from sim.settings.errors import SettingsError
from sim.settings.roster import (
    FOLLOWER,
    LAB_KINDS,
    REGIONS,
    DatedValue,
    DesignerEntry,
    InvestorEntry,
    LabEntry,
    Roster,
)
from sim.world.calendar import Calendar
from sim.world.cast import (
    Cast,
    DesignerCast,
    FoundryCast,
    InvestorCast,
    LabCast,
    Names,
    RegionCast,
)
from sim.world.chips import Chip, chip_record

NEVER = 10**6
"""A month that no horizon reaches."""


def build_cast(roster: Roster, calendar: Calendar) -> tuple[Cast, Names]:
    """Arrays and names of a roster.

    Raises
    ------
    SettingsError
        If a region has no lab at the start, or a chip is not on record.
    """
    labs = _expanded(roster)
    _check_start(labs, calendar)
    names = Names(
        labs=tuple(name for name, _ in labs),
        investors=tuple(roster.investors),
        designers=tuple(roster.designers),
        foundries=tuple(roster.foundries),
    )
    entries = [entry for _, entry in labs]
    cast = Cast(
        regions=_regions(roster, calendar),
        labs=_labs(labs, calendar),
        investors=_investors(roster.investors, entries, calendar),
        designers=_designers(roster, entries, calendar),
        foundries=_foundries(roster, calendar),
    )
    return cast, names


def _expanded(roster: Roster) -> list[tuple[str, LabEntry]]:
    """One pair a lab: an entry with a count stands for that many, numbered."""
    entries = [entry for entry in roster.labs.values() for _ in range(entry.count)]
    return list(zip(roster.lab_names(), entries, strict=True))


def _check_start(labs: list[tuple[str, LabEntry]], calendar: Calendar) -> None:
    for region in REGIONS:
        at_start = [
            lab
            for _, lab in labs
            if lab.region == region and lab.kind != "cloud" and calendar.index(lab.founded) <= 0
        ]
        if not at_start:
            raise SettingsError(
                "roster.labs",
                f"no lab in {region} that is founded by {calendar.start}",
                "at least one in each region",
            )


def _region_index(entries: Sequence[LabEntry | InvestorEntry | DesignerEntry]) -> np.ndarray:
    return np.array([REGIONS.index(entry.region) for entry in entries], dtype=np.int64)


def _column(entries: Sequence[object], name: str) -> np.ndarray:
    return np.array([getattr(entry, name) for entry in entries], dtype=np.float64)


def _keys(names: Sequence[str]) -> np.ndarray:
    return np.array([agent_key(name) for name in names], dtype=np.uint64)


def _regions(roster: Roster, calendar: Calendar) -> RegionCast:
    entries = [roster.regions[region] for region in REGIONS]
    return RegionCast(
        market=_column(entries, "market"),
        market_ceiling=_column(entries, "market_ceiling"),
        fdi_trend=np.stack([log_linear_path(e.fdi_trend, calendar) / 12 for e in entries]),
        domestic_conditions=np.stack(
            [linear_path(e.domestic_conditions, calendar) for e in entries]
        ),
        plant_pull=_column(entries, "plant_pull"),
        plant_subsidy=np.stack([step_path(e.plant_subsidy, calendar) for e in entries]),
        plant_investment=log_linear_path(roster.plant_investment, calendar) / 12,
        reference_research=log_linear_path(roster.reference_research, calendar),
        reference_compute=log_linear_path(roster.reference_compute, calendar),
        data_part=_column(entries, "data_part"),
        key=_keys(REGIONS),
    )


def _labs(labs: list[tuple[str, LabEntry]], calendar: Calendar) -> LabCast:
    entries = [entry for _, entry in labs]
    return LabCast(
        region=_region_index(entries),
        kind=np.array([LAB_KINDS.index(e.kind) for e in entries], dtype=np.int64),
        cloud=np.array([e.kind == "cloud" for e in entries]),
        founded=np.array([max(0, calendar.index(e.founded)) for e in entries], dtype=np.int64),
        open_from=np.array(
            [NEVER if e.open_from is None else calendar.index(e.open_from) for e in entries],
            dtype=np.int64,
        ),
        capability=_column(entries, "capability"),
        know_how=_column(entries, "know_how"),
        compute=_column(entries, "compute"),
        cash=_column(entries, "cash"),
        boldness=_column(entries, "boldness"),
        lateness=_column(entries, "lateness"),
        compute_share=_column(entries, "compute_share"),
        lease_share=_column(entries, "lease_share"),
        admission=np.array([[e.markets.get(r, 0.0) for r in REGIONS] for e in entries]),
        key=_keys([name for name, _ in labs]),
    )


def _investors(
    investors: dict[str, InvestorEntry], labs: list[LabEntry], calendar: Calendar
) -> InvestorCast:
    entries = list(investors.values())
    region = _region_index(entries)
    pool_trend = np.stack([log_linear_path(e.pool, calendar) for e in entries])
    pool = pool_trend[:, 0]
    of_state = np.array([e.kind == "state" for e in entries]) & (region == FOLLOWER)
    state_pool = np.where(of_state, pool, 0.0)
    return InvestorCast(
        region=region,
        venture=np.array([e.kind == "venture" for e in entries]),
        platform=np.array([e.kind == "platform" for e in entries]),
        pool_trend=pool_trend,
        expectation=_column(entries, "expectation"),
        follows_fdi=np.array([e.follows_fdi for e in entries]),
        focus=np.array([_focus(e) for e in entries], dtype=np.int64),
        meets_conditions=np.array([e.meets_conditions for e in entries]),
        ai_plus_part=state_pool / max(state_pool.sum(), 1e-300),
        home_bias=np.array([[_pull(e, lab) for lab in labs] for e in entries]),
        key=_keys(list(investors)),
    )


def _focus(investor: InvestorEntry) -> int:
    """The region whose labs an investor prefers; of equals the first."""
    return max(range(len(REGIONS)), key=lambda r: (investor.regions.get(REGIONS[r], 0.0), -r))


def _pull(investor: InvestorEntry, lab: LabEntry) -> float:
    """Relative weight of a lab's kind, place and size in an investor's choice."""
    if lab.kind not in investor.labs:
        return 0.0
    return investor.regions.get(lab.region, 0.0) * lab.size


def _designers(roster: Roster, labs: list[LabEntry], calendar: Calendar) -> DesignerCast:
    entries = list(roster.designers.values())
    chips = [_chips_of(name, entry) for name, entry in roster.designers.items()]
    foundries = list(roster.foundries)

    def table(figure: str) -> np.ndarray:
        """One row a designer, padded with its last generation's figure."""
        longest = max(len(made) for made in chips)
        rows = [[getattr(chip, figure) for chip in made] for made in chips]
        return np.array([row + [row[-1]] * (longest - len(row)) for row in rows], dtype=float)

    launches = [[float(calendar.index(chip.available)) for chip in made] for made in chips]
    longest = max(len(made) for made in chips)
    return DesignerCast(
        region=_region_index(entries),
        generations=np.array([len(made) for made in chips], dtype=np.int64),
        launch=np.array([row + [row[-1]] * (longest - len(row)) for row in launches]),
        tflops=table("tflops"),
        interconnect=table("interconnect"),
        area=table("area"),
        density=table("density"),
        price=table("price"),
        cadence=_column(entries, "cadence"),
        sells=np.array([[e.sells_to.get(r, 0.0) for r in REGIONS] for e in entries]),
        serves=np.array([[float(lab.kind in e.customers) for lab in labs] for e in entries]),
        foundry_abroad=_indices([e.foundry_abroad for e in entries], foundries),
        foundry_home=_indices([e.foundry_home for e in entries], foundries),
        reference_revenue=np.stack(
            [log_linear_path(e.reference_revenue, calendar) / 12 for e in entries]
        ),
        installed=_column(entries, "installed"),
        friction=_column(entries, "friction"),
    )


def _indices(names: list[str | None], known: list[str]) -> np.ndarray:
    """Index of each name, minus one for none."""
    return np.array([-1 if n is None else known.index(n) for n in names], dtype=np.int64)


def _chips_of(name: str, designer: DesignerEntry) -> list[Chip]:
    record = chip_record(designer.price_per_tflops)
    for chip in designer.chips:
        if chip not in record:
            raise SettingsError(
                f"roster.designers.{name}.chips", chip, "chips on record: " + ", ".join(record)
            )
    chips = [
        replace(record[chip], available=designer.reference_dates.get(chip, record[chip].available))
        for chip in designer.chips
    ]
    return sorted(chips, key=lambda chip: chip.available)


def _foundries(roster: Roster, calendar: Calendar) -> FoundryCast:
    entries = list(roster.foundries.values())
    region = np.array([REGIONS.index(e.region) for e in entries], dtype=np.int64)
    capacity = _column(entries, "capacity")
    of_target = np.where(region == FOLLOWER, capacity, 0.0)
    (lithography,) = roster.lithography.values()
    return FoundryCast(
        region=region,
        capacity=capacity,
        starting_yield=_column(entries, "starting_yield"),
        support=_column(entries, "support") / 12,
        plant_cost=_column(entries, "plant_cost"),
        ai_plus_part=of_target / max(of_target.sum(), 1e-300),
        lithography_reference=log_linear_path(lithography.reference_revenue, calendar) / 12,
    )


def step_path(values: Sequence[DatedValue], calendar: Calendar) -> np.ndarray:
    """A value a month that holds from each date on; zero before the first."""
    path = np.zeros(calendar.months)
    for dated in sorted(values, key=lambda dated: dated.since):
        path[max(0, calendar.index(dated.since)) :] = dated.value
    return path


def linear_path(values: Sequence[DatedValue], calendar: Calendar) -> np.ndarray:
    """A value a month, linear between dates and level beyond them; zero if none is given."""
    if not values:
        return np.zeros(calendar.months)
    ordered = sorted(values, key=lambda dated: dated.since)
    months = [calendar.index(dated.since) for dated in ordered]
    return np.interp(np.arange(calendar.months), months, [dated.value for dated in ordered])


def log_linear_path(values: Sequence[DatedValue], calendar: Calendar) -> np.ndarray:
    """A positive value a month, log-linear between dates and level beyond them."""
    logs = [dated.model_copy(update={"value": np.log(dated.value)}) for dated in values]
    return np.exp(linear_path(logs, calendar))
