"""What each instrument does by itself: tables, rows of a file and computed sentences."""

from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table

from sim.analysis.changes import shares_by_direction
from sim.analysis.channels import CHANNELS
from sim.analysis.levers import LEVELS
from sim.storage.atomic import write_rows_of_text
from sim.tables.effects import SHARES, effect_cells
from sim.tables.intervals import ends_of, median_with_interval
from sim.tables.style import narrow_table
from sim.tables.words import LARGEST_OPPOSED_SHARE, in_words, join_names, share

PUBLISHED = (
    "published, for comparison: Chinese companies owned 5% (5 to 6%) of the world's AI compute at "
    "the end of 2025, US hyperscalers over 60% (Epoch AI, C112), a ratio of 10 and more; smuggled "
    "share of the training compute that China added in 2024: 10% (1 to 40%) (CNAS, C135); the US "
    "gains 31 times China's compute in 2026 if no advanced chips are sold, under 4 times if the "
    "B30A is (Institute for Progress, October 2025, as reported by TechInformed)"
)
"""Sources are rows of the record; that of the last, at second hand, is
https://techinformed.com/?p=37175.
"""

CHIP_EXPORTS = (("open", "chip exports open"), ("strict", "chip exports barred"))
"""Levels of the rule on chips, in words."""


def channel_table(found: xr.Dataset, day: str) -> Table:
    """Each instrument's channel when it is open and when it is strict, from a date."""
    of_day = found.sel(date=day)
    table = narrow_table(
        f"What each instrument changes first, set from {day}",
        f"{found.sizes['member']:,} members; medians of the mean over {_last(found)} months (of "
        f"stockpiling: {CHANNELS['stockpiling'].months}, before an announced chip rule); all else "
        f"as in {of_day['reference'].item()}; as meant: members in which the channel moves as the "
        "instrument's meaning says",
    )
    table.add_column("instrument")
    table.add_column("channel")
    for header in ("open", "strict", "as\nmeant"):
        table.add_column(header, justify="right")
    for name in found["instrument"].values:
        of_it = of_day.sel(instrument=name)
        open_, strict = (
            float(of_it["channel"].sel(level=of).median()) for of in ("open", "strict")
        )
        units = of_it["channel_units"].item()
        table.add_row(
            in_words(str(name)),
            of_it["channel_name"].item() + ("" if units == "1" else f", {units}"),
            _short(open_),
            _short(strict),
            share(moved_as_meant(of_it, str(name))),
        )
    return table


def moved_as_meant(of_instrument: xr.Dataset, name: str) -> float:
    """Share of members whose channel moves in the direction that the meaning says."""
    change = of_instrument["channel_change"].dropna("member").values
    return float((CHANNELS[name].direction * change > 0.0).mean())


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


def _last(found: xr.Dataset) -> int:
    return int(found["months"].max())


def lag_table(found: xr.Dataset, day: str) -> Table:
    """What each instrument does to the lag, from a date."""
    of_day = found.sel(date=day)
    notes = "; ".join(f"{in_words(name)}: {of.note}" for name, of in CHANNELS.items() if of.note)
    table = narrow_table(
        f"What each instrument does to the lag, set from {day}, months",
        f"{found.sizes['member']:,} members; change of the mean lag over twelve months, strict "
        "less open: median of members' own changes [90% interval], and the share of members whose "
        f"lag is longer/the same/shorter, in %; all else as in {of_day['reference'].item()}; "
        f"{notes}",
    )
    table.add_column("instrument")
    for months in found["months"].values:
        table.add_column(f"{months} months\nlater", justify="right")
        table.add_column(SHARES, justify="right")
    for name in found["instrument"].values:
        cells: list[str] = []
        for months in found["months"].values:
            change = of_day["lag_change"].sel(instrument=name, months=months).values
            cells += effect_cells(change)
        table.add_row(in_words(str(name)), *cells)
    return table


def elasticity_table(found: xr.Dataset) -> Table:
    """Ratios and shares for which figures are published, beside those of the model."""
    table = narrow_table(
        "Chips and the lag, for comparison with what is published",
        f"{found.sizes['member']:,} members; medians [90% interval]; months of lag: ratio of "
        f"means; smuggled share: over {int(found['months'].min())} months; {PUBLISHED}",
    )
    table.add_column("quantity")
    for day in found["date"].values:
        table.add_column(f"from {day}", justify="right")
    for label, cells in _elasticities(found).items():
        table.add_row(label, *cells)
    return table


