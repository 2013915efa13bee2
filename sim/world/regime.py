"""All instruments and responses over time, one array a leaf: as enacted, and as set."""

import csv
from collections import namedtuple
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.rules.sanctions import barred, total_processing_performance
from sim.settings.instruments import LEVERS, WEIGHTS
from sim.settings.levels import Leaf, Step
from sim.settings.regime_table import REGIME_FILE
from sim.settings.roster import FOLLOWER, REGIONS
from sim.settings.settings import Response, Sanctions, Settings, leaves
from sim.world.calendar import Calendar
from sim.world.chips import Chip, chip_record

CAPS = ("tpp_cap", "interconnect_cap", "density_cap")

FROM_SEVERAL = ("intensity", "equipment_risk")
"""What is computed from several levers."""

FIELDS = (
    *(lever.name for lever in LEVERS.values()),
    *(f"coming_{cap}" for cap in CAPS),
    "stockpiling_window",
    *FROM_SEVERAL,
)


def _named_tuple(names: Sequence[str]) -> Any:
    return namedtuple("_Levels", names)


_Levels: Any = _named_tuple(FIELDS)


class Regime(_Levels):
    """Levels by month, float64 [T]: one for each lever of the catalogue of instruments.

    Caps are infinite where they bar nothing. `coming_*` are the caps of the next step that is
    announced and not in effect, and the current ones where none is; `stockpiling_window` counts the
    months between the two, zero for none. `intensity` weighs the sender's instruments and is 1 in
    December 2023 as enacted; `equipment_risk` is the mean of lithography, tools and foundry.
    """

    __slots__ = ()


def months_in_common(regime: Regime, other: Regime) -> int:
    """How many months pass before two regimes first differ in anything."""
    differ = np.any([one != two for one, two in zip(regime, other, strict=True)], axis=0)
    return int(differ.argmax()) if differ.any() else len(differ)


SCALE_MONTH = date(2023, 12, 1)
"""The month in which sanction intensity, as enacted, is 1."""

NEVER = 10**6
"""A month that no horizon reaches."""


def build_regime(settings: Settings, calendar: Calendar) -> Regime:
    """The regime of checked settings, month by month."""
    phases = _phases(
        settings.sanctions, settings.response, calendar, keeps_history=settings.keeps_history
    )
    levels = _levels(phases, calendar)
    return _complete(levels | _announced(phases, levels, calendar), calendar)


def _complete(levels: Mapping[str, np.ndarray], calendar: Calendar) -> Regime:
    """A regime of its levels, with what is computed from several of them."""
    return Regime(
        **levels,
        intensity=_intensity(levels, calendar) / _intensity_as_enacted(),
        equipment_risk=(levels["lithography"] + levels["tools"] + levels["foundry"]) / 3,
    )


def mixed_regime(
    regime: Regime, other: Regime, leaves_of_other: Collection[str], calendar: Calendar
) -> Regime:
    """A regime with some leaves of another, months and all.

    Parameters
    ----------
    regime, other : Regime
        Of the same months.
    leaves_of_other : collection of str
        Fields of `Regime` that are the other's.
    calendar : Calendar
        Of both.
    """
    levels = {
        name: getattr(other if name in leaves_of_other else regime, name)
        for name in Regime._fields
        if name not in FROM_SEVERAL
    }
    return _complete(levels, calendar)


class Phase(NamedTuple):
    """A level between months: `known` from one, in force from `begins`, until `over`."""

    level: float
    known: int
    begins: int
    over: int

    def is_expected(self, month: int) -> bool:
        """Whether it is known in a month that it will come into force, and has not yet."""
        return self.known <= month < min(self.begins, self.over)


def _phases(
    sanctions: Sanctions, response: Response, calendar: Calendar, *, keeps_history: bool = False
) -> dict[str, list[Phase]]:
    """What each leaf goes through, by its name, in the order of its dates.

    A dated list stands in place of what was enacted, or with `keeps_history` follows it.
    """
    phases = {}
    for key, leaf, since in leaves(sanctions, response):
        replaced = leaf.steps is not None and not keeps_history
        history = [] if replaced else _history_of(key, sanctions.history_until)
        phases[key.rsplit(".", 1)[1]] = _phases_of(leaf, since, history, calendar)
    return phases


def _phases_of(leaf: Leaf, since: date, history: Sequence[Step], calendar: Calendar) -> list[Phase]:
    """What a leaf was at the start and then history, and then its own level or list.

    Its own first step ends history, announcements included, but nobody knows so before: until then,
    all is as it was.
    """
    own = leaf.steps or ()
    if leaf.level is not None:
        own = (Step(since, leaf.level, since),)
    ours = [_phase(step, calendar) for step in own]
    over = min((phase.begins for phase in ours), default=NEVER)
    opened = Phase(leaf.kind.open, -NEVER, -NEVER, NEVER)
    return [opened, *(_phase(step, calendar, over) for step in history), *ours]


