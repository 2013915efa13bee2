"""Sensitivity and boxes as tables for the terminal."""

from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table

from sim.analysis.discovery import HALVES, OUTCOMES
from sim.analysis.sobol import FEWEST_BLOCKS, LEADING_INPUTS, WIDEST_INTERVAL
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import with_interval
from sim.tables.style import narrow_table
from sim.tables.words import in_words

MOST_INPUTS_IN_TABLE = 12
"""Largest number of inputs in a table; the dataset has all."""

OUTCOME_NAMES = {
    "capability_lag": "the lag",
    "capability_lag_change": "the change in lag",
    "capability_gap": "the gap",
    "capability_gap_change": "the change in gap",
}


def index_table(indices: xr.Dataset, outcome: str) -> Table:
    """First and total order of the inputs with the largest total orders, and of the groups.

    Parameters
    ----------
    indices : xarray.Dataset
        Result of `sensitivity`.
    outcome : str
        One of its outcomes.
    """
    of_outcome = indices.sel(outcome=outcome)
    title = f"Sources of the spread of {OUTCOME_NAMES[outcome]}, end of {indices.attrs['date'][:7]}"
    table = narrow_table(title, _converged(of_outcome))
    table.add_column("input")
    for header in ("by itself\nfirst order", "with others\ntotal order", "from half\nthe sample"):
        table.add_column(header, justify="right")
    if not np.isfinite(of_outcome["total_order"]).any():
        table.add_row("no variation", "", "", "")
        return table
    for name in [*_groups(of_outcome), *leading(of_outcome)]:
        of_input = of_outcome.sel(input=name)
        table.add_row(
            in_words(name),
            *(_with_interval(of_input, order) for order in ("first_order", "total_order")),
            f"{float(of_input['total_order_half']):z.2f}",
        )
    return table


def save_index_rows(file: Path, indices: xr.Dataset, made_from: str) -> None:
    """Write a row for each input and outcome, the lag or its change, with the size of the sample.

    Parameters
    ----------
    file : Path
        CSV file to write; an existing file is replaced.
    indices : xarray.Dataset
        Result of `sensitivity`.
    made_from : str
        Hash of everything that the rows depend on.
    """
    orders, about = ("first_order", "total_order"), ("scenario", "regimes", "members")
    columns = [f"{order}{bound}" for order in orders for bound in ("", "_low", "_high")]
    sample = [*(indices.attrs[name] for name in about), made_from]
    head = ["outcome", "input", "kind", *columns, "converged", "month", *about, "made_from"]
    rows: list[list[object]] = []
    for outcome in ("capability_lag", "capability_lag_change"):
        of_outcome = indices.sel(outcome=outcome)
        common = [int(of_outcome["converged"]), indices.attrs["date"][:7], *sample]
        for name in indices["input"].values:
            of_input = of_outcome.sel(input=name)
            values = [value for order in orders for value in _order(of_input, order)]
            rows.append([outcome, name, of_input["kind"].item(), *values, *common])
            rows[-1][head.index("members")] = of_input["rows"].item()
    write_rows_of_text(file, [head, *rows])


def _order(of_input: xr.Dataset, order: str) -> list[float]:
    """An index and the bounds of its interval, rounded to four decimals."""
    bounds = of_input[f"{order}_interval"].values
    return [round(float(value), 4) for value in (of_input[order], *bounds)]


def leading(of_outcome: xr.Dataset, most: int = MOST_INPUTS_IN_TABLE) -> list[str]:
    """Names of the inputs with the largest total orders, the largest first.

    Groups are left out, and inputs that were varied by themselves in a first look only.
    """
    rows = of_outcome["rows"].values
    is_single = (of_outcome["kind"].values != "group") & (rows == rows.max())
    single = of_outcome.isel(input=np.flatnonzero(is_single))
    order = np.argsort(-single["total_order"].values, kind="stable")[:most]
    return [str(name) for name in single["input"].values[order]]


def sample_in_words(indices: xr.Dataset) -> str:
    """Number of rows and regimes of a sensitivity analysis, and the source of the parameters."""
    regimes = indices.attrs["regimes"]
    regimes_in_words = "one regime" if regimes == 1 else f"{regimes} regimes"
    rows, source = indices.attrs["members"], indices.attrs["drawn_from"]
    return f"{rows} rows under {regimes_in_words}, parameters from {source}{_first_look(indices)}"


def _first_look(indices: xr.Dataset) -> str:
    """Which parameters were varied by themselves in some rows only, in words; empty if none."""
    fewer = indices["rows"].values[indices["rows"].values < indices["rows"].values.max()]
    if len(fewer) == 0:
        return ""
    return f"; {len(fewer)} parameters that led in nothing in {fewer[0]} rows are varied together"


