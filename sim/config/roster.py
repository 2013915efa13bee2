"""Who is in the world: regions, labs, investors and suppliers, as a checked roster."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.config.errors import SettingsError
from sim.config.levels import Day

Region = Literal["US", "CN", "RoW"]

REGIONS: tuple[Region, ...] = ("US", "CN", "RoW")
"""The leader and sender of measures, the follower and their target, and the sender's allies."""

SENDER, TARGET, ALLY = 0, 1, 2

LabKind = Literal["frontier", "platform", "startup", "cloud"]


Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


class Entry(BaseModel):
    """A part of the roster: unknown keys are errors, and a source may be given."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str = ""


class DatedValue(Entry):
    """A value that holds from a date; between two dates the path is log-linear or stepwise."""

    since: Day = Field(alias="from")
    value: NonNegative


class DatedPositive(DatedValue):
    """A value above zero, of a path that is log-linear between dates."""

    value: Positive


class RegionEntry(Entry):
    """One region: its market for AI and what draws foreign direct investment to it."""

    market: Positive  # AI revenue at the start, bn USD a year
    market_ceiling: Positive  # bn USD a year
    fdi_trend: Annotated[list[DatedPositive], Field(min_length=1)]  # gross inflow, bn USD a year
    domestic_conditions: list[DatedValue] = []  # 1 in December 2023, linear between dates
    plant_pull: Finite  # log attraction for chip plants
    plant_subsidy: list[DatedValue] = []  # 1 is the sender's subsidy of 2022, stepwise


class LabEntry(Entry):
    """One lab, or `count` of a kind."""

    region: Region
    kind: LabKind
    count: Count = 1
    founded: Day = date(2018, 1, 1)
    open_from: Day | None = None  # releases are open weights from this day
    capability: Finite  # log10 effective FLOP at the start
    know_how: Finite  # dex at the start, against the leader's of 2018
    compute: NonNegative  # H100e at the start
    cash: NonNegative  # bn USD at the start
    boldness: NonNegative  # share of its stock in one run against the leading labs'
    lateness: Share = 0.0  # part of `scale_delay` by which it came later to large runs
    compute_share: Share  # of spending that buys compute; the rest is research
    size: Positive = 1.0  # pull on money, against others of its kind
    markets: dict[Region, Share]  # part of each market that it is admitted to


class InvestorEntry(Entry):
    """A kind of money: where it comes from, how much a year by date, where it looks."""

    region: Region
    kind: Literal["venture", "platform", "state"]
    pool: Annotated[list[DatedPositive], Field(min_length=1)]  # bn USD a year, as a trend
    expectation: NonNegative = 1.0  # weight of frontier progress
    follows_fdi: bool = False  # scales with its region's foreign direct investment
    regions: dict[Region, NonNegative]  # home bias: relative weight of labs there
    labs: list[LabKind]


class DesignerEntry(Entry):
    """A chip designer; its chips are rows of `sim/data/chips.csv`."""

    region: Region
    chips: Annotated[list[str], Field(min_length=1)]
    reference_dates: dict[str, Day] = {}  # of chips that denial delayed: ready without it
    cadence: Positive  # months between generations after the record ends
    sells_to: dict[Region, Share]
    customers: list[LabKind]
    foundry_abroad: str | None = None
    foundry_home: str | None = None
    price_per_tflops: Positive = 30.0  # USD, for chips without a price in the record
    reference_revenue: Annotated[list[DatedPositive], Field(min_length=1)]  # bn USD a year
    installed: NonNegative = 0.0  # H100e at the start
    friction: Share = 0.0  # of its software, against a newcomer's


class FoundryEntry(Entry):
    """A foundry of advanced chips: upstream capacity of its region."""

    region: Region
    capacity: Positive  # chips started a month at the start
    starting_yield: Share
    support: NonNegative = 0.0  # state support before any AI Plus, bn USD a year
    plant_cost: Positive  # thousand USD for one more chip a month


class LithographyEntry(Entry):
    """The supplier of lithography: its sales pace the leading node."""

    region: Region
    reference_revenue: Annotated[list[DatedPositive], Field(min_length=1)]  # bn USD a year


class Roster(Entry):
    """The whole cast, as composed from `configs/roster/`."""

    endowed: Day  # the date of all starting values
    regions: dict[Region, RegionEntry]
    reference_research: Annotated[list[DatedPositive], Field(min_length=1)]  # bn USD a month
    plant_investment: Annotated[list[DatedPositive], Field(min_length=1)]  # bn USD a year, world
    labs: dict[str, LabEntry]
    investors: dict[str, InvestorEntry]
    designers: dict[str, DesignerEntry]
    foundries: dict[str, FoundryEntry]
    lithography: dict[str, LithographyEntry]

    @model_validator(mode="after")
    def _is_complete(self) -> "Roster":
        _need(set(self.regions) == set(REGIONS), "regions", sorted(self.regions), "US, CN and RoW")
        for region in REGIONS:
            developers = [
                name
                for name, lab in self.labs.items()
                if lab.region == region and lab.kind != "cloud"
            ]
            _need(bool(developers), "labs", f"no lab in {region}", "at least one in each region")
        _need(bool(self.investors), "investors", "none", "at least one")
        _need(bool(self.designers), "designers", "none", "at least one")
        _need(len(self.lithography) == 1, "lithography", len(self.lithography), "exactly one")
        self._foundries_exist()
        return self

    def _foundries_exist(self) -> None:
        for name, designer in self.designers.items():
            for place in ("foundry_abroad", "foundry_home"):
                foundry = getattr(designer, place)
                known = foundry is None or foundry in self.foundries
                _need(
                    known,
                    f"designers.{name}.{place}",
                    foundry,
                    "one of " + ", ".join(self.foundries),
                )


def _need(holds: bool, key: str, got: object, takes: str) -> None:
    if not holds:
        raise SettingsError(key, got, takes)