def _phase(step: Step, calendar: Calendar, over: int = NEVER) -> Phase:
    return Phase(step.level, calendar.index(step.announced), calendar.index(step.effective), over)


def _levels(phases: Mapping[str, Sequence[Phase]], calendar: Calendar) -> dict[str, np.ndarray]:
    """A level a month for each leaf: that of the last phase in force."""
    levels = {name: np.empty(calendar.months) for name in phases}
    for name, path in levels.items():
        for phase in phases[name]:
            path[max(0, phase.begins) : max(0, phase.over)] = phase.level
    return levels


def _announced(
    phases: Mapping[str, Sequence[Phase]], levels: Mapping[str, np.ndarray], calendar: Calendar
) -> dict[str, np.ndarray]:
    """Caps as they will stand at the next step that is expected, and the months until it."""
    coming = {cap: levels[cap].copy() for cap in CAPS}
    window = np.zeros(calendar.months)
    for month in range(calendar.months):
        expected = [(cap, p) for cap in CAPS for p in phases[cap] if p.is_expected(month)]
        if not expected:
            continue
        begins = min(phase.begins for _, phase in expected)
        step = [(cap, phase) for cap, phase in expected if phase.begins == begins]
        for cap, phase in step:
            coming[cap][month] = phase.level
        window[month] = begins - min(phase.known for _, phase in step)
    return {**{f"coming_{cap}": path for cap, path in coming.items()}, "stockpiling_window": window}


def _history_of(key: str, until: date | None) -> list[Step]:
    """What was enacted of a leaf, in force by a day; null: all that is on record."""
    return [
        step for step in enacted()[key.split(".", 1)[1]] if until is None or step.effective <= until
    ]


def _rows_of_record() -> list[dict[str, str]]:
    text = REGIME_FILE.read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def judged_levels() -> dict[str, list[float]]:
    """Levels of the record that are judgements, neither none nor full, by leaf."""
    levels: dict[str, list[float]] = {}
    for row in _rows_of_record():
        level = float(row["level"].replace("null", "inf"))
        if row["status"] == "assumption" and 0.0 < level < 1.0:
            levels.setdefault(row["instrument"], []).append(level)
    return levels


@cache
def enacted() -> dict[str, list[Step]]:
    """What was enacted, by leaf: `sim/data/regime.csv`."""
    kinds = {key.split(".", 1)[1]: leaf.kind for key, leaf, _ in leaves(Sanctions(), Response())}
    steps: dict[str, list[Step]] = {name: [] for name in kinds}
    for row in _rows_of_record():
        name = row["instrument"]
        level = kinds[name].open if row["level"] == "null" else float(row["level"])
        effective, announced = (date.fromisoformat(row[key]) for key in ("effective", "announced"))
        steps[name].append(Step(effective, level, announced))
    return {name: sorted(dated, key=lambda step: step.effective) for name, dated in steps.items()}


def _intensity(levels: Mapping[str, np.ndarray], calendar: Calendar) -> np.ndarray:
    """Weighted mean of the sender's instruments, each from 0 to 1."""
    total = np.zeros(calendar.months)
    for name, weight in WEIGHTS.items():
        level = chip_denial(levels, calendar) if name == "chip_exports" else levels[name]
        total += weight * level
    return total / sum(WEIGHTS.values())


@cache
def _intensity_as_enacted() -> float:
    """Intensity in December 2023, before scaling, of what stood then."""
    month = Calendar(SCALE_MONTH, 1)
    levels = _levels(_phases(Sanctions(), Response(), month), month)
    return float(_intensity(levels, month)[0])


def chip_denial(levels: Mapping[str, np.ndarray], calendar: Calendar) -> np.ndarray:
    """How much of the best chip the caps withhold: 1 - best lawful TPP / best TPP on record."""
    chips = [chip for chip in chip_record(1.0).values() if chip.maker_region != REGIONS[FOLLOWER]]
    return np.array(
        [
            _denied([chip for chip in chips if calendar.index(chip.available) <= month], caps)
            for month, caps in enumerate(zip(*(levels[cap] for cap in CAPS), strict=True))
        ]
    )


def _denied(chips: list[Chip], caps: tuple[float, ...]) -> float:
    if not chips:
        return 0.0
    lawful = [
        chip.tflops
        for chip in chips
        if not barred(
            total_processing_performance(chip.tflops), chip.interconnect, chip.density, *caps
        )
    ]
    return 1.0 - max(lawful, default=0.0) / max(chip.tflops for chip in chips)
