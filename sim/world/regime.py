"""All instruments and responses over time, one array a leaf: as enacted, and as set."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from sim.config.levels import Leaf, Step
from sim.config.settings import ARTICLE, Settings, leaves
from sim.rules.sanctions import barred
from sim.rules.suppliers import BITS
from sim.world.calendar import Calendar
from sim.world.chips import Chip, chip_record


class Regime(NamedTuple):
    """Levels by month, float64 [T]; caps are infinite where they bar nothing.

    `coming_*` are the caps of the next step that is announced and not in effect, and the current
    ones where none is; `stockpiling_window` counts the months between the two, zero for none.
    `intensity` weighs the sender's instruments and is 1 in December 2023 as enacted;
    `equipment_risk` is the mean of lithography, tools and foundry.
    """

    tpp_cap: np.ndarray
    interconnect_cap: np.ndarray
    density_cap: np.ndarray
    levy: np.ndarray
    coming_tpp_cap: np.ndarray
    coming_interconnect_cap: np.ndarray
    coming_density_cap: np.ndarray
    stockpiling_window: np.ndarray
    lithography: np.ndarray
    tools: np.ndarray
    foundry: np.ndarray
    capital: np.ndarray
    cloud: np.ndarray
    model_access: np.ndarray
    open_weights: np.ndarray
    enforcement: np.ndarray
    ai_plus: np.ndarray
    stockpiling: np.ndarray
    substitution: np.ndarray
    retaliation: np.ndarray
    intensity: np.ndarray
    equipment_risk: np.ndarray


CAPS = ("tpp_cap", "interconnect_cap", "density_cap")
SCALE_MONTH = date(2023, 12, 1)
"""The month in which sanction intensity, as enacted, is 1."""


def build_regime(settings: Settings, calendar: Calendar) -> Regime:
    """The regime of checked settings, month by month."""
    steps = {
        key.rsplit(".", 1)[1]: steps_of(key, leaf, since, settings.sanctions.history_until)
        for key, leaf, since in leaves(settings)
    }
    kinds = {key.rsplit(".", 1)[1]: leaf.kind for key, leaf, _ in leaves(settings)}
    levels = {name: level_path(steps[name], kinds[name].open, calendar) for name in steps}
    return Regime(
        **levels,
        **_announced(steps, levels, calendar),
        intensity=_intensity(levels, calendar) / _intensity_as_enacted(),
        equipment_risk=(levels["lithography"] + levels["tools"] + levels["foundry"]) / 3,
    )


def steps_of(key: str, leaf: Leaf, since: date, history_until: date | None) -> list[Step]:
    """The dated levels of a leaf: its own list, or history and what holds from a date."""
    if leaf.steps is not None:
        return list(leaf.steps)
    history = [
        step
        for step in enacted().get(key.split(".", 1)[1], [])
        if history_until is None or step.effective <= history_until
    ]
    if leaf.level is None:
        return history
    return [step for step in history if step.effective < since] + [Step(since, leaf.level, since)]


def level_path(steps: Sequence[Step], before: float, calendar: Calendar) -> np.ndarray:
    """A level a month: each holds from the start of the month that contains its date."""
    path = np.full(calendar.months, before)
    for step in steps:
        path[max(0, calendar.index(step.effective)) :] = step.level
    return path


def _announced(
    steps: Mapping[str, Sequence[Step]], levels: Mapping[str, np.ndarray], calendar: Calendar
) -> dict[str, np.ndarray]:
    """Caps that are announced and not in effect, and the months that stockpilers have."""
    coming = {f"coming_{cap}": levels[cap].copy() for cap in CAPS}
    window = np.zeros(calendar.months)
    pending = sorted(
        ((step, cap) for cap in CAPS for step in steps[cap] if step.announced < step.effective),
        key=lambda pair: pair[0].effective,
        reverse=True,
    )
    for step, cap in pending:  # the next to take effect is written last
        known, effective = calendar.index(step.announced), calendar.index(step.effective)
        months = slice(max(0, known), max(0, effective))
        coming[f"coming_{cap}"][months] = step.level
        window[months] = effective - known
    return {**coming, "stockpiling_window": window}


@cache
def enacted() -> dict[str, list[Step]]:
    """What was enacted, by leaf: `sim/data/regime.csv`."""
    text = files("sim").joinpath("data", "regime.csv").read_text(encoding="utf-8")
    steps: dict[str, list[Step]] = {}
    for row in csv.DictReader(text.splitlines()):
        level = np.inf if row["level"] == "null" else float(row["level"])
        if row["level"] == "null" and row["instrument"].endswith("interconnect_cap"):
            level = -np.inf
        step = Step(
            date.fromisoformat(row["effective"]), level, date.fromisoformat(row["announced"])
        )
        steps.setdefault(row["instrument"], []).append(step)
    return {name: sorted(dated, key=lambda step: step.effective) for name, dated in steps.items()}


def _intensity(levels: Mapping[str, np.ndarray], calendar: Calendar) -> np.ndarray:
    """Weighted mean of the sender's instruments, each from 0 to 1."""
    weights = instrument_weights()
    total = np.zeros(calendar.months)
    for name, weight in weights.items():
        level = chip_denial(levels, calendar) if name == "chip_exports" else levels[name]
        total += weight * level
    return total / sum(weights.values())


@cache
def _intensity_as_enacted() -> float:
    """Intensity in December 2023, before scaling, of what stood then."""
    month = Calendar(SCALE_MONTH, 1)
    opens = {"tpp_cap": np.inf, "density_cap": np.inf, "interconnect_cap": -np.inf}
    levels = {
        name: level_path(
            [step for step in enacted().get(key, []) if step.effective <= ARTICLE],
            opens.get(name, 0.0),
            month,
        )
        for name, key in [(cap, f"chip_exports.{cap}") for cap in CAPS]
        + [(name, name) for name in instrument_weights() if name != "chip_exports"]
    }
    return float(_intensity(levels, month)[0])


@cache
def instrument_weights() -> dict[str, float]:
    """Weight of each instrument in sanction intensity: `sim/data/instrument_weights.csv`."""
    text = files("sim").joinpath("data", "instrument_weights.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["instrument"]: float(row["weight"]) for row in rows}


def chip_denial(levels: Mapping[str, np.ndarray], calendar: Calendar) -> np.ndarray:
    """How much of the best chip the caps withhold: 1 - best lawful TPP / best TPP on record."""
    chips = [chip for chip in chip_record(1.0).values() if chip.maker_region != "CN"]
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
        if not barred(BITS * chip.tflops, chip.interconnect, chip.density, *caps)
    ]
    return 1.0 - max(lawful, default=0.0) / max(chip.tflops for chip in chips)
