"""Who is in the world: regions, labs, investors and suppliers, as a checked roster."""

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sim.settings.errors import SettingsError, shown
from sim.settings.levels import Day
from sim.settings.priors import LARGEST

Region = Literal["US", "CN", "RoW"]

REGIONS: tuple[Region, ...] = ("US", "CN", "RoW")
"""Labels of the regions, by their roles."""

LEADER, FOLLOWER, ALLY = range(3)
"""Roles: the leader sends measures, the follower is their target, allies join in part."""

LabKind = Literal["startup", "platform", "frontier", "cloud"]

LAB_KINDS: tuple[LabKind, ...] = ("startup", "platform", "frontier", "cloud")
"""Kinds of labs, by their index in the cast."""

STARTUP, PLATFORM, FRONTIER_LAB = range(3)


Positive = Annotated[float, Field(gt=0, le=LARGEST, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False)]
AMonthOrMore = Annotated[float, Field(ge=1, le=LARGEST, allow_inf_nan=False)]
Exponent = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
Index = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

MOST = {"labs": 1000, "investors": 100, "designers": 100, "foundries": 100}
"""Actors of a kind in one world: a block of members has to fit into memory."""

LONGEST_NAME = 80

Count = Annotated[int, Field(ge=1, le=MOST["labs"])]


class Entry(BaseModel):
    """A part of the roster: unknown keys are errors, and a source may be given."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str = ""


class DatedValue(Entry):
    """A value that holds from a date; between two dates the path is log-linear or stepwise."""

    since: Day = Field(alias="from")
    value: NonNegative


class DatedIndex(DatedValue):
    """A value that is 1 at a date that is told beside it."""

    value: Index


class DatedPositive(DatedValue):
    """A value above zero, of a path that is log-linear between dates."""

    value: Positive


def _each_date_once[Dated: DatedValue](path: list[Dated]) -> list[Dated]:
    days = [dated.since for dated in path]
    if len(set(days)) < len(days):
        raise ValueError("each date once")
    return path


Indices = Annotated[list[DatedIndex], AfterValidator(_each_date_once)]
Path = Annotated[list[DatedPositive], Field(min_length=1), AfterValidator(_each_date_once)]


class RegionEntry(Entry):
    """One region: its market for AI and what draws foreign direct investment to it."""

    market: Positive  # AI revenue at the start, bn USD a year
    market_ceiling: Positive  # bn USD a year
    fdi_trend: Path  # gross inflow, bn USD a year
    domestic_conditions: Indices = []  # 1 in December 2023, linear between dates
    plant_pull: Exponent  # log attraction for chip plants
    plant_subsidy: Indices = []  # 1 is the sender's subsidy of 2022, stepwise
    data_part: Share = 0.0  # part of the gap in training data that its labs have


class LabEntry(Entry):
    """One lab, or `count` of a kind."""

    region: Region
    kind: LabKind
    count: Count = 1
    founded: Day = date(2018, 1, 1)
    open_from: Day | None = None  # from this day it opens what is far enough behind
    capability: Exponent  # log10 effective FLOP at the start
    know_how: Exponent  # dex at the start, against the leader's of 2018
    compute: NonNegative  # H100e at the start
    cash: NonNegative  # bn USD at the start
    boldness: NonNegative  # share of its compute in one run against the leading labs'
    lateness: Share = 0.0  # part of `scale_delay` by which it came later to large runs
    compute_share: Share  # of spending that buys compute; the rest is research
    lease_share: Share = 0.0  # of its money for compute that pays rent; the rest buys chips
    size: Positive = 1.0  # pull on money, against others of its kind
    markets: dict[Region, Share]  # part of each market that it is admitted to


class InvestorEntry(Entry):
    """A kind of money: where it comes from, how much a year by date, where it looks."""

    region: Region
    kind: Literal["venture", "platform", "state"]
    pool: Path  # bn USD a year, as a trend
    expectation: NonNegative = 1.0  # weight of frontier progress
    follows_fdi: bool = False  # scales with its region's foreign direct investment
    meets_conditions: bool = False  # falls with domestic conditions where it invests most
    regions: dict[Region, NonNegative]  # home bias: relative weight of labs there
    labs: list[LabKind]


class DesignerEntry(Entry):
    """A chip designer; its chips are rows of `sim/data/chips.csv`."""

    region: Region
    chips: Annotated[list[str], Field(min_length=1)]
    reference_dates: dict[str, Day] = {}  # of chips that denial delayed: ready without it
    cadence: AMonthOrMore  # months between generations after the record ends
    sells_to: dict[Region, Share]
    customers: list[LabKind]
    foundry_abroad: str | None = None
    foundry_home: str | None = None
    price_per_tflops: Positive = 30.0  # USD, for chips without a price in the record
    reference_revenue: Path  # bn USD a year
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
    reference_revenue: Path  # bn USD a year


class Roster(Entry):
    """The whole cast, as composed from `configs/roster/`."""

    endowed: Day  # the date of all starting values
    regions: dict[Region, RegionEntry]
    reference_research: Path  # bn USD a month
    reference_compute: Path  # H100e of a leading lab
    plant_investment: Path  # bn USD a year, world
    labs: dict[str, LabEntry]
    investors: dict[str, InvestorEntry]
    designers: dict[str, DesignerEntry]
    foundries: dict[str, FoundryEntry]
    lithography: dict[str, LithographyEntry]

    @model_validator(mode="after")
    def _is_complete(self) -> "Roster":
        names = ", ".join(REGIONS)
        _need(set(self.regions) == set(REGIONS), "regions", sorted(self.regions), names)
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
        self._names_tell_apart()
        return self

    def lab_names(self) -> list[str]:
        """One name a lab: an entry with a count stands for that many, numbered."""
        return [
            name if lab.count == 1 else f"{name} {number + 1}"
            for name, lab in self.labs.items()
            for number in range(lab.count)
        ]

    def _names_tell_apart(self) -> None:
        """Names are labels of the data, and whoever shares one would share its luck."""
        for kind, most in MOST.items():
            names = self.lab_names() if kind == "labs" else list(getattr(self, kind))
            _need(len(names) <= most, kind, len(names), f"at most {most}")
            doubled = [name for name, times in Counter(names).items() if times > 1]
            _need(not doubled, kind, f"{' and '.join(doubled[:1])} twice", "each name once")
            for name in names:
                legible = name.isprintable() and name == name.strip() != ""
                takes = f"names of 1 to {LONGEST_NAME} printable characters"
                _need(legible and len(name) <= LONGEST_NAME, kind, shown(name), takes)

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
