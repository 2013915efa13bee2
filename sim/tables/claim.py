"""The article's claim as tables, rows of a file and computed sentences."""

from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table

from sim.analysis.changes import shares_by_direction
from sim.analysis.claim import ALL, GROUPS, HOW, SHORT_LAGS
from sim.settings.history import REFERENCE
from sim.storage.atomic import write_rows_of_text
from sim.tables.effects import shares_in_words
from sim.tables.intervals import ends_of, median_with_interval, span
from sim.tables.style import narrow_table
from sim.tables.words import in_words, month_in_words, quoted, share

CHANCES = ("end of", "lag, months: median [90%]",
           *(f"lag under {months} months" for months in SHORT_LAGS), "China ahead")  # fmt: skip
"""Heads of the rows of `chance_row`."""

GROUP_WORDS = {
    ALL: "all measures and answers",
    "chips": "chips, with enforcement",
    "capital": "capital",
    "manufacturing": "lithography, tools, foundry",
    "answers": "China’s answers",
}


def change_table(found: xr.Dataset) -> Table:
    """What all measures and each group did to the lag."""
    table = narrow_table(
        f"What the measures did to the lag by the end of {found.attrs['date']}",
        f"{found.sizes['member']:,} members; change of the mean lag over twelve months, with the "
        f"group less without it; added: alone, to {found.attrs['without']}; removed: alone, from "
        f"{REFERENCE}; groups are those of chips_only, capital_only and manufacturing_only, "
        "answers are stockpiling, substitution and retaliation",
    )
    table.add_column("measures")
    table.add_column("alone")
    for header in ("months: median [90%]", "longer", "same", "shorter"):
        table.add_column(header, justify="right")
    for group, how, values in _groups(found):
        shares = (share(part) for part in shares_by_direction(values))
        of_all = group == ALL
        table.add_row(
            GROUP_WORDS[group], "" if of_all else how, median_with_interval(values, "+.1f"), *shares
        )
    return table


def _groups(found: xr.Dataset) -> list[tuple[str, str, np.ndarray]]:
    """Each group, added and removed; all measures once."""
    pairs = [(ALL, HOW[0]), *((group, how) for group in GROUPS for how in HOW)]
    return [(g, how, found["change"].sel(group=g, how=how).values) for g, how in pairs]


def chance_row(found: xr.Dataset, scenario: str, end: str) -> tuple[str, ...]:
    """The lag at the end of a month, and how many members have a short one."""
    at_end = found.sel(scenario=scenario, end=end)
    chances = chances_of(at_end)
    return (
        month_in_words(end),
        median_with_interval(at_end["lag"].values, ".1f"),
        *(share(chance) for chance in chances),
    )


def chances_of(at_end: xr.Dataset) -> tuple[float, ...]:
    """Shares of members whose lag is short, for each of `SHORT_LAGS`, or that are ahead."""
    lag = at_end["lag"].values
    shares = (float((lag < months).mean()) for months in SHORT_LAGS)
    return (*shares, float(at_end["ahead"].mean()))


def chance_table(found: xr.Dataset, scenario: str) -> Table:
    """The lag and the chance of a short one at the end of each year."""
    table = narrow_table(
        f"Does China catch up? {in_words(scenario).capitalize()}",
        f"{found.sizes['member']:,} members; lags are means over twelve months; ahead: its best "
        "model is better at the end of the month",
    )
    for place, header in enumerate(CHANCES):
        table.add_column(header, justify="right" if place else "left")
    for end in found["end"].values:
        table.add_row(*chance_row(found, scenario, str(end)))
    return table


def sentences(found: xr.Dataset) -> str:
    """What the measures did, and whether the follower catches up, in sentences."""
    return " ".join([change_sentence(found), *(later_sentence(found, str(of))
                                               for of in found["scenario"].values)])  # fmt: skip


def change_sentence(found: xr.Dataset) -> str:
    """What all measures did to the lag by the month."""
    change = found["change"].sel(group=ALL, how=HOW[0]).values
    lag = found["lag"].sel(scenario=REFERENCE).isel(end=0).values
    return (
        f"Over the twelve months up to {month_in_words(found.attrs['date'])} China lagged by "
        f"{np.median(lag):z.1f} months (90% interval {span(ends_of(lag), '.1f')}). The measures in "
        f"force by then, with China’s answers, changed that lag by {np.median(change):+z.1f} "
        f"months (90% interval {span(ends_of(change), '+.1f')}) compared with a world without any: "
        f"it is {shares_in_words(shares_by_direction(change))}."
    )


def later_sentence(found: xr.Dataset, scenario: str) -> str:
    """Whether the lag falls and the follower catches up by the end of the horizon."""
    of_scenario = found.sel(scenario=scenario)
    first, last = of_scenario.isel(end=0), of_scenario.isel(end=-1)
    falls = float((last["lag"] < first["lag"]).mean())
    return (
        f"Under {quoted(scenario)} the lag is shorter at the end of "
        f"{month_in_words(str(last['end'].item()))} than at the end of "
        f"{month_in_words(str(first['end'].item()))} in {share(falls)} of members, is under "
        f"{SHORT_LAGS[0]} months in {share(chances_of(last)[0])}, and China catches up with the "
        f"US by then, for a month or longer, in {share(float(last['caught_up'].mean()))}."
    )


def save_rows(file: Path, found: xr.Dataset) -> None:
    """Leave a row a group and a row a scenario and year."""
    head = ("table", "scenario_or_group", "end_or_how", "median", "low_90", "high_90", "longer",
            "same", "shorter", *(f"under_{months}_months" for months in SHORT_LAGS), "ahead",
            "caught_up")  # fmt: skip
    rows: list[list[object]] = [list(head)]
    for group, how, values in _groups(found):
        rows.append(["change", group, how, np.median(values), *ends_of(values),
                     *shares_by_direction(values), "", "", "", ""])  # fmt: skip
    for scenario in found["scenario"].values:
        for end in found["end"].values:
            at_end = found.sel(scenario=scenario, end=end)
            lag = at_end["lag"].values
            rows.append(["lag", scenario, end, np.median(lag), *ends_of(lag), "", "", "",
                         *chances_of(at_end), float(at_end["caught_up"].mean())])  # fmt: skip
    write_rows_of_text(file, rows)
