"""The chips on record: `sim/data/chips.csv`."""

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files


@dataclass(frozen=True)
class Chip:
    """A chip's figures: dense 16-bit TFLOP/s, GB/s, mm2, TPP a mm2, USD."""

    name: str
    maker_region: str
    available: date
    tflops: float
    interconnect: float
    area: float
    density: float
    price: float


TYPICAL_AREA = 814.0
"""The H100's die, mm2, for chips whose area is not on record."""


def chip_record(price_per_tflops: float) -> dict[str, Chip]:
    """Every chip on record by name; one without a price costs so much a TFLOP/s."""
    text = files("sim").joinpath("data", "chips.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["chip"]: _chip(row, price_per_tflops) for row in rows}


def _chip(row: dict[str, str], price_per_tflops: float) -> Chip:
    tflops = float(row["dense_16bit_tflops"])
    area = float(row["die_area_mm2"] or TYPICAL_AREA)
    return Chip(
        name=row["chip"],
        maker_region=row["region"],
        available=date.fromisoformat(row["available"] + "-01"),
        tflops=tflops,
        interconnect=float(row["interconnect_gbps"] or 0.0),
        area=area,
        density=float(row["performance_density"] or 16.0 * tflops / area),
        price=float(row["price_usd"] or price_per_tflops * tflops),
    )