def _groups(of_outcome: xr.Dataset) -> list[str]:
    return [str(n) for n in of_outcome["input"].values[of_outcome["kind"].values == "group"]]


def _with_interval(of_input: xr.Dataset, order: str) -> str:
    ends = of_input[f"{order}_interval"].values
    return with_interval(float(of_input[order]), ends, ".2f")


def _converged(of_outcome: xr.Dataset) -> str:
    """Whether the indices have converged, and the sample, in words."""
    spread = float(of_outcome["standard_deviation"])
    about = (
        f"standard deviation {spread:z.1f} {of_outcome['unit'].item()}, "
        f"{sample_in_words(of_outcome)}; [90% interval]"
    )
    if not np.isfinite(of_outcome["total_order"]).any():
        return about
    if of_outcome.attrs["blocks"] < FEWEST_BLOCKS:
        about = f"Intervals from fewer than {FEWEST_BLOCKS} regimes are too narrow; {about}"
    widest, moved = (float(of_outcome[name]) for name in ("widest_interval", "largest_move"))
    ranking = "the same" if of_outcome["same_leaders"] else "another"
    verdict = "converged" if of_outcome["converged"] else "NOT CONVERGED, take more regimes"
    return (
        f"{verdict}: of the first {LEADING_INPUTS}, half the sample gives {ranking} ranking "
        f"and moves an index by up to {moved:z.2f}, the widest interval is {widest:z.2f} "
        f"(takes {WIDEST_INTERVAL}). {about}"
    )


def box_table(boxes: xr.Dataset, outcome: str) -> Table:
    """The box of an outcome: its limits, and its density and coverage on both halves.

    Parameters
    ----------
    boxes : xarray.Dataset
        Result of `discover`.
    outcome : str
        One of its outcomes.
    """
    of_outcome = boxes.sel(outcome=outcome)
    restricted = restricted_inputs(of_outcome)
    title = f"Where {OUTCOMES[outcome]} at the end of {boxes.attrs['date'][:7]}"
    lines = [*(_frequency(of_outcome, part) for part in HALVES), verdict(of_outcome)]
    table = narrow_table(title, "\n".join(filter(None, lines)))
    table.add_column("input")
    for header in ("from", "to", "of range", "unit"):
        table.add_column(header, justify="right")
    if not restricted:
        table.add_row(without_box(of_outcome), "", "", "", "")
    for name in restricted:
        of_input = of_outcome.sel(input=name)
        low, high = of_input["limits"].values
        values = of_input["input_value"].values
        inside = float(((values >= low) & (values <= high)).mean())
        table.add_row(
            in_words(name), _limit(low), _limit(high), f"{inside:.0%}", str(of_input["unit"].item())
        )
    return table


def restricted_inputs(of_outcome: xr.Dataset) -> list[str]:
    """Names of the inputs that a box restricts; empty if there is no box."""
    finite = np.isfinite(of_outcome["limits"].values).any(axis=1)
    return [str(name) for name in of_outcome["input"].values[finite]]


def without_box(of_outcome: xr.Dataset) -> str:
    """The reason why there is no box."""
    cases = int(of_outcome["cases"].sel(part=HALVES[0]))
    members = int((of_outcome["held_out"] == 0).sum())
    if np.isnan(of_outcome["limits"]).all():
        return f"no box: the outcome occurs in {cases} of {members} members"
    return "no box: no input differs enough between members with and without the outcome"


def verdict(of_outcome: xr.Dataset) -> str:
    """Whether a box is confirmed on the held-out members; empty without a box."""
    if not restricted_inputs(of_outcome):
        return ""
    ends = of_outcome["held_out_lift_interval"].values
    lift = with_interval(float(of_outcome["held_out_lift"]), ends, ".1f")
    holds = "confirmed" if of_outcome["holds"] else "NOT CONFIRMED"
    return (
        f"{holds}: in the box the outcome is {lift} times as frequent as in the whole held-out half"
    )


def _limit(value: float) -> str:
    return f"{value:.3g}" if np.isfinite(value) else ""


def _frequency(of_outcome: xr.Dataset, part: str) -> str:
    """Frequency of the outcome in one half and in the box, in words."""
    half = of_outcome.sel(part=part)
    members = int((of_outcome["held_out"] == HALVES.index(part)).sum())
    cases, inside, hits = (int(half[name]) for name in ("cases", "in_box", "cases_in_box"))
    text = f"{part}: the outcome occurs in {cases / members:.0%} of {members} members"
    if not restricted_inputs(of_outcome):
        return text
    density = f"{hits / inside:.0%}" if inside else "none"
    coverage = f"{hits / cases:.0%}" if cases else "none"
    return f"{text}; density {density} ({hits} of {inside}), coverage {coverage}"
