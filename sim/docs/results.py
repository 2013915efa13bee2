"""Results of long runs, for the documents: patterns and levers, from the tables that ship."""

import numpy as np
import pandas as pd
import xarray as xr

from sim.calibration.shipped import shipped_levers, shipped_patterns, shipped_reasons
from sim.docs.markdown import markdown_table
from sim.tables.intervals import with_interval
from sim.tables.levers import PUBLISHED
from sim.tables.patterns import counted, published, said
from sim.tables.words import in_words

CURRENT = "current"
"""The calibration to all that is on record."""


def pattern_sentences() -> str:
    """How many of the patterns that it did not use each calibration reproduces, in Markdown."""
    found = shipped_patterns()
    unused = found[found["used"] == 0].groupby("calibration", sort=False)["inside"]
    return "\n".join(
        f"- `{name}`: {counted(int(inside.sum()), len(inside))}." for name, inside in unused
    )


def outside_sentences() -> str:
    """Patterns that `current` was not fitted to and does not show, with the reason, in Markdown."""
    found = shipped_patterns()
    outside = found[(found["calibration"] == CURRENT) & ~found[["used", "inside"]].any(axis=1)]
    reasons = shipped_reasons()
    lines = []
    for row in _as_datasets(outside.fillna({"fact_low": -np.inf, "fact_high": np.inf})):
        reason = reasons.get(row["id"].item(), "no reason is known")
        fact = f"{published(row)} on record, {said(row)} in the model"
        lines.append(f"- {row['label'].item()}: {fact}: {reason}")
    return "\n".join(lines)


def pattern_result_table() -> str:
    """Every pattern with its fact and what each calibration says of it, in Markdown."""
    found = shipped_patterns().fillna({"fact_low": -np.inf, "fact_high": np.inf})
    names = found["calibration"].unique()
    head = ("id", "pattern", "fact", *(f"`{name}`" for name in names))
    key = (
        "Median [90% interval] of members; **bold** where the fact lies outside; \\* where the "
        "calibration was fitted to it."
    )
    patterns = (_as_datasets(rows) for _, rows in found.groupby("id", sort=False))
    rows = (
        (of[0]["id"].item(), of[0]["label"].item(), published(of[0]), *map(_cell, of))
        for of in patterns
    )
    return f"{key}\n\n{markdown_table(head, rows)}"


def _as_datasets(rows: pd.DataFrame) -> list[xr.Dataset]:
    return [xr.Dataset(row) for row in rows.to_dict("records")]


def _cell(row: xr.Dataset) -> str:
    words = said(row)
    if row["median"].notnull() and not row["inside"]:
        words = f"**{words}**"
    return f"{words}\\*" if row["used"] else words


def lever_result_table() -> str:
    """What each instrument does to its channel and to the lag, in Markdown."""
    found = shipped_levers()
    months = sorted(set(found["months"]))
    head = (
        *("from", "instrument", "channel", "open", "strict", "as meant"),
        *(f"lag after {m} months" for m in months),
        "longer / same / shorter",
    )
    return markdown_table(
        head,
        (
            _lever_row(str(day), str(name), rows)
            for (day, name), rows in found.groupby(["date", "instrument"], sort=False)
        ),
    )


def elasticity_sentences() -> str:
    """What bars on chip exports do to the ratio of chips, beside what is published."""
    found = shipped_levers()
    rows = found[found["instrument"] == "chip_exports"].drop_duplicates("date")
    said = "; ".join(
        f"from {row.date}, {row.gained_ratio_strict:.0f} times with chip exports barred and "
        f"{row.gained_ratio_open:.0f} times with none barred"
        for row in rows.itertuples()
    )
    gains = f"In the first year the US gains more chips than China: {said} (medians)."
    return f"{gains} {PUBLISHED[0].upper()}{PUBLISHED[1:]}."


def _lever_row(day: str, name: str, rows: pd.DataFrame) -> tuple[str, ...]:
    first, last = rows.iloc[0], rows.iloc[-1]
    shares = (100 * last[part] for part in ("longer", "same", "shorter"))
    return (
        day,
        in_words(name),
        f"{first['channel']}, {first['channel_units']}",
        f"{first['channel_open']:.3g}",
        f"{first['channel_strict']:.3g}",
        f"{first['channel_as_meant']:.0%}",
        *(
            with_interval(
                row["lag_change_median"],
                (row["lag_change_low_90"], row["lag_change_high_90"]),
                "+.1f",
            )
            for _, row in rows.iterrows()
        ),
        " / ".join(f"{share:.0f}%" for share in shares),
    )