def _elasticities(found: xr.Dataset) -> dict[str, list[str]]:
    """Cells by date of each row of the table of elasticities."""
    days = [found.sel(date=day) for day in found["date"].values]
    rows: dict[str, list[str]] = {}
    for months in found["months"].values:
        label = f"US chips over China’s after {months} months"
        rows[f"{label}, reference"] = [
            _factor(of["compute_ratio_reference"].sel(months=months)) for of in days
        ]
        for level, words in CHIP_EXPORTS:
            rows[f"{label}, {words}"] = [
                _factor(_of_chips(of, "compute_ratio").sel(months=months, level=level))
                for of in days
            ]
    label = "US chips gained over China’s in the first year"
    rows[f"{label}, reference"] = [_factor(of["gained_ratio_reference"]) for of in days]
    for level, words in CHIP_EXPORTS:
        rows[f"{label}, {words}"] = [
            _factor(_of_chips(of, "gained_ratio").sel(level=level)) for of in days
        ]
    rows["smuggled share of chips gained, reference"] = [
        _share_with_interval(of["smuggled_share_reference"]) for of in days
    ]
    for level, words in (("open", "enforcement 0"), ("strict", "enforcement 1")):
        rows[f"smuggled share of chips gained, {words}"] = [
            _share_with_interval(of["smuggled_share"].sel(instrument="enforcement", level=level))
            for of in days
        ]
    for months in found["months"].values:
        label = f"months of lag for a factor of ten in that ratio, after {months} months"
        rows[label] = [
            f"{float(_of_chips(of, 'months_per_factor_of_ten').sel(months=months)):z.1f}"
            for of in days
        ]
    return rows


def _of_chips(of_day: xr.Dataset, name: str) -> xr.DataArray:
    return of_day[name].sel(instrument="chip_exports")


def _factor(dex: xr.DataArray) -> str:
    return median_with_interval(10.0 ** dex.dropna("member").values, ".1f")


def _share_with_interval(values: xr.DataArray) -> str:
    known = 100.0 * values.dropna("member").values
    return f"{median_with_interval(known, '.0f')}%" if known.size else "–"


def includes_zero(changes: np.ndarray) -> bool:
    """Whether the 90% interval of members' changes includes zero."""
    low, high = ends_of(changes)
    return low <= 0.0 <= high


def verdict(found: xr.Dataset, day: str) -> str:
    """Which instruments have a 90% interval of the change of the lag that includes zero.

    Many members do not change at all, so an interval may end at zero although hardly any member
    goes the other way; where most members move in one direction, that is said too.
    """
    changes = found["lag_change"].sel(date=day)
    return " ".join(_verdict(changes.sel(months=m), int(m), day) for m in found["months"].values)


def _verdict(changes: xr.DataArray, months: int, day: str) -> str:
    names = [str(name) for name in changes["instrument"].values]
    of_names = {name: changes.sel(instrument=name).values for name in names}
    with_zero = [in_words(name) for name, values in of_names.items() if includes_zero(values)]
    agreed = [in_words(name) for name, values in of_names.items() if one_direction(values)]
    everyone = len(with_zero) == len(names)
    named = "every instrument and response" if everyone else join_names(with_zero) or "none"
    return (
        f"{months} months after {day} the 90% interval of the change of the lag includes zero for "
        f"{named}. More than half of members move in one "
        f"direction, and at most {LARGEST_OPPOSED_SHARE:.0%} in the other, for "
        f"{join_names(agreed) or 'none of them'}."
    )


def one_direction(changes: np.ndarray) -> bool:
    """Whether most members' lags move in one direction, and hardly any the other way."""
    longer, _, shorter = shares_by_direction(changes)
    return max(longer, shorter) > 0.5 and min(longer, shorter) <= LARGEST_OPPOSED_SHARE


def save_rows(file: Path, found: xr.Dataset) -> None:
    """Leave a row a date, instrument and number of months after the date."""
    rows: list[list[object]] = [
        ["date", "reference", "instrument", "channel", "channel_units", "channel_open",
         "channel_strict", "channel_as_meant", "months", "lag_change_median", "lag_change_low_90",
         "lag_change_high_90", "lag_change_mean", "longer", "same", "shorter",
         "interval_includes_zero", "log10_compute_ratio_change", "months_per_factor_of_ten",
         "gained_ratio_open", "gained_ratio_strict", "note"]
    ]  # fmt: skip
    for day in found["date"].values:
        for name in found["instrument"].values:
            of_it = found.sel(date=day, instrument=name)
            for months in found["months"].values:
                rows.append(_row(of_it, str(name), int(months)))
    write_rows_of_text(file, rows)


def _row(of_it: xr.Dataset, name: str, months: int) -> list[object]:
    at_end = of_it.sel(months=months)
    change = at_end["lag_change"].values
    labels = ("date", "reference", "instrument", "channel_name", "channel_units")
    return [
        *(of_it[label].item() for label in labels),
        *(float(of_it["channel"].sel(level=level).median()) for level in LEVELS),
        moved_as_meant(of_it, name),
        months,
        np.median(change), *ends_of(change), change.mean(),
        *shares_by_direction(change),
        int(includes_zero(change)),
        float(at_end["compute_ratio_change"].mean()),
        float(at_end["months_per_factor_of_ten"]),
        *(float(10.0 ** of_it["gained_ratio"].sel(level=level).median()) for level in LEVELS),
        CHANNELS[name].note,
    ]  # fmt: skip
